/** What the screens ask of the server, by name. The first word of every key is the topic live events speak of. */
import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import { api, ProblemError } from './api.ts';
import type {
  AuditRow,
  CaseFile,
  Dossier,
  EntryPage,
  Explanation,
  Figure,
  FigureRecords,
  FileSummary,
  FrameShown,
  Items,
  KeptFrame,
  RegisterPage,
  RegisterSummary,
  Report,
  Series,
  Session,
  SetAside,
  Station,
  StationSummary,
  StudyBalance,
  Today,
} from './contract.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // A refusal is an answer; only silence is worth asking again.
      retry: (times, error) => times < 2 && error instanceof ProblemError && (error.problem.status === 0 || error.problem.status >= 500),
    },
    mutations: { retry: false },
  },
});

export const sessionKey = ['session'] as const;

export const session = queryOptions({
  queryKey: sessionKey,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await api.get<Session>('/session', { signal, quiet: true });
    } catch (e) {
      if (e instanceof ProblemError && e.problem.status === 401) return null;
      throw e;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
});

export const today = queryOptions({ queryKey: ['today'], queryFn: ({ signal }) => api.get<Today>('/today', { signal }) });

export interface StationFilter {
  kind?: string | undefined;
  district?: string | undefined;
  state?: string | undefined;
}
export const stations = (filter: StationFilter = {}) =>
  queryOptions({
    queryKey: ['stations', filter],
    queryFn: ({ signal }) => api.get<Items<StationSummary>>('/stations', { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
  });

export const station = (outlet: string) =>
  queryOptions({
    queryKey: ['station', outlet],
    queryFn: ({ signal }) => api.get<Station>(`/stations/${encodeURIComponent(outlet)}`, { signal }),
  });

export const series = (outlet: string, parameter: string, lengthMs: number, until: number | null) =>
  queryOptions({
    queryKey: ['series', outlet, parameter, lengthMs, until],
    queryFn: ({ signal }) => {
      const to = until ?? Date.now();
      return api.get<Series>(`/stations/${encodeURIComponent(outlet)}/series`, { query: { parameter, from: to - lengthMs, to }, signal });
    },
    enabled: parameter !== '',
  });

export interface FileFilter {
  status: 'open' | 'closed' | 'all';
  procedure?: string | undefined;
  district?: string | undefined;
  party?: string | undefined;
  q?: string | undefined;
}
export const files = (filter: FileFilter) =>
  queryOptions({
    queryKey: ['files', filter],
    queryFn: ({ signal }) => api.get<Items<FileSummary>>('/files', { query: { ...filter }, signal }),
    placeholderData: keepPreviousData,
  });

export const file = (id: string) =>
  queryOptions({ queryKey: ['file', id], queryFn: ({ signal }) => api.get<CaseFile>(`/files/${encodeURIComponent(id)}`, { signal }) });

export const explanation = (id: string) =>
  queryOptions({
    queryKey: ['verdict', id],
    queryFn: ({ signal }) => api.get<Explanation>(`/verdicts/${encodeURIComponent(id)}`, { signal }),
  });

export const frame = (id: string) =>
  queryOptions({ queryKey: ['frame', id], queryFn: ({ signal }) => api.get<FrameShown>(`/frames/${encodeURIComponent(id)}`, { signal }) });

export const kept = (state: string) =>
  queryOptions({
    queryKey: ['kept', state],
    queryFn: ({ signal }) => api.get<Items<KeptFrame>>('/kept', { query: { state: state === 'all' ? undefined : state }, signal }),
    placeholderData: keepPreviousData,
  });

export const registers = queryOptions({
  queryKey: ['registers'],
  queryFn: ({ signal }) => api.get<Items<RegisterSummary>>('/registers', { signal }),
});
export interface RegisterAsked {
  q?: string | undefined;
  filter?: string | undefined;
  sort?: string | undefined;
  district?: string | undefined;
  day?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
}
export const register = (id: string, asked: RegisterAsked = {}) =>
  queryOptions({
    queryKey: ['register', id, asked],
    queryFn: ({ signal }) => api.get<RegisterPage>(`/registers/${encodeURIComponent(id)}`, { query: { ...asked }, signal }),
    placeholderData: keepPreviousData,
  });
export const entry = (id: string, code: string, asked: { day?: string | undefined; knownAt?: number | undefined } = {}) =>
  queryOptions({
    queryKey: ['entry', id, code, asked],
    queryFn: ({ signal }) =>
      api.get<EntryPage>(`/registers/${encodeURIComponent(id)}/${encodeURIComponent(code)}`, { query: { ...asked }, signal }),
  });
export const dossier = (what: 'parties' | 'places', code: string) =>
  queryOptions({
    queryKey: ['dossier', what, code],
    queryFn: ({ signal }) => api.get<Dossier>(`/${what}/${encodeURIComponent(code)}`, { signal }),
  });
export const balance = queryOptions({
  queryKey: ['balance'],
  queryFn: ({ signal }) => api.get<StudyBalance>('/study/balance', { signal }),
});

export const report = (year: number) =>
  queryOptions({ queryKey: ['report', year], queryFn: ({ signal }) => api.get<Report>('/report', { query: { year }, signal }) });
export const figures = (year: number) =>
  queryOptions({ queryKey: ['figures', year], queryFn: ({ signal }) => api.get<Items<Figure>>('/figures', { query: { year }, signal }) });
export const figureRecords = (id: string, year: number) =>
  queryOptions({
    queryKey: ['figure', id, year],
    queryFn: ({ signal }) => api.get<FigureRecords>(`/figures/${encodeURIComponent(id)}`, { query: { year }, signal }),
  });

export const setAside = queryOptions({
  queryKey: ['setAside'],
  queryFn: ({ signal }) => api.get<Items<SetAside>>('/set-aside', { signal }),
});
export const audit = queryOptions({ queryKey: ['audit'], queryFn: ({ signal }) => api.get<Items<AuditRow>>('/audit', { signal }) });

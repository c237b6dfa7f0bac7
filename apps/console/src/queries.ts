/** What the screens ask of the server, by name. The first word of every key is the topic live events speak of. */
import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import { answered, api, client, ProblemError } from './api.ts';
import type { Dossier, Items, MapGround, MapWindow, Session, SetAside } from './contract.ts';

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

export const today = queryOptions({ queryKey: ['today'], queryFn: ({ signal }) => answered(client.GET('/api/today', { signal })) });

export interface StationFilter {
  kind?: string | undefined;
  district?: string | undefined;
  state?: string | undefined;
}
export const stations = (filter: StationFilter = {}) =>
  queryOptions({
    queryKey: ['stations', filter],
    queryFn: ({ signal }) => answered(client.GET('/api/stations', { params: { query: filter }, signal })),
    placeholderData: keepPreviousData,
  });

export const station = (outlet: string) =>
  queryOptions({
    queryKey: ['station', outlet],
    queryFn: ({ signal }) => answered(client.GET('/api/stations/{outlet}', { params: { path: { outlet } }, signal })),
  });

export const series = (outlet: string, parameter: string, lengthMs: number, until: number | null) =>
  queryOptions({
    queryKey: ['series', outlet, parameter, lengthMs, until],
    queryFn: ({ signal }) => {
      const to = until ?? Date.now();
      return answered(
        client.GET('/api/stations/{outlet}/series', {
          params: { path: { outlet }, query: { parameter, from: to - lengthMs, to } },
          signal,
        }),
      );
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
    queryFn: ({ signal }) => answered(client.GET('/api/files', { params: { query: filter }, signal })),
    placeholderData: keepPreviousData,
  });

export const file = (id: string) =>
  queryOptions({
    queryKey: ['file', id],
    queryFn: ({ signal }) => answered(client.GET('/api/files/{id}', { params: { path: { id: Number(id) } }, signal })),
  });

export const explanation = (id: string) =>
  queryOptions({
    queryKey: ['verdict', id],
    queryFn: ({ signal }) => answered(client.GET('/api/verdicts/{id}', { params: { path: { id: Number(id) } }, signal })),
  });

export const frame = (id: string) =>
  queryOptions({
    queryKey: ['frame', id],
    queryFn: ({ signal }) => answered(client.GET('/api/frames/{id}', { params: { path: { id: Number(id) } }, signal })),
  });

export const kept = (state: 'open' | 'replayed' | 'all') =>
  queryOptions({
    queryKey: ['kept', state],
    queryFn: ({ signal }) => answered(client.GET('/api/kept', { params: { query: { state } }, signal })),
    placeholderData: keepPreviousData,
  });

export const registers = queryOptions({
  queryKey: ['registers'],
  queryFn: ({ signal }) => answered(client.GET('/api/registers', { signal })),
});
export interface RegisterAsked {
  q?: string | undefined;
  filter?: string | undefined;
  sort?: string | undefined;
  district?: string | undefined;
  party?: string | undefined;
  place?: string | undefined;
  day?: string | undefined;
  cursor?: string | undefined;
  limit?: number;
}
export const register = (id: string, asked: RegisterAsked = {}) =>
  queryOptions({
    queryKey: ['register', id, asked],
    queryFn: ({ signal }) =>
      answered(client.GET('/api/registers/{register}', { params: { path: { register: id }, query: asked }, signal })),
    placeholderData: keepPreviousData,
  });
export const entry = (id: string, code: string, asked: { day?: string | undefined; knownAt?: number | undefined } = {}) =>
  queryOptions({
    queryKey: ['entry', id, code, asked],
    queryFn: ({ signal }) =>
      answered(client.GET('/api/registers/{register}/{entry}', { params: { path: { register: id, entry: code }, query: asked }, signal })),
  });
export const registerRequests = (id: string) =>
  queryOptions({
    queryKey: ['register-requests', id],
    queryFn: ({ signal }) => answered(client.GET('/api/registers/{register}/requests', { params: { path: { register: id } }, signal })),
  });
export const duties = queryOptions({
  queryKey: ['duties'],
  queryFn: ({ signal }) => answered(client.GET('/api/duties', { signal })),
  staleTime: 60_000,
});
export const duty = (id: string) =>
  queryOptions({
    queryKey: ['duty', id],
    queryFn: ({ signal }) => answered(client.GET('/api/duties/{programme}', { params: { path: { programme: id } }, signal })),
  });
/** What a field may be chosen from; with `isCode` the one that has this code. */
export const picks = (what: 'party' | 'place' | 'entry', of: string | null, text: string, isCode = false) =>
  queryOptions({
    queryKey: ['picks', what, of, text, isCode],
    queryFn: ({ signal }) =>
      answered(
        client.GET('/api/picks/{what}', {
          params: { path: { what }, query: { ...(of ? { of } : {}), ...(isCode ? { code: text } : { q: text }) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
export const registerCounts = (id: string, asked: Omit<RegisterAsked, 'sort' | 'cursor' | 'limit'>) =>
  queryOptions({
    queryKey: ['register', id, 'counts', asked],
    queryFn: ({ signal }) =>
      answered(client.GET('/api/registers/{register}/counts', { params: { path: { register: id }, query: asked }, signal })),
    placeholderData: keepPreviousData,
  });
/** What maps are drawn on; it changes with the city's pack only. */
export const mapGround = queryOptions({
  queryKey: ['map'],
  queryFn: ({ signal }) => api.get<MapGround>('/map', { signal }),
  staleTime: 300_000,
});
export const mapWindow = (id: string, asked: Omit<RegisterAsked, 'sort' | 'cursor' | 'limit'> & { box: string }) =>
  queryOptions({
    queryKey: ['register', id, 'map', asked],
    queryFn: ({ signal }) => api.get<MapWindow>(`/registers/${encodeURIComponent(id)}/map`, { query: { ...asked }, signal }),
  });
export const dossier = (what: 'parties' | 'places', code: string, asked: { day?: string | undefined; knownAt?: number | undefined } = {}) =>
  queryOptions({
    queryKey: ['dossier', what, code, asked],
    queryFn: ({ signal }) => api.get<Dossier>(`/${what}/${encodeURIComponent(code)}`, { query: asked, signal }),
    placeholderData: keepPreviousData,
  });
export const balance = queryOptions({
  queryKey: ['balance'],
  queryFn: ({ signal }) => answered(client.GET('/api/study/balance', { signal })),
});

export const report = (year: number) =>
  queryOptions({
    queryKey: ['report', year],
    queryFn: ({ signal }) => answered(client.GET('/api/report', { params: { query: { year } }, signal })),
  });
export const figures = (year: number) =>
  queryOptions({
    queryKey: ['figures', year],
    queryFn: ({ signal }) => answered(client.GET('/api/figures', { params: { query: { year } }, signal })),
  });
export const figureRecords = (id: string, year: number) =>
  queryOptions({
    queryKey: ['figure', id, year],
    queryFn: ({ signal }) => answered(client.GET('/api/figures/{id}', { params: { path: { id }, query: { year } }, signal })),
  });

export const setAside = queryOptions({
  queryKey: ['setAside'],
  queryFn: ({ signal }) => api.get<Items<SetAside>>('/set-aside', { signal }),
});

/** The administrator's look at the platform itself; it changes without any live word, so it is asked again. */
export const platformHealth = queryOptions({
  queryKey: ['platform'],
  queryFn: ({ signal }) => answered(client.GET('/api/platform/health', { signal })),
  refetchInterval: 10_000,
});

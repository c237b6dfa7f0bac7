/**
 * The console's only door to the network. Sends the session's token, reads problem+json, and reports a lost session once.
 * Keeps no answers: that is the query cache's work.
 */
import createClient from 'openapi-fetch';
import type { paths } from './api.gen.ts';
import type { Problem } from './contract.ts';

export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** Codes of our own, for when no server has answered. Their words are in the texts. */
export const unreachable = 'console.unreachable';
export const unreadable = 'console.unreadable';

function own(code: string, status: number): ProblemError {
  return new ProblemError({ type: 'about:blank', title: code, titleEn: code, status, code });
}

let token = '';
/** Each session has one token; it travels in a header that another site's form cannot set. */
export function carryToken(csrf: string) {
  token = csrf;
}

type Lost = () => void;
let onLost: Lost = () => {};
export function whenSessionIsLost(tell: Lost) {
  onLost = tell;
}

export type Query = Record<string, string | number | null | undefined>;

export function address(path: string, query: Query = {}): string {
  const q = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== '') q.set(key, String(value));
  const s = q.toString();
  return s ? `/api${path}?${s}` : `/api${path}`;
}

interface Ask {
  query?: Query;
  body?: unknown;
  key?: string;
  signal?: AbortSignal;
  /** Asking "am I signed in?" may be answered no without anyone being thrown out. */
  quiet?: boolean;
}

async function ask<T>(method: string, path: string, { query, body, key, signal, quiet }: Ask = {}): Promise<T> {
  const headers: Record<string, string> = { accept: ACCEPTED };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key) headers['idempotency-key'] = key;
  const said = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await knock(address(path, query), { method, headers, ...said, ...(signal ? { signal } : {}) }, quiet);
  if (answer.status === 204) return undefined as T;
  try {
    return (await answer.json()) as T;
  } catch {
    throw own(unreadable, answer.status);
  }
}

const ACCEPTED = 'application/json, application/problem+json';

/** Sends one request as the person signed in; an answer that refuses, or none at all, is thrown as a `ProblemError`. */
async function knock(to: string, how: RequestInit & { method: string }, quiet = false): Promise<Response> {
  const headers = new Headers(how.headers);
  if (how.method !== 'GET') headers.set('x-csrf-token', token);
  let answer: Response;
  try {
    answer = await fetch(to, { ...how, headers, credentials: 'same-origin' });
  } catch (cause) {
    if (how.signal?.aborted) throw cause;
    throw own(unreachable, 0);
  }
  if (answer.ok) return answer;
  const problem = await readProblem(answer);
  if (answer.status === 401 && !quiet) onLost();
  throw new ProblemError(problem);
}

async function readProblem(answer: Response): Promise<Problem> {
  try {
    const said = (await answer.json()) as Partial<Problem>;
    if (said.title && said.code) {
      return {
        ...said,
        type: said.type ?? 'about:blank',
        title: said.title,
        titleEn: said.titleEn ?? said.title,
        status: answer.status,
        code: said.code,
      };
    }
  } catch {
    // A proxy or a crash answered in its own way; the status is all we have.
  }
  // A dead server behind a proxy looks like this; to the person it is the same as no server.
  return own(answer.status >= 502 && answer.status <= 504 ? unreachable : unreadable, answer.status).problem;
}

/**
 * The API as it describes itself, typed from its own description (api.gen.ts): an address, a parameter or a field that the server does not have does
 * not compile.
 *
 * @example queryFn: ({ signal }) => answered(client.GET('/api/files/{id}', { params: { path: { id } }, signal }))
 */
export const client = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? 'http://localhost',
  headers: { accept: ACCEPTED },
  fetch: async (asked: Request) => {
    const isRead = asked.method === 'GET';
    return knock(asked.url, {
      method: asked.method,
      headers: asked.headers,
      signal: asked.signal,
      ...(isRead ? {} : { body: await asked.text() }),
    });
  },
});

/** What a typed question was answered (a spreadsheet is fetched by a link, not by a question); whatever went wrong has been thrown before. */
export async function answered<T>(asked: Promise<{ data?: T; response: Response }>): Promise<Exclude<T, string>> {
  try {
    return (await asked).data as Exclude<T, string>;
  } catch (cause) {
    if (cause instanceof ProblemError || !(cause instanceof SyntaxError)) throw cause;
    throw own(unreadable, 200);
  }
}

export const api = {
  get: <T>(path: string, how?: Ask) => ask<T>('GET', path, how),
  post: <T>(path: string, body: unknown, how?: Ask) => ask<T>('POST', path, { ...how, body }),
  remove: <T>(path: string, how?: Ask) => ask<T>('DELETE', path, how),
};

/** One key per act: sending the same thing twice is one act. Falls back where the page is not a secure context. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = ((b[6] as number) & 0x0f) | 0x40;
  b[8] = ((b[8] as number) & 0x3f) | 0x80;
  const hex = [...b].map((x) => x.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * Sends one file, telling how much of it has gone: what `fetch` cannot tell. The answer is read like any other.
 */
export function upload<T>(path: string, query: Query, file: File, onShare: (share: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const line = new XMLHttpRequest();
    line.open('POST', address(path, query));
    line.setRequestHeader('x-csrf-token', token);
    line.setRequestHeader('accept', 'application/json, application/problem+json');
    line.upload.onprogress = ({ loaded, total }) => onShare(total > 0 ? Math.min(1, loaded / total) : 0);
    line.onerror = () => reject(own(unreachable, 0));
    line.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    line.onload = () => {
      const answer = new Response(line.responseText, { status: line.status });
      if (answer.ok) {
        answer.json().then(
          (said) => resolve(said as T),
          () => reject(own(unreadable, line.status)),
        );
        return;
      }
      if (line.status === 401) onLost();
      void readProblem(answer).then((problem) => reject(new ProblemError(problem)));
    };
    signal.addEventListener('abort', () => line.abort(), { once: true });
    const form = new FormData();
    form.set('file', file, file.name);
    line.send(form);
  });
}

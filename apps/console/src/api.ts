/**
 * The console's only door to the network. Sends the session's token, reads problem+json, and reports a lost session once.
 * Keeps no answers: that is the query cache's work.
 */
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
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
  if (method !== 'GET') headers['x-csrf-token'] = token;
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key) headers['idempotency-key'] = key;
  let answer: Response;
  try {
    answer = await fetch(address(path, query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw own(unreachable, 0);
  }
  if (answer.status === 204) return undefined as T;
  if (answer.ok) {
    try {
      return (await answer.json()) as T;
    } catch {
      throw own(unreadable, answer.status);
    }
  }
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

/**
 * People who never give up: firms claim, an officer settles, each request with a key of its own, sent again and again with that key until it is
 * answered. What was asked and what was answered is written down.
 */

export interface Asked {
  key: string;
  login: string;
  kind: 'claimed' | 'confirmed' | 'rejected';
  party: string;
  exam: string;
  /** When it was last sent: what stands since before then was carried out by a request that was never answered. */
  lastSentAt: number;
  times: number;
  /** The file, once answered. */
  file?: string;
}

export interface Firm {
  login: string;
  party: string;
}

type Answered = { status: number; id?: unknown; number?: string; code?: string; [more: string]: unknown };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const OFFICER = 'officer.team';

export class Office {
  readonly asked: Asked[] = [];
  readonly failures: string[] = [];
  inFlight = 0;
  readonly #sessions = new Map<string, Promise<{ cookie: string; csrf: string }>>();
  readonly #awarded = new Set<string>();
  #isClosed = false;
  #running: Promise<void>[] = [];

  constructor(
    readonly base: string,
    readonly password: string,
    readonly exams: string[],
  ) {}

  /** Each firm goes round the exams: a claim, and its settling by the officer. */
  work(firms: Firm[], betweenMs: () => number): void {
    this.#running = firms.map(async (firm, i) => {
      for (let n = i; !this.#isClosed; n += 1) {
        try {
          await this.settle(await this.claim(firm, n));
        } catch (error) {
          this.failures.push((error as Error).message);
          return;
        }
        await pause(betweenMs());
      }
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#running);
  }

  async signIn(logins: string[]): Promise<void> {
    for (const login of [...logins, OFFICER]) await this.#session(login);
  }

  claim(firm: Firm, n: number): Promise<Asked> {
    const exam = this.exams[n % this.exams.length] as string;
    const asked = this.note({ key: `${firm.login}-${n}-claimed`, login: firm.login, kind: 'claimed', party: firm.party, exam });
    return this.#untilAnswered(asked, '/api/files', { procedure: 'study-claim', says: { exam, score: 100 } });
  }

  /** The first claim of a firm for an exam is confirmed, which awards points; later ones are rejected. */
  settling(claim: Asked): Asked {
    const about = `${claim.party}/${claim.exam}`;
    const kind = this.#awarded.has(about) ? 'rejected' : 'confirmed';
    this.#awarded.add(about);
    return this.note({ key: claim.key.replace(/claimed$/, 'settled'), login: OFFICER, kind, party: claim.party, exam: claim.exam });
  }

  settle(claim: Asked, asked = this.settling(claim)): Promise<Asked> {
    const body = { step: asked.kind, says: asked.kind === 'rejected' ? { reason: '演练' } : {} };
    return this.#untilAnswered(asked, `/api/files/${claim.file}/acts`, body);
  }

  note(asked: Omit<Asked, 'lastSentAt' | 'times'>): Asked {
    const noted = { ...asked, lastSentAt: 0, times: 0 };
    this.asked.push(noted);
    return noted;
  }

  async #untilAnswered(asked: Asked, url: string, body: object): Promise<Asked> {
    const end = Date.now() + 120_000;
    for (;;) {
      const answer = await this.#send(asked, url, body);
      if (answer?.status === 200) {
        asked.file = String(answer.id);
        return asked;
      }
      // Not answered, told to wait, or the store was away: asked again. Any other answer is a refusal, and there is no reason for one.
      if (answer && answer.status !== 429 && answer.status < 500) throw new Error(`${asked.key}: ${JSON.stringify(answer).slice(0, 300)}`);
      if (Date.now() > end) throw new Error(`${asked.key} was not answered in two minutes: ${JSON.stringify(answer)?.slice(0, 300)}`);
      await pause(answer?.status === 429 ? 1_000 : 150);
    }
  }

  async #send(asked: Asked, url: string, body: object): Promise<Answered | null> {
    try {
      const { cookie, csrf } = await this.#session(asked.login);
      this.inFlight += 1;
      asked.lastSentAt = Date.now();
      asked.times += 1;
      const answer = await fetch(this.base + url, {
        method: 'POST',
        headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json', 'idempotency-key': asked.key },
        body: JSON.stringify(body),
      }).finally(() => {
        this.inFlight -= 1;
      });
      return { ...((await answer.json()) as object), status: answer.status };
    } catch {
      return null;
    }
  }

  #session(login: string): Promise<{ cookie: string; csrf: string }> {
    const known = this.#sessions.get(login);
    if (known) return known;
    const made = (async () => {
      const answer = await fetch(`${this.base}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login, password: this.password }),
      });
      if (!answer.ok) throw new Error(`${login} cannot sign in: ${await answer.text()}`);
      return {
        cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
        csrf: ((await answer.json()) as { csrf: string }).csrf,
      };
    })();
    this.#sessions.set(login, made);
    made.catch(() => this.#sessions.delete(login));
    return made;
  }
}

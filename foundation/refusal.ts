/**
 * Refusals: the world disappoints us, and says so as a value. A refusal names what happened, about what, and what to do next, in both
 * languages. Assertions (we disappoint ourselves) are ordinary throws and are not made here.
 */
export interface Refusal {
  kind: 'refusal';
  /** `room.reason`, e.g. `ledger.notEnough`; stable, documented, counted. */
  code: string;
  says: string;
  saysEn: string;
  do?: string;
  doEn?: string;
  about?: Record<string, unknown>;
  /** HTTP status for whoever carries it outside; 409 unless the refusal says otherwise. */
  status: number;
}

export type Saying = Omit<Refusal, 'kind' | 'code' | 'status'> & { status?: number };

type Catalogue = Record<string, (...about: never[]) => Saying>;
type Refusals<C extends Catalogue> = { [K in keyof C]: (...about: Parameters<C[K]>) => Refusal };

/**
 * A room's catalogue of refusals, in the order in which they are said.
 *
 * @example const refuse = refusals('ledger', { notEnough: (account: string) => ({ says: `${account} 余额不足`, saysEn: `…` }) });
 */
export function refusals<C extends Catalogue>(room: string, catalogue: C): Refusals<C> & { codes: string[] } {
  const made: Record<string, unknown> = { codes: Object.keys(catalogue).map((reason) => `${room}.${reason}`) };
  for (const [reason, say] of Object.entries(catalogue)) {
    made[reason] = (...about: never[]): Refusal => {
      const { status = 409, ...saying } = say(...about);
      return { kind: 'refusal', code: `${room}.${reason}`, status, ...saying };
    };
  }
  return made as Refusals<C> & { codes: string[] };
}

export function isRefusal(of: unknown): of is Refusal {
  return typeof of === 'object' && of !== null && (of as { kind?: unknown }).kind === 'refusal';
}

/** Thrown only to roll a transaction back from inside; the door that opened the transaction turns it into a value again. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.saysEn}`);
    this.refusal = refusal;
  }
}

/** Turns a refusal into a roll-back: `const posted = orRollBack(await post(tx, order))`. */
export function orRollBack<T>(outcome: T | Refusal): T {
  if (isRefusal(outcome)) throw new Refused(outcome);
  return outcome;
}

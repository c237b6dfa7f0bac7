/**
 * Effects: settlement. An act may carry verbs of another engine, bound by the programme and run in the act's own transaction; if one refuses,
 * the act is refused with that reason. The engine that runs an effect knows only this shape.
 */
import type { Day, Instant } from '../day.ts';
import type { Ref } from '../ref.ts';
import type { Refusal } from '../refusal.ts';
import type { Tx } from '../store/store.ts';

/** What an effect is told about the act it settles. */
export interface Settled {
  ref: Ref;
  title: string;
  party: string;
  partyName: string;
  place: string | null;
  placeName: string | null;
  /** The entry of a register that the file is about, when it is about one. */
  entry: Ref | null;
  district: string;
  /** Everything said on the file so far, by step: `said.opened.exam`. */
  said: Record<string, Record<string, unknown>>;
  by: string;
  at: Instant;
  day: Day;
}

export interface EffectDone {
  kind: 'done';
  says: string;
  ref: Ref | null;
}

export interface Effect {
  /** What it does, in the words of the duty: 发放学法积分. */
  name: string;
  nameEn: string;
  run(tx: Tx, act: Settled): Promise<EffectDone | Refusal>;
}

/** Answers uploads. Whether a frame may be answered at all, and when (after it is on disk), is decided elsewhere. */
import { envelope } from './encode.ts';
import type { Decoded } from './frame.ts';

/** Lowest bit of Flag: the sender wants an answer (HJ 212-2017 §6.3.2, Table 5). */
const WANTS_ANSWER = 1;

/** Whether the sender asks for an answer. */
export function wantsAnswer(decoded: Pick<Decoded, 'header'>): boolean {
  return ((decoded.header.Flag ?? 0) & WANTS_ANSWER) !== 0;
}

/**
 * The bytes of 9014 for an upload, or null when none is asked for: same QN, PW and MN, ST=91, only the version bits of Flag, an empty data
 * area (HJ 212-2017 Annex C). Texts go back byte for byte as they came, whatever they hold, because the logger compares them.
 */
export function answerTo(decoded: Pick<Decoded, 'header'>): Uint8Array | null {
  if (!wantsAnswer(decoded)) return null;
  const { QN, PW, MN, Flag = 0 } = decoded.header;
  const fields = [
    ['QN', QN],
    ['ST', '91'],
    ['CN', '9014'],
    ['PW', PW],
    ['MN', MN],
    ['Flag', String(Flag & ~0b11)],
  ] as const;
  const head = fields.map(([key, value]) => (value === undefined ? '' : `${key}=${value};`)).join('');
  return envelope(Buffer.from(`${head}CP=&&&&`, 'latin1'));
}

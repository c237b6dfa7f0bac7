/** What of the observations is kept for a time: the readings, and the frames they came in. Hours, days and silences are kept for good. */
import type { Instant } from '../../foundation/day.ts';
import type { KeptTable } from '../../foundation/retention/index.ts';
import type { Tx } from '../../foundation/store/store.ts';

/** `cited`: SQL that is true of a reading `t` which something kept still rests on. */
export function readingsKept(cited: string): KeptTable[] {
  return [
    { name: 'reading', time: 't.observed_at', party: 't.party', place: '(select s.place from stream s where s.id = t.stream)', cited },
  ];
}

/** Frames without a reading. Nothing cites them; one still to be replayed does not go. */
export const framesKept: KeptTable[] = [
  { name: 'kept_frame', time: 't.received_at', party: 't.party', cited: `(t.state = 'open' and t.code in ('unknownMn', 'wrongPw'))` },
];

/** Whether a reading from before a moment still names a frame between two places of the log. Asked after the readings have gone, of the few that stayed. */
export async function isFrameCited(tx: Tx, from: number, to: number, before: Instant): Promise<boolean> {
  const row = await tx.find('select 1 from reading where observed_at < to_timestamp($3 / 1000.0) and frame >= $1 and frame < $2 limit 1', [
    from,
    to,
    before,
  ]);
  return row !== undefined;
}

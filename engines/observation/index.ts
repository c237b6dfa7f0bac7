/** Front door of observation. Laws O1–O6 stand in the README. */
import { fileURLToPath } from 'node:url';
import type { Room } from '../../foundation/store/migrate.ts';

export { type DayChanged, type HourChanged, recomputeDue, type Validity } from './compute.ts';
export { type Ingested, ingest, StreamIds } from './ingest.ts';
export * from './kept.ts';
export { type DayRule, dayMean, enters, type HourRule, hourMean } from './mean.ts';
export * from './queries.ts';
export { framesKept, isFrameCited, readingsKept } from './retention.ts';
export { noticeSilence } from './silence.ts';
export { type Arrival, type Medium, mediumOf, type Period, type Station } from './station.ts';
export { validityOf, validityRule } from './validity.ts';

export const room: Room = {
  name: 'observation',
  migrations: fileURLToPath(new URL('./migrations', import.meta.url)),
  factsView: 'observation_facts',
};

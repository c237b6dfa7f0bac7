/**
 * Whether the platform itself is well: what each process says of itself (beats), which numbers are looked at and when they are bad (numbers, judge), and
 * when a person is told (alarms). Reads no clock, sends nothing; `apps/server/health` does.
 */
export { type AlarmState, type Event, emptyAlarms, stepAlarms } from './alarms.ts';
export { type Beat, isBeating, readBeats, writeBeat } from './beats.ts';
export { judge, type Measured, NUMBERS, type NumberSaid, type Thresholds, type Trouble } from './numbers.ts';
export { storeNumbers } from './store-numbers.ts';

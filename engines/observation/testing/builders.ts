/** Loggers, uploads and hours to try the laws with, on a database of one's own. Only for tests. */
import { HOUR, type Instant, MINUTE, SECOND } from '../../../foundation/day.ts';
import { FOUNDATION, type House, openHouse } from '../../../foundation/testing/house.ts';
import {
  type Arrival,
  type DayChanged,
  type HourChanged,
  type HourRow,
  type Ingested,
  ingest,
  listHours,
  recomputeDue,
  room,
  type Station,
  StreamIds,
  type Validity,
} from '../index.ts';

/** 2026-09-01 00:00 in the city. */
export const START = Date.UTC(2026, 7, 31, 16);
export const DISTRICT = '339902000000';

export const validity: Validity = {
  hour: () => ({ countMinutes: 45, dueMinutes: 60, countsMark: (mark) => mark === null || mark === 'N' }),
  day: () => ({ countHours: 18, dueHours: 24, weighted: true }),
  hourTolerance: () => 0.05,
  silentIntervals: () => 5,
};

type Change = Partial<Omit<Arrival, 'values'>> & { mark?: string | null; parameter?: string; quantity?: string };

export interface Trial {
  house: House;
  /** A station of its own for a test, so that tests do not meet. */
  station(change?: Partial<Station>): Station;
  take(arrivals: Arrival[], now: Instant): Promise<Ingested>;
  /** Computes what is due, with the register as given; `judge` stands where the application judges. */
  compute(
    register: Station[],
    now: Instant,
    judge?: (hours: HourChanged[], days: DayChanged[]) => void,
  ): Promise<{ hours: HourChanged[]; days: DayChanged[] }>;
  hours(place: string): Promise<HourRow[]>;
  close(): Promise<void>;
}

export async function openTrial(): Promise<Trial> {
  const house = await openHouse([FOUNDATION, room]);
  const ids = new StreamIds();
  let serial = 0;
  return {
    house,
    station(change = {}) {
      serial += 1;
      return {
        id: `MN${serial}`,
        place: `outlet-${serial}`,
        party: `firm-${serial}`,
        district: DISTRICT,
        everySeconds: 60,
        minuteMinutes: 10,
        unitOf: () => 'mg/L',
        ...change,
      };
    },
    take: (arrivals, now) => house.system.tx((tx) => ingest(tx, ids, arrivals, now)),
    async compute(register, now, judge) {
      const changed = { hours: [] as HourChanged[], days: [] as DayChanged[] };
      const find = (id: string) => register.find((s) => s.id === id);
      await recomputeDue(house.system, ids, find, validity, now, async (_tx, hours, days) => {
        judge?.(hours, days);
        changed.hours.push(...hours);
        changed.days.push(...days);
      });
      return changed;
    },
    hours: (place) =>
      house.system.tx((tx) => listHours(tx, { place, parameter: 'w01018', quantity: 'value', from: START, to: START + 48 * HOUR })),
    close: () => house.close(),
  };
}

export function upload(of: Station, observedAt: Instant, value: number | null, change: Change = {}): Arrival {
  const { mark = 'N', parameter = 'w01018', quantity = 'value', ...rest } = change;
  return {
    station: of,
    period: 'minute',
    observedAt,
    receivedAt: observedAt + SECOND,
    frame: observedAt / SECOND,
    values: [{ parameter, quantity, text: String(value), value, mark }],
    ...rest,
  };
}

/** Six ten-minute values of one hour. */
export function hourOf(of: Station, startAt: Instant, value: number, change: Change = {}): Arrival[] {
  return Array.from({ length: 6 }, (_, i) => upload(of, startAt + i * 10 * MINUTE, value, change));
}

/** O5: silence is a fact with a beginning and an end. Our own absence is not a logger's silence: nothing is noticed before we have listened long enough. */
import { dayOf, type Instant, SECOND } from '../../foundation/day.ts';
import { announce } from '../../foundation/facts/index.ts';
import { notify, type Store } from '../../foundation/store/store.ts';
import type { Validity } from './compute.ts';
import type { Station } from './station.ts';

/**
 * Notices loggers that have gone silent and those that came back. Only a logger that has reported before can fall silent: by the calendar
 * of its real-time values, or, if it sends none, of its minute values; and only from the outlet it watches now.
 *
 * @param listeningSince when we began to listen (the writer's start)
 */
export async function noticeSilence(
  store: Store,
  stations: Station[],
  validity: Validity,
  now: Instant,
  listeningSince: Instant,
): Promise<number> {
  const byId = new Map(stations.map((s) => [s.id, s]));
  const heard = await store.pool.query<{ station: string; realtime: Instant | null; minute: Instant | null; silence: number | null }>(
    `select s.station, max(l.observed_at) filter (where s.period = 'realtime') as realtime, max(l.observed_at) filter (where s.period = 'minute') as minute,
            (select id from xiushui.silence q where q.station = s.station and q.to_at is null) as silence
       from xiushui.latest l join xiushui.stream s on s.id = l.stream
       join unnest($1::text[], $2::text[]) as k(station, place) on k.station = s.station and k.place = s.place
      where s.period in ('realtime', 'minute') group by s.station`,
    [stations.map((s) => s.id), stations.map((s) => s.place)],
  );
  let noticed = 0;
  for (const { station: id, realtime, minute, silence } of heard.rows) {
    const station = byId.get(id);
    const last = realtime ?? minute;
    if (!station || last === null) continue;
    const every = realtime === null ? station.minuteMinutes * 60 : station.everySeconds;
    const patience = every * validity.silentIntervals(dayOf(now)) * SECOND;
    const silent = now - last > patience && now - listeningSince > patience;
    if (silent && silence === null) {
      await beginSilence(store, station, last, now);
      noticed += 1;
    } else if (silence !== null && now - last <= patience) {
      await endSilence(store, station, silence, last, now);
      noticed += 1;
    }
  }
  return noticed;
}

async function beginSilence(store: Store, station: Station, last: Instant, now: Instant): Promise<void> {
  await store.tx(async (tx) => {
    const row = await tx.find<{ id: number }>(
      `insert into silence (station, place, from_at, noticed_at, party, district)
       values ($1, $2, to_timestamp($3 / 1000.0), to_timestamp($4 / 1000.0), $5, $6) on conflict do nothing returning id`,
      [station.id, station.place, last, now, station.party, station.district],
    );
    if (!row) return;
    await announce(tx, silenceFact('observation.silence', station, row.id, { from: last }, now));
    await notify(tx, 'live', { topic: 'loggers', place: station.place, district: station.district });
  });
}

/** It ends with the first reading that came after it began, which is not the newest when we have not looked for a while ourselves. */
async function endSilence(store: Store, station: Station, id: number, last: Instant, now: Instant): Promise<void> {
  await store.tx(async (tx) => {
    // By when it was received: what a logger stored while it was cut off is observed earlier and still comes only when it is back.
    const { came } = await tx.get<{ came: Instant | null }>(
      `select min(r.received_at) as came from silence q join stream s on s.station = q.station and s.period in ('realtime', 'minute') and s.origin = 'logger'
         join reading r on r.stream = s.id and r.observed_at > q.from_at and r.observed_at <= to_timestamp($2 / 1000.0)
        where q.id = $1`,
      [id, last],
    );
    const back = Math.min(came ?? last, last);
    // The outlet and firm where it began are told, though the logger has been moved since.
    const began = await tx.find<{ place: string; party: string; district: string }>(
      'update silence set to_at = to_timestamp($2 / 1000.0) where id = $1 and to_at is null returning place, party, district',
      [id, back],
    );
    if (!began) return;
    await announce(tx, silenceFact('observation.returned', { ...station, ...began }, id, { back }, now));
    await notify(tx, 'live', { topic: 'loggers', place: began.place, district: began.district });
  });
}

function silenceFact(kind: string, station: Station, id: number, detail: Record<string, unknown>, now: Instant) {
  return {
    kind,
    ref: { kind: 'silence', id: String(id) },
    subject: station.place,
    party: station.party,
    place: station.place,
    district: station.district,
    day: dayOf(now),
    detail: { station: station.id, ...detail },
    at: now,
  };
}

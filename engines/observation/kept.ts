/** Frames that gave no reading (O6): which, why, and the order to try them again. Their bytes are the gateway's to keep. */
import { type Instant, MINUTE } from '../../foundation/day.ts';
import { notify, type Tx } from '../../foundation/store/store.ts';

export interface Kept {
  id: number;
  receivedAt: Instant;
  peer: string;
  mn: string | null;
  cn: string | null;
  code: string;
  state: 'open' | 'replayed';
  party: string | null;
  district: string;
}

export async function keepFrames(tx: Tx, frames: Omit<Kept, 'state'>[]): Promise<void> {
  if (!frames.length) return;
  await tx.query(
    `insert into kept_frame (id, received_at, peer, mn, cn, code, party, district)
     select i, to_timestamp(r / 1000.0), p, m, c, k, f, d
       from unnest($1::bigint[], $2::float8[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) as n(i, r, p, m, c, k, f, d)
     on conflict (id) do nothing`,
    [
      frames.map((f) => f.id),
      frames.map((f) => f.receivedAt),
      frames.map((f) => f.peer),
      frames.map((f) => f.mn),
      frames.map((f) => f.cn),
      frames.map((f) => f.code),
      frames.map((f) => f.party),
      frames.map((f) => f.district),
    ],
  );
}

/** Kept frames in sight, newest first. */
export async function listKept(tx: Tx, state: 'open' | 'replayed' | null, most = 200, before: number | null = null): Promise<Kept[]> {
  return tx.query<Kept & Record<string, unknown>>(
    `select id, received_at as "receivedAt", peer, mn, cn, code, state, party, district from kept_frame
      where ($1::text is null or state = $1) and ($3::bigint is null or id < $3) order by id desc limit $2`,
    [state, most, before],
  );
}

/** Open kept frames of one MN, oldest first: the order in which they are tried again. */
export async function listKeptOf(tx: Tx, mn: string, codes: string[], after: number, most = 500): Promise<Kept[]> {
  return tx.query<Kept & Record<string, unknown>>(
    `select id, received_at as "receivedAt", peer, mn, cn, code, state, party, district from kept_frame
      where state = 'open' and mn = $1 and code = any($2) and id > $3 order by id limit $4`,
    [mn, codes, after, most],
  );
}

/** How many frames are kept in a state, in sight of the asker. */
export async function countKept(tx: Tx, state: 'open' | 'replayed'): Promise<number> {
  return (await tx.get<{ n: number }>('select count(*)::int as n from kept_frame where state = $1', [state])).n;
}

/**
 * Whether some row in sight names this frame of the log: it was kept, or a reading came by it (O6). The log lies outside PostgreSQL, so this is how a
 * frame is found to be someone's to see. `observedAt` (epoch ms) is the moment the frame itself speaks of, without which no reading is looked for:
 * readings are kept by that moment, and a search for the frame alone would read them all.
 */
export async function isFrameNamed(tx: Tx, frame: number, observedAt: Instant | null): Promise<boolean> {
  const row = await tx.find(
    `select 1 from kept_frame where id = $1
     union all select 1 from reading where observed_at = to_timestamp($2::float8 / 1000.0) and frame = $1 limit 1`,
    [frame, observedAt],
  );
  return row !== undefined;
}

export async function markReplayed(tx: Tx, ids: number[], now: Instant): Promise<void> {
  await tx.query(`update kept_frame set state = 'replayed', replayed_at = to_timestamp($2 / 1000.0) where id = any($1)`, [ids, now]);
}

/** Orders that an MN's kept frames be tried again; the writer hears of it at commit. */
export async function orderReplay(tx: Tx, mn: string, by: string, now: Instant): Promise<number> {
  const { id } = await tx.get<{ id: number }>(
    'insert into replay_order (mn, by, at) values ($1, $2, to_timestamp($3 / 1000.0)) returning id',
    [mn, by, now],
  );
  await notify(tx, 'writer', {});
  return id;
}

export async function findReplay(tx: Tx, id: number): Promise<{ done: boolean; replayed: number; remaining: number } | undefined> {
  return tx.find(
    'select done_at is not null as done, coalesce(replayed, 0) as replayed, coalesce(remaining, 0) as remaining from replay_order where id = $1',
    [id],
  );
}

export async function listReplayOrders(tx: Tx): Promise<{ id: number; mn: string }[]> {
  return tx.query('select id, mn from replay_order where done_at is null order by id');
}

export async function closeReplay(tx: Tx, id: number, replayed: number, remaining: number, now: Instant): Promise<void> {
  await tx.query('update replay_order set done_at = to_timestamp($2 / 1000.0), replayed = $3, remaining = $4 where id = $1', [
    id,
    now,
    replayed,
    remaining,
  ]);
}

/** Adds to the count of the minute. */
export async function countMinute(tx: Tx, came: { frames: number; readings: number; kept: number }, now: Instant): Promise<void> {
  await tx.query(
    `insert into ingest_minute as m (minute, frames, readings, kept) values (to_timestamp($1 / 1000.0), $2, $3, $4)
     on conflict (minute) do update set frames = m.frames + excluded.frames, readings = m.readings + excluded.readings, kept = m.kept + excluded.kept`,
    [Math.floor(now / MINUTE) * MINUTE, came.frames, came.readings, came.kept],
  );
}

/** Frames that came in since a moment, to the minute. */
export async function framesSince(tx: Tx, since: Instant): Promise<number> {
  return (
    await tx.get<{ n: number }>('select coalesce(sum(frames), 0)::int as n from ingest_minute where minute > to_timestamp($1 / 1000.0)', [
      since - MINUTE,
    ])
  ).n;
}

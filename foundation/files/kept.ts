/** The rows: what is kept, who brought it, and what it is attached to. Bytes first, then the row (F14). */
import { createHash } from 'node:crypto';
import { addDays, DAY, dayOf, type Instant, startOfDay } from '../day.ts';
import { parseRef, type Ref } from '../ref.ts';
import type { Refusal } from '../refusal.ts';
import { type Store, storable, storableJson, type Tx } from '../store/store.ts';
import type { Claimed } from './claimed.ts';
import type { Staged } from './place.ts';
import { drop, type Files, type Received, sweepIncoming } from './receive.ts';
import { refuse } from './refusals.ts';
import type { TypeId } from './type.ts';

/** Who brings or attaches something. */
export interface By {
  login: string;
  name: string;
}

export interface Upload {
  id: string;
  hash: string;
  name: string;
  kind: string;
  type: TypeId;
  size: number;
  claimed: Claimed;
  at: Instant;
}

export interface Attachment extends Omit<Upload, 'kind'> {
  to: Ref;
  role: string;
  says: string;
  by: string;
  byLogin: string;
  party: string | null;
  district: string;
  withdrawn: { at: Instant; by: string; reason: string } | null;
}

/** One lock a content: whoever keeps it and whoever would sweep it wait for one another. */
const lockBytes = (tx: Tx, hash: string) => tx.query(`select pg_advisory_xact_lock(hashtext('file'), hashtext($1))`, [hash]);

/** The bytes are in their place, flushed, and their row is written: once for each content, however often it comes. */
export async function keepBytes(tx: Tx, files: Files, staged: Staged, type: TypeId, at: Instant): Promise<void> {
  await lockBytes(tx, staged.hash);
  const there = await files.place.find(staged.hash);
  // What is there with another size was damaged on the disk; the good bytes in hand take its place.
  if (there?.size === staged.size) await drop(staged);
  else await files.place.put(staged.hash, staged);
  await tx.query(
    `insert into stored_file (hash, sha256, size, type, kept_at) values ($1, $2, $3, $4, to_timestamp($5 / 1000.0)) on conflict (hash) do nothing`,
    [staged.hash, staged.sha256, staged.size, type, at],
  );
}

/** Keeps what was received, as brought by someone; refused when they have brought enough for one day. */
export async function keep(
  tx: Tx,
  files: Files,
  received: Received,
  of: { by: By; party: string | null; district: string; at: Instant },
): Promise<Upload | Refusal> {
  const whose = of.party ?? of.by.login;
  await tx.query(`select pg_advisory_xact_lock(hashtext('upload'), hashtext($1))`, [whose]);
  const today = dayOf(of.at);
  const { brought } = await tx.get<{ brought: number }>(
    `select coalesce(sum(s.size), 0)::bigint as brought from upload u join stored_file s using (hash)
      where ${of.party ? 'u.party' : 'u.by_login'} = $1 and u.at >= to_timestamp($2 / 1000.0) and u.at < to_timestamp($3 / 1000.0)`,
    [whose, startOfDay(today), startOfDay(addDays(today, 1))],
  );
  if (brought + received.size > files.dailyMost) return refuse.overQuota(files.dailyMost);
  // The same person brings the same thing again (a request sent twice): it is the upload that is there.
  const before = await tx.find<{ id: number }>(
    `select id from upload where hash = $1 and by_login = $2 and kind = $3 and name = $4 and at >= to_timestamp($5 / 1000.0) order by id desc limit 1`,
    [received.hash, of.by.login, received.kind, storable(received.name), of.at - DAY],
  );
  await keepBytes(tx, files, received, received.type, of.at);
  const { id } =
    before ??
    (await tx.get<{ id: number }>(
      `insert into upload (hash, name, kind, claimed, by_login, by_name, party, district, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9 / 1000.0)) returning id`,
      [
        received.hash,
        storable(received.name),
        received.kind,
        storableJson(received.claimed),
        of.by.login,
        of.by.name,
        of.party,
        of.district,
        of.at,
      ],
    ));
  const { name, hash, kind, type, size, claimed } = received;
  return { id: String(id), hash, name, kind, type, size, claimed, at: of.at };
}

/** Uploads by their ids, in that order, of this person alone; a refusal when one of them is not theirs, or of another kind. */
export async function uploadsOf(tx: Tx, ids: string[], by: By, kind?: string): Promise<Upload[] | Refusal> {
  if (!ids.every((id) => /^\d{1,18}$/.test(id))) return refuse.notYours();
  const rows = await tx.query<Upload>(
    `select u.id::text as id, u.hash, u.name, u.kind, s.type, s.size, u.claimed, u.at from upload u join stored_file s using (hash)
      where u.id = any($1::bigint[]) and u.by_login = $2 and ($3::text is null or u.kind = $3)`,
    [ids, by.login, kind ?? null],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  const listed = [...new Set(ids)].map((id) => found.get(id));
  return listed.every((upload) => upload !== undefined) ? listed : refuse.notYours();
}

export interface Attaching {
  file: Pick<Upload, 'hash' | 'name' | 'claimed'>;
  to: Ref;
  /** Which place it takes there: '4.evidence'. The same file in the same place is one attachment. */
  role: string;
  /** What it is called there, for people. */
  says: string;
  by: By;
  party: string | null;
  district: string;
  at: Instant;
}

export async function attach(tx: Tx, of: Attaching): Promise<string> {
  const row = await tx.find<{ id: number }>(
    `insert into attachment (hash, name, claimed, to_kind, to_id, role, says, by_login, by_name, party, district, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, to_timestamp($12 / 1000.0)) on conflict do nothing returning id`,
    [
      of.file.hash,
      of.file.name,
      storableJson(of.file.claimed),
      of.to.kind,
      of.to.id,
      of.role,
      of.says,
      of.by.login,
      of.by.name,
      of.party,
      of.district,
      of.at,
    ],
  );
  if (row) return String(row.id);
  const { id } = await tx.get<{ id: number }>('select id from attachment where to_kind = $1 and to_id = $2 and role = $3 and hash = $4', [
    of.to.kind,
    of.to.id,
    of.role,
    of.file.hash,
  ]);
  return String(id);
}

const ATTACHMENT = `select a.id::text as id, a.hash, a.name, s.type, s.size, a.claimed, a.to_kind || ':' || a.to_id as "to", a.role, a.says, a.by_name as by,
  a.by_login as "byLogin", a.party, a.district, a.at,
  case when w.attachment is null then null
       else jsonb_build_object('at', (extract(epoch from w.at) * 1000)::bigint, 'by', w.by_name, 'reason', w.reason) end as withdrawn
  from attachment a join stored_file s using (hash) left join attachment_withdrawn w on w.attachment = a.id`;
const attachmentOf = (row: Omit<Attachment, 'to'> & { to: string }): Attachment => ({ ...row, to: parseRef(row.to) as Ref });

/** What is attached to a thing, oldest first; what was withdrawn is listed with its withdrawal. */
export async function listAttached(tx: Tx, to: Ref): Promise<Attachment[]> {
  const rows = await tx.query<Omit<Attachment, 'to'> & { to: string }>(
    `${ATTACHMENT} where a.to_kind = $1 and a.to_id = $2 order by a.at, a.id`,
    [to.kind, to.id],
  );
  return rows.map(attachmentOf);
}

export async function findAttachment(tx: Tx, id: string): Promise<Attachment | undefined> {
  const row = /^\d{1,18}$/.test(id)
    ? await tx.find<Omit<Attachment, 'to'> & { to: string }>(`${ATTACHMENT} where a.id = $1`, [id])
    : undefined;
  return row && attachmentOf(row);
}

/** A withdrawal: from now on it does not count, and it stays to be seen. Only by who attached it. */
export async function withdraw(tx: Tx, id: string, reason: string, by: By, at: Instant): Promise<Attachment | Refusal> {
  const found = await findAttachment(tx, id);
  if (!found) return refuse.noSuchAttachment(id);
  if (found.byLogin !== by.login) return refuse.notYours();
  if (found.withdrawn) return refuse.alreadyWithdrawn(found.name);
  const why = storable(reason).trim().slice(0, 500);
  if (!why) return refuse.needsReason();
  await tx.query(
    `insert into attachment_withdrawn (attachment, reason, by_login, by_name, party, district, at) values ($1, $2, $3, $4, $5, $6, to_timestamp($7 / 1000.0))`,
    [id, why, by.login, by.name, found.party, found.district, at],
  );
  return { ...found, withdrawn: { at, by: by.name, reason: why } };
}

/** Bytes without a row, older than a day: what a kill left between the bytes and the row. Returns how many were removed. */
export async function sweepOrphans(store: Store, files: Files, now: Instant, age = DAY): Promise<number> {
  let swept = await sweepIncoming(files, now - age);
  for await (const { name, at } of files.place.list()) {
    if (at >= now - age) continue;
    const hash = name.slice(0, 64);
    if (!/^[0-9a-f]{64}$/.test(hash)) continue;
    await store.tx(async (tx) => {
      await lockBytes(tx, hash);
      if (await tx.find('select 1 from stored_file where hash = $1', [hash])) return;
      await files.place.remove(name);
      swept += 1;
    });
  }
  return swept;
}

export interface ByteFlaw {
  hash: string;
  code: 'missing' | 'altered';
  says: string;
}

/** Reads every kept content again and compares it with its hash (F14). `sample` looks at so many, chosen by chance, instead of all. */
export async function examineBytes(
  store: Store,
  files: Files,
  sample?: number,
): Promise<{ files: number; bytes: number; flaws: ByteFlaw[] }> {
  const rows = await store.tx((tx) =>
    tx.query<{ hash: string; sha256: string; size: number }>(
      `select hash, sha256, size from stored_file ${sample ? `order by random() limit ${Math.trunc(sample)}` : 'order by hash'}`,
    ),
  );
  const found = { files: 0, bytes: 0, flaws: [] as ByteFlaw[] };
  for (const { hash, sha256, size } of rows) {
    found.files += 1;
    const sm3 = createHash('sm3');
    const sha = createHash('sha256');
    let read = 0;
    try {
      for await (const chunk of await files.place.read(hash)) {
        sm3.update(chunk as Buffer);
        sha.update(chunk as Buffer);
        read += (chunk as Buffer).length;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      found.flaws.push({ hash, code: 'missing', says: `内容 ${hash.slice(0, 16)} 不在存储中` });
      continue;
    }
    found.bytes += read;
    if (read !== size || sm3.digest('hex') !== hash || sha.digest('hex') !== sha256)
      found.flaws.push({ hash, code: 'altered', says: `内容 ${hash.slice(0, 16)} 与其哈希不符` });
  }
  return found;
}

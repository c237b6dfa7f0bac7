/**
 * Heads leave the house. Each goes to every place named, and is tried again until that place has it: a folder (better on another machine), an address
 * that answers 2xx, a mailbox through the outbox. What is there already is never written over: another head of the same day is a finding, not a file.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '../audit/index.ts';
import { addDays, type Day, dayOf, HOUR, type Instant, MINUTE, startOfDay } from '../day.ts';
import { announce } from '../facts/index.ts';
import { onceIn } from '../jobs/index.ts';
import { send } from '../outbox/index.ts';
import { ref } from '../ref.ts';
import { writeWhole } from '../store/home.ts';
import type { Store } from '../store/store.ts';
import { type Head, listHeads, type Statement } from './head.ts';
import { pem } from './signing.ts';

export type Place =
  /** `isOurs` is a folder of our own home, which is made; any other must be there, so that a share that is not mounted is not taken for one. */
  { kind: 'folder'; path: string; isOurs?: boolean } | { kind: 'url'; url: string } | { kind: 'mail'; address: string };

export const placeName = (place: Place): string =>
  place.kind === 'folder' ? place.path : place.kind === 'url' ? place.url : `mailto:${place.address}`;

/** As many a round as a round may take; the rest follow in the next. */
const ROUND = 200;

/** Sends every head that has not arrived to where it should be. Answers with how many arrived. */
export async function exportHeads(store: Store, places: Place[], now: Instant): Promise<number> {
  let arrived = 0;
  for (const place of places) {
    const name = placeName(place);
    const due = await store.tx((tx) =>
      tx.query<{ day: Day; tries: number }>(
        `select h.day, coalesce(e.tries, 0) as tries from day_head h left join day_head_export e on e.day = h.day and e.place = $1
          where e.arrived_at is null and (e.next_at is null or e.next_at <= to_timestamp($2 / 1000.0)) order by h.day limit ${ROUND}`,
        [name, now],
      ),
    );
    if (!due.length) continue;
    const heads = await store.tx((tx) =>
      listHeads(
        tx,
        due.map(({ day }) => day),
      ),
    );
    for (const head of heads) {
      const tries = (due.find(({ day }) => day === head.day)?.tries ?? 0) + 1;
      const error = await deliver(store, place, head, now).then(
        () => null,
        (failure: Error) => failure.message.slice(0, 500),
      );
      if (error === null) arrived += 1;
      // A minute, then twice as long each time, at most an hour.
      const next = now + Math.min(HOUR, MINUTE * 2 ** Math.min(tries - 1, 6));
      await store.tx((tx) =>
        tx.query(
          `insert into day_head_export (day, place, tries, error, next_at, arrived_at)
           values ($1, $2, $3, $4, to_timestamp($5 / 1000.0), to_timestamp($6::float8 / 1000.0))
           on conflict (day, place) do update set tries = excluded.tries, error = excluded.error, next_at = excluded.next_at, arrived_at = excluded.arrived_at`,
          [head.day, name, tries, error, next, error === null ? now : null],
        ),
      );
      // A place that does not answer is not asked for each day in turn.
      if (error !== null) break;
    }
  }
  return arrived;
}

async function deliver(store: Store, place: Place, head: Head, now: Instant): Promise<void> {
  if (place.kind === 'folder') return writeHead(place.path, head, place.isOurs ?? false);
  const body = { day: head.day, statement: head.text, signature: head.signature.toString('base64') };
  if (place.kind === 'mail') {
    const message = {
      key: `day-head ${head.day} ${place.address}`,
      channel: 'mail',
      receiver: '封存头留存邮箱',
      address: place.address,
      body: `${head.day} 封存头。请留存，核验时使用。\n${JSON.stringify(body)}`,
      about: ref('dayHead', head.day),
      party: null,
      district: '*',
      at: now,
    };
    return store.tx((tx) => send(tx, message));
  }
  const answer = await fetch(place.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `day-head-${head.day}` },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`the receiver answered ${answer.status}`);
}

const statementFile = (folder: string, day: Day) => join(folder, `${day}.json`);
const signatureFile = (folder: string, day: Day) => join(folder, `${day}.sig`);

/** `<day>.json`, the exact bytes that were signed, `<day>.sig` and the public keys as PEM: `openssl pkeyutl` checks them without us. */
function writeHead(folder: string, head: Head, isOurs: boolean): void {
  if (isOurs) mkdirSync(folder, { recursive: true });
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`the folder is not there: ${folder}`);
  const { key, next } = JSON.parse(head.text) as Statement;
  for (const one of next ? [key, next] : [key]) writeOnce(join(folder, `key-${one.id}.pem`), Buffer.from(pem('PUBLIC KEY', one.spki)));
  writeOnce(signatureFile(folder, head.day), head.signature, statementFile(folder, head.day));
  writeOnce(statementFile(folder, head.day), Buffer.from(head.text, 'utf8'));
}

/** Writes whole or not at all. A file beside which `sealedBy` is not there yet is left of a write cut short, and may be written again. */
function writeOnce(path: string, bytes: Buffer, sealedBy?: string): void {
  if (existsSync(path)) {
    if (readFileSync(path).equals(bytes)) return;
    if (sealedBy === undefined || existsSync(sealedBy)) throw new Error(`another text is already there: ${path}`);
  }
  writeWhole(path, bytes, 0o644);
}

/** The heads in a folder, in the order of their days. */
export function readHeadFolder(folder: string): Head[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-\d{2}-\d{2}\.json$/.test(name))
    .sort()
    .map((name) => {
      const day = name.slice(0, 10);
      const signature = signatureFile(folder, day);
      return {
        day,
        text: readFileSync(join(folder, name), 'utf8'),
        signature: existsSync(signature) ? readFileSync(signature) : Buffer.alloc(0),
      };
    });
}

/** By noon the head of yesterday should be out everywhere. Announces, once a day, that it is not; answers with what stands in the way. */
export async function noticeLateHead(store: Store, places: Place[], now: Instant): Promise<string[]> {
  const today = dayOf(now);
  if (now < startOfDay(today) + 12 * HOUR) return [];
  const day = addDays(today, -1);
  return store.tx(async (tx) => {
    const wanted = places.map(placeName);
    const there = await tx.find('select 1 from day_head where day = $1', [day]);
    const rows = await tx.query<{ place: string; error: string | null; arrived: boolean }>(
      'select place, error, arrived_at is not null as arrived from day_head_export where day = $1',
      [day],
    );
    const late = there
      ? wanted
          .filter((place) => !rows.some((row) => row.place === place && row.arrived))
          .map((place) => `${place}: ${rows.find((row) => row.place === place)?.error ?? 'not tried yet'}`)
      : ['the head was not made'];
    if (late.length && (await onceIn(tx, `seal.headLate ${day}`, now))) {
      await announce(tx, {
        kind: 'seal.headLate',
        ref: ref('dayHead', day),
        subject: 'seal.heads',
        party: null,
        place: null,
        district: '*',
        day: today,
        detail: { day, late },
        at: now,
      });
      await record(tx, {
        did: 'seal.headLate',
        by: 'system',
        byName: '系统',
        about: ref('dayHead', day),
        says: `${day} 的封存头到中午仍未送出`,
        saysEn: `The head of ${day} was not out by noon`,
        detail: { late },
        party: null,
        district: '*',
        at: now,
      });
    }
    return late;
  });
}

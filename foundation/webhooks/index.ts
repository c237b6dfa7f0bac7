/**
 * Webhooks: facts told to other people's systems, signed. Promise F17: each fact of the kinds and districts of a webhook is sent to it at least once
 * under one id, in the order in which facts settled, one at a time; one that is refused every time is given up after its tries, shown, and the next
 * goes on. Sends what the fact itself says; never what a file holds.
 */
import { type Instant, MINUTE, SECOND } from '../day.ts';
import { settled } from '../facts/react.ts';
import { type Refusal, refusals } from '../refusal.ts';
import { type Store, storable, type Tx } from '../store/store.ts';
import { isOwnAddress, post } from './post.ts';
import { secretOf, signatureOf } from './sign.ts';

export { houseKey, isSigned, secretOf, signatureOf } from './sign.ts';

export const refuse = refusals('webhook', {
  badAddress: () => ({
    status: 422,
    says: '推送地址应为 https 网址，且不含账号口令',
    saysEn: 'The address must be https, without a user name or password in it',
    do: '填写接收方提供的 https 地址',
    doEn: 'Give the https address the receiver provided',
  }),
  ownNetwork: (host: string) => ({
    status: 422,
    says: `${host} 是内网地址，不能作为推送地址`,
    saysEn: `${host} is an address of our own network`,
    do: '填写外部地址，或由系统管理员在配置中放开（webhooks.allowPrivate）',
    doEn: 'Give an outside address, or have it allowed in the configuration (webhooks.allowPrivate)',
  }),
  noSuchWebhook: (id: number) => ({
    status: 404,
    says: `没有编号为 ${id} 的推送`,
    saysEn: `There is no webhook ${id}`,
    do: '从列表打开',
    doEn: 'Open it from the list',
  }),
  isEnded: () => ({
    says: '该推送已终止',
    saysEn: 'This webhook has ended',
    do: '需要时另建一个',
    doEn: 'Make another one if it is needed',
  }),
});

export interface Receiver {
  name: string;
  url: string;
  kinds: string[];
  districts: string[];
  party: string | null;
}

export interface Webhook extends Receiver {
  id: number;
  state: 'active' | 'paused' | 'ended';
  keyVersion: number;
  madeBy: string;
  madeAt: Instant;
  waiting: number;
  failed: number;
  lastDeliveredAt: Instant | null;
  lastError: string | null;
}

export interface Rules {
  timeoutMs: number;
  tries: number;
  allowPrivate: boolean;
}

/** Whether an address may be posted to at all, as far as its text says; where its name leads is looked at each time it is used. */
export function checkAddress(url: string, allowPrivate: boolean): Refusal | null {
  let target: URL;
  try {
    target = new URL(url);
  } catch {
    return refuse.badAddress();
  }
  const isHttps = target.protocol === 'https:' || (allowPrivate && target.protocol === 'http:');
  if (!isHttps || target.username || target.password) return refuse.badAddress();
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && (isOwnAddress(host) || host === 'localhost' || host.endsWith('.localhost'))) return refuse.ownNetwork(host);
  return null;
}

/** Makes a webhook; it is told facts that appear from now on. */
export async function makeWebhook(
  tx: Tx,
  of: Receiver,
  by: string,
  rules: Pick<Rules, 'allowPrivate'>,
  now: Instant,
): Promise<number | Refusal> {
  const wrong = checkAddress(of.url, rules.allowPrivate);
  if (wrong) return wrong;
  const { id } = await tx.get<{ id: number }>(
    `insert into webhook (name, url, kinds, districts, party, fact, made_by, made_at, changed_at)
     values ($1, $2, $3, $4, $5, xiushui.last_given_out(), $6, to_timestamp($7 / 1000.0), to_timestamp($7 / 1000.0)) returning id`,
    [storable(of.name), of.url, of.kinds, of.districts, of.party, by, now],
  );
  return id;
}

export async function turnWebhook(tx: Tx, id: number, state: Webhook['state'], now: Instant): Promise<true | Refusal> {
  const row = await tx.find<{ state: string }>('select state from webhook where id = $1 for update', [id]);
  if (!row) return refuse.noSuchWebhook(id);
  if (row.state === 'ended') return refuse.isEnded();
  await tx.query('update webhook set state = $2, changed_at = to_timestamp($3 / 1000.0) where id = $1', [id, state, now]);
  return true;
}

/** For a day both keys sign, so that the receiver can change over without losing one. */
const BOTH_KEYS = 24 * 60 * MINUTE;

/** A new key for a webhook; answers with its version. */
export async function renewKey(tx: Tx, id: number, now: Instant): Promise<number | Refusal> {
  const row = await tx.find<{ state: string }>('select state from webhook where id = $1 for update', [id]);
  if (!row) return refuse.noSuchWebhook(id);
  if (row.state === 'ended') return refuse.isEnded();
  const { version } = await tx.get<{ version: number }>(
    `update webhook set key_version = key_version + 1, former_key_until = to_timestamp($2 / 1000.0), changed_at = to_timestamp($3 / 1000.0)
      where id = $1 returning key_version as version`,
    [id, now + BOTH_KEYS, now],
  );
  return version;
}

export async function listWebhooks(tx: Tx): Promise<Webhook[]> {
  return tx.query<Webhook & Record<string, unknown>>(
    `select w.id, w.name, w.url, w.kinds, w.districts, w.party, w.state, w.key_version as "keyVersion", w.made_by as "madeBy", w.made_at as "madeAt",
            (select count(*) from webhook_delivery d where d.webhook = w.id and d.state = 'waiting') as waiting,
            (select count(*) from webhook_delivery d where d.webhook = w.id and d.state = 'failed') as failed,
            (select max(delivered_at) from webhook_delivery d where d.webhook = w.id) as "lastDeliveredAt",
            (select error from webhook_delivery d where d.webhook = w.id and d.error is not null and d.state <> 'delivered' order by fact desc limit 1) as "lastError"
       from webhook w order by w.id desc`,
  );
}

export interface Delivery {
  fact: number;
  kind: string;
  state: 'waiting' | 'delivered' | 'failed';
  tries: number;
  status: number | null;
  error: string | null;
  appearedAt: Instant;
  deliveredAt: Instant | null;
}

export async function listDeliveries(tx: Tx, webhook: number, most: number, before: number | null): Promise<Delivery[]> {
  return tx.query<Delivery & Record<string, unknown>>(
    `select d.fact, a.kind, d.state, d.tries, d.status, d.error, a.at as "appearedAt", d.delivered_at as "deliveredAt"
       from webhook_delivery d join appeared a on a.id = d.fact where d.webhook = $1 and ($3::bigint is null or d.fact < $3) order by d.fact desc limit $2`,
    [webhook, most, before],
  );
}

/** Puts deliveries that were given up back in the queue. */
export async function retryFailed(tx: Tx, webhook: number, now: Instant): Promise<number> {
  const rows = await tx.query(
    `update webhook_delivery set state = 'waiting', tries = 0, next_at = to_timestamp($2 / 1000.0) where webhook = $1 and state = 'failed' returning fact`,
    [webhook, now],
  );
  return rows.length;
}

const ROUND = 500;

/** One round: what appeared since is written down for each webhook, then sent. Returns how many were tried. */
export async function tellWebhooks(store: Store, house: Buffer, rules: Rules, now: () => Instant): Promise<number> {
  const upTo = await settled(store);
  const active = await store.tx((tx) => tx.query<{ id: number }>(`select id from webhook where state = 'active' order by id`));
  for (const { id } of active) while ((await takeNext(store, id, upTo, now())) === ROUND) {}
  // Receivers do not wait for one another; each is told one thing at a time.
  const tried = await Promise.all(active.map(({ id }) => sendDue(store, id, house, rules, now)));
  return tried.reduce((sum, n) => sum + n, 0);
}

async function takeNext(store: Store, id: number, upTo: number, now: Instant): Promise<number> {
  return store.tx(async (tx) => {
    const hook = await tx.find<{ fact: number; kinds: string[]; districts: string[]; party: string | null }>(
      `select fact, kinds, districts, party from webhook where id = $1 and state = 'active' for update skip locked`,
      [id],
    );
    if (!hook || hook.fact >= upTo) return 0;
    const seen = await tx.query<{ id: number; wanted: boolean }>(
      `select id, (kind = any ($3) or split_part(kind, '.', 1) || '.*' = any ($3)) and ('*' = any ($4) or district = any ($4)) and ($5::text is null or party = $5) as wanted
         from appeared where id > $1 and id <= $2 order by id limit ${ROUND}`,
      [hook.fact, upTo, hook.kinds, hook.districts, hook.party],
    );
    await tx.query(
      `insert into webhook_delivery (webhook, fact, next_at) select $1, f, to_timestamp($3 / 1000.0) from unnest($2::bigint[]) as f on conflict do nothing`,
      [id, seen.filter((fact) => fact.wanted).map((fact) => fact.id), now],
    );
    await tx.query('update webhook set fact = $2 where id = $1', [id, seen.length === ROUND ? seen.at(-1)?.id : upTo]);
    return seen.length;
  });
}

/** How long a delivery taken up is left to whoever took it; a sender killed meanwhile leaves it due again after this. */
const LEASE = 2 * MINUTE;
/** Of one round, so that a long queue of one receiver does not keep the others' next facts waiting. */
const IN_ONE_GO = 50;

async function sendDue(store: Store, id: number, house: Buffer, rules: Rules, now: () => Instant): Promise<number> {
  let tried = 0;
  while (tried < IN_ONE_GO) {
    const outcome = await sendNext(store, id, house, rules, now);
    if (outcome === 'none') return tried;
    tried += 1;
    if (outcome === 'failed') return tried;
  }
  return tried;
}

interface Due {
  fact: number;
  tries: number;
  url: string;
  key_version: number;
  former_key_until: Instant | null;
  kind: string;
  ref_kind: string;
  ref_id: string;
  subject: string;
  party: string | null;
  place: string | null;
  district: string;
  day: string;
  detail: Record<string, unknown>;
  at: Instant;
}

async function sendNext(store: Store, id: number, house: Buffer, rules: Rules, now: () => Instant): Promise<'none' | 'sent' | 'failed'> {
  const at = now();
  const due = await store.tx((tx) =>
    tx.find<Due>(
      `with first as (select webhook, fact from webhook_delivery where webhook = $1 and state = 'waiting' order by fact limit 1 for update skip locked),
            taken as (update webhook_delivery d set tries = d.tries + 1, next_at = to_timestamp($3 / 1000.0) from first f
                       where d.webhook = f.webhook and d.fact = f.fact and d.next_at <= to_timestamp($2 / 1000.0) returning d.fact, d.tries)
       select t.fact, t.tries, w.url, w.key_version, w.former_key_until, a.kind, a.ref_kind, a.ref_id, a.subject, a.party, a.place, a.district, a.day, a.detail, a.at
         from taken t join appeared a on a.id = t.fact join webhook w on w.id = $1`,
      [id, at, at + LEASE],
    ),
  );
  if (!due) return 'none';
  const messageId = `fact_${due.fact}_${id}`;
  const timestamp = Math.floor(at / SECOND);
  const body = JSON.stringify({
    type: due.kind,
    timestamp: new Date(due.at).toISOString(),
    data: {
      fact: due.fact,
      ref: { kind: due.ref_kind, id: due.ref_id },
      subject: due.subject,
      party: due.party,
      place: due.place,
      district: due.district,
      day: due.day,
      detail: due.detail,
    },
  });
  const versions = [due.key_version, ...(due.former_key_until !== null && due.former_key_until > at ? [due.key_version - 1] : [])];
  let status: number | null = null;
  let error: string | null = null;
  try {
    status = await post({
      url: due.url,
      body,
      timeoutMs: rules.timeoutMs,
      allowPrivate: rules.allowPrivate,
      headers: {
        'webhook-id': messageId,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': versions.map((version) => signatureOf(secretOf(house, id, version), messageId, timestamp, body)).join(' '),
      },
    });
    if (status < 200 || status >= 300) error = `the receiver answered ${status}`;
  } catch (failure) {
    error = failure instanceof Error ? failure.message : String(failure);
  }
  // A receiver that is gone for good says so, and is not asked again.
  const isLast = due.tries >= rules.tries || status === 410;
  const then = now();
  await store.tx((tx) =>
    tx.query(
      `update webhook_delivery set state = $3, status = $4, error = $5, next_at = to_timestamp($6 / 1000.0),
              delivered_at = case when $3 = 'delivered' then to_timestamp($7 / 1000.0) end
        where webhook = $1 and fact = $2 and (state = 'waiting' or $3 = 'delivered')`,
      [
        id,
        due.fact,
        error === null ? 'delivered' : isLast ? 'failed' : 'waiting',
        status,
        error && storable(error).slice(0, 500),
        then + pauseAfter(due.tries),
        then,
      ],
    ),
  );
  return error === null ? 'sent' : 'failed';
}

/** 5 s, 30 s, 2 min, 10 min, 1 h, then every 6 hours. */
function pauseAfter(tries: number): number {
  return [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 60 * MINUTE][tries - 1] ?? 360 * MINUTE;
}

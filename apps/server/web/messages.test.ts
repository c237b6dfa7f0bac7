/** Messages, the inbox, jobs and set-aside facts over the API, in a demonstration house. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf, MINUTE, SECOND } from '../../../foundation/day.ts';
import { announce, runReactions } from '../../../foundation/facts/index.ts';
import { openJobs } from '../../../foundation/jobs/index.ts';
import { signReceipts, Undeliverable } from '../../../foundation/outbox/index.ts';
import { openSystemStore, type Store } from '../../../foundation/store/store.ts';
import { openHouse } from '../house.ts';
import { jobsOf } from '../jobs.ts';
import { bindCases, sendMessages } from '../line.ts';
import { rulesOf, tellOfDeadJob } from '../messages.ts';
import { type OpenHouse, openDemonstration } from '../testing/open-house.ts';
import { masked } from './messages-routes.ts';

/** A morning in Jiaxing, outside the hours of quiet. */
const NOW = Date.UTC(2026, 10, 24, 2);
let now = NOW;
let open: OpenHouse;
let system: Store;
let file: string;
let party: string;
const house = openHouse();
const SECRET = 'a secret of the channel';

beforeAll(async () => {
  open = await openDemonstration(() => now);
  system = openSystemStore(open.runtime.urls.system, 'messages test', 3);
  const path = join(open.runtime.home, 'receipts.secret');
  writeFileSync(path, SECRET, { mode: 0o600 });
  open.runtime.config.sms.receiptSecretFile = path;
  party = (await open.call('firm.yunhe', 'GET', '/api/session')).json<{ person: { party: string } }>().person.party;
  const district = (
    await system.tx((tx) =>
      tx.get<{ district: string }>(`select district from registry_entry where register = 'firm' and code = $1`, [party]),
    )
  ).district;
  const opened = await system.tx((tx) =>
    bindCases(house).openOrRaise(
      tx,
      'reminder',
      {
        subjectKey: 'over:DW001:w01018',
        title: '化学需氧量高于限值',
        party: { id: party, name: '云河' },
        place: null,
        district,
        level: 1,
        says: { message: '化学需氧量 62 mg/L。' },
        because: 'fact:1',
        links: [],
      },
      'raised',
      now,
    ),
  );
  file = String(opened.id);
}, 120_000);
afterAll(async () => {
  await system?.close();
  await open?.close();
});

interface Row {
  id: string;
  state: string;
  address: string | null;
  body: string;
  version: number;
  segments: number;
  templateName: string;
  resentOf: string | null;
}
const outbox = async (login = 'duty', query = '') =>
  (await open.call(login, 'GET', `/api/messages${query}`)).json<{ items: Row[] }>().items;
const inbox = async (login: string) =>
  (await open.call(login, 'GET', '/api/inbox')).json<{
    items: { id: string; says: string; kind: string; about: { id: string } }[];
    unread: number;
  }>();
const told: string[] = [];
const phone = { channel: 'sms', deliver: async ({ body }: { body: string }) => void told.push(body) as never };
const post = () => sendMessages(system, [phone], rulesOf(house), () => now);
const code = (answer: { json: <T>() => T }) => answer.json<{ code: string }>().code;

describe('messages', () => {
  it('a number is masked so that it can be told from others and not called', () => {
    expect([masked('13800000001'), masked('shi@example.org'), masked('12345'), masked(null)]).toEqual([
      '138****0001',
      's***@example.org',
      '****',
      null,
    ]);
  });

  it('are listed with template, version, segments and a masked number; the firm’s people and the administrators see none', async () => {
    const [message] = await outbox();
    expect(message).toMatchObject({ state: 'queued', version: 0, templateName: '自动监测提醒·发出提醒（给排污单位）' });
    expect(message?.body).toMatch(/^【嘉兴生态环境】提醒：化学需氧量 62 mg\/L。请于 2026-11-24 11:00 前/);
    expect(message?.address).toMatch(/^1\d\d\*{4}\d{4}$/);
    for (const login of ['firm.yunhe', 'admin']) expect((await open.call(login, 'GET', '/api/messages')).status).toBe(403);
    await post();
    expect((await outbox())[0]?.state).toBe('sent');
    const csv = await open.call('office', 'GET', '/api/messages?format=csv');
    expect(csv.body).toContain('收件人');
    expect(csv.body).not.toMatch(/1\d{10}/);
  });

  it('reports are taken when signed, once each, and never without the secret', async () => {
    const key = (await system.tx((tx) => tx.get<{ key: string }>('select key from outbox order by id limit 1'))).key;
    const body = JSON.stringify({ items: [{ receipt: 'r1', key, state: 'delivered', at: now }] });
    const send = (headers: Record<string, string>, channel = 'sms', payload = body) =>
      open.web.app.inject({
        method: 'POST',
        url: `/api/receipts/${channel}`,
        headers: { 'content-type': 'application/json', ...headers },
        payload,
      });
    const timestamp = String(now / SECOND);
    const signed = { 'x-xiushui-timestamp': timestamp, 'x-xiushui-signature': signReceipts(SECRET, timestamp, body) };
    expect(code(await send({}))).toBe('outbox.notSigned');
    expect(code(await send(signed, 'sms', body.replace('delivered', 'failed   ')))).toBe('outbox.notSigned');
    expect(code(await send(signed, 'mail'))).toBe('outbox.receiptsClosed');
    now += 6 * MINUTE;
    expect(code(await send(signed))).toBe('outbox.tooOld');
    now -= 6 * MINUTE;
    expect((await outbox())[0]?.state).toBe('sent');
    expect((await send(signed)).json()).toEqual({ counted: 1, repeated: 0, unknown: 0 });
    expect((await send(signed)).json()).toEqual({ counted: 0, repeated: 1, unknown: 0 });
    expect((await outbox())[0]?.state).toBe('delivered');
    const odd = '{"items":[]}';
    const oddly = { 'x-xiushui-timestamp': timestamp, 'x-xiushui-signature': signReceipts(SECRET, timestamp, odd) };
    expect((await send(oddly, 'sms', odd)).statusCode).toBe(422);
  });

  it('a wrong number is shown, told to the watch, and sent again to a better one, on record', async () => {
    await system.tx((tx) => tx.query(`update outbox set state = 'queued', tries = 0, settled_at = null, next_at = to_timestamp(0)`));
    await sendMessages(system, [{ channel: 'sms', deliver: () => Promise.reject(new Undeliverable('空号')) }], rulesOf(house), () => now);
    const [message] = await outbox('duty', '?state=undeliverable');
    expect((await inbox('duty')).items.map((n) => n.kind)).toContain('undelivered');
    const again = (login: string, body: object) => open.call(login, 'POST', `/api/messages/${message?.id}/resend`, body);
    expect((await again('leader', { why: '换号' })).status).toBe(403);
    expect((await again('duty', { why: '换号', address: '不是号码' })).status).toBe(422);
    const made = await again('duty', { why: '换号', address: '13900000002' });
    expect(made.status, made.body).toBe(200);
    expect((await outbox()).find((m) => m.resentOf === message?.id)).toMatchObject({ address: '139****0002', state: 'queued' });
    expect(code(await open.call('duty', 'POST', '/api/messages/999999/resend', { why: '换号' }))).toBe('outbox.noSuchMessage');
    const audit = await system.tx((tx) => tx.query<{ says: string }>(`select says from audit_event where did = 'messages.resent'`));
    expect(audit.map((a) => a.says).join()).toMatch(/^重发给.*换号$/);
  });
});

describe('templates', () => {
  it('are reworded by the office from a day on, previewed with samples and segments; what may not be sent is refused', async () => {
    const url = '/api/templates/reminder.issued.firm';
    const words = { text: '{message}请于 {due} 前反馈。（{number}）', many: null };
    const seen = (await open.call('office', 'POST', `${url}/preview`, { ...words, text: `${words.text}！` })).json<{
      body: string;
      segments: number;
      flaws: { says: string }[];
    }>();
    expect(seen.flaws.map((f) => f.says)).toEqual(['不用感叹号']);
    expect(seen.body).toContain('【嘉兴生态环境】');
    const change = (login: string, more: object) =>
      open.call(login, 'POST', url, { ...words, effectiveFrom: dayOf(now), why: '改短', ...more });
    expect((await change('duty', {})).status).toBe(403);
    expect(code(await change('office', { text: '{message}！' }))).toBe('outbox.flawed');
    expect(code(await change('office', { effectiveFrom: '2026-11-01' }))).toBe('outbox.pastDay');
    const made = (await change('office', {})).json<{ inForce: number; versions: { version: number }[] }>();
    expect([made.inForce, made.versions.map((v) => v.version)]).toEqual([1, [1, 0]]);
    expect(code(await open.call('office', 'POST', '/api/templates/none', { ...words, effectiveFrom: dayOf(now), why: '改短' }))).toBe(
      'outbox.noSuchTemplate',
    );
    const all = (await open.call('leader', 'GET', '/api/templates')).json<{ items: { id: string }[] }>().items.map((t) => t.id);
    expect(all).toEqual(expect.arrayContaining(['reminder.issued.firm', 'reminder.overdue.branch', 'house.summary']));
  });
});

describe('the inbox', () => {
  it('shows a firm what waits for it, counts what is unread, and marks it read for that person only', async () => {
    const firm = await inbox('firm.yunhe');
    expect(firm.items).toMatchObject([{ kind: 'waits', about: { id: file } }]);
    expect(firm.unread).toBe(1);
    expect((await inbox('firm.qinghe')).items).toEqual([]);
    expect((await open.call('firm.yunhe', 'POST', '/api/inbox/read', { ids: [Number(firm.items[0]?.id)] })).json()).toEqual({ read: 1 });
    expect((await open.call('firm.yunhe', 'GET', '/api/inbox/unread')).json()).toEqual({ unread: 0 });
    expect((await open.call('firm.yunhe', 'POST', '/api/inbox/read', { all: true })).json()).toEqual({ read: 0 });
  });

  it('follows a file: when the firm has replied, the officers with the power find it, and nobody else', async () => {
    const before = (await inbox('officer.team')).unread;
    const done = await open.call('firm.yunhe', 'POST', `/api/files/${file}/acts`, {
      step: 'replied',
      says: { cause: 'process', measures: '调整加药' },
    });
    expect(done.status, done.body).toBe(200);
    expect((await inbox('officer.team')).unread).toBe(before + 1);
    expect((await inbox('officer.haining')).items.filter((n) => n.about?.id === file)).toEqual([]);
    expect((await inbox('citizen')).items).toEqual([]);
  });
});

describe('jobs and set-aside facts', () => {
  it('the administrator sees each job with its runs, and runs one now, on record; nobody else does', async () => {
    const jobs = await openJobs(system, jobsOf(house, open.runtime), { clock: () => now, onDead: tellOfDeadJob });
    expect((await open.call('office', 'GET', '/api/jobs')).status).toBe(403);
    const ordered = await open.call('admin', 'POST', '/api/jobs/messages.undelivered/run');
    expect(ordered.json()).toEqual({ ordered: true });
    await jobs.tick(now);
    await jobs.idle();
    const rows = (await open.call('admin', 'GET', '/api/jobs')).json<{ items: { job: string; last: { state: string; says: string } }[] }>();
    expect(rows.items.find((row) => row.job === 'messages.undelivered')?.last).toMatchObject({ state: 'done', says: '1 条未送达' });
    expect((await open.call('admin', 'GET', '/api/jobs/messages.undelivered/runs')).json<{ items: unknown[] }>().items).toHaveLength(1);
    expect(code(await open.call('admin', 'POST', '/api/jobs/none/run'))).toBe('jobs.noSuchJob');
    await jobs.close();
  });

  it('a fact set aside is shown with what it says, retried, or skipped with a reason, on record', async () => {
    await system.tx((tx) =>
      announce(tx, {
        kind: 'test.poison',
        ref: { kind: 'hour', id: '1' },
        subject: 'x',
        party,
        place: null,
        district: '330411000000',
        day: dayOf(now),
        detail: { mean: '62' },
        at: now,
      }),
    );
    const poison = {
      id: 'test.fails',
      when: 'test.poison',
      does: async () => {
        throw new Error('no limit');
      },
    };
    for (let n = 0; n < 5; n++) await runReactions(system, [poison], now + n * 3 * MINUTE);
    const list = async () =>
      (await open.call('admin', 'GET', '/api/set-aside')).json<{ items: { fact: string; detail: object }[] }>().items;
    const [aside] = await list();
    expect(aside).toMatchObject({ reaction: 'test.fails', error: 'no limit', tries: 5, detail: { mean: '62' } });
    const skip = (why: string) => open.call('admin', 'POST', '/api/set-aside/skip', { fact: aside?.fact, reaction: 'test.fails', why });
    expect((await skip('')).status).toBe(422);
    expect((await skip('测试数据')).json()).toEqual({ skipped: true });
    expect((await skip('测试数据')).status).toBe(404);
    expect(await list()).toEqual([]);
    const audit = await system.tx((tx) => tx.query<{ says: string }>(`select says from audit_event where did = 'facts.skipped'`));
    expect(audit[0]?.says).toContain('测试数据');
  });
});

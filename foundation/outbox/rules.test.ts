import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../day.ts';
import { ref } from '../ref.ts';
import { isRefusal } from '../refusal.ts';
import { type House, openHouse } from '../testing/house.ts';
import {
  type Adapter,
  checkReceipts,
  deliverDue,
  findMessage,
  listOutbox,
  type Message,
  outboxLag,
  quietUntil,
  type Receipt,
  type Rules,
  resend,
  send,
  signReceipts,
  type Trouble,
  takeReceipts,
  Undeliverable,
} from './index.ts';

/** 2026-11-24 12:00 in Shanghai. */
const NOON = Date.UTC(2026, 10, 24, 4);
const at = (hour: number, minute = 0, day = 24): Instant => Date.UTC(2026, 10, day, hour - 8, minute);

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());
const troubles: Trouble[] = [];
beforeEach(async () => {
  troubles.length = 0;
  await house.owner.query('truncate outbox, outbox_receipt, appeared, mention cascade');
});

const NEVER = { receiverPerMinute: 1_000, receiverPerDay: 1_000, housePerMinute: 1_000, housePerDay: 1_000 };
function rules(more: Partial<Rules> & { limit?: Partial<typeof NEVER> } = {}): Rules {
  const { limit, ...rest } = more;
  return {
    signature: '青山生态环境',
    quiet: () => null,
    groupFor: () => 0,
    limits: () => ({ ...NEVER, ...limit }),
    many: async () => '另有 {count} 件：{list}',
    onTrouble: async (_, trouble) => void troubles.push(trouble),
    ...rest,
  };
}
const night = rules({ quiet: (group) => (group === 'firm' ? { from: 21 * 60, to: 7 * 60 } : null) });
const grouping = rules({ groupFor: () => 24 * HOUR });

function message(key: string, more: Partial<Message> = {}): Message {
  return {
    key,
    channel: 'sms',
    receiver: '采石厂 环保负责人',
    address: '13800000000',
    body: `【青山生态环境】${key}`,
    about: ref('file', key),
    party: '采石厂',
    district: '青山区',
    at: NOON,
    template: 'reminder.overdue.firm',
    version: 0,
    receiverGroup: 'firm',
    fields: { title: `${key}超限`, number: `青环提醒〔2026〕${key}号` },
    ...more,
  };
}
const queue = (key: string, more?: Partial<Message>) => house.system.tx((tx) => send(tx, message(key, more)));
function phone(): Adapter & { told: string[] } {
  const told: string[] = [];
  return { channel: 'sms', told, deliver: async ({ body }) => void told.push(body.replace(/^【[^】]*】/, '')) as never };
}
const deliver = (to: Adapter, now: Instant, by: Rules) => deliverDue(house.system, [to], () => now, by);
const states = async () =>
  Object.fromEntries(
    (
      await house.owner.query<{ key: string; state: string; held_why: string | null }>(
        'select key, state, held_why from outbox order by id',
      )
    ).rows.map((row) => [row.key, row.held_why ?? row.state]),
  );
const whole = async (key: string) => {
  const { rows } = await house.owner.query<{ id: number }>('select id from outbox where key = $1', [key]);
  const found = await house.system.tx((tx) => findMessage(tx, rows[0]?.id ?? 0));
  if (!found) throw new Error(`no message ${key}`);
  return found;
};

describe('hours of quiet', () => {
  it.each([
    ['20:59 is before them', at(20, 59), null],
    ['21:00 begins them, until seven the next morning', at(21), at(7, 0, 25)],
    ['midnight is in them', at(24), at(7, 0, 25)],
    ['06:59 is in them', at(6, 59), at(7)],
    ['07:00 ends them', at(7), null],
  ])('from nine to seven: %s', (_, now, until) => {
    expect(quietUntil({ from: 21 * 60, to: 7 * 60 }, now)).toBe(until);
  });

  it('a midday rest does not pass midnight, and no hours are no quiet', () => {
    expect(quietUntil({ from: 12 * 60, to: 14 * 60 }, at(13))).toBe(at(14));
    expect(quietUntil({ from: 12 * 60, to: 14 * 60 }, at(14))).toBeNull();
    expect(quietUntil({ from: 0, to: 0 }, at(13))).toBeNull();
    expect(quietUntil(null, at(2))).toBeNull();
  });

  it('F11: a message due at night waits until the morning and says until when; then it goes out', async () => {
    await queue('一', { at: at(23) });
    const sms = phone();
    await deliver(sms, at(23), night);
    expect(sms.told).toEqual([]);
    expect(await whole('一')).toMatchObject({ state: 'queued', heldWhy: 'quiet', heldUntil: at(7, 0, 25), tries: 0 });
    await deliver(sms, at(6, 59, 25), night);
    expect(sms.told).toEqual([]);
    await deliver(sms, at(7, 0, 25), night);
    expect(sms.told).toEqual(['一']);
    expect(await whole('一')).toMatchObject({ state: 'sent', heldWhy: null, heldUntil: null });
  });

  it('an urgent message, one whose deadline would be over by morning, and one to a group that is on duty do not wait', async () => {
    await queue('急', { at: at(23), urgent: true });
    await queue('限', { at: at(23), dueAt: at(24) });
    await queue('班', { at: at(23), receiverGroup: 'branch' });
    await queue('闲', { at: at(23), dueAt: at(12, 0, 25) });
    const sms = phone();
    await deliver(sms, at(23), night);
    expect(sms.told).toEqual(['急', '限', '班']);
  });
});

describe('one message instead of many', () => {
  const overdue = (key: string, more: Partial<Message> = {}) => queue(key, { groupedBy: 'party:采石厂', ...more });

  it('F11: the first goes at once, the others wait for the window to end and are told in one, which lists them', async () => {
    const sms = phone();
    await overdue('1');
    await deliver(sms, NOON, grouping);
    for (const key of ['2', '3']) await overdue(key, { at: NOON + HOUR });
    await overdue('4', { at: NOON + 20 * HOUR });
    for (const later of [1, 20]) await deliver(sms, NOON + later * HOUR, grouping);
    expect(sms.told).toEqual(['1']);
    expect(await whole('2')).toMatchObject({ heldWhy: 'group', heldUntil: NOON + 24 * HOUR });
    await deliver(sms, NOON + 24 * HOUR, grouping);
    await deliver(sms, NOON + 24 * HOUR, grouping);
    expect(sms.told).toEqual(['1', '另有 3 件：2超限（青环提醒〔2026〕2号）；3超限（青环提醒〔2026〕3号）；4超限（青环提醒〔2026〕4号）']);
    expect(await states()).toEqual({ 1: 'sent', 2: 'joined', 3: 'joined', 4: 'joined', 'joined:2': 'sent' });
    const carrier = await whole('joined:2');
    expect(carrier).toMatchObject({ carries: 3, template: 'reminder.overdue.firm', party: '采石厂', about: null });
    expect((await whole('3')).joinedTo).toBe(carrier.id);
  });

  it('one that waited alone goes out in its own words', async () => {
    const sms = phone();
    await overdue('1');
    await deliver(sms, NOON, grouping);
    await overdue('2', { at: NOON + HOUR });
    await deliver(sms, NOON + HOUR, grouping);
    await deliver(sms, NOON + 24 * HOUR, grouping);
    expect(sms.told).toEqual(['1', '2']);
  });

  it('another receiver, another kind, another subject and another day are not grouped; a deadline does not wait', async () => {
    const sms = phone();
    await overdue('1');
    await overdue('他人', { receiver: '纸厂' });
    await overdue('他类', { template: 'reminder.unverified.firm' });
    await overdue('他事', { groupedBy: 'party:纸厂' });
    await overdue('限时', { dueAt: NOON + HOUR });
    await overdue('急', { urgent: true });
    await deliver(sms, NOON, grouping);
    expect(sms.told).toEqual(['1', '他人', '他类', '他事', '限时', '急']);
    await overdue('次日', { at: NOON + DAY + SECOND });
    await deliver(sms, NOON + DAY + SECOND, grouping);
    expect(sms.told.at(-1)).toBe('次日');
  });

  it('a long list is counted and not told to its end', async () => {
    const sms = phone();
    await overdue('0');
    await deliver(sms, NOON, grouping);
    for (let n = 1; n <= 12; n++) await overdue(`${n}`);
    await deliver(sms, NOON + HOUR, grouping);
    await deliver(sms, NOON + 24 * HOUR, grouping);
    await deliver(sms, NOON + 24 * HOUR, grouping);
    expect(sms.told[1]).toMatch(/^另有 12 件：1超限.*；8超限（青环提醒〔2026〕8号）；等$/);
  });

  it('two senders at once make one of them', async () => {
    const sms = phone();
    await overdue('0');
    await deliver(sms, NOON, grouping);
    for (const key of ['1', '2', '3']) await overdue(key);
    await deliver(sms, NOON + HOUR, grouping);
    for (let n = 0; n < 3; n++) await Promise.all([1, 2, 3].map(() => deliver(sms, NOON + 24 * HOUR, grouping)));
    expect(sms.told).toHaveLength(2);
    expect(sms.told[1]).toContain('3 件');
  });
});

describe('no flood', () => {
  it('F11: over its limit a receiver gets one summary of what was held; nothing is lost and somebody is told once', async () => {
    const sms = phone();
    const few = rules({ limit: { receiverPerMinute: 3 } });
    for (let n = 1; n <= 10; n++) await queue(`${n}`);
    await queue('他人', { receiver: '纸厂' });
    await deliver(sms, NOON, few);
    expect(sms.told).toEqual(['1', '2', '3', '他人']);
    expect(troubles).toMatchObject([{ what: 'flood', receiver: '采石厂 环保负责人' }]);
    expect((await house.owner.query(`select kind, district from appeared`)).rows).toEqual([{ kind: 'outbox.flood', district: '青山区' }]);
    for (const seconds of [60, 61]) await deliver(sms, NOON + seconds * SECOND, few);
    expect(sms.told.slice(4)).toHaveLength(1);
    expect(sms.told[4]).toMatch(/^另有 7 件：4超限/);
    expect(Object.values(await states()).filter((state) => state === 'joined')).toHaveLength(7);
  });

  it('an urgent message passes the limit of its receiver', async () => {
    const sms = phone();
    for (const key of ['1', '2']) await queue(key);
    await queue('急', { urgent: true });
    await deliver(sms, NOON, rules({ limit: { receiverPerMinute: 1 } }));
    expect(sms.told).toEqual(['1', '急']);
  });

  it('the limit of a day holds until the next one', async () => {
    const sms = phone();
    const few = rules({ limit: { receiverPerDay: 1 } });
    for (const key of ['1', '2']) await queue(key);
    await deliver(sms, NOON, few);
    expect(await whole('2')).toMatchObject({ heldWhy: 'flood', heldUntil: at(24) });
    await deliver(sms, at(24), few);
    expect(sms.told).toEqual(['1', '2']);
  });

  it('the limit of the house slows everybody down and sends everything', async () => {
    const sms = phone();
    const few = rules({ limit: { housePerMinute: 2 } });
    for (let n = 1; n <= 5; n++) await queue(`${n}`, { receiver: `第 ${n} 家` });
    for (let minute = 0; minute < 4; minute++) await deliver(sms, NOON + minute * MINUTE, few);
    expect(sms.told).toEqual(['1', '2', '3', '4', '5']);
    expect(troubles.map((t) => t.what)).toEqual(['house']);
  });

  it('a wrong number is final, shown, and told of', async () => {
    await queue('一');
    const gone: Adapter = { channel: 'sms', deliver: () => Promise.reject(new Undeliverable('unknown subscriber')) };
    await deliver(gone, NOON, rules());
    expect(await whole('一')).toMatchObject({ state: 'undeliverable', tries: 1, error: 'unknown subscriber' });
    expect(troubles).toMatchObject([{ what: 'undeliverable', about: ref('file', '一') }]);
    expect(await deliver(phone(), NOON + DAY, rules())).toBe(0);
  });
});

describe('receipts', () => {
  const report = (receipt: string, state: Receipt['state'], more: Partial<Receipt> = {}): Receipt => ({
    receipt,
    key: '一',
    state,
    at: NOON + MINUTE,
    ...more,
  });
  const take = (...receipts: Receipt[]) => house.system.tx((tx) => takeReceipts(tx, 'sms', receipts, NOON + MINUTE));

  it('F11: a report counts once, whoever repeats it, and one for a message we do not know is kept', async () => {
    await queue('一');
    await deliver(phone(), NOON, rules());
    expect(await take(report('r1', 'delivered'), report('r2', 'delivered', { key: '没有' }))).toEqual({
      counted: 1,
      repeated: 0,
      unknown: 1,
    });
    expect(await take(report('r1', 'failed'))).toEqual({ counted: 0, repeated: 1, unknown: 0 });
    expect(await whole('一')).toMatchObject({ state: 'delivered', settledAt: NOON + MINUTE });
    expect((await house.owner.query('select 1 from outbox_receipt')).rows).toHaveLength(2);
  });

  it('F11: a delivery is the last word; a failure is taken back by a delivery and not the other way round', async () => {
    await queue('一');
    await deliver(phone(), NOON, rules());
    await take(report('r1', 'undeliverable', { says: '空号' }));
    expect(await whole('一')).toMatchObject({ state: 'undeliverable', error: '空号' });
    await take(report('r2', 'delivered'));
    await take(report('r3', 'failed'));
    expect(await whole('一')).toMatchObject({ state: 'delivered', error: null });
  });

  it('a report that comes before our own note that the message was taken is not lost', async () => {
    await queue('一');
    const quick: Adapter = {
      channel: 'sms',
      deliver: async () => {
        await take(report('r1', 'delivered'));
        return { id: 7 };
      },
    };
    await deliver(quick, NOON, rules());
    expect(await whole('一')).toMatchObject({ state: 'delivered', sentAt: NOON + MINUTE });
  });

  it('a report for a message that was not sent changes nothing', async () => {
    await queue('一');
    await take(report('r1', 'delivered'));
    expect(await whole('一')).toMatchObject({ state: 'queued' });
  });

  // RFC 4231 test case 2: HMAC-SHA-256 of "what do ya want for nothing?" with key "Jefe"; ours signs "timestamp.body".
  it('is signed as HMAC-SHA-256, over the time and the body', () => {
    expect(signReceipts('Jefe', 'what do ya want for nothing?', '')).not.toBe(
      'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    const body = '{"items":[]}';
    const timestamp = String(NOON / SECOND);
    const signature = signReceipts('secret', timestamp, body);
    const code = (given: Partial<Parameters<typeof checkReceipts>[1]>, now = NOON) => {
      const refused = checkReceipts('secret', { timestamp, signature, body, ...given }, now);
      return refused?.code ?? null;
    };
    expect(code({})).toBeNull();
    expect(code({ body: `${body} ` })).toBe('outbox.notSigned');
    expect(code({ timestamp: String(NOON / SECOND + 1) })).toBe('outbox.notSigned');
    expect(code({ signature: undefined })).toBe('outbox.notSigned');
    expect(code({ signature: signReceipts('other', timestamp, body) })).toBe('outbox.notSigned');
    expect(code({}, NOON + 5 * MINUTE)).toBeNull();
    expect(code({}, NOON + 5 * MINUTE + 1)).toBe('outbox.tooOld');
    expect(code({}, NOON - 5 * MINUTE - 1)).toBe('outbox.tooOld');
  });
});

describe('sending again by hand', () => {
  it('is a message of its own that names the first, once a key, and only when the first has come to an end', async () => {
    await queue('一');
    const first = Number((await whole('一')).id);
    const again = (key: string) =>
      house.system.tx((tx) => resend(tx, first, { key, byName: '秦守一', at: NOON + HOUR, address: '13900000000' }));
    const early = await again('a');
    expect(isRefusal(early) && early.code).toBe('outbox.stillOnItsWay');
    await deliver({ channel: 'sms', deliver: () => Promise.reject(new Undeliverable('unknown')) }, NOON, rules());
    const ids = [await again('a'), await again('a')].map((outcome) => (isRefusal(outcome) ? '' : outcome.id));
    expect(new Set(ids).size).toBe(1);
    const sms = phone();
    await deliver(sms, NOON + HOUR, rules());
    expect(sms.told).toEqual(['一']);
    expect(await whole(`resend:${first}:a`)).toMatchObject({
      state: 'sent',
      resentOf: String(first),
      resentBy: '秦守一',
      address: '13900000000',
    });
    const none = await house.system.tx((tx) => resend(tx, 999_999, { key: 'a', byName: '', at: NOON }));
    expect(isRefusal(none) && none.code).toBe('outbox.noSuchMessage');
  });

  it('a page of messages goes on where the last ended, filtered by state, receiver and what holds them, in the scope of whoever asks', async () => {
    for (let n = 0; n < 5; n++) await queue(`${n}`, { at: at(23), district: n < 3 ? '青山区' : '临江区', party: null });
    await deliver(phone(), at(23), night);
    await queue('班', { receiver: '分局', receiverGroup: 'branch', party: null });
    await deliver(phone(), at(23), night);
    const page = await house.app.as({ districts: ['青山区'] }, (tx) => listOutbox(tx, { state: 'held' }, { limit: 2 }));
    if (isRefusal(page)) throw new Error(page.says);
    expect(page.items.map((m) => m.body.slice(-1))).toEqual(['2', '1']);
    const rest = await house.app.as({ districts: ['青山区'] }, (tx) => listOutbox(tx, { state: 'held' }, { limit: 2, cursor: page.next }));
    expect(isRefusal(rest) || [rest.items.map((m) => m.body.slice(-1)), rest.next]).toEqual([['0'], null]);
    const found = await house.system.tx((tx) => listOutbox(tx, { text: '分局', state: 'sent' }));
    expect(found.items).toHaveLength(1);
    expect(await house.system.tx((tx) => outboxLag(tx, at(23)))).toBe(0);
  });
});

// The model: whatever is queued and however often it is held, joined and tried, each message is told exactly once, alone or inside another.
describe('in any order of messages, minutes and rules', () => {
  it('F11: nothing held is lost and nothing is told twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            receiver: fc.constantFrom('甲', '乙'),
            kind: fc.constantFrom('a', 'b'),
            grouped: fc.boolean(),
            urgent: fc.boolean(),
            wait: fc.constantFrom(0, 1, 30, 240, 700),
          }),
          { minLength: 3, maxLength: 12 },
        ),
        async (steps) => {
          await house.owner.query('truncate outbox, outbox_receipt, appeared, mention cascade');
          const strict = rules({
            quiet: () => ({ from: 21 * 60, to: 7 * 60 }),
            groupFor: () => 2 * HOUR,
            limit: { receiverPerMinute: 2, receiverPerDay: 6, housePerMinute: 3 },
          });
          const sms = phone();
          let now = at(18);
          const keys: string[] = [];
          for (const [n, step] of steps.entries()) {
            const key = `第${n}件`;
            keys.push(key);
            await queue(key, {
              at: now,
              receiver: step.receiver,
              template: step.kind,
              urgent: step.urgent,
              groupedBy: step.grouped ? 'x' : null,
              fields: { title: key, number: '1' },
            });
            await deliver(sms, now, strict);
            now += step.wait * MINUTE;
          }
          for (let n = 0; n < 200; n++, now += 37 * MINUTE) {
            await deliver(sms, now, strict);
            const left = await house.owner.query(`select 1 from outbox where state = 'queued' limit 1`);
            if (!left.rows.length) break;
          }
          const all = sms.told.join('|');
          for (const key of keys) expect(all.split(key).length - 1, `${key} in ${all}`).toBe(1);
        },
      ),
      { numRuns: 20 },
    );
  }, 60_000);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { listVoided, nextNumber, readNumber, voidNumber } from './numbering.ts';
import { WHOLE_CITY } from './store/store.ts';
import { type House, openHouse } from './testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());

const take = (series: string, year = 2026) => house.app.as(WHOLE_CITY, (tx) => nextNumber(tx, series, year)) as Promise<string>;

test('numbers begin at one in each series and each year', async () => {
  expect(await take('青环罚', 2026)).toBe('青环罚〔2026〕1号');
  expect(await take('青环罚', 2026)).toBe('青环罚〔2026〕2号');
  expect(await take('青环罚', 2027)).toBe('青环罚〔2027〕1号');
  expect(await take('青环提醒', 2026)).toBe('青环提醒〔2026〕1号');
});

test('forty taken at once, a third of them rolled back, leave no gap and no number twice', async () => {
  const taken = await Promise.all(
    Array.from({ length: 40 }, (_, at) =>
      house.app
        .as(WHOLE_CITY, async (tx) => {
          const number = await nextNumber(tx, '青环责改', 2026);
          if (at % 3 === 0) throw new Error('the officer changed her mind');
          return number;
        })
        .catch(() => null),
    ),
  );
  const kept = taken.flatMap((number) => (typeof number === 'string' ? [Number(/〕(\d+)号/.exec(number)?.[1])] : [])).sort((a, b) => a - b);
  expect(kept).toEqual(Array.from({ length: 26 }, (_, at) => at + 1));
});

test('a number given out is not taken twice when the one before it is still open', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let taken = () => {};
  const first = new Promise<void>((resolve) => {
    taken = resolve;
  });
  const open = house.app.as(WHOLE_CITY, async (tx) => {
    const number = await nextNumber(tx, '青环移', 2026);
    taken();
    await held;
    return number;
  });
  await first;
  const second = take('青环移');
  await new Promise((resolve) => setTimeout(resolve, 100));
  release();
  expect(await open).toBe('青环移〔2026〕1号');
  expect(await second).toBe('青环移〔2026〕2号');
});

test('a thousand who take a number at once have 1 to 1000, each once (F15)', async () => {
  const taken = await Promise.all(Array.from({ length: 1_000 }, () => take('青环函')));
  const positions = taken.map((number) => readNumber(number)?.position ?? 0).sort((a, b) => a - b);
  expect(positions).toEqual(Array.from({ length: 1_000 }, (_, at) => at + 1));
});

test('a number given out and not used after all is void, with its reason, and is not given again', async () => {
  const [first, second] = [await take('青环废'), await take('青环废')];
  const annul = (number: string) =>
    house.app.as(WHOLE_CITY, (tx) =>
      voidNumber(tx, {
        number,
        reason: '打印后发现对象有误',
        by: { login: 'qin', name: '秦' },
        party: null,
        district: '青山区',
        at: Date.UTC(2026, 8, 1),
      }),
    );
  expect(await annul(first)).toMatchObject({ number: first, by: '秦' });
  expect(await annul(first)).toMatchObject({ code: 'documents.alreadyVoid' });
  for (const never of ['青环废〔2026〕3号', '青环废〔2026〕0号', '青环无〔2026〕1号', '随便'])
    expect(await annul(never)).toMatchObject({ code: 'documents.neverGiven' });
  expect(await take('青环废')).toBe('青环废〔2026〕3号');
  expect(await house.app.as(WHOLE_CITY, (tx) => listVoided(tx, '青环废', 2026))).toMatchObject([
    { number: first, reason: '打印后发现对象有误' },
  ]);
  expect(second).toBe('青环废〔2026〕2号');
});

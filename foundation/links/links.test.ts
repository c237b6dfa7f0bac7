import { afterAll, beforeAll, expect, test } from 'vitest';
import { ref } from '../ref.ts';
import { type House, openHouse } from '../testing/house.ts';
import { link, listLinks } from './index.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());

const file = ref('file', '7');
const about = (role: string, id: string, at: number, district = '青山区') => ({
  from: file,
  role,
  to: ref('verdict', id),
  name: `结论 ${id}`,
  party: '采石厂',
  district,
  at,
});

test('links of a thing are listed oldest first, each once', async () => {
  await house.system.tx(async (tx) => {
    for (const of of [
      about('because', '2', 2_000),
      about('because', '1', 1_000),
      about('because', '2', 9_000),
      about('closes', '2', 3_000),
    ])
      await link(tx, of);
  });
  expect(await house.system.tx((tx) => listLinks(tx, file))).toEqual([
    { role: 'because', to: ref('verdict', '1'), name: '结论 1' },
    { role: 'because', to: ref('verdict', '2'), name: '结论 2' },
    { role: 'closes', to: ref('verdict', '2'), name: '结论 2' },
  ]);
  expect(await house.system.tx((tx) => listLinks(tx, ref('file', '8')))).toEqual([]);
});

test('a link is shown to those whose scope it is in', async () => {
  expect(await house.app.as({ districts: ['青山区'] }, (tx) => listLinks(tx, file))).toHaveLength(3);
  expect(await house.app.as({ districts: ['临江区'] }, (tx) => listLinks(tx, file))).toEqual([]);
  await expect(house.app.as({ districts: ['临江区'] }, (tx) => link(tx, about('because', '9', 0)))).rejects.toMatchObject({
    code: '42501',
  });
});

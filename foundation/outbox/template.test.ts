import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY } from '../day.ts';
import { isRefusal } from '../refusal.ts';
import { type House, openHouse } from '../testing/house.ts';
import { fill, flawsOfText, listVersions, preview, reword, segmentsOf, speak, type Template, versionOn } from './index.ts';

const NOON = Date.UTC(2026, 10, 24, 4);
const reminder: Template = {
  id: 'reminder.issued.firm',
  name: '提醒',
  nameEn: 'Reminder',
  channel: 'sms',
  to: 'firm',
  text: '{place}{value}高于限值，请于 {due} 前反馈。',
  many: '{count} 件：{list}',
  fields: [
    { field: 'place', name: '排放口', sample: 'DW001', optional: true },
    { field: 'value', name: '数值', sample: '62 mg/L' },
    { field: 'due', name: '截止时间', sample: '13:00' },
  ],
};
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());
const by = { signature: '青山生态环境', at: NOON };
const says = (text: string, more: Partial<Parameters<typeof reword>[2]> = {}) =>
  house.system.tx((tx) =>
    reword(tx, reminder, { text, many: null, effectiveFrom: '2026-11-25', byName: '综合科', why: '改短', at: NOON, ...more }),
  );

// 3GPP TS 23.040: 140 octets are 70 characters of UCS-2; of a message in parts six octets of each say which it is, which leaves 67.
it.each([
  ['一', 1],
  ['一'.repeat(70), 1],
  ['一'.repeat(71), 2],
  ['一'.repeat(134), 2],
  ['一'.repeat(135), 3],
  ['𠮷'.repeat(35), 1],
  ['𠮷'.repeat(36), 2],
])('a text message is counted in segments as networks count it (%#)', (text, segments) => {
  expect(segmentsOf(text)).toBe(segments);
});

it('F11: a message keeps its template, its version and what it was filled with, and bears the signature', async () => {
  const fields = { place: 'DW001', value: '62 mg/L', due: '13:00', unused: 'x' };
  expect(await house.system.tx((tx) => speak(tx, reminder, fields, by))).toEqual({
    kind: 'spoken',
    body: '【青山生态环境】DW00162 mg/L高于限值，请于 13:00 前反馈。',
    title: null,
    template: 'reminder.issued.firm',
    version: 0,
    fields: { place: 'DW001', value: '62 mg/L', due: '13:00' },
  });
});

it('a message that lacks a field is refused and names it; what may be empty may', () => {
  const missing = fill(reminder, reminder.text, { value: '62', due: '' });
  expect(isRefusal(missing) && [missing.code, missing.says]).toEqual(['outbox.fieldMissing', '消息“提醒”缺少“截止时间”，没有发出']);
  expect(fill(reminder, reminder.text, { value: '62', due: '13:00' })).toBe('62高于限值，请于 13:00 前反馈。');
});

it.each([
  ['请于 {due} 前反馈！', null, 'it has an exclamation mark'],
  ['请于 {duo} 前反馈。', null, 'there is no field {duo}'],
  ['【青山】请于 {due} 前反馈。', null, 'the signature is added by the house'],
  ['请于 {due 前反馈。', null, 'a brace stands alone'],
  ['  ', null, 'it is empty'],
  ['好', '{count} 件', 'a message about several lacks {list}'],
  ['好', '{list}，{due}', '{due} cannot be told of several'],
])('words that may not reach a telephone are found: %s %s', (text, many, flaw) => {
  expect(flawsOfText(reminder, text, many).map((one) => one.saysEn)).toContain(flaw);
});

it('F11: the words of the office are in force from their day on; earlier days keep the earlier words, and no version is changed', async () => {
  expect(await says('{value}偏高，{due} 前反馈。')).toMatchObject({ version: 1, effectiveFrom: '2026-11-25' });
  expect(await says('{value}偏高，请于 {due} 前反馈。', { effectiveFrom: '2026-12-01' })).toMatchObject({ version: 2 });
  const on = (day: string) => house.system.tx(async (tx) => (await versionOn(tx, reminder, day)).version);
  expect([await on('2026-11-24'), await on('2026-11-25'), await on('2026-11-30'), await on('2026-12-01')]).toEqual([0, 1, 1, 2]);
  const spoken = await house.system.tx((tx) => speak(tx, reminder, { value: '62', due: '13:00' }, { ...by, at: NOON + DAY }));
  expect(isRefusal(spoken) || spoken.body).toBe('【青山生态环境】62偏高，13:00 前反馈。');
  expect((await house.system.tx((tx) => listVersions(tx, reminder))).map((v) => v.version)).toEqual([2, 1, 0]);
});

it('a wording with a flaw, or from a day that is past, is refused', async () => {
  const flawed = await says('{value}！');
  expect(isRefusal(flawed) && flawed.code).toBe('outbox.flawed');
  const past = await says('{value}', { effectiveFrom: '2026-11-23' });
  expect(isRefusal(past) && past.code).toBe('outbox.pastDay');
});

it('two who reword at once get two versions', async () => {
  const made = await Promise.all([says('{value}甲'), says('{value}乙'), says('{value}丙')]);
  const versions = made.map((one) => (isRefusal(one) ? 0 : one.version));
  expect(new Set(versions).size).toBe(3);
});

it('a preview is filled with samples, signed and counted', () => {
  expect(preview(reminder, reminder.text, '青山生态环境')).toEqual({
    body: '【青山生态环境】DW00162 mg/L高于限值，请于 13:00 前反馈。',
    characters: 38,
    segments: 1,
  });
});

import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditWitness } from '../audit/index.ts';
import { ref } from '../ref.ts';
import { isRefusal } from '../refusal.ts';
import { entrust, sealAll, verify } from '../seal/index.ts';
import { WHOLE_CITY } from '../store/store.ts';
import { type House, openHouse } from '../testing/house.ts';
import { decipher, encipher, newKey } from './cipher.ts';
import { APART, erase, keep, listByWords, masked, open, openVault, personalWitness, type Reader, turnMaster } from './index.ts';

const NOON = Date.UTC(2026, 10, 24, 4);
const complaint = ref('complaint', 7);
const WORDS = { name: '张来信', phone: '13800138000', address: '青山市秀水路 9 号' };
const owner = { party: null, district: '青山区', at: NOON };
const reader: Reader = { by: 'officer', byName: '顾执明', reason: '回访', party: null, district: '青山区', at: NOON, from: '10.0.0.7' };

let house: House;
let home: string;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());
afterEach(() => rmSync(home, { recursive: true, force: true }));
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'xiushui-personal-'));
  await house.owner.query('truncate personal_key, personal_lookup, personal_field, chain_row, chain_head, audit_event');
});

const file = () => join(home, 'keys', 'personal.key');
const vault = (cipher?: 'aes-256-gcm' | 'sm4-ctr-hmac-sm3') => openVault(file(), cipher);
const keepAll = (v = vault()) => house.app.as(WHOLE_CITY, (tx) => keep(tx, v, complaint, WORDS, { ...owner, findable: ['phone'] }));
const openOne = (field: string, as: Partial<Reader> = {}, v = vault()) =>
  house.app.as(WHOLE_CITY, (tx) => open(tx, v, complaint, field, { ...reader, ...as }));
const flaws = async () => {
  await sealAll(house.system, NOON);
  return (await verify(house.system, [personalWitness, auditWitness])).flaws;
};
/** Everything the database holds, as text. */
async function everything(): Promise<string> {
  const { rows } = await house.owner.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'xiushui'::regnamespace and relkind = 'r'`,
  );
  const texts: string[] = [];
  for (const { name } of rows)
    for (const row of (await house.owner.query<{ t: string }>(`select x::text as t from ${name} x`)).rows) texts.push(row.t);
  return texts.join('\n');
}

test.each(['aes-256-gcm', 'sm4-ctr-hmac-sm3'] as const)(
  'F10: kept under %s, words are opened with a reason, on record, and stand nowhere in the clear',
  async (cipher) => {
    const kept = await keepAll(vault(cipher));
    expect(Object.keys(kept)).toEqual(['name', 'phone', 'address']);
    for (const [field, words] of Object.entries(WORDS)) expect(await openOne(field, {}, vault(cipher))).toBe(words);
    const all = await everything();
    for (const words of Object.values(WORDS)) {
      expect(all).not.toContain(words);
      expect(all).not.toContain(Buffer.from(words).toString('base64').slice(0, 12));
    }
    const { rows } = await house.owner.query('select did, by, about_id, says from audit_event order by id');
    expect(rows.map((row) => row.says)).toEqual(['查看个人信息“name”：回访', '查看个人信息“phone”：回访', '查看个人信息“address”：回访']);
    expect(await flaws()).toEqual([]);
  },
);

test('F10: without a reason nothing is opened, and what is not kept is said', async () => {
  await keepAll();
  expect(await openOne('phone', { reason: '  ' })).toMatchObject({ code: 'personal.noReason' });
  expect(await openOne('mail')).toMatchObject({ code: 'personal.notKept' });
  expect((await house.owner.query('select * from audit_event')).rows).toEqual([]);
});

test('F10: after the erasure nothing brings the words back, every seal is still as it was, and nothing more is kept of the subject', async () => {
  const kept = (await keepAll()) as Record<string, { sm3: string }>;
  // An engine seals the hash in place of the words.
  await house.app.as(WHOLE_CITY, (tx) =>
    entrust(tx, { chain: 'file:7', about: ref('note', 1), content: { says: '来电反映', phone: kept.phone }, ...owner }),
  );
  const before = (await house.owner.query('select * from personal_field')).rows;
  await house.system.tx((tx) => erase(tx, complaint, { ...reader, reason: '本人申请' }));
  expect(await openOne('phone')).toMatchObject({ code: 'personal.erased' });
  expect(await keepAll()).toMatchObject({ code: 'personal.erased' });
  expect(await house.app.as(WHOLE_CITY, (tx) => listByWords(tx, vault(), 'complaint', 'phone', WORDS.phone))).toEqual([]);
  const all = await everything();
  for (const words of Object.values(WORDS)) expect(all).not.toContain(words);
  // Nor does a hash help whoever can guess: it is keyed by a salt that went with the key.
  expect(before).toHaveLength(3);
  expect(await flaws()).toEqual([]);
  expect(await house.system.tx((tx) => erase(tx, complaint, reader)).catch((error) => error.refusal ?? error)).toMatchObject({
    code: 'personal.erased',
  });
});

test('F10: words of a backup made before the erasure stay closed, unless the keys apart and the master key of that time come with it', async () => {
  await keepAll();
  await house.owner.query('create table saved as select * from personal_field; create table saved_key as select * from personal_key');
  await house.system.tx((tx) => erase(tx, complaint, reader));
  await house.owner.query('truncate personal_field; insert into personal_field select * from saved');
  expect(await openOne('phone')).toMatchObject({ code: 'personal.erased' });
  // With the keys of that time the words do come back: this is why they lie in a file of their own.
  expect(APART).toContain('personal_key');
  await house.owner.query('truncate personal_key; insert into personal_key select * from saved_key');
  expect(await openOne('phone')).toBe(WORDS.phone);
  // Once the master key has been turned the old keys are worth nothing.
  await turnMaster(house.system, file(), { login: 'security', name: '安管' }, NOON);
  await house.owner.query('truncate personal_key; insert into personal_key select * from saved_key; drop table saved, saved_key');
  await expect(openOne('phone')).rejects.toThrow('is not here');
});

test('a master key is turned with every key wrapped anew, found and opened as before, also when it was cut short', async () => {
  await keepAll();
  await house.app.as(WHOLE_CITY, (tx) =>
    keep(tx, vault(), ref('account', 'duty'), { phone: '13900139000' }, { ...owner, findable: ['phone'] }),
  );
  const first = vault().current.id;
  // Killed between putting the old key aside and putting the new one in its place.
  copyFileSync(file(), `${file()}.before`);
  const text = readFileSync(file(), 'utf8');
  expect(await turnMaster(house.system, file(), { login: 'security', name: '安管' }, NOON)).toBe(2);
  expect(vault().current.id).not.toBe(first);
  expect(existsSync(`${file()}.before`)).toBe(false);
  expect(readFileSync(file(), 'utf8')).not.toBe(text);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(await openOne('phone')).toBe(WORDS.phone);
  expect(await house.app.as(WHOLE_CITY, (tx) => listByWords(tx, vault(), 'account', 'phone', ' 139-0013 9000'))).toEqual([
    ref('account', 'duty'),
  ]);
  expect(await flaws()).toEqual([]);
});

test('words moved to another subject or field, or changed, do not open', async () => {
  await keepAll();
  await house.owner.query(
    `update personal_field set cipher = (select cipher from personal_field where field = 'name') where field = 'phone'`,
  );
  await expect(openOne('phone')).rejects.toThrow();
  expect((await flaws()).map((flaw) => [flaw.code, flaw.about])).toEqual([['contentDiffers', 'personalField:complaint/7/phone/1']]);
});

test('another district sees neither words nor keys nor whom they belong to, and a request destroys no key', async () => {
  await keepAll();
  const other = { districts: ['秀水区'] };
  expect(await house.app.as(other, (tx) => open(tx, vault(), complaint, 'phone', reader))).toMatchObject({ code: 'personal.notKept' });
  expect(await house.app.as(other, (tx) => listByWords(tx, vault(), 'complaint', 'phone', WORDS.phone))).toEqual([]);
  await expect(house.app.as(WHOLE_CITY, (tx) => erase(tx, complaint, reader))).rejects.toMatchObject({ code: '42501' });
});

test('what is kept again is another version, and the last is opened', async () => {
  await keepAll();
  await house.app.as(WHOLE_CITY, (tx) => keep(tx, vault(), complaint, { phone: '13700137000' }, { ...owner, findable: ['phone'] }));
  expect(await openOne('phone')).toBe('13700137000');
  expect(await house.app.as(WHOLE_CITY, (tx) => listByWords(tx, vault(), 'complaint', 'phone', '13800138000'))).toEqual([]);
  expect(isRefusal(await openOne('phone'))).toBe(false);
});

test.each(['aes-256-gcm', 'sm4-ctr-hmac-sm3'] as const)('%s opens with its key, for what it was bound to, and whole', (cipher) => {
  const key = newKey();
  const text = encipher(cipher, key, Buffer.from('张来信'), 'a');
  expect(decipher(text, key, 'a').toString()).toBe('张来信');
  expect(encipher(cipher, key, Buffer.from('张来信'), 'a')).not.toBe(text);
  expect(() => decipher(text, key, 'b')).toThrow();
  expect(() => decipher(text, newKey(), 'a')).toThrow();
  const cut = text.indexOf(':') + 1;
  const bytes = Buffer.from(text.slice(cut), 'base64');
  for (let at = 0; at < bytes.length; at++) {
    const bent = Buffer.from(bytes);
    bent[at] = (bent[at] as number) ^ 1;
    expect(() => decipher(text.slice(0, cut) + bent.toString('base64'), key, 'a')).toThrow();
  }
  expect(() => decipher(text.slice(0, cut + 8), key, 'a')).toThrow();
});

test.each([
  ['phone', '13800138000', '138****8000'],
  ['phone', '82521234', '******34'],
  ['name', '张三', '张**'],
  ['name', '欧阳修远', '欧**'],
  ['name', '张', '*'],
  ['idNumber', '330402199001011234', '3304**********1234'],
  ['address', '青山市秀水路 9 号', '青山市秀水路****'],
  ['other', '任何', '****'],
] as const)('a %s is shown without what tells who it is: %s', (kind, words, shown) => {
  expect(masked(kind, words)).toBe(shown);
  expect(masked(kind, words)).not.toBe(words);
});

import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { faultsOf, hashPassword, isStoredAs, temporaryPassword, verifyPassword } from './password.ts';

const GOOD = 'Qiantang-tide-07';

/** PBKDF2 written out from RFC 8018 §5.2, over Node's HMAC: another road to the same number than node:crypto's own pbkdf2. */
function pbkdf2Sm3(password: string, salt: Buffer, rounds: number): Buffer {
  let u = createHmac('sm3', password)
    .update(Buffer.concat([salt, Buffer.from([0, 0, 0, 1])]))
    .digest();
  const sum = Buffer.from(u);
  for (let i = 1; i < rounds; i += 1) {
    u = createHmac('sm3', password).update(u).digest();
    for (let j = 0; j < sum.length; j += 1) sum[j] = (sum[j] as number) ^ (u[j] as number);
  }
  return sum;
}

test('HMAC-SM3 gives the value of the vector in GM/T 0042-2015 appendix D.3', () => {
  const key = Buffer.from('0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425', 'hex');
  const text = Buffer.from('cd'.repeat(50), 'hex');
  expect(createHmac('sm3', key).update(text).digest('hex')).toBe('220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae');
});

test('the SM3 form is PBKDF2 over HMAC-SM3 with the iteration count in the stored text', async () => {
  const stored = await hashPassword(GOOD, 'sm3');
  const [, rounds, salt, key] = /^\$pbkdf2-sm3\$i=(\d+)\$([\w-]{22})\$([\w-]{43})$/.exec(stored) ?? [];
  expect(Number(rounds)).toBeGreaterThanOrEqual(200_000);
  expect(pbkdf2Sm3(GOOD, Buffer.from(salt as string, 'base64url'), Number(rounds)).toString('base64url')).toBe(key);
});

test('both forms are verified whatever is set now, and a hash with another iteration count too', async () => {
  const salt = Buffer.alloc(16, 7);
  const older = `$pbkdf2-sm3$i=1000$${salt.toString('base64url')}$${pbkdf2Sm3(GOOD, salt, 1_000).toString('base64url')}`;
  for (const stored of [await hashPassword(GOOD), await hashPassword(GOOD, 'sm3'), older]) {
    expect(await verifyPassword(stored, GOOD)).toBe(true);
    expect(await verifyPassword(stored, `${GOOD} `)).toBe(false);
    expect(stored).not.toContain(GOOD);
  }
  expect([isStoredAs(older, 'sm3'), isStoredAs(older, 'argon2id'), isStoredAs(await hashPassword(GOOD), 'argon2id')]).toEqual([
    false,
    false,
    true,
  ]);
});

test('what is no hash at all verifies nothing', async () => {
  for (const stored of ['', 'x', '$pbkdf2-sm3$i=1$$', '$argon2id$broken']) expect(await verifyPassword(stored, '')).toBe(false);
});

test.each([
  ['Short-7a', '少于 10 个字符'],
  ['alllowercase', '至少要有三类'],
  ['lowercase12', '至少要有三类'],
  ['duty.Qiantang7', '含有账号'],
  ['Password2026!', '常见密码'],
  ['P@ssw0rd2026', '常见密码'],
  ['Admin@123456', '常见密码'],
  ['1qaz@WSX3edc', '常见密码'],
  ['Jiaxing@2026', '常见密码'],
  ['Aa1Aa1Aa1Aa1', '常见密码'],
])('%s will not do: %s', (password, says) => {
  expect(
    faultsOf(password, 'duty')
      .map((fault) => fault.says)
      .join('；'),
  ).toContain(says);
});

test.each([GOOD, '青山依旧在Ab 2026', 'Xiushui-lotus-88', 'dOg7bowl_window'])('%s will do', (password) => {
  expect(faultsOf(password, 'duty')).toEqual([]);
});

test('a password made to be handed over satisfies the policy, and is never the same', () => {
  const made = Array.from({ length: 200 }, temporaryPassword);
  expect(new Set(made).size).toBe(200);
  for (const password of made) expect(faultsOf(password, 'duty'), password).toEqual([]);
});

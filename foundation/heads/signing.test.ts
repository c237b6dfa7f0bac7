import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import smCrypto from 'sm-crypto';
import { afterAll, expect, test } from 'vitest';
import { isSignedBy, keyFrom, makeKey, newKey, openKeyRing, pem, prepareNextKey, SM2_USER } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'xiushui-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// GM/T 0003.5-2012, annex A: the example of a signature over the recommended curve.
const EXAMPLE = {
  message: 'message digest',
  secret: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
  x: '09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020',
  y: 'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  k: '59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21',
  r: 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3',
  s: 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
};

test('SM2 with the number k of GM/T 0003.5-2012 annex A gives the r and s printed there', () => {
  const { sm2 } = smCrypto;
  expect(sm2.getPublicKeyFromPrivateKey(EXAMPLE.secret)).toBe(`04${EXAMPLE.x}${EXAMPLE.y}`);
  const whole = sm2.getPoint().k.constructor;
  const point = { k: new whole(EXAMPLE.k, 16), x1: new whole(sm2.getPublicKeyFromPrivateKey(EXAMPLE.k).slice(2, 66), 16) };
  expect(sm2.doSignature(EXAMPLE.message, EXAMPLE.secret, { hash: true, userId: SM2_USER, pointPool: [point] })).toBe(
    EXAMPLE.r + EXAMPLE.s,
  );
});

test('the signature printed in GM/T 0003.5-2012 is accepted, and no other message with it', () => {
  const der = Buffer.from(`3046022100${EXAMPLE.r}022100${EXAMPLE.s}`, 'hex');
  const key = keyFrom(
    pem(
      'PRIVATE KEY',
      Buffer.from(
        `308187020100301306072a8648ce3d020106082a811ccf5501822d046d306b0201010420${EXAMPLE.secret}a14403420004${EXAMPLE.x}${EXAMPLE.y}`,
        'hex',
      ).toString('base64'),
    ),
  );
  expect(key.public.algorithm).toBe('sm2');
  expect(isSignedBy(key.public, EXAMPLE.message, der)).toBe(true);
  expect(isSignedBy(key.public, 'message digesT', der)).toBe(false);
});

test.each(['ed25519', 'sm2'] as const)(
  'a text signed with %s is known by its key, and a changed text, signature or key is not',
  (algorithm) => {
    const key = keyFrom(newKey(algorithm));
    const other = keyFrom(newKey(algorithm));
    const said = '{"day":"2026-11-24","秀水":1}';
    const signature = key.sign(said);
    expect(isSignedBy(key.public, said, signature)).toBe(true);
    expect(isSignedBy(key.public, said.replace('24', '25'), signature)).toBe(false);
    expect(isSignedBy(key.public, said, Buffer.from(signature.map((byte, at) => (at === 20 ? byte ^ 1 : byte))))).toBe(false);
    expect(isSignedBy(other.public, said, signature)).toBe(false);
    expect(isSignedBy({ ...other.public, id: key.public.id }, said, other.sign(said))).toBe(false);
    expect(isSignedBy(key.public, said, Buffer.alloc(0))).toBe(false);
  },
);

/** Another tool: what it says decides, where it is there. */
const openssl = (() => {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' });
  } catch {
    return '';
  }
})();

test.runIf(openssl.startsWith('OpenSSL 3'))('a stranger checks both with openssl', () => {
  for (const algorithm of ['ed25519', 'sm2'] as const) {
    const key = makeKey(join(folder, `${algorithm}.pem`), algorithm);
    const [text, sig, pub] = ['text', 'sig', 'pub'].map((name) => join(folder, `${algorithm}.${name}`)) as [string, string, string];
    writeFileSync(text, '封存头');
    writeFileSync(sig, key.sign('封存头'));
    writeFileSync(pub, pem('PUBLIC KEY', key.public.spki));
    const how = algorithm === 'sm2' ? ['-digest', 'sm3', '-pkeyopt', `distid:${SM2_USER}`] : [];
    const answer = execFileSync(
      'openssl',
      ['pkeyutl', '-verify', '-pubin', '-inkey', pub, '-rawin', '-in', text, '-sigfile', sig, ...how],
      { encoding: 'utf8' },
    );
    expect(answer).toContain('Verified Successfully');
    // And it reads the key we keep.
    expect(execFileSync('openssl', ['pkey', '-in', join(folder, `${algorithm}.pem`), '-pubout'], { encoding: 'utf8' })).toBe(
      readFileSync(pub, 'utf8'),
    );
  }
});

test('a key is made once, for its owner alone, and never in place of one that signed', () => {
  const file = join(folder, 'made', 'seal.pem');
  const ring = openKeyRing(file, 'ed25519', null);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(openKeyRing(file, 'ed25519', null)?.current.public).toEqual(ring?.current.public);
  chmodSync(file, 0o600);
  rmSync(file);
  expect(openKeyRing(file, 'ed25519', { key: ring?.current.public as never, next: null })).toBeNull();
});

test('a successor waits until a head has announced it; another algorithm prepares one by itself', () => {
  const file = join(folder, 'turned', 'seal.pem');
  const first = openKeyRing(file, 'ed25519', null);
  const next = prepareNextKey(file, 'ed25519');
  const announcing = openKeyRing(file, 'ed25519', { key: first?.current.public as never, next: null });
  expect(announcing?.current.public).toEqual(first?.current.public);
  expect(announcing?.next?.public).toEqual(next.public);
  const after = openKeyRing(file, 'ed25519', { key: first?.current.public as never, next: next.public });
  expect(after?.current.public).toEqual(next.public);
  expect(after?.next).toBeNull();
  expect(existsSync(`${file}.${first?.current.public.id}`)).toBe(true);
  expect(openKeyRing(file, 'sm2', { key: next.public, next: null })?.next?.public.algorithm).toBe('sm2');
});

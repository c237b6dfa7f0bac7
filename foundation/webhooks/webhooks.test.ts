import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { announce } from '../facts/index.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { type House, openHouse } from '../testing/house.ts';
import {
  checkAddress,
  isSigned,
  listDeliveries,
  listWebhooks,
  makeWebhook,
  renewKey,
  retryFailed,
  secretOf,
  signatureOf,
  tellWebhooks,
  turnWebhook,
} from './index.ts';
import { isOwnAddress, post } from './post.ts';

const AT = Date.parse('2026-11-24T08:00:00+08:00');
const KEY = Buffer.alloc(32, 7);
const RULES = { timeoutMs: 500, tries: 3, allowPrivate: true };

let house: House;
let server: Server;
let url: string;
const got: { id: string; timestamp: string; signature: string; body: string }[] = [];
let answer: (request: IncomingMessage, nth: number) => number | 'silence' = () => 204;

beforeAll(async () => {
  house = await openHouse();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const header = (name: string) => String(request.headers[name] ?? '');
      got.push({ id: header('webhook-id'), timestamp: header('webhook-timestamp'), signature: header('webhook-signature'), body });
      const says = answer(request, got.length);
      if (says === 'silence') return;
      response.writeHead(says, says === 302 ? { location: `${url}/elsewhere` } : {}).end('x'.repeat(100));
    });
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await house.close();
});
afterEach(async () => {
  got.length = 0;
  answer = () => 204;
  await house.owner.query(`update webhook set state = 'ended'`);
});

async function made(over: Partial<{ kinds: string[]; districts: string[]; party: string | null }> = {}): Promise<number> {
  const of = { name: '省平台', url, kinds: ['case.*'], districts: ['*'], party: null, ...over };
  const id = await house.system.tx((tx) => makeWebhook(tx, of, 'security', RULES, AT));
  if (isRefusal(id)) throw new Error(id.says);
  return id;
}
const appears = (n: number, over: Partial<{ kind: string; district: string; party: string }> = {}) =>
  house.system.tx((tx) =>
    announce(tx, {
      kind: 'case.closed',
      ref: { kind: 'file', id: String(n) },
      subject: `file:${n}`,
      party: '91330400MA28A12345',
      place: null,
      district: '330411000000',
      day: '2026-11-24',
      detail: { n },
      at: AT,
      ...over,
    }),
  );
const tell = (now = AT) => tellWebhooks(house.system, KEY, RULES, () => now);
const numbers = () => got.map((g) => (JSON.parse(g.body) as { data: { detail: { n: number } } }).data.detail.n);

it('a signature is that of Standard Webhooks 1.0', () => {
  // The example its libraries publish and test against.
  expect(signatureOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

it('F17 a receiver is told what appeared since it was made, in order, signed with its own key', async () => {
  await appears(1);
  const id = await made();
  for (const n of [2, 3, 4]) await appears(n);
  await appears(5, { kind: 'evaluation.verdict' });
  await tell();
  expect(numbers()).toEqual([2, 3, 4]);
  const secret = secretOf(KEY, id, 1);
  for (const { body, ...headers } of got) {
    expect(isSigned(secret, headers, body, AT / 1000)).toBe(true);
    expect(isSigned(secret, headers, body.replace('file', 'File'), AT / 1000)).toBe(false);
    expect(isSigned(secret, headers, body, AT / 1000 + 301)).toBe(false);
    expect(isSigned(secretOf(KEY, id + 1, 1), headers, body, AT / 1000)).toBe(false);
  }
  await tell();
  expect(got).toHaveLength(3);
});

it('F17 a receiver is told nothing of another district or another party', async () => {
  await made({ districts: ['330402000000'] });
  await appears(1, { district: '330411000000' });
  await appears(2, { district: '330402000000' });
  await tell();
  expect(numbers()).toEqual([2]);
  got.length = 0;
  await house.owner.query(`update webhook set state = 'ended'`);
  await made({ party: '91330400MA28A12345' });
  await appears(3, { party: '91330400MA28B00000' });
  await appears(4);
  await tell();
  expect(numbers()).toEqual([4]);
});

it('F17 one that fails is tried again under the same id before the next is sent, and is given up after its tries', async () => {
  const id = await made();
  await appears(1);
  await appears(2);
  answer = (_, nth) => (nth <= 3 ? 500 : 204);
  await tell(AT);
  expect(numbers()).toEqual([1]);
  await tell(AT + 1_000); // Not yet due again.
  expect(got).toHaveLength(1);
  await tell(AT + 6_000);
  await tell(AT + 40_000);
  await tell(AT + 200_000);
  expect(numbers()).toEqual([1, 1, 1, 2]);
  expect(new Set(got.slice(0, 3).map((g) => g.id)).size).toBe(1);
  const deliveries = await house.system.tx((tx) => listDeliveries(tx, id, 10, null));
  expect(deliveries.map((d) => [d.state, d.tries, d.status])).toEqual([
    ['delivered', 1, 204],
    ['failed', 3, 500],
  ]);
  expect(await house.system.tx((tx) => retryFailed(tx, id, AT + 300_000))).toBe(1);
  await tell(AT + 300_000);
  expect(numbers()).toEqual([1, 1, 1, 2, 1]);
});

it('F17 a sender killed in the middle leaves the delivery due again two minutes later', async () => {
  const id = await made();
  await appears(1);
  answer = () => 'silence';
  const killed = tellWebhooks(house.system, KEY, { ...RULES, timeoutMs: 60_000 }, () => AT);
  for (let waited = 0; got.length === 0 && waited < 200; waited += 1) await new Promise((soon) => setTimeout(soon, 25));
  // What a killed process leaves behind is the lease. Another sender passes by, and takes it up when the lease has run out.
  answer = () => 204;
  await tell(AT + 60_000);
  expect(got).toHaveLength(1);
  await tell(AT + 121_000);
  expect(got.map((g) => g.id)).toEqual([`${got[0]?.id}`, `${got[0]?.id}`]);
  server.closeAllConnections();
  await killed;
  expect((await house.system.tx((tx) => listDeliveries(tx, id, 10, null)))[0]).toMatchObject({ state: 'delivered' });
});

it('a receiver that answers 410 is not asked again, and one that redirects is not followed', async () => {
  const id = await made();
  await appears(1);
  answer = () => 410;
  await tell();
  expect((await house.system.tx((tx) => listDeliveries(tx, id, 10, null)))[0]).toMatchObject({ state: 'failed', tries: 1, status: 410 });
  await appears(2);
  answer = () => 302;
  await tell();
  expect(got).toHaveLength(2);
  expect((await house.system.tx((tx) => listDeliveries(tx, id, 10, null)))[0]).toMatchObject({ state: 'waiting', status: 302 });
});

it('for a day after the key is renewed both keys sign', async () => {
  const id = await made();
  expect(await house.system.tx((tx) => renewKey(tx, id, AT))).toBe(2);
  await appears(1);
  await tell(AT + 1_000);
  await appears(2);
  await tell(AT + 25 * 3_600_000);
  const fits = (nth: number, version: number, now: number) => {
    const { body, ...headers } = got[nth] as (typeof got)[number];
    return isSigned(secretOf(KEY, id, version), headers, body, now / 1000);
  };
  expect([fits(0, 1, AT + 1_000), fits(0, 2, AT + 1_000)]).toEqual([true, true]);
  expect([fits(1, 1, AT + 25 * 3_600_000), fits(1, 2, AT + 25 * 3_600_000)]).toEqual([false, true]);
});

it('one that is paused is told later what it missed, one that has ended is told nothing and turned on no more', async () => {
  const id = await made();
  await house.system.tx((tx) => turnWebhook(tx, id, 'paused', AT));
  await appears(1);
  await tell();
  expect(got).toHaveLength(0);
  await house.system.tx((tx) => turnWebhook(tx, id, 'active', AT));
  await tell();
  expect(numbers()).toEqual([1]);
  await house.system.tx((tx) => turnWebhook(tx, id, 'ended', AT));
  expect(((await house.system.tx((tx) => turnWebhook(tx, id, 'active', AT))) as Refusal).code).toBe('webhook.isEnded');
  expect((await house.system.tx(listWebhooks)).find((w) => w.id === id)).toMatchObject({ state: 'ended', waiting: 0 });
});

it('an address of our own network, plain http, or one with a password in it is refused', () => {
  const code = (address: string) => checkAddress(address, false)?.code ?? 'good';
  expect(code('https://example.org/hooks')).toBe('good');
  expect(code('http://example.org')).toBe('webhook.badAddress');
  expect(code('https://me:secret@example.org')).toBe('webhook.badAddress');
  expect(code('javascript:alert(1)')).toBe('webhook.badAddress');
  for (const own of [
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '[::1]',
    '[fd00::1]',
    '[::ffff:10.0.0.1]',
    'localhost',
    '2130706433',
  ])
    expect(code(`https://${own}/`), own).toBe('webhook.ownNetwork');
  expect(isOwnAddress('8.8.8.8')).toBe(false);
});

it('a name that leads to our own network is not connected to, whatever its text says', async () => {
  const to = (host: string) =>
    post({ url: `http://${host}:${new URL(url).port}/`, headers: {}, body: '{}', timeoutMs: 2_000, allowPrivate: false });
  await expect(to('localhost')).rejects.toThrow('an address of our own network');
  await expect(to('127.0.0.1')).rejects.toThrow('an address of our own network');
  expect(got).toHaveLength(0);
});

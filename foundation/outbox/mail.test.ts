/** Mails against a real server on loopback. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { mailAdapter, Undeliverable } from './index.ts';

let server: SMTPServer | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(resolve) : resolve())));

interface Got {
  to: string;
  text: string;
}
const refusal = (code: number, words: string) => Object.assign(new Error(words), { responseCode: code });

async function listening(options: SMTPServerOptions = {}): Promise<{ port: number; got: Got[] }> {
  const got: Got[] = [];
  server = new SMTPServer({
    disabledCommands: options.onAuth ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    authOptional: !options.onAuth,
    allowInsecureAuth: true,
    logger: false,
    onData(stream, session, done) {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        text += chunk;
      });
      stream.on('end', () => {
        got.push({ to: session.envelope.rcptTo.map((to) => to.address).join(), text });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { port: (server.server.address() as AddressInfo).port, got };
}
const adapter = (port: number, more: Partial<Parameters<typeof mailAdapter>[1]> = {}) =>
  mailAdapter('mail', {
    host: '127.0.0.1',
    port,
    security: 'none',
    from: '嘉兴生态环境 <no-reply@example.org>',
    timeoutMs: 2_000,
    ...more,
  });
const mail = (more: object = {}) => ({
  key: 'act:7/1/0',
  channel: 'mail',
  receiver: '采石厂',
  address: 'shi@example.org',
  title: '提醒',
  body: '一号口 08 时高于限值。',
  party: null,
  ...more,
});

it('a mail arrives with its subject, its words and its key, and the same key makes the same Message-ID', async () => {
  const { port, got } = await listening();
  const [first, again, other] = [mail(), mail(), mail({ key: 'act:7/1/1' })];
  for (const one of [first, again, other]) expect(await adapter(port).deliver(one)).toMatchObject({ adapter: 'smtp' });
  const ids = got.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)?.[1]);
  expect(got[0]?.to).toBe('shi@example.org');
  expect(got[0]?.text).toMatch(/^X-Xiushui-Key: act:7\/1\/0/m);
  expect(got[0]?.text).toContain(Buffer.from('提醒').toString('base64'));
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[0]);
});

it('a key in Chinese is carried, and a line break in a subject makes no header of its own', async () => {
  const { port, got } = await listening();
  await adapter(port).deliver(mail({ key: '提醒 7', title: '提醒\r\nBcc: all@example.org' }));
  expect(got[0]?.text).toContain(encodeURIComponent('提醒 7'));
  expect(got[0]?.to).toBe('shi@example.org');
  expect(got[0]?.text).not.toMatch(/^Bcc:/m);
});

it('a mailbox that is busy (450) is tried again; one that does not exist (550) is final', async () => {
  let code = 450;
  const { port } = await listening({ onRcptTo: (_address, _session, done) => done(refusal(code, code === 450 ? 'busy' : 'no such user')) });
  const busy = await adapter(port)
    .deliver(mail())
    .catch((error: Error) => error);
  expect(busy).toBeInstanceOf(Error);
  expect(busy).not.toBeInstanceOf(Undeliverable);
  code = 550;
  await expect(adapter(port).deliver(mail())).rejects.toBeInstanceOf(Undeliverable);
});

it('a mail refused for good after its words (554) is final; one put off (451) is tried again', async () => {
  let code = 554;
  const { port } = await listening({
    onData(stream, _session, done) {
      stream.resume();
      stream.on('end', () => done(refusal(code, 'no')));
    },
  });
  await expect(adapter(port).deliver(mail())).rejects.toBeInstanceOf(Undeliverable);
  code = 451;
  const later = await adapter(port)
    .deliver(mail())
    .catch((error: Error) => error);
  expect(later).not.toBeInstanceOf(Undeliverable);
});

it('signs in when it has an account; a wrong password of ours is not the receiver’s fault and is tried again', async () => {
  const { port, got } = await listening({
    onAuth: (auth, _session, done) =>
      auth.password === 'right' ? done(null, { user: auth.username }) : done(refusal(535, 'wrong password')),
  });
  await adapter(port, { user: 'house', password: 'right' }).deliver(mail());
  expect(got).toHaveLength(1);
  const wrong = await adapter(port, { user: 'house', password: 'wrong' })
    .deliver(mail())
    .catch((error: Error) => error);
  expect(wrong).toMatchObject({ responseCode: 535 });
  expect(wrong).not.toBeInstanceOf(Undeliverable);
});

it('with STARTTLS asked for, nothing is said to a server that has none or whose certificate nobody vouches for', async () => {
  const plain = await listening();
  await expect(adapter(plain.port, { security: 'starttls' }).deliver(mail())).rejects.toThrow();
  expect(plain.got).toEqual([]);
  await new Promise<void>((resolve) => server?.close(resolve));
  // The library brings a certificate of its own for localhost, which no authority has signed.
  const strange = await listening({ disabledCommands: ['AUTH'] });
  await expect(adapter(strange.port, { security: 'starttls' }).deliver(mail())).rejects.toThrow(/certificate|self[- ]signed/i);
  expect(strange.got).toEqual([]);
});

it('a server that is not there, or says nothing, did not take the mail', async () => {
  const { port } = await listening();
  await new Promise<void>((resolve) => server?.close(resolve));
  server = undefined;
  await expect(adapter(port).deliver(mail())).rejects.toThrow(/ECONNREFUSED/);
});

it('a mail to nobody is final', async () => {
  await expect(adapter(1).deliver(mail({ address: null }))).rejects.toBeInstanceOf(Undeliverable);
});

/** Ways out of the house: the log, an HTTP receiver, a mail server. Each hands one message over; none of them decides when. */
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import nodemailer from 'nodemailer';
import { storable } from '../store/store.ts';
import type { Message } from './message.ts';

/** The other side said that this address will never take it: a wrong number, an unknown mailbox. It is not tried again. */
export class Undeliverable extends Error {}

/** What of a message leaves the house. */
export type Handed = Pick<Message, 'key' | 'channel' | 'receiver' | 'address' | 'body' | 'party'> & { title?: string | null };

export interface Adapter {
  channel: string;
  /** Hands one message over; resolves with what the other side gave back, rejects when it did not take it. */
  deliver(message: Handed): Promise<Record<string, unknown>>;
}

/**
 * Says in the log that a message would have gone out: what a house without an SMS contract has. Neither who receives it nor what it says belongs there:
 * a log is copied, shipped and kept by rules of its own, and the outbox has both for those who may read it. The key leads there.
 */
export function logAdapter(channel: string, write: (line: string, about: { key: string; characters: number }) => void): Adapter {
  return {
    channel,
    async deliver(message) {
      write(`message ${channel} not sent: no way out is set; it stands in the outbox`, {
        key: message.key,
        characters: [...message.body].length,
      });
      return { adapter: 'log' };
    },
  };
}

// A header holds ASCII only, and a key may hold 嘉环提醒. The body carries the key as it is.
function headerOf(key: string): string {
  return /^[\x21-\x24\x26-\x7e]+$/.test(key) ? key : encodeURIComponent(storable(key));
}

/** Posts the message as JSON with its key in `Idempotency-Key`. Anything but 2xx within the time-out is a failure and is tried again, but 410 and 422: the number or the text will never be taken. */
export function httpAdapter(channel: string, url: string, options: { bearer?: string; timeoutMs?: number } = {}): Adapter {
  const target = new URL(url);
  const patience = options.timeoutMs ?? 10_000;
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return {
    channel,
    deliver: (message) =>
      new Promise((resolve, reject) => {
        if (!message.address) return reject(new Undeliverable('no number is known'));
        const failed = (error: Error) =>
          reject(error.name === 'AbortError' ? new Error(`the receiver did not answer within ${patience} ms`) : error);
        const body = JSON.stringify({ key: message.key, channel, to: message.address, receiver: message.receiver, text: message.body });
        const call = request(
          target,
          {
            method: 'POST',
            // From first to last byte. The request's own time-out counts silence only: a receiver that drips would hold us for ever.
            signal: AbortSignal.timeout(patience),
            headers: {
              'content-type': 'application/json; charset=utf-8',
              'content-length': Buffer.byteLength(body),
              'idempotency-key': headerOf(message.key),
              ...(options.bearer ? { authorization: `Bearer ${options.bearer}` } : {}),
            },
          },
          (answer) => {
            let text = '';
            answer.setEncoding('utf8');
            answer.on('data', (chunk: string) => {
              if (text.length < 4_000) text += chunk;
            });
            // A connection cut in the middle of the answer ends neither the answer nor the request by itself.
            answer.on('error', failed);
            answer.on('end', () => {
              const status = answer.statusCode ?? 0;
              if (status >= 200 && status < 300) resolve({ adapter: 'http', status, answer: text.slice(0, 4_000) });
              // 410 and 422 are about this number and this text; every other refusal may pass.
              else if (status === 410 || status === 422)
                reject(new Undeliverable(`the receiver answered ${status}: ${text.slice(0, 200)}`));
              else reject(new Error(`the receiver answered ${status}: ${text.slice(0, 200)}`));
            });
          },
        );
        call.on('error', failed);
        call.end(body);
      }),
  };
}

export interface MailServer {
  host: string;
  port: number;
  /** tls from the first byte, starttls before anything is said, or none (only inside the machine room). */
  security: 'tls' | 'starttls' | 'none';
  user?: string | undefined;
  password?: string | undefined;
  from: string;
  timeoutMs?: number;
  /** A certificate authority of one's own (PEM). */
  ca?: string | undefined;
}

/**
 * Hands mails to a server. A refusal of the receiver for good (5xx to RCPT) is final; everything else, a busy mailbox (4xx), a full server or a wrong
 * password of ours, is tried again. The key travels as `X-Xiushui-Key` and makes the Message-ID, so a repeat is known as one.
 */
export function mailAdapter(channel: string, server: MailServer): Adapter {
  const patience = server.timeoutMs ?? 10_000;
  const transport = nodemailer.createTransport({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(server.user ? { auth: { user: server.user, pass: server.password ?? '' } } : {}),
    ...(server.ca ? { tls: { ca: server.ca } } : {}),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
  });
  return {
    channel,
    async deliver(message) {
      if (!message.address) throw new Undeliverable('no address is known');
      try {
        const sent = await transport.sendMail({
          from: server.from,
          to: message.address,
          subject: message.title ?? message.body.slice(0, 40),
          text: message.body,
          messageId: `<${createHash('sha256').update(message.key).digest('hex').slice(0, 40)}@xiushui>`,
          headers: { 'X-Xiushui-Key': headerOf(message.key) },
          disableFileAccess: true,
          disableUrlAccess: true,
        });
        return { adapter: 'smtp', answer: storable(sent.response).slice(0, 500), id: sent.messageId };
      } catch (error) {
        const { responseCode = 0, code, command = '' } = error as { responseCode?: number; code?: string; command?: string };
        // Of what the server says for good, only what it says of this mail is final: 535 is about our own password.
        if (responseCode >= 500 && code === 'EENVELOPE') throw new Undeliverable((error as Error).message);
        if (responseCode >= 500 && (command === 'DATA' || code === 'EMESSAGE')) throw new Undeliverable((error as Error).message);
        throw error;
      }
    },
  };
}

/**
 * Loggers that never forget: every frame is unique, is sent until it is acknowledged, and it is written down which were. An encoder of its own is not
 * needed: what is proved here is the house's memory and not its reading.
 */
import { createConnection, type Socket } from 'node:net';
import { encodeFrame } from '../../gateways/hj212/index.ts';

export interface Sent {
  mn: string;
  qn: string;
  /** DataTime as an instant: unique within its logger. */
  at: number;
  value: number;
  /** How often it was handed to a socket: more than once, and an earlier copy may have been stored without our hearing of it. */
  times: number;
}

export interface Load {
  /** Milliseconds between an answer and the next frame; 0 for as fast as answers come. */
  paceMs: number;
  next(): { sent: Sent; bytes: Uint8Array };
  acknowledged(sent: Sent): void;
}

const IN_FLIGHT = 6;
const RECONNECT_MS = 80;

export class Connection {
  readonly #waiting = new Map<string, { sent: Sent; bytes: Uint8Array }>();
  #socket: Socket | undefined;
  #heard = '';
  #isStopped = false;

  constructor(
    readonly port: number,
    readonly load: Load,
  ) {
    this.#connect();
  }

  /** Our end of an open connection, undefined while there is none. */
  get localPort(): number | undefined {
    return this.#socket?.readyState === 'open' ? this.#socket.localPort : undefined;
  }

  get isDone(): boolean {
    return this.#waiting.size === 0;
  }

  /** Frames handed to the kernel and not acknowledged, whole ones, if so many bytes still lie unread. */
  readAndUnanswered(unreadBytes: number): number {
    const lengths = [...this.#waiting.values()].map(({ bytes }) => bytes.length);
    let read = lengths.reduce((sum, length) => sum + length, 0) - (this.#socket?.writableLength ?? 0) - unreadBytes;
    let frames = 0;
    for (const length of lengths) {
      read -= length;
      if (read < 0) break;
      frames += 1;
    }
    return frames;
  }

  /** Sends at once what it would have sent a little later. */
  hurry(): void {
    if (this.localPort !== undefined && this.#socket) this.#fill(this.#socket);
  }

  /** No new frames; those that wait are still sent until they are acknowledged. */
  drain(): void {
    this.#isStopped = true;
  }

  close(): void {
    this.drain();
    this.#waiting.clear();
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #connect(): void {
    const socket = createConnection({ host: '127.0.0.1', port: this.port });
    this.#socket = socket;
    this.#heard = '';
    socket.setNoDelay(true);
    socket.on('connect', () => {
      for (const one of this.#waiting.values()) this.#write(one, socket);
      this.#fill(socket);
    });
    socket.on('data', (chunk) => this.#hear(chunk.toString('latin1'), socket));
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket !== socket || (this.#isStopped && this.isDone)) return;
      setTimeout(() => this.#socket === socket && this.#connect(), RECONNECT_MS);
    });
  }

  #write(one: { sent: Sent; bytes: Uint8Array }, socket: Socket): void {
    one.sent.times += 1;
    socket.write(one.bytes);
  }

  #fill(socket: Socket): void {
    while (!this.#isStopped && this.#socket === socket && this.#waiting.size < IN_FLIGHT) {
      const one = this.load.next();
      this.#waiting.set(one.sent.qn, one);
      this.#write(one, socket);
    }
  }

  #hear(text: string, socket: Socket): void {
    this.#heard += text;
    for (let end = this.#heard.indexOf('\r\n'); end >= 0; end = this.#heard.indexOf('\r\n')) {
      const line = this.#heard.slice(0, end);
      this.#heard = this.#heard.slice(end + 2);
      const qn = line.includes('CN=9014') ? /QN=(\d+);/.exec(line)?.[1] : undefined;
      const one = qn ? this.#waiting.get(qn) : undefined;
      if (!one) continue;
      this.#waiting.delete(one.sent.qn);
      this.load.acknowledged(one.sent);
      if (this.load.paceMs > 0) setTimeout(() => this.#fill(socket), this.load.paceMs);
      else this.#fill(socket);
    }
  }
}

/** A logger's endless uploads, one second of DataTime after another, each value unlike its neighbours. */
export function uploads(mn: string, pw: string, index: number, from: number): Load['next'] {
  let n = 0;
  return () => {
    n += 1;
    const at = from + n * 1_000;
    const local = new Date(at + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
    const value = ((n * 7 + index) % 90_000) / 10;
    const qn = `${local}${String(index).padStart(3, '0')}`;
    const bytes = encodeFrame({ QN: qn, ST: '32', CN: '2011', PW: pw, MN: mn, Flag: 5 }, [
      [['DataTime', local]],
      [
        ['w01018-Rtd', String(value)],
        ['w01018-Flag', 'N'],
      ],
    ]);
    return { sent: { mn, qn, at, value, times: 0 }, bytes };
  };
}

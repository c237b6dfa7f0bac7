/**
 * Loggers that never forget: every frame is unique, is sent until it is acknowledged, and it is written down which were. Its own encoder is not needed:
 * what is proved here is the house's memory and not its reading.
 */
import { createConnection, type Socket } from 'node:net';
import { encodeFrame } from '../../gateways/hj212/index.ts';

export interface Sent {
  mn: string;
  qn: string;
  /** DataTime as an instant: unique within its logger. */
  at: number;
  value: number;
  bytes: Uint8Array;
}

const IN_FLIGHT = 6;
const RECONNECT_MS = 80;

export class Connection {
  readonly waiting = new Map<string, Sent>();
  #socket: Socket | undefined;
  #heard = '';
  #stopped = false;

  constructor(
    readonly port: number,
    readonly next: () => Sent | undefined,
    readonly acknowledged: (sent: Sent) => void,
    /** Milliseconds between an answer and the next frame; 0 for as fast as answers come. */
    readonly paceMs = 0,
  ) {
    this.#connect();
  }

  get localPort(): number | undefined {
    return this.#socket?.localPort;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === 'open';
  }

  /** No new frames; those that wait are still sent until they are acknowledged. */
  drain(): void {
    this.#stopped = true;
  }

  close(): void {
    this.#stopped = true;
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #connect(): void {
    const socket = createConnection({ host: '127.0.0.1', port: this.port });
    this.#socket = socket;
    this.#heard = '';
    socket.setNoDelay(true);
    socket.on('connect', () => {
      for (const sent of this.waiting.values()) socket.write(sent.bytes);
      this.#fill(socket);
    });
    socket.on('data', (chunk) => this.#hear(chunk.toString('latin1'), socket));
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket !== socket || (this.#stopped && !this.waiting.size)) return;
      setTimeout(() => this.#connect(), RECONNECT_MS);
    });
  }

  #fill(socket: Socket): void {
    while (!this.#stopped && this.waiting.size < IN_FLIGHT) {
      const sent = this.next();
      if (!sent) return;
      this.waiting.set(sent.qn, sent);
      socket.write(sent.bytes);
    }
  }

  #hear(text: string, socket: Socket): void {
    this.#heard += text;
    for (;;) {
      const end = this.#heard.indexOf('\r\n');
      if (end < 0) return;
      const line = this.#heard.slice(0, end);
      this.#heard = this.#heard.slice(end + 2);
      const qn = /QN=(\d+);/.exec(line)?.[1];
      const sent = qn && line.includes('CN=9014') ? this.waiting.get(qn) : undefined;
      if (!sent) continue;
      this.waiting.delete(sent.qn);
      this.acknowledged(sent);
      if (this.paceMs) setTimeout(() => this.#socket === socket && this.#fill(socket), this.paceMs);
      else this.#fill(socket);
    }
  }
}

/** A logger's endless uploads, one second of DataTime after another, each with a value of its own. */
export function uploads(mn: string, pw: string, index: number, from: number): () => Sent {
  let n = 0;
  return () => {
    n += 1;
    const at = from + n * 1_000;
    const local = new Date(at + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
    const value = (n % 90_000) / 10;
    const qn = `${local}${String(index).padStart(3, '0')}`;
    const bytes = encodeFrame({ QN: qn, ST: '32', CN: '2011', PW: pw, MN: mn, Flag: 5 }, [
      [['DataTime', local]],
      [
        ['w01018-Rtd', String(value)],
        ['w01018-Flag', 'N'],
      ],
    ]);
    return { mn, qn, at, value, bytes };
  };
}

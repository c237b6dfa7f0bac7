/**
 * The TCP side: loggers connect, frames come in, each is written to the frame log and only then answered. Parses. Answers. Never judges.
 *
 * One socket may carry many MNs (relays) and one MN may come over several sockets; so sessions are keyed by MN and learnt from accepted
 * frames only: a stranger who merely names an MN does not become its session.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { Instant } from '../../foundation/day.ts';
import { type Admission, admit, type LoggerDirectory } from './admit.ts';
import { answerTo } from './answer.ts';
import { decodeFrame } from './decode.ts';
import { type Finding, finding } from './findings.ts';
import type { Decoded } from './frame.ts';
import type { FrameId, FrameLog } from './frame-log.ts';
import { Peers, type PerPeer, type Refused } from './peers.ts';
import { FrameSplitter, type Piece } from './split.ts';

export type GatewayEvent =
  /** A piece is on disk. `mn` and `cn` are what it says of itself, true only if it was accepted. */
  | { kind: 'kept'; id: FrameId; receivedAt: Instant; peer: string; admission: string; mn?: string; cn?: string; findings: Finding[] }
  | { kind: 'connected' | 'disconnected'; peer: string }
  /** All places are taken, or this address has had its share. Nothing of it was read. */
  | { kind: 'refusedConnection'; peer: string; why: Refused }
  | { kind: 'socketError'; peer: string; error: Error }
  /** Our own fault on one piece; the piece is kept with the admission `gatewayFault`. */
  | { kind: 'fault'; peer: string; error: Error }
  /** The frame log has stopped: nothing can be received until the process starts again. */
  | { kind: 'logFailed'; error: Error };

export interface Session {
  mn: string;
  peer: string;
  firstSeenAt: Instant;
  lastSeenAt: Instant;
  received: number;
}

export interface Counters {
  /** Pieces cut from the streams, frames and garbage. */
  received: number;
  /** Frames accepted and on disk. */
  accepted: number;
  /** Answers handed to a socket. */
  answered: number;
  /** Pieces on disk that were not accepted, by the code of the finding. */
  kept: Record<string, number>;
  connections: number;
  /** Connections refused since the start. */
  refused: number;
  sessions: number;
  /** Pieces received and not yet on disk. */
  inFlight: number;
}

/** What keeps many connections, or one address, from taking the gateway away from the others. Without them there is no limit. */
export interface Limits {
  maxConnections?: number;
  perPeer?: PerPeer;
}

export interface GatewayOptions extends Limits {
  host: string;
  /** 0 takes any free port; see `address`. */
  port: number;
  loggers: LoggerDirectory;
  log: FrameLog;
  now: () => Instant;
  onEvent?: (event: GatewayEvent) => void;
  /** Silences of the splitter, for tests. */
  timing?: { idleMs?: number; settleMs?: number };
}

export interface Gateway {
  readonly address: { host: string; port: number };
  counters(): Counters;
  sessions(): Session[];
  /** Stops accepting, keeps what was received, answers what was kept, then closes. The log stays open: it is the caller's. */
  close(): Promise<void>;
}

/** How often silence is looked for. */
const TICK_MS = 250;
/** Bytes of one socket that may wait for the disk, and answers that may wait for a peer who does not read them. */
const SOCKET_WAITING_BYTES = 256 << 10;
const SOCKET_UNREAD_BYTES = 64 << 10;
/** A peer that will not take its last answers is cut off on closing. */
const LINGER_MS = 2_000;

/**
 * Starts listening.
 *
 * @example const gateway = await startGateway({ host: '127.0.0.1', port: 0, loggers, log, now: Date.now });
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const gateway = new TcpGateway(options);
  await gateway.listen();
  return gateway;
}

class Connection {
  readonly socket: Socket;
  readonly peer: string;
  readonly address: string;
  readonly splitter: FrameSplitter;
  /** Bytes of this socket that wait for the disk. */
  waitingBytes = 0;
  waitingPieces = 0;
  pausedForLog = false;
  pausedForPeer = false;
  /** Its address has had its share of frames for now. */
  pausedForShare = false;
  /** The peer has said everything; we close when everything is answered. */
  ended = false;

  constructor(socket: Socket, timing: GatewayOptions['timing']) {
    this.socket = socket;
    this.address = socket.remoteAddress ?? '?';
    this.peer = `${this.address}:${socket.remotePort ?? 0}`;
    this.splitter = new FrameSplitter(timing);
  }

  get isPaused(): boolean {
    return this.pausedForLog || this.pausedForPeer || this.pausedForShare;
  }
}

class TcpGateway implements Gateway {
  address = { host: '', port: 0 };
  readonly #options: GatewayOptions;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  readonly #sessions = new Map<string, Session>();
  readonly #kept = new Map<string, number>();
  readonly #peers: Peers | null;
  #refused = 0;
  #ticks = 0;
  #received = 0;
  #accepted = 0;
  #answered = 0;
  #inFlight = 0;
  #ticker: NodeJS.Timeout | null = null;
  #lastTick = performance.now();
  #closing: Promise<void> | null = null;
  #logFailureTold = false;
  #settledWanted: (() => void)[] = [];

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#peers = options.perPeer ? new Peers(options.perPeer) : null;
    // Half-open: a peer that sends and shuts its side at once still gets its answers.
    this.#server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) =>
      this.#accept(socket),
    );
    if (options.maxConnections !== undefined) this.#server.maxConnections = options.maxConnections;
    this.#server.on('drop', (peer) => this.#refuse(`${peer?.remoteAddress ?? '?'}:${peer?.remotePort ?? 0}`, 'full'));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, this.#options.host, () => {
        this.#server.off('error', reject);
        // Running out of file handles is a trouble of the moment, not the end of the process.
        this.#server.on('error', (error) => this.#tell({ kind: 'socketError', peer: '', error }));
        resolve();
      });
    });
    const bound = this.#server.address();
    if (bound !== null && typeof bound === 'object') this.address = { host: bound.address, port: bound.port };
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
    this.#ticker.unref();
  }

  counters(): Counters {
    return {
      received: this.#received,
      accepted: this.#accepted,
      answered: this.#answered,
      kept: Object.fromEntries(this.#kept),
      connections: this.#connections.size,
      refused: this.#refused,
      sessions: this.#sessions.size,
      inFlight: this.#inFlight,
    };
  }

  sessions(): Session[] {
    return [...this.#sessions.values()].map((session) => ({ ...session }));
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      if (this.#ticker) clearInterval(this.#ticker);
      const stopped = new Promise<void>((resolve) => this.#server.close(() => resolve()));
      for (const connection of this.#connections) {
        connection.socket.pause();
        this.#receive(connection, connection.splitter.end());
      }
      await this.#settled();
      for (const connection of this.#connections) {
        connection.socket.end();
        // Whoever still sends is not read any more; draining lets the socket close in order.
        connection.socket.removeAllListeners('data');
        connection.socket.resume();
      }
      const cut = setTimeout(() => {
        for (const connection of this.#connections) connection.socket.destroy();
      }, LINGER_MS);
      await stopped;
      clearTimeout(cut);
    })();
    return this.#closing;
  }

  #accept(socket: Socket): void {
    const connection = new Connection(socket, this.#options.timing);
    if (this.#closing) {
      socket.destroy();
      return;
    }
    const why = this.#peers?.connect(connection.address, performance.now()) ?? null;
    if (why !== null) {
      // A refused socket may still report that its peer has gone; nobody listens to it otherwise.
      socket.on('error', () => {});
      socket.destroy();
      this.#refuse(connection.peer, why);
      return;
    }
    this.#connections.add(connection);
    this.#tell({ kind: 'connected', peer: connection.peer });
    socket.on('data', (chunk) => {
      this.#receive(connection, connection.splitter.push(chunk, performance.now()));
    });
    socket.on('end', () => {
      connection.ended = true;
      this.#receive(connection, connection.splitter.end());
      this.#closeIfDone(connection);
    });
    socket.on('drain', () => {
      connection.pausedForPeer = false;
      this.#resume(connection);
    });
    socket.on('error', (error) => this.#tell({ kind: 'socketError', peer: connection.peer, error }));
    socket.on('close', () => {
      // A link that broke off leaves its half frame behind; it is kept like any other.
      if (!this.#closing) this.#receive(connection, connection.splitter.end());
      this.#connections.delete(connection);
      this.#peers?.disconnect(connection.address);
      this.#tell({ kind: 'disconnected', peer: connection.peer });
    });
  }

  #receive(connection: Connection, pieces: Piece[]): void {
    for (const piece of pieces) this.#keep(connection, piece);
    if (this.#peers?.received(connection.address, pieces.length, performance.now()) && !this.#closing) {
      // Read no further, on none of its sockets; what was read is kept and answered like any other.
      for (const other of this.#connections) {
        if (other.address !== connection.address) continue;
        other.pausedForShare = true;
        other.socket.pause();
      }
    }
    if (connection.waitingBytes >= SOCKET_WAITING_BYTES || this.#options.log.isFull) this.#pauseForLog(connection);
  }

  /** Decode, decide, append; and when the record is on disk, answer. Appends resolve in order, so a socket's answers are in order. */
  #keep(connection: Connection, piece: Piece): void {
    const receivedAt = this.#options.now();
    const { decoded, admission } = this.#look(connection, piece);
    const bytes = piece.bytes.length;
    this.#received++;
    this.#inFlight++;
    connection.waitingBytes += bytes;
    connection.waitingPieces++;
    const record = { receivedAt, peer: connection.peer, kind: piece.kind, admission: admission.admission, bytes: piece.bytes };
    this.#options.log
      .append(record)
      .then(
        (id) => this.#flushed(connection, piece, receivedAt, decoded, admission, id),
        (error: Error) => this.#lost(connection, error),
      )
      .catch((error: Error) => this.#tell({ kind: 'fault', peer: connection.peer, error }))
      .finally(() => {
        this.#inFlight--;
        connection.waitingBytes -= bytes;
        connection.waitingPieces--;
        this.#closeIfDone(connection);
        if (this.#inFlight === 0) for (const tell of this.#settledWanted.splice(0)) tell();
      });
  }

  /** A fault of our own must not cost a frame: it is kept under its own reason and can be replayed once the fault is mended. */
  #look(connection: Connection, piece: Piece): { decoded: Decoded | null; admission: Admission } {
    try {
      const decoded = decodeFrame(piece.bytes);
      // What the splitter let go as garbage is never taken, whatever it may look like on its own.
      const broken = piece.kind === 'garbage' ? piece.findings[0] : undefined;
      return { decoded, admission: broken ? { admission: broken.code, finding: broken } : admit(decoded, this.#options.loggers) };
    } catch (error) {
      this.#tell({ kind: 'fault', peer: connection.peer, error: error as Error });
      return { decoded: null, admission: { admission: 'gatewayFault', finding: finding('gatewayFault', 0, piece.bytes.length) } };
    }
  }

  #flushed(connection: Connection, piece: Piece, receivedAt: Instant, decoded: Decoded | null, admission: Admission, id: FrameId): void {
    const code = admission.admission;
    if (code === 'accepted' && decoded) {
      this.#accepted++;
      this.#remember(connection, decoded.header.MN!, receivedAt);
      this.#answer(connection, decoded);
    } else {
      this.#kept.set(code, (this.#kept.get(code) ?? 0) + 1);
    }
    const reasons = 'finding' in admission ? [admission.finding] : [];
    const findings = [...reasons, ...piece.findings, ...(decoded?.findings ?? [])];
    this.#tell({
      kind: 'kept',
      id,
      receivedAt,
      peer: connection.peer,
      admission: code,
      ...(decoded?.header.MN === undefined ? {} : { mn: decoded.header.MN }),
      ...(decoded?.header.CN === undefined ? {} : { cn: decoded.header.CN }),
      findings: findings.filter((f, i) => findings.findIndex((other) => other.code === f.code && other.from === f.from) === i),
    });
  }

  #answer(connection: Connection, decoded: Decoded): void {
    const answer = answerTo(decoded);
    if (!answer || !connection.socket.writable) return;
    const room = connection.socket.write(answer);
    this.#answered++;
    if (!room && connection.socket.writableLength >= SOCKET_UNREAD_BYTES) {
      connection.pausedForPeer = true;
      connection.socket.pause();
    }
  }

  /** The log has failed: this frame is not on disk and so not answered; its logger will send it again. Reading on would only lose more. */
  #lost(connection: Connection, error: Error): void {
    connection.socket.destroy();
    if (this.#logFailureTold) return;
    this.#logFailureTold = true;
    this.#tell({ kind: 'logFailed', error });
  }

  #remember(connection: Connection, mn: string, at: Instant): void {
    const session = this.#sessions.get(mn);
    if (session) {
      session.peer = connection.peer;
      session.lastSeenAt = at;
      session.received++;
    } else {
      this.#sessions.set(mn, { mn, peer: connection.peer, firstSeenAt: at, lastSeenAt: at, received: 1 });
    }
  }

  #pauseForLog(connection: Connection): void {
    if (connection.pausedForLog) return;
    connection.pausedForLog = true;
    connection.socket.pause();
    void (async () => {
      // Its own backlog first, then the log's: polling is not needed, both shrink with every flush.
      while (connection.waitingBytes * 2 > SOCKET_WAITING_BYTES) await new Promise((resolve) => setTimeout(resolve, 5));
      await this.#options.log.whenRoom();
      connection.pausedForLog = false;
      this.#resume(connection);
    })();
  }

  #resume(connection: Connection): void {
    if (connection.isPaused || this.#closing || connection.socket.destroyed) return;
    connection.splitter.touch(performance.now());
    connection.socket.resume();
  }

  #closeIfDone(connection: Connection): void {
    if (connection.ended && connection.waitingPieces === 0 && !connection.socket.destroyed) connection.socket.end();
  }

  #tick(): void {
    // Silence is measured on a clock that nobody sets: a step of the wall clock must not end frames.
    const now = performance.now();
    const late = now - this.#lastTick > 4 * TICK_MS;
    this.#lastTick = now;
    this.#ticks += 1;
    if (this.#ticks % 240 === 0) this.#peers?.forget(now);
    for (const connection of this.#connections) {
      if (connection.pausedForShare && this.#peers?.mayRead(connection.address, now)) {
        connection.pausedForShare = false;
        this.#resume(connection);
      }
      // If we were the slow ones (paused, or the process was held up) the silence proves nothing: bytes may be waiting to be read.
      if (late || connection.isPaused) connection.splitter.touch(now);
      else this.#receive(connection, connection.splitter.idle(now));
    }
  }

  #refuse(peer: string, why: Refused): void {
    this.#refused += 1;
    this.#tell({ kind: 'refusedConnection', peer, why });
  }

  #settled(): Promise<void> {
    return this.#inFlight === 0 ? Promise.resolve() : new Promise((resolve) => this.#settledWanted.push(resolve));
  }

  #tell(event: GatewayEvent): void {
    try {
      this.#options.onEvent?.(event);
    } catch {
      // Whoever listens may fail; a frame is not lost and a socket not closed for that.
    }
  }
}

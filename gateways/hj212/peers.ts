/**
 * How much one address may ask of the gateway. New connections beyond its share are refused; frames beyond it are read more slowly, and nothing that was
 * read is dropped: what one address sends must not make the others wait, and must not be lost either.
 */

export interface PerPeer {
  /** Connections of one address at once. */
  connections: number;
  /** New connections of one address in a minute. */
  connectionsPerMinute: number;
  /** Frames of one address in a minute; as many may come at once. */
  framesPerMinute: number;
  /** Addresses without a share of their own: this machine, a relay that speaks for many loggers. */
  isUnlimited(address: string): boolean;
}

export type Refused = 'tooManyConnections' | 'tooOften' | 'full';

/** Refilled evenly, never above one minute's worth; may be overdrawn, and then nothing is to be had until it is made up. */
class Allowance {
  readonly #perMinute: number;
  #left: number;
  #at: number;

  constructor(perMinute: number, now: number) {
    this.#perMinute = perMinute;
    this.#left = perMinute;
    this.#at = now;
  }

  left(now: number): number {
    this.#left = Math.min(this.#perMinute, this.#left + (Math.max(0, now - this.#at) * this.#perMinute) / 60_000);
    this.#at = now;
    return this.#left;
  }

  take(count: number, now: number): void {
    this.#left = this.left(now) - count;
  }

  isFull(now: number): boolean {
    return this.left(now) >= this.#perMinute;
  }
}

interface Peer {
  connections: number;
  connects: Allowance;
  frames: Allowance;
}

/** Keeps the account of every address. Its clock is handed in and is one that nobody sets. */
export class Peers {
  readonly #limits: PerPeer;
  readonly #peers = new Map<string, Peer>();

  constructor(limits: PerPeer) {
    this.#limits = limits;
  }

  /** Null when this address may connect (and now has); else why not. */
  connect(address: string, now: number): Refused | null {
    if (this.#limits.isUnlimited(address)) return null;
    const peer = this.#of(address, now);
    if (peer.connections >= this.#limits.connections) return 'tooManyConnections';
    if (peer.connects.left(now) < 1) return 'tooOften';
    peer.connects.take(1, now);
    peer.connections += 1;
    return null;
  }

  disconnect(address: string): void {
    const peer = this.#peers.get(address);
    if (peer && peer.connections > 0) peer.connections -= 1;
  }

  /** Notes that frames came; true when the address has had its share and should be read no further for now. */
  received(address: string, frames: number, now: number): boolean {
    if (frames === 0 || this.#limits.isUnlimited(address)) return false;
    const peer = this.#of(address, now);
    peer.frames.take(frames, now);
    return peer.frames.left(now) <= 0;
  }

  mayRead(address: string, now: number): boolean {
    const peer = this.#peers.get(address);
    return peer === undefined || peer.frames.left(now) > 0;
  }

  /** Forgets addresses that are gone and whose shares are whole again: a scan from many addresses must not fill our memory. */
  forget(now: number): void {
    for (const [address, peer] of this.#peers) {
      if (peer.connections === 0 && peer.connects.isFull(now) && peer.frames.isFull(now)) this.#peers.delete(address);
    }
  }

  get size(): number {
    return this.#peers.size;
  }

  #of(address: string, now: number): Peer {
    const known = this.#peers.get(address);
    if (known) return known;
    const made: Peer = {
      connections: 0,
      connects: new Allowance(this.#limits.connectionsPerMinute, now),
      frames: new Allowance(this.#limits.framesPerMinute, now),
    };
    this.#peers.set(address, made);
    return made;
  }
}

import { describe, expect, it } from 'vitest';
import { Peers } from './peers.ts';

const limits = { connections: 2, connectionsPerMinute: 6, framesPerMinute: 60, isUnlimited: (address: string) => address === '127.0.0.1' };
const SECOND = 1_000;

describe('the share of one address', () => {
  it('is so many connections at once, and another address has its own', () => {
    const peers = new Peers(limits);
    expect([1, 2, 3].map(() => peers.connect('192.0.2.1', 0))).toEqual([null, null, 'tooManyConnections']);
    expect(peers.connect('192.0.2.2', 0)).toBeNull();
    peers.disconnect('192.0.2.1');
    expect(peers.connect('192.0.2.1', 0)).toBeNull();
  });

  it('is so many new connections in a minute, made up evenly', () => {
    const peers = new Peers(limits);
    const come = (at: number) => {
      const why = peers.connect('192.0.2.1', at);
      if (why === null) peers.disconnect('192.0.2.1');
      return why;
    };
    expect([1, 2, 3, 4, 5, 6].map(() => come(0))).toEqual([null, null, null, null, null, null]);
    // Six a minute is one in ten seconds.
    expect([come(0), come(9 * SECOND), come(10 * SECOND), come(11 * SECOND)]).toEqual(['tooOften', 'tooOften', null, 'tooOften']);
  });

  it('is so many frames in a minute: beyond it nothing is refused, but reading waits until it is made up', () => {
    const peers = new Peers(limits);
    peers.connect('192.0.2.1', 0);
    expect(peers.received('192.0.2.1', 59, 0)).toBe(false);
    expect(peers.received('192.0.2.1', 11, 0)).toBe(true);
    // Ten beyond sixty: at one a second there is something to be had after ten seconds.
    expect([0, 9_900, 10_100].map((at) => peers.mayRead('192.0.2.1', at))).toEqual([false, false, true]);
  });

  it('is without bound for those named, and forgotten when it is whole again', () => {
    const peers = new Peers(limits);
    for (let i = 0; i < 100; i += 1) expect(peers.connect('127.0.0.1', 0)).toBeNull();
    expect(peers.received('127.0.0.1', 10_000, 0)).toBe(false);
    expect(peers.size).toBe(0);
    for (let i = 0; i < 50; i += 1) peers.connect(`198.51.100.${i}`, 0);
    for (let i = 0; i < 50; i += 1) peers.disconnect(`198.51.100.${i}`);
    peers.forget(5 * SECOND);
    expect(peers.size).toBe(50);
    peers.forget(10 * SECOND);
    expect(peers.size).toBe(0);
  });
});

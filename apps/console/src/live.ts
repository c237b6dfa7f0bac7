/**
 * Live events say only that something of a topic changed somewhere; the screens then ask again for what they show.
 * Events are gathered for two seconds, so that a hundred frames a second cost a page one question, not a hundred.
 */
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Live } from './contract.ts';

export type Connection = 'connecting' | 'live' | 'down';

const touches: Record<Live['topic'], string[]> = {
  readings: ['today', 'stations', 'station', 'series'],
  hours: ['stations', 'station', 'series', 'verdict', 'report', 'figures', 'figure'],
  files: ['today', 'files', 'file', 'station', 'stations', 'report', 'figures', 'figure', 'balance', 'setAside', 'audit'],
  kept: ['today', 'kept'],
  loggers: ['today', 'stations', 'station', 'kept'],
  messages: ['file', 'outbox'],
  inbox: ['inbox'],
};

const gatherMs = 2_000;
const pollMs = 15_000;
const againMs = [1_000, 2_000, 5_000, 10_000];

let state: { connection: Connection; lastAt: number | null } = { connection: 'connecting', lastAt: null };
const watchers = new Set<() => void>();
function become(connection: Connection, lastAt = state.lastAt) {
  if (connection === state.connection && lastAt === state.lastAt) return;
  state = { connection, lastAt };
  for (const tell of watchers) tell();
}

export function useConnection() {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => state,
  );
}

/** Opens the stream and keeps it open; returns how to close it. */
export function follow(queries: QueryClient): () => void {
  let source: EventSource | null = null;
  let tries = 0;
  let closed = false;
  let wasDown = false;
  let again: ReturnType<typeof setTimeout> | undefined;
  let gather: ReturnType<typeof setTimeout> | undefined;
  const gathered = new Map<string, Live>();

  const refresh = () => {
    gather = undefined;
    const names = new Set<string>();
    const places = new Set<string>();
    let everywhere = false;
    for (const event of gathered.values()) {
      for (const name of touches[event.topic] ?? []) names.add(name);
      if (event.place) places.add(event.place);
      else everywhere = true;
    }
    gathered.clear();
    void queries.invalidateQueries({
      predicate: ({ queryKey: [name, of] }) => {
        if (!names.has(String(name))) return false;
        // A series and a station page show one outlet; news of another is none of theirs.
        if ((name === 'series' || name === 'station') && !everywhere) return places.has(String(of));
        return true;
      },
    });
  };

  const hear = (event: MessageEvent<string>) => {
    let said: Live;
    try {
      said = JSON.parse(event.data) as Live;
    } catch {
      return;
    }
    gathered.set(`${said.topic}|${said.place ?? ''}`, said);
    become('live', Date.now());
    gather ??= setTimeout(refresh, gatherMs);
  };

  const open = () => {
    if (closed) return;
    source = new EventSource('/api/live');
    source.onopen = () => {
      tries = 0;
      become('live');
      // Whatever happened while we were away is unknown: ask again for everything shown.
      if (wasDown) void queries.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' });
      wasDown = false;
    };
    source.onmessage = hear;
    source.onerror = () => {
      if (closed) return;
      wasDown = true;
      become('down');
      // While CONNECTING the browser is already retrying by itself; after CLOSED (an error answer) it has given up.
      if (source?.readyState !== EventSource.CLOSED) return;
      source.close();
      clearTimeout(again);
      again = setTimeout(open, againMs[Math.min(tries++, againMs.length - 1)]);
    };
  };

  const poll = setInterval(() => {
    if (state.connection === 'down') void queries.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' });
  }, pollMs);

  become('connecting', null);
  open();
  return () => {
    closed = true;
    clearTimeout(again);
    clearTimeout(gather);
    clearInterval(poll);
    source?.close();
  };
}

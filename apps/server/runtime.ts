/**
 * What the supervisor tells its children, and the two habits every child has: it says when it is ready, and it ends when the
 * supervisor is gone. The words travel in a file that only its owner may read, because they hold the passwords of the store.
 */
import { readFileSync } from 'node:fs';
import type { Config } from '../../foundation/config/index.ts';
import { type Words, writeWhole } from '../../foundation/store/home.ts';

export const roles = ['gateway', 'writer', 'web'] as const;
export type Role = (typeof roles)[number];

export interface Listening {
  host: string;
  port: number;
}

export interface Runtime {
  home: string;
  frames: string;
  consoleDir: string;
  urls: { owner: string; app: string; system: string };
  web: Listening;
  hj212: Listening;
  /** What is set for the whole house. The address of an outside database is in `urls`. */
  config: Config;
  demo: boolean;
  log: 'pretty' | 'json';
}

/** What a person is told once everything runs. */
export interface Welcome {
  accounts: { login: string; password: string; who: string | Words }[];
  tries: (string | Words)[];
  /** Where the first three administrators come in; only while there is none. */
  firstLink?: { address: string; endsAt: number };
}

export function writeRuntime(path: string, runtime: Runtime): void {
  writeWhole(path, `${JSON.stringify(runtime, null, 2)}\n`, 0o600);
}

export function readRuntime(path = process.env.XIUSHUI_RUNTIME): Runtime {
  if (!path) throw new Error('XIUSHUI_RUNTIME is not set: a role is started by `xiushui start`, not by hand.');
  return JSON.parse(readFileSync(path, 'utf8')) as Runtime;
}

/** Tells the supervisor that this role is open for work. Outside a supervisor there is nobody to tell. */
export function sayReady(): void {
  process.send?.({ ready: true });
}

/** Calls `end` once, when the supervisor asks (SIGTERM) or is gone (its channel closes). A role without a supervisor does not go on. */
export function endWithSupervisor(end: () => Promise<void> | void): void {
  let isEnding = false;
  const once = async () => {
    if (isEnding) return;
    isEnding = true;
    try {
      await end();
    } finally {
      process.exit(0);
    }
  };
  process.once('SIGTERM', once);
  process.once('disconnect', once);
}

/** TLS of the web role: certificate and key from files, taken up again when they change, so that a renewal needs no restart. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:https';
import type { Config } from '../../../foundation/config/index.ts';
import { logLine } from '../events.ts';

export interface Pair {
  cert: Buffer;
  key: Buffer;
  minVersion: 'TLSv1.2' | 'TLSv1.3';
}

/** What the server listens with; null for plain http. */
export function tlsOf({ certFile, keyFile, minVersion }: Config['web']['tls']): Pair | null {
  if (certFile === null || keyFile === null) return null;
  return { cert: readFileSync(certFile), key: readFileSync(keyFile), minVersion };
}

const LOOK_MS = 5_000;

/**
 * Looks at the files every few seconds (a renewal may replace a link, which no watcher of the file sees) and takes a new pair up. A pair that does not
 * belong together, as in the moment between the two replacements, is left alone and looked at again.
 */
export function followCertificate(server: Server, tls: Config['web']['tls'], everyMs = LOOK_MS): { close(): void } {
  const { certFile, keyFile } = tls;
  if (certFile === null || keyFile === null) return { close: () => {} };
  const stamp = () =>
    [certFile, keyFile].map((file) => (existsSync(file) ? `${statSync(file).mtimeMs} ${statSync(file).ino}` : 'gone')).join();
  let taken = stamp();
  let complained = '';
  const timer = setInterval(() => {
    const now = stamp();
    if (now === taken) return;
    try {
      server.setSecureContext(tlsOf(tls) as Pair);
      taken = now;
      logLine('web', 'info', 'a new certificate is in use');
    } catch (error) {
      if (complained !== now) logLine('web', 'warn', 'the new certificate cannot be used yet', { error: (error as Error).message });
      complained = now;
    }
  }, everyMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

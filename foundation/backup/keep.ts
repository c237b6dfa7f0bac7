/** The backups in a folder: the list of them, and which of them have served their time. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DAY, type Instant } from '../day.ts';
import { flushDirectory, readJson, writeWhole } from '../store/home.ts';
import type { Manifest } from './manifest.ts';
import { manifestOf } from './restore.ts';
import type { Verified } from './verify.ts';

const NAME = /^xiushui-\d{8}-\d{6}(-\d+)?(\.tar)?$/;

/** What the last verification of a backup found; kept beside it, for the backup itself is never written again. */
export interface Looked {
  at: Instant;
  isWhole: boolean;
  says: string;
  saysEn: string;
}

export interface Listed {
  name: string;
  path: string;
  /** Undefined when there is no manifest to believe. */
  manifest: Manifest | undefined;
  /** Of its parts; those linked with another backup are counted in both. */
  bytes: number;
  looked: Looked | undefined;
}

/** Newest first. */
export async function listBackups(folder: string): Promise<Listed[]> {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => NAME.test(name));
  const listed: Listed[] = [];
  for (const name of names.sort().reverse()) {
    const path = join(folder, name);
    const manifest = await manifestOf(path);
    const bytes = name.endsWith('.tar') ? statSync(path).size : (manifest?.parts.reduce((sum, part) => sum + part.bytes, 0) ?? 0);
    listed.push({ name, path, manifest, bytes, looked: readJson<Looked>(lookedFile(path)) });
  }
  return listed;
}

const lookedFile = (path: string) => `${path}.verified.json`;

/** Writes down what a verification found. */
export function noteLooked(verified: Verified, at: Instant): Looked {
  const first = verified.damage[0];
  const looked: Looked = {
    at,
    isWhole: verified.damage.length === 0,
    says: first ? `${first.part} ${first.says}${verified.damage.length > 1 ? `（共 ${verified.damage.length} 处）` : ''}` : '',
    saysEn: first ? `${first.part} ${first.saysEn}${verified.damage.length > 1 ? ` (${verified.damage.length} in all)` : ''}` : '',
  };
  if (existsSync(verified.path)) writeWhole(lookedFile(verified.path), JSON.stringify(looked), 0o600);
  return looked;
}

/** Those older than `days`, oldest first; never the newest that was verified whole, nor one that nobody has verified yet while that is the newest. */
export function outlived(listed: Listed[], days: number, now: Instant): Listed[] {
  const lastGood = listed.find((one) => one.looked?.isWhole);
  return listed
    .filter((one) => one !== lastGood && one !== listed[0] && lastGood !== undefined && madeAt(one) < now - days * DAY)
    .reverse();
}

const madeAt = (one: Listed): Instant => (one.manifest ? Date.parse(one.manifest.madeAt) : statSync(one.path).mtimeMs);

export function removeBackup(one: Listed, folder: string): void {
  rmSync(one.path, { recursive: true, force: true });
  rmSync(lookedFile(one.path), { force: true });
  flushDirectory(folder);
}

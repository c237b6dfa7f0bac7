/** What a machine can hold of the house's style: who may import whom, rooms with a word at the door, no leftover marks, no paths of one machine. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generatedList } from './list-programmes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((name) => name && existsSync(join(ROOT, name)));
const sources = tracked.filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'));
const textOf = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const isTest = (name: string) => /\.test\.tsx?$/.test(name) || /(^|\/)testing(\/|\.ts$)/.test(name);

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const imports: Import[] = sources.flatMap((name) =>
  [...textOf(name).matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?from\s+)?'(\.[^']+)'/gms)].map((m) => ({
    from: name,
    to: relative(ROOT, resolve(join(ROOT, dirname(name)), m[2] as string)).replaceAll('\\', '/'),
    typeOnly: m[1] !== undefined,
  })),
);
const dynamic = sources.flatMap((name) =>
  [...textOf(name).matchAll(/import\('(\.[^']+)'\)|new URL\('(\.[^']+\.(?:ts|mjs))', import\.meta\.url\)/g)].map((m) => ({
    from: name,
    to: relative(ROOT, resolve(join(ROOT, dirname(name)), (m[1] ?? m[2]) as string)).replaceAll('\\', '/'),
  })),
);
const roomOf = (name: string) => name.split('/').slice(0, 2).join('/');
const floorOf = (name: string) => name.split('/')[0] as string;

describe('who may import whom', () => {
  const MAY: Record<string, string[]> = {
    foundation: ['foundation'],
    gateways: ['gateways', 'foundation'],
    engines: ['engines', 'foundation'],
    programmes: ['programmes', 'engines', 'foundation'],
    apps: ['apps', 'programmes', 'engines', 'gateways', 'foundation', 'tools'],
  };

  it('apps → programmes → engines → foundation, gateways → foundation', () => {
    const wrong = imports
      .filter(({ from }) => !isTest(from) && MAY[floorOf(from)])
      .filter(({ from, to }) => !(MAY[floorOf(from)] as string[]).includes(floorOf(to)))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  it('no engine imports another', () => {
    const wrong = imports
      .filter(({ from, to }) => !isTest(from) && floorOf(from) === 'engines' && floorOf(to) === 'engines' && roomOf(from) !== roomOf(to))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  it('engines and gateways are entered by their front doors', () => {
    const wrong = imports
      .filter(
        ({ from, to }) =>
          !isTest(from) &&
          /^(engines|gateways)\//.test(to) &&
          roomOf(from) !== roomOf(to) &&
          !/^(engines|gateways)\/[^/]+\/index\.ts$/.test(to),
      )
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  it('the console takes nothing of the server but types of the contract', () => {
    const wrong = imports
      .filter(({ from, to }) => from.startsWith('apps/console/') && !to.startsWith('apps/console/'))
      .filter(({ to, typeOnly }) => !(typeOnly && to === 'apps/server/web/contract.ts'))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  it('no programme draws, and law and city hold no code', () => {
    expect(imports.filter(({ from, to }) => from.endsWith('/programme.ts') && to.endsWith('.tsx'))).toEqual([]);
    expect(tracked.filter((name) => /^(law|city)\//.test(name) && !/\.(ya?ml|md)$/.test(name))).toEqual([]);
  });

  it('the list of programmes is that of the folders', () => {
    const form = (text: string) => text.replace(/\s+/g, '');
    expect(form(textOf('programmes/programmes.gen.ts'))).toBe(form(generatedList()));
  });
});

describe('the rooms', () => {
  it('have no room for what fits nowhere', () => {
    expect(tracked.filter((name) => /(^|\/)(common|utils?|helpers?|misc|shared|v2)\//.test(name))).toEqual([]);
  });

  it('have a word at the door: a README, or a header in every file', () => {
    const rooms = new Set(
      sources.filter((name) => /^(foundation|engines|gateways|programmes|tools|proof|bench)\/[^/]+\//.test(name)).map(roomOf),
    );
    const wrong = [...rooms].filter((room) => {
      if (existsSync(join(ROOT, room, 'README.md'))) return false;
      const files = readdirSync(join(ROOT, room)).filter((name) => /\.ts$/.test(name) && !/\.test\.ts$/.test(name));
      return !files.every(
        (name) =>
          /^(#!.*\n)?\/(\*\*|\/)/.test(textOf(`${room}/${name}`)) ||
          name === 'index.ts' ||
          statSync(join(ROOT, room, name)).size < 900 ||
          /\/\*\*/.test(textOf(`${room}/${name}`).slice(0, 2_500)),
      );
    });
    expect(wrong).toEqual([]);
  });

  it('hold no file that nothing leads to', () => {
    const reached = new Set([...imports, ...dynamic].map(({ to }) => to));
    const named =
      textOf('package.json') + textOf('.ci/run') + textOf('vitest.config.ts') + textOf('proof/run.ts') + textOf('apps/console/index.html');
    const wrong = sources.filter((name) => {
      if (isTest(name) || name.endsWith('.config.ts') || reached.has(name) || named.includes(name)) return false;
      if (
        /^apps\/console\/src\/(main|[^/]*vite-env.*)\.tsx?$/.test(name) ||
        name === 'apps/cli/main.ts' ||
        name === 'tools/list-programmes.ts'
      )
        return false;
      return true;
    });
    expect(wrong).toEqual([]);
  });
});

describe('the text', () => {
  it('names no registry and no folder of one machine', () => {
    const wrong = tracked.filter((name) => {
      if (/\.(png|ico|svg)$/.test(name) || name === 'tools/tidy.test.ts') return false;
      const text = textOf(name);
      return /https?:\/\/[a-z0-9.-]*(registry|mirror)[a-z0-9.-]*/i.test(text) || /(^|[^\w.])\/(work|root)\/[a-z]/m.test(text);
    });
    expect(wrong).toEqual([]);
  });

  it('leaves no mark without a name', () => {
    const wrong = sources.filter((name) => name !== 'tools/tidy.test.ts' && /\b(TODO(?!\()|FIXME|XXX|HACK)\b/.test(textOf(name)));
    expect(wrong).toEqual([]);
  });

  it('skips no test without saying why', () => {
    const wrong = sources.filter((name) => name !== 'tools/tidy.test.ts' && /\b(it|test|describe)\.(only|todo)\b/.test(textOf(name)));
    expect(wrong).toEqual([]);
  });

  it('is true at the front: both READMEs name the two commands', () => {
    for (const name of ['README.md', 'README.zh-CN.md']) {
      expect(textOf(name)).toContain('npm install && npm start');
      expect(textOf(name)).toContain('npm install && npm test');
      expect(textOf(name).split('\n').length).toBeLessThanOrEqual(60);
    }
  });
});

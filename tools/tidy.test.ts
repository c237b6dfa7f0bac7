/**
 * What a machine can hold of the house's style: who may import whom, rooms with a word at the door, refusals that are whole, documents that are true
 * of the code, no leftover marks, no paths of one machine. What a programme must be is `programmes/every-programme.test.ts`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../gateways/hj212/index.ts';
import { generatedList } from './list-programmes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const tracked = execFileSync('git', ['ls-files', '-coz', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
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
/** Imports on demand count like any other; `new URL` names a file that is run or read. */
const later = (pattern: RegExp) =>
  sources.flatMap((name) =>
    [...textOf(name).matchAll(pattern)].map((m) => ({
      from: name,
      to: relative(ROOT, resolve(join(ROOT, dirname(name)), m[1] as string)).replaceAll('\\', '/'),
      typeOnly: false,
    })),
  );
imports.push(...later(/import\('(\.[^']+)'\)/g));
const named = later(/new URL\('(\.[^']+\.(?:ts|mjs))', import\.meta\.url\)/g);
const roomOf = (name: string) => name.split('/').slice(0, 2).join('/');
const floorOf = (name: string) => name.split('/')[0] as string;

/** The floors of the product, and what each may import. */
const MAY: Record<string, string[]> = {
  foundation: ['foundation'],
  gateways: ['gateways', 'foundation'],
  engines: ['engines', 'foundation'],
  programmes: ['programmes', 'engines', 'foundation'],
  apps: ['apps', 'programmes', 'engines', 'gateways', 'foundation', 'tools'],
};

describe('who may import whom', () => {
  it('apps → programmes → engines → foundation, gateways → foundation', () => {
    const wrong = imports
      .filter(({ from }) => !isTest(from) && MAY[floorOf(from)])
      .filter(({ from, to }) => !(MAY[floorOf(from)] as string[]).includes(floorOf(to)))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  it('the product takes the simulated loggers from tools, for the demonstration, and nothing from proof or bench', () => {
    const wrong = imports
      .filter(({ from, to }) => !isTest(from) && MAY[floorOf(from)] && /^(tools|proof|bench)\//.test(to))
      .filter(({ from, to }) => !(floorOf(from) === 'apps' && to === 'tools/simulate/index.ts'))
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

  it('the product takes nothing from what is there for tests', () => {
    const wrong = [...imports, ...named]
      .filter(({ from, to }) => !isTest(from) && MAY[floorOf(from)] && isTest(to))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  it('the server and the commands ask engines, and do not read their tables', () => {
    const tables = tracked
      .filter((name) => /^engines\/[^/]+\/migrations\/.*\.sql$/.test(name))
      .flatMap((name) =>
        [...textOf(name).matchAll(/create (?:or replace |unlogged )?(?:table|view) (?:if not exists )?(?:xiushui\.)?(\w+)/g)].map(
          (m) => m[1] as string,
        ),
      );
    expect(tables.length).toBeGreaterThan(12);
    const asked = sources
      .filter((name) => /^apps\/(server|cli)\//.test(name) && !isTest(name))
      .flatMap((name) => {
        const code = textOf(name).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
        const found = [...code.matchAll(/\b(?:from|join|into|update)\s+(?:only\s+)?(?:xiushui\.)?(\w+)/g)].map((m) => m[1] as string);
        return [...new Set(found)].filter((table) => tables.includes(table)).map((table) => `${name} asks ${table}`);
      });
    expect(asked.sort()).toEqual([]);
  });

  it('the console takes nothing of the server but types of the contract', () => {
    const wrong = imports
      .filter(({ from, to }) => from.startsWith('apps/console/') && !to.startsWith('apps/console/'))
      .filter(({ to, typeOnly }) => !(typeOnly && /^apps\/server\/web\/([a-z-]+-)?contract\.ts$/.test(to)))
      .map(({ from, to }) => `${from} → ${to}`);
    expect(wrong).toEqual([]);
  });

  it('nothing a programme leads to draws', () => {
    const reached = new Set(sources.filter((name) => name.endsWith('/programme.ts')));
    for (const name of reached) for (const { from, to, typeOnly } of imports) if (from === name && !typeOnly) reached.add(to);
    expect([...reached].filter((name) => name.endsWith('.tsx'))).toEqual([]);
  });

  it('law and city hold data and no code', () => {
    expect(tracked.filter((name) => /^(law|city)\//.test(name) && !/\.(ya?ml|md)$/.test(name))).toEqual([]);
  });

  it('no programme reads the clock or opens a file: it declares', () => {
    const wrong = sources.filter(
      (name) =>
        /^programmes\/[^/]+\/[^/]+\//.test(name) &&
        !isTest(name) &&
        /Date\.now|new Date|from 'node:|from 'pg'|\bfetch\(|\bfor \(|\bwhile \(|\bcatch \(/.test(textOf(name)),
    );
    expect(wrong).toEqual([]);
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

  it('have a word at the door: a README on the way to every file, or a header in it, above all but its imports', () => {
    const rooms = (name: string): string[] => {
      const up = dirname(name);
      return up.includes('/') ? [up, ...rooms(up)] : [];
    };
    const wrong = sources.filter(
      (name) =>
        !isTest(name) &&
        !/\.config\.ts$|\.gen\.ts$/.test(name) &&
        !rooms(name).some((room) => existsSync(join(ROOT, room, 'README.md'))) &&
        !/^(#!.*\n)?(import [^;]*;\n+)*\/(\*\*|\/ )/.test(textOf(name)),
    );
    expect(wrong).toEqual([]);
  });

  it('say it on one page', () => {
    const wrong = tracked.filter((name) => /(^|\/)README[^/]*\.md$/.test(name) && textOf(name).trimEnd().split('\n').length > 65);
    expect(wrong).toEqual([]);
  });

  it('hold no file that nothing leads to', () => {
    const reached = new Set([...imports, ...named].map(({ to }) => to));
    const mentioned =
      textOf('package.json') + textOf('.ci/run') + textOf('vitest.config.ts') + textOf('proof/run.ts') + textOf('apps/console/index.html');
    const wrong = sources.filter((name) => {
      if (isTest(name) || name.endsWith('.config.ts') || reached.has(name) || mentioned.includes(name)) return false;
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

describe('the dated numbers', () => {
  it('of law and city are read by the product, so that changing one changes something', () => {
    const product = sources
      .filter((name) => MAY[floorOf(name)] && !isTest(name))
      .map((name) => textOf(name).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''))
      .join('\n');
    const wrong = tracked
      .filter((name) => /^(law\/monitoring|city\/[^/]+\/parameters)\/[^/]+\.yaml$/.test(name))
      .filter((name) => {
        const id = basename(name, '.yaml');
        // A judging basis is asked for by the name of the rule (apps/server/judging.ts).
        return !product.includes(id.endsWith('-judging-basis') ? '-judging-basis' : id);
      });
    expect(wrong).toEqual([]);
  });
});

describe('the text', () => {
  it('names no registry and no folder of one machine', () => {
    const wrong = tracked.filter((name) => {
      if (/\.(png|ico|svg)$/.test(name) || name === 'tools/tidy.test.ts') return false;
      const text = textOf(name);
      return (
        /https?:\/\/[a-z0-9.-]*(registry|mirror|artifactory|nexus|verdaccio)[a-z0-9.-]*/i.test(text) ||
        /(^|[^\w.])\/(work|root|home|Users|workspace)\/[a-z]/m.test(text)
      );
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
});

interface Reason {
  code: string;
  file: string;
  parts: Map<string, string>;
}

/** Every reason of every catalogue, read from the source: what it says need not be run to be examined. */
function reasonsIn(file: string): Reason[] {
  const found: Reason[] = [];
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'refusals') {
      const [room, catalogue] = node.arguments;
      if (room && ts.isStringLiteral(room) && catalogue && ts.isObjectLiteralExpression(catalogue)) {
        for (const member of catalogue.properties) {
          const says = ts.isPropertyAssignment(member) && ts.isArrowFunction(member.initializer) ? member.initializer.body : undefined;
          const body = says && ts.isParenthesizedExpression(says) ? says.expression : undefined;
          const parts = body && ts.isObjectLiteralExpression(body) ? body.properties : [];
          found.push({
            code: `${room.text}.${member.name?.getText()}`,
            file,
            parts: new Map(parts.map((part) => [part.name?.getText() ?? '', part.getText()])),
          });
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('refusals', () => {
  const reasons = sources.filter((name) => !isTest(name) && textOf(name).includes('refusals(')).flatMap(reasonsIn);

  it('have codes of their own', () => {
    expect(reasons.length).toBeGreaterThan(30);
    const codes = reasons.map(({ code }) => code);
    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
    expect(codes.filter((code) => !/^[a-z0-9]+\.[a-z][A-Za-z]+$/.test(code))).toEqual([]);
  });

  it('say what happened in both languages, and what to do in both or neither', () => {
    const wrong = reasons.filter(({ parts }) => !parts.has('says') || !parts.has('saysEn') || parts.has('do') !== parts.has('doEn'));
    expect(wrong.map(({ code }) => code)).toEqual([]);
    // `says` is Chinese, `saysEn` is not; a reason that is handed its sentence (a need of a procedure) is examined where the sentence stands.
    const handed = (text: string | undefined) => /^\w+$/.test(text ?? '');
    const mixed = reasons.filter(({ parts }) => {
      const zh = parts.get('says');
      const en = parts.get('saysEn');
      return (!handed(zh) && !/[\u4e00-\u9fff]/.test(zh ?? '')) || (!handed(en) && /[\u4e00-\u9fff]/.test(en ?? ''));
    });
    expect(mixed.map(({ code }) => code)).toEqual([]);
  });

  it('are all said somewhere', () => {
    const text = sources
      .filter((name) => !isTest(name))
      .map(textOf)
      .join('\n');
    expect(reasons.map(({ code }) => code).filter((code) => !text.includes(`.${code.split('.')[1]}(`))).toEqual([]);
  });

  it('of an engine stand in its README in the order in which they are said', () => {
    const wrong: string[] = [];
    for (const { file } of reasons.filter((r, i) => r.file.startsWith('engines/') && reasons.findIndex((o) => o.file === r.file) === i)) {
      const page = textOf(`${roomOf(file)}/README.md`);
      const section = page.slice(page.search(/^## (Refusals|Reasons)/m));
      const places = reasons.filter((r) => r.file === file).map(({ code }) => ({ code, at: section.indexOf(code.split('.')[1] ?? code) }));
      places.forEach(({ code, at }, i) => {
        if (at < 0) wrong.push(`${code} is not in ${roomOf(file)}/README.md`);
        else if (i > 0 && at < (places[i - 1]?.at ?? 0)) wrong.push(`${code} stands before the one said earlier`);
      });
    }
    expect(wrong).toEqual([]);
  });
});

describe('the numbered laws', () => {
  /** Not yet cited by a test that tries them. The list can only shrink: a law that stands here and is cited fails below. */
  const UNTRIED = ['C2', 'G4', 'G10', 'G11', 'G12'];
  const laws = tracked
    .filter((name) => /^(foundation|(engines|gateways)\/[^/]+)\/README\.md$/.test(name))
    .flatMap((name) => [...textOf(name).matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map((m) => m[1] as string));

  it('of foundation, engines and gateways are each tried by a test or a story that cites the number', () => {
    expect(laws.length).toBeGreaterThan(30);
    const trials = tracked
      .filter((name) => (isTest(name) || /\/examples\/[^/]+\.yaml$/.test(name)) && name !== 'tools/tidy.test.ts')
      .map(textOf)
      .join('\n');
    const cited = (law: string) => new RegExp(`\\b${law}\\b`).test(trials);
    expect(laws.filter((law) => !cited(law) && !UNTRIED.includes(law))).toEqual([]);
    expect(UNTRIED.filter((law) => !laws.includes(law) || cited(law))).toEqual([]);
  });

  it('are those that ARCHITECTURE names, no more and no fewer', () => {
    const rows = [...textOf('ARCHITECTURE.md').matchAll(/^\| ((?:[A-Z]\d+(?:–[A-Z]\d+)?(?:, )?)+) \|/gm)].map((m) => m[1] as string);
    const said = rows
      .flatMap((row) => row.split(', '))
      .flatMap((span) => {
        const [first = '', last = first] = span.split('–');
        const letter = first[0] as string;
        const from = Number(first.slice(1));
        return Array.from({ length: Number(last.slice(1)) - from + 1 }, (_, i) => `${letter}${from + i}`);
      });
    expect(said.sort()).toEqual([...laws].sort());
  });
});

describe('the documents', () => {
  const pages = tracked.filter((name) => name.endsWith('.md'));
  const front = pages.filter((name) => !name.includes('/') || name.startsWith('docs/'));

  it('are true at the front: both READMEs name the two commands and every command of xiushui, on one screen', () => {
    const commands = [...textOf('apps/cli/main.ts').matchAll(/import\('\.\/commands\/([a-z0-9-]+)\.ts'\)/g)].map((m) =>
      (m[1] ?? '').replace('-', ' '),
    );
    expect(commands.length).toBeGreaterThan(4);
    for (const name of ['README.md', 'README.zh-CN.md']) {
      for (const words of ['npm install && npm start', 'npm install && npm test', ...commands]) expect(textOf(name), name).toContain(words);
      expect(textOf(name).split('\n').length).toBeLessThanOrEqual(50);
    }
  });

  it('lead nowhere that is not there', () => {
    const wrong = front.flatMap((name) => {
      const text = textOf(name);
      const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map((m) => join(dirname(name), decodeURI(m[1] as string)));
      const paths = [
        ...text.matchAll(/`((?:foundation|gateways|engines|programmes|apps|law|city|tools|proof|bench|docs)\/[\w./-]*)`/g),
      ].map((m) => m[1] as string);
      return [...links, ...paths].filter((to) => !existsSync(join(ROOT, to))).map((to) => `${name} → ${to}`);
    });
    expect(wrong).toEqual([]);
  });

  it('tell the operator every setting the product reads, and none it does not', () => {
    const product = sources.filter(
      (name) => /^(apps|foundation|gateways|engines)\//.test(name) && !isTest(name) && !name.endsWith('.config.ts'),
    );
    const read = new Set(
      product.flatMap((name) => [...textOf(name).matchAll(/env(?:\.|: ')((?:XIUSHUI_|DATABASE_)[A-Z_]+)/g)].map((m) => m[1] as string)),
    );
    const told = new Set([...textOf('docs/operator/run.md').matchAll(/`((?:XIUSHUI_|DATABASE_)[A-Z_]+)/g)].map((m) => m[1] as string));
    expect([...told].sort()).toEqual([...read].sort());
  });

  it('walk a frame through the code that the gateway would take', () => {
    const frame = /`(##\d{4}.+)`/.exec(textOf('docs/maker/the-line.md'))?.[1] ?? '';
    expect(decodeFrame(Buffer.from(`${frame}\r\n`)).findings).toEqual([]);
  });

  it('keep the glossary to words the code uses', () => {
    const text = sources
      .filter((name) => name !== 'tools/tidy.test.ts')
      .map(textOf)
      .join('\n')
      .toLowerCase();
    const rows = [...textOf('GLOSSARY.md').matchAll(/^\| ([^|]+) \| ([^|]+) \|/gm)].slice(1).filter((m) => !/^-+$/.test(m[1] ?? ''));
    expect(rows.length).toBeGreaterThan(70);
    const wrong = rows.flatMap((m) =>
      (m[2] ?? '')
        .replace(/\([^)]*\)/g, '')
        .split(/ \/ | \+ |, /)
        .map((word) => word.trim())
        .filter((word) => /^[A-Za-z][A-Za-z ]+$/.test(word))
        .filter(
          (word) =>
            ![word, word.replaceAll(' ', ''), word.replaceAll(' ', '-'), word.replaceAll(' ', '_')].some((w) =>
              text.includes(w.toLowerCase()),
            ),
        ),
    );
    expect(wrong).toEqual([]);
  });

  it('say in the changelog what this version is', () => {
    expect(textOf('CHANGELOG.md')).toContain(`## ${(JSON.parse(textOf('package.json')) as { version: string }).version}`);
  });
});

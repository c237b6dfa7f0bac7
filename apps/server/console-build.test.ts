import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildConsole } from './console-build.ts';

const clones: string[] = [];

/** A clone with the smallest console there can be. */
function tinyClone(): string {
  const clone = mkdtempSync(join(tmpdir(), 'xiushui-tiny-'));
  clones.push(clone);
  const write = (path: string, text: string) => {
    mkdirSync(join(clone, path, '..'), { recursive: true });
    writeFileSync(join(clone, path), text);
  };
  write('package-lock.json', '{}');
  write('apps/console/vite.config.ts', 'export default { root: import.meta.dirname };\n');
  write('apps/console/index.html', '<!doctype html><title>t</title><script type="module" src="/src/main.ts"></script>\n');
  write('apps/console/src/main.ts', "document.title = 'first';\n");
  write('programmes/water/outfalls/screens/map.tsx', 'export {};\n');
  return clone;
}

const scriptOf = (built: string) =>
  readdirSync(join(built, 'assets'))
    .map((name) => readFileSync(join(built, 'assets', name), 'utf8'))
    .join('\n');

afterAll(() => {
  for (const clone of clones) rmSync(clone, { recursive: true, force: true });
});

describe('the console build', () => {
  it('builds once, and again only when a source changed', async () => {
    const clone = tinyClone();
    const told: string[] = [];
    const build = () => buildConsole(clone, (step) => told.push(step));
    const built = await build();
    expect(scriptOf(built)).toContain('first');
    const before = statSync(join(built, 'index.html')).mtimeMs;
    await build();
    expect(statSync(join(built, 'index.html')).mtimeMs).toBe(before);
    expect(told).toEqual(['console']);

    writeFileSync(join(clone, 'apps/console/src/main.ts'), "document.title = 'second';\n");
    await build();
    expect(scriptOf(built)).toContain('second');
    writeFileSync(join(clone, 'programmes/water/outfalls/screens/map.tsx'), 'export const one = 1;\n');
    await build();
    expect(told).toEqual(['console', 'console', 'console']);
    expect(readdirSync(join(clone, 'apps/console/.vite'))).toEqual([]);
  });

  it('keeps the console it has when a source cannot be built, and says what is wrong with it', async () => {
    const clone = tinyClone();
    const built = await buildConsole(clone);
    writeFileSync(join(clone, 'apps/console/src/main.ts'), "import './nowhere.ts';\n");
    await expect(buildConsole(clone)).rejects.toMatchObject({ code: 'consoleNotBuilt', saysEn: expect.stringContaining('nowhere') });
    expect(scriptOf(built)).toContain('first');
  });

  it('builds after an earlier build was killed half-way', async () => {
    const clone = tinyClone();
    const script = `import { buildConsole } from ${JSON.stringify(new URL('./console-build.ts', import.meta.url).href)}; await buildConsole(${JSON.stringify(clone)});`;
    const workshop = join(clone, 'apps/console/.vite');
    for (const when of ['begun', 'later']) {
      const builder = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script]);
      while (!existsSync(workshop) || readdirSync(workshop).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      if (when === 'later') await new Promise((resolve) => setTimeout(resolve, 400));
      builder.kill('SIGKILL');
      await new Promise((resolve) => builder.once('exit', resolve));
      rmSync(workshop, { recursive: true, force: true });
    }
    expect(scriptOf(await buildConsole(clone))).toContain('first');
  });
});

import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dataHome, isRoot, readJson, writeWhole } from './home.ts';

const made: string[] = [];

function newClone(): string {
  const clone = realpathSync(mkdtempSync(join(tmpdir(), 'xiushui-clone-')));
  made.push(clone);
  return clone;
}

afterEach(() => {
  vi.unstubAllEnvs();
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

describe('the home of the data', () => {
  it('is under /var/lib for root and in the clone for anyone else, and the clone remembers where', () => {
    const clone = newClone();
    vi.stubEnv('XIUSHUI_DATA', '');
    const hash = createHash('sha256').update(clone).digest('hex').slice(0, 12);
    const expected = isRoot() ? `/var/lib/xiushui/${hash}` : join(clone, 'var');
    made.push(expected);
    const home = dataHome(clone);
    expect(home.dir).toBe(expected);
    expect(readJson(join(clone, 'var', 'store.json'))).toEqual({
      home: expected,
      owner: isRoot() ? 'xiushui' : String(process.getuid?.()),
    });
    for (const inner of [home.frames, home.run, home.log, home.files]) expect(statSync(inner).isDirectory()).toBe(true);
    expect(home.earlier).toBeUndefined();
    expect(dataHome(clone)).toEqual(home);
  });

  it('is where XIUSHUI_DATA says, and tells of an earlier place that still has data', () => {
    const clone = newClone();
    const [first, second] = [join(newClone(), 'a'), join(newClone(), 'b')];
    vi.stubEnv('XIUSHUI_DATA', first);
    // Temporary folders are closed to other accounts; the one PostgreSQL runs under must get through.
    for (const dir of [first, second]) mkdirSync(dir, { recursive: true });
    for (const dir of made) chmodSync(dir, 0o755);
    expect(dataHome(clone).dir).toBe(first);
    vi.stubEnv('XIUSHUI_DATA', second);
    expect(dataHome(clone)).toMatchObject({ dir: second, earlier: first });
    expect(dataHome(clone).earlier).toBeUndefined();
    expect(existsSync(join(first, 'frames'))).toBe(true);
  });

  it('is reached by its database even when everything is made under a strict umask', () => {
    const clone = newClone();
    chmodSync(clone, 0o755);
    vi.stubEnv('XIUSHUI_DATA', join(clone, 'deep', 'er'));
    const before = process.umask(0o077);
    try {
      dataHome(clone);
    } finally {
      process.umask(before);
    }
    expect(statSync(join(clone, 'deep')).mode & 0o777).toBe(0o755);
    expect(statSync(join(clone, 'deep', 'er', 'frames')).mode & 0o777).toBe(0o700);
  });
});

describe('a file written whole', () => {
  it('replaces the old one at once and leaves nothing beside it', () => {
    const dir = newClone();
    writeWhole(join(dir, 'one'), 'old', 0o600);
    writeWhole(join(dir, 'one'), 'new', 0o600);
    expect(readFileSync(join(dir, 'one'), 'utf8')).toBe('new');
    expect(readdirSync(dir)).toEqual(['one']);
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { coveredFacts, lineOf, logLine, setLogLevel } from './events.ts';
import { openLogFile } from './log-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiushui-log-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the log file', () => {
  it('is rotated by size and keeps as many compressed ones as are asked for, losing no line on the way', async () => {
    const file = openLogFile({ folder, name: 'xiushui', maxMegabytes: 1, keepFiles: 2, now: Date.now, failed: () => {} });
    const LINES = 4_500;
    for (let n = 0; n < LINES; n += 1) {
      file.write('writer', lineOf('writer', 'info', 'a sentence', { n, fill: 'x'.repeat(900) }, n));
      if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await file.close();
    expect(
      readdirSync(folder)
        .filter((name) => name.startsWith('xiushui'))
        .sort(),
    ).toEqual(['xiushui.1.log.gz', 'xiushui.2.log.gz', 'xiushui.log']);
    const text = [
      gunzipSync(readFileSync(join(folder, 'xiushui.2.log.gz'))).toString(),
      gunzipSync(readFileSync(join(folder, 'xiushui.1.log.gz'))).toString(),
      readFileSync(join(folder, 'xiushui.log'), 'utf8'),
    ].join('');
    const numbers = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { n: number }).n);
    // The oldest are gone, as asked; the rest is whole and in order.
    expect(numbers.at(-1)).toBe(LINES - 1);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => LINES - numbers.length + i));
  });

  it('holds JSON lines only: what a process shouts outside the form is put into it', async () => {
    const file = openLogFile({ folder, name: 'xiushui', maxMegabytes: 1, keepFiles: 1, now: () => 0, failed: () => {} });
    file.write('web', 'Error: not of our form {');
    file.write('web', '{"almost": 1}');
    file.write('web', '');
    await file.close();
    const lines = readFileSync(join(folder, 'xiushui.log'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { at: '1970-01-01T00:00:00.000Z', role: 'web', level: 'warn', says: 'a line outside the form', line: 'Error: not of our form {' },
      { at: '1970-01-01T00:00:00.000Z', role: 'web', level: 'warn', says: 'a line outside the form', line: '{"almost": 1}' },
    ]);
  });
});

describe('a log line', () => {
  it('covers what is secret or personal by its key, however deep it lies', () => {
    expect(
      coveredFacts({
        mn: 'A',
        pw: '123456',
        clientSecret: 'x',
        about: [
          {
            authorization: 'Bearer x',
            phone: '13800000000',
            idNumber: '330400',
            detail: { bearerToken: 'x', email: 'a@b.example', count: 2 },
          },
        ],
      }),
    ).toEqual({
      mn: 'A',
      pw: '••••',
      clientSecret: '••••',
      about: [{ authorization: '••••', phone: '••••', idNumber: '••••', detail: { bearerToken: '••••', email: '••••', count: 2 } }],
    });
  });

  it('is written from its level on, and no fact can take the place of its own four', () => {
    const said: string[] = [];
    const spy = vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)));
    setLogLevel('warn');
    logLine('web', 'info', 'not written');
    logLine('web', 'error', 'a sentence', { level: 'debug', says: 'another', at: 0, role: 'nobody' });
    setLogLevel('info');
    spy.mockRestore();
    expect(said).toHaveLength(1);
    expect(JSON.parse(said[0] as string)).toMatchObject({ role: 'web', level: 'error', says: 'a sentence' });
  });
});

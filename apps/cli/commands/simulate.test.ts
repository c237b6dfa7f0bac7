import { spawn } from 'node:child_process';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin.mjs', import.meta.url));

// Not spawnSync: the host these loggers talk to lives in this process.
async function simulate(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const env = { ...process.env, XIUSHUI_DATA: tmpdir(), LANG: 'zh_CN.UTF-8', LC_ALL: '', LC_MESSAGES: '' };
  const child = spawn(process.execPath, [bin, 'simulate', ...args], { cwd: tmpdir(), env });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A host that hears everything and answers nothing. */
async function deafHost(): Promise<{ port: number; heard: () => string }> {
  let heard = '';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard += chunk;
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, heard: () => heard };
}

describe('xiushui simulate', () => {
  it('sends frames of made-up loggers, and says what to look at when none is answered', async () => {
    const { port, heard } = await deafHost();
    const { code, out, err } = await simulate('--loggers', '3', '--interval', '1', '--seconds', '1', '--port', String(port));
    expect(code).toBe(1);
    expect(out).toContain('585344454D4F000000000001 至 585344454D4F000000000003');
    expect(err).toContain('登记了吗');
    expect(new Set(heard().match(/MN=585344454D4F00000000000[123]/g)).size).toBe(3);
    expect(heard()).toMatch(/^##\d{4}QN=\d{17};ST=3[12];CN=2011;PW=123456;MN=/);
  });

  it('answers a program with one JSON value', async () => {
    const { port } = await deafHost();
    const { out } = await simulate('--loggers', '2', '--interval', '1', '--seconds', '1', '--port', String(port), '--json');
    expect(JSON.parse(out)).toMatchObject({ loggers: 2, acknowledged: 0, latencyMs: { p50: 0 } });
  });

  it('says that nobody is there', async () => {
    const { port } = await deafHost();
    await new Promise<void>((resolve) => servers.pop()?.close(() => resolve()));
    const { code, err } = await simulate('--loggers', '1', '--seconds', '1', '--port', String(port));
    expect(code).toBe(1);
    expect(err).toContain(`连不上 127.0.0.1:${port}`);
  });

  it('refuses numbers that make no sense', async () => {
    expect(await simulate('--interval', '0')).toMatchObject({ code: 2, err: expect.stringContaining('--interval 应为 1 至 3600 的整数') });
    expect(await simulate('--rate', 'fast')).toMatchObject({ code: 2, err: expect.stringContaining('--rate 只能是 max') });
  });
});

/**
 * The container and the service unit, held statically: no container engine and no systemd runs where our tests run. What can be read is read: that every
 * path exists, nothing runs as root, versions are pinned, ports agree with the defaults of the configuration, and no secret is written down.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaultConfig, readConfig, settings } from '../../foundation/config/index.ts';
import { productFiles } from './contents.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const textOf = (name: string) => readFileSync(join(root, name), 'utf8');
const { web, hj212 } = defaultConfig();
const variables = new Set(settings.map(({ env }) => env));
/** Read before there is a configuration. */
const EARLY = ['XIUSHUI_CONFIG', 'XIUSHUI_DATA', 'XIUSHUI_RUNTIME'];
const isKnown = (name: string) => !name.startsWith('XIUSHUI_') || variables.has(name) || EARLY.includes(name);

describe('the Dockerfile', () => {
  const steps = textOf('deploy/Dockerfile')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => ({ name: line.split(/\s+/)[0] as string, rest: line.slice(line.indexOf(' ') + 1) }));
  const last = steps.slice(steps.findLastIndex(({ name }) => name === 'FROM'));

  it('builds on Node 24, pinned to its patch, in stages of which only the last is kept', () => {
    const bases = steps.filter(({ name }) => name === 'FROM').map(({ rest }) => rest.split(' ')[0]);
    expect(bases.length).toBeGreaterThan(1);
    for (const base of bases) expect(base).toMatch(/^node:24\.\d+\.\d+-[a-z]+-slim$/);
    expect(new Set(bases).size).toBe(1);
  });

  it('takes the packages of production by the lock, and no others into the last stage', () => {
    const installs = steps.filter(({ name, rest }) => name === 'RUN' && /npm (ci|i|install)\b/.test(rest));
    expect(installs.every(({ rest }) => /npm ci\b/.test(rest))).toBe(true);
    expect(installs.at(-1)?.rest).toContain('--omit=dev');
    const from = last.filter(({ name, rest }) => name === 'COPY' && rest.includes('node_modules')).map(({ rest }) => rest);
    expect(from).toEqual(['--from=packages /build/node_modules ./node_modules']);
  });

  it('copies only what is there, and every folder that the product has', () => {
    const copied = last
      .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'))
      .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const needed = new Set(
      productFiles(root)
        .filter((name) => /\.(ts|mjs|sql|ya?ml)$/.test(name) && !/^(docs|deploy)\//.test(name))
        .map((name) => (/^(apps|tools)\//.test(name) ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] as string))),
    );
    expect([...needed].filter((path) => !copied.includes(path)).sort()).toEqual([]);
    const ignored = textOf('deploy/Dockerfile.dockerignore');
    for (const path of copied) expect(ignored, path).toContain(`!${path.split('/')[0]}`);
  });

  it('runs as nobody of importance, with its data in a volume and nothing secret inside', () => {
    expect(last.filter(({ name }) => name === 'USER').map(({ rest }) => rest)).toEqual(['xiushui']);
    const at = (name: string) => last.findIndex((step) => step.name === name);
    expect(at('USER')).toBeLessThan(at('ENTRYPOINT'));
    expect(last.slice(at('USER')).some(({ name }) => name === 'RUN')).toBe(false);
    expect(last.find(({ name }) => name === 'VOLUME')?.rest).toBe('/data');
    const set = steps
      .filter(({ name }) => name === 'ENV' || name === 'ARG')
      .flatMap(({ rest }) => rest.match(/[A-Z][A-Z0-9_]+(?==)/g) ?? []);
    expect(set.filter((name) => /SECRET|PASSWORD|TOKEN|KEY|DATABASE_URL/.test(name))).toEqual([]);
    expect(set.filter((name) => !isKnown(name))).toEqual([]);
    expect(set).toContain('XIUSHUI_DATA');
  });

  it('listens where the configuration says by itself, and is healthy when it is ready', () => {
    expect(last.find(({ name }) => name === 'EXPOSE')?.rest).toBe(`${web.port} ${hj212.port}`);
    expect(last.find(({ name }) => name === 'HEALTHCHECK')?.rest).toContain(`127.0.0.1:${web.port}/readyz`);
    expect(last.find(({ name }) => name === 'ENTRYPOINT')?.rest).toBe('["node", "apps/cli/bin.mjs"]');
    expect(existsSync(join(root, 'apps/cli/bin.mjs'))).toBe(true);
  });
});

interface Service {
  image: string;
  build?: { context: string; dockerfile: string };
  user: string;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  tmpfs: string[];
  volumes: string[];
  ports?: string[];
  environment: Record<string, string>;
}

describe('compose.yaml', () => {
  const { services, volumes } = parse(textOf('deploy/compose.yaml')) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
  };

  it('gives every service a read-only root, no capability, no new privileges, an account that is not root and a pinned image', () => {
    for (const [name, one] of Object.entries(services)) {
      expect(one.read_only, name).toBe(true);
      expect(one.cap_drop, name).toEqual(['ALL']);
      expect(one.security_opt, name).toContain('no-new-privileges:true');
      expect(one.user, name).not.toMatch(/^(root|0)\b/);
      expect(
        one.tmpfs.some((mount) => mount.startsWith('/tmp')),
        name,
      ).toBe(true);
      expect(one.image, name).toMatch(/:\d+\.\d+/);
      for (const mount of one.volumes) expect(volumes, name).toHaveProperty(mount.split(':')[0] as string);
    }
  });

  it('builds from the Dockerfile that is there, keeps its data where the image has them, and publishes the ports of the defaults', () => {
    const one = services.xiushui as Service;
    expect(existsSync(join(root, one.build?.dockerfile ?? ''))).toBe(true);
    expect(one.image).toBe(`xiushui:${(JSON.parse(textOf('package.json')) as { version: string }).version}`);
    expect(one.volumes).toEqual(['data:/data']);
    expect(textOf('deploy/Dockerfile')).toContain(`--uid ${one.user.split(':')[0]} `);
    // The console only to this machine's proxy; the loggers from their network.
    expect(one.ports).toEqual([`127.0.0.1:${web.port}:${web.port}`, `${hj212.port}:${hj212.port}`]);
    expect(Object.keys(one.environment).filter((name) => !isKnown(name))).toEqual([]);
  });

  it('writes no secret down', () => {
    const all = Object.values(services).flatMap(({ environment }) => Object.entries(environment));
    expect(all.filter(([name, value]) => /PASSWORD|SECRET|TOKEN|DATABASE_URL/.test(name) && !/_FILE$/.test(name) && value)).toEqual([]);
  });
});

describe('the service unit', () => {
  const lines = textOf('deploy/xiushui.service')
    .split('\n')
    .filter((line) => /^[A-Z][A-Za-z]+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  const all = (name: string) => lines.filter(([key]) => key === name).map(([, value]) => value);
  const one = (name: string) => all(name)[0];

  it('runs as an account of its own that may write its state and nothing else', () => {
    expect(one('DynamicUser')).toBe('yes');
    expect(one('User')).toBe('xiushui');
    expect(one('ProtectSystem')).toBe('strict');
    expect(one('StateDirectory')).toBe('xiushui');
    expect(one('StateDirectoryMode')).toBe('0700');
    expect(one('CapabilityBoundingSet')).toBe('');
    for (const name of [
      'NoNewPrivileges',
      'PrivateTmp',
      'PrivateDevices',
      'PrivateUsers',
      'ProtectHome',
      'ProtectKernelModules',
      'RestrictNamespaces',
    ])
      expect(one(name), name).toBe('yes');
    expect(one('RestrictAddressFamilies')?.split(' ')).not.toContain('AF_PACKET');
    expect(one('SystemCallFilter')).toBe('@system-service');
  });

  it('starts what is there, with settings that exist, and leaves the supervisor the time to stop in order', () => {
    for (const order of [...all('ExecStart'), ...all('ExecStartPre')]) {
      const script = /\/opt\/xiushui\/(\S+)/.exec(order)?.[1] ?? '';
      expect(existsSync(join(root, script)), order).toBe(true);
    }
    const set = all('Environment').map((text) => text.split('=')[0] as string);
    expect(set.filter((name) => !isKnown(name))).toEqual([]);
    expect(one('KillMode')).toBe('mixed');
    // A role has 8 s, the database 20 s and more (docs/operator/run.md).
    expect(Number(one('TimeoutStopSec'))).toBeGreaterThan(60);
  });

  it('is read by systemd itself without complaint, where systemd is there', () => {
    if (spawnSync('systemd-analyze', ['--version']).status !== 0) return;
    const folder = mkdtempSync(join(tmpdir(), 'xiushui-unit-'));
    try {
      const unit = join(folder, 'xiushui.service');
      writeFileSync(unit, textOf('deploy/xiushui.service'));
      const verify = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
      // Other units of the machine are complained about too; ours must not be.
      expect(verify.stderr.split('\n').filter((line) => line.includes('xiushui.service') && !/\/opt\/xiushui/.test(line))).toEqual([]);
      const security = spawnSync('systemd-analyze', ['security', '--offline=yes', '--no-pager', unit], { encoding: 'utf8' });
      const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(security.stdout)?.[1]);
      if (security.status === 0 && !Number.isNaN(exposure)) expect(exposure).toBeLessThan(3);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the example of settings', () => {
  it('is a configuration without a finding', () => {
    const { findings } = readConfig({ home: tmpdir(), env: {}, file: join(root, 'deploy/xiushui.yaml') });
    expect(findings).toEqual([]);
  });
});

describe('nginx in front', () => {
  it('leads to the port of the web role, replaces what a client says of itself, and keeps the numbers at home', () => {
    const text = textOf('deploy/nginx.conf');
    expect(text).toContain(`server 127.0.0.1:${web.port};`);
    expect(text).not.toContain('$proxy_add_x_forwarded_for');
    for (const place of text
      .split(/location /)
      .slice(1)
      .filter((part) => part.includes('proxy_pass'))) {
      expect(place).toContain('X-Forwarded-For $remote_addr');
      expect(place).toContain('X-Forwarded-Proto $scheme');
    }
    expect(text).toMatch(/location = \/metrics \{ return 404; \}/);
  });
});

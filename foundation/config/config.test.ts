import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ConfigWrong,
  configurationPage,
  defaultConfig,
  loadConfig,
  readConfig,
  readSecret,
  settings,
  shownConfig,
  withinNetworks,
} from './index.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'xiushui-config-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function write(text: string, name = 'xiushui.yaml'): string {
  const file = join(home, name);
  writeFileSync(file, text, { mode: 0o644 });
  return file;
}

function secret(name: string, text = 'kept apart', mode = 0o600): string {
  const file = join(home, name);
  writeFileSync(file, text, { mode });
  chmodSync(file, mode);
  return file;
}

const read = (env: NodeJS.ProcessEnv = {}, more: object = {}) => readConfig({ home, env, ...more });
const told = (env: NodeJS.ProcessEnv = {}, more: object = {}) =>
  read(env, more).findings.map(({ key, where, saysEn }) => `${where.line ?? where.name ?? ''}:${where.column ?? ''} ${key} ${saysEn}`);

describe('the configuration (F20)', () => {
  it('is whole without a file: every setting has a value of its own, or none', () => {
    const { config, findings, file } = read();
    expect(findings).toEqual([]);
    expect(file).toBeUndefined();
    expect(config).toEqual(defaultConfig());
    expect(config.web).toMatchObject({ host: '127.0.0.1', port: 8212, trustProxy: [] });
    expect(config.hj212.port).toBe(9212);
  });

  it('takes the environment before the file and a flag before both, and says where each value comes from', () => {
    write('web:\n  port: 8001\n  host: 0.0.0.0\nhj212:\n  port: 9001\n');
    const env = { XIUSHUI_WEB_PORT: '8002', XIUSHUI_HJ212_PORT: '9002' };
    const { config, origins, findings } = read(env, { flags: { 'web.port': { name: '--port', value: 8003 } } });
    expect(findings).toEqual([]);
    expect([config.web.port, config.hj212.port, config.web.host]).toEqual([8003, 9002, '0.0.0.0']);
    expect(origins.get('web.port')).toEqual({ from: 'flag', name: '--port' });
    expect(origins.get('hj212.port')).toEqual({ from: 'environment', name: 'XIUSHUI_HJ212_PORT' });
    expect(origins.get('web.host')).toMatchObject({ from: 'file', line: 3, column: 9 });
    expect(origins.get('log.level')).toEqual({ from: 'default' });
  });

  it('tells every finding at once, each with line and column, and the nearest known key', () => {
    write(
      'web:\n  prot: 8001\n  host: "not a host!"\n  trustProxy: true\nhj212:\n  port: 70000\nmial:\n  host: mail.example\ntls:\n  certFile: a\n',
    );
    expect(told()).toEqual([
      '2:3 web.prot there is no such key; the nearest is web.port',
      '3:9 web.host should be an IP address or a host name, not "not a host!"',
      '4:15 web.trustProxy should be a list, each an IP address or a CIDR range, not true',
      '6:9 hj212.port should be a whole number from 1 to 65535, not 70000',
      '7:1 mial there is no such key; the nearest is mail',
      '9:1 tls there is no such key; the nearest is web.tls',
    ]);
  });

  it('tells what only shows when settings are looked at together', () => {
    const keyFile = secret('key.pem');
    write(`web:\n  port: 9212\n  tls:\n    keyFile: ${keyFile}\nfiles:\n  keptIn: s3\noidc:\n  issuer: https://sso.example\n`);
    expect(told().map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'web.tls.keyFile also needs web.tls.certFile',
      'oidc.issuer also needs oidc.clientId',
      'files.keptIn s3 also needs files.s3.endpoint',
      'files.keptIn s3 also needs files.s3.bucket',
      'files.keptIn s3 also needs files.s3.accessKeyFile',
      'files.keptIn s3 also needs files.s3.secretKeyFile',
      'hj212.port must differ from web.port',
    ]);
  });

  it('refuses a secret written inline and does not repeat it', () => {
    write(
      'mail:\n  host: mail.example\n  from: a@b.example\n  password: hunter2-inline\noidc:\n  clientSecret: hunter2-inline\nstore:\n  databaseUrl: postgres://u:hunter2-inline@db/x\nsms:\n  url: https://u:hunter2-inline@sms.example/\n  token: hunter2-inline\n  bearerFile: hunter2-inline\n',
    );
    const { findings } = read();
    expect(findings.map(({ key }) => key)).toEqual([
      'mail.password',
      'oidc.clientSecret',
      'store.databaseUrl',
      'sms.url',
      'sms.token',
      'sms.bearerFile',
    ]);
    expect(findings.filter(({ saysEn }) => saysEn.startsWith('secrets are not written')).map(({ key }) => key)).toEqual([
      'mail.password',
      'oidc.clientSecret',
      'store.databaseUrl',
      'sms.token',
    ]);
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  it.runIf(process.platform !== 'win32')('takes a secret only from a file that nobody else may read', () => {
    write('sms:\n  url: https://sms.example/send\n  bearerFile: token\n');
    secret('token', 'the token\n', 0o644);
    expect(told()).toEqual(['3:15 sms.bearerFile others may read the file it names (mode 0644); chmod 600 it']);
    for (const mode of [0o600, 0o400]) {
      chmodSync(join(home, 'token'), mode);
      const { config, findings } = read();
      expect(findings).toEqual([]);
      expect(readSecret(config.sms.bearerFile as string)).toBe('the token');
    }
    // Looked at again when it is read: rights may have changed since the start.
    chmodSync(join(home, 'token'), 0o640);
    expect(() => readSecret(join(home, 'token'))).toThrow(/0640/);
  });

  it('never shows a secret: neither the database’s address nor the query of an address', () => {
    write('sms:\n  url: https://sms.example/send?token=hunter2\n');
    const loaded = read({ DATABASE_URL: 'postgres://u:hunter2@db.example/x' });
    expect(loaded.findings).toEqual([]);
    expect(loaded.config.store.databaseUrl).toBe('postgres://u:hunter2@db.example/x');
    const shown = JSON.stringify(shownConfig(loaded));
    expect(shown).not.toContain('hunter2');
    expect(shown).toContain('https://sms.example/send?••••••');
  });

  it('refuses a variable that is nearly a setting, and names what took the place of an old one', () => {
    expect(told({ XIUSHUI_WEB_PROT: '1', XIUSHUI_TRUST_PROXY: '1', XIUSHUI_SEED: '8', XIUSHUI_RUNTIME: 'x' })).toEqual([
      'XIUSHUI_WEB_PROT:  there is no such setting; the nearest is XIUSHUI_WEB_PORT',
      'XIUSHUI_TRUST_PROXY:  is replaced by XIUSHUI_WEB_TRUST_PROXY',
    ]);
  });

  it('reads lists and tables from the environment', () => {
    const { config, findings } = read({
      XIUSHUI_WEB_TRUST_PROXY: '10.0.0.0/8, 192.0.2.7',
      XIUSHUI_RETENTION_YEARS: 'readings=10,frames=6',
      XIUSHUI_WEBHOOKS_ALLOW_PRIVATE: 'true',
    });
    expect(findings).toEqual([]);
    expect(config.web.trustProxy).toEqual(['10.0.0.0/8', '192.0.2.7']);
    expect(config.retention.years).toEqual({ readings: 10, frames: 6 });
    expect(config.webhooks.allowPrivate).toBe(true);
  });

  it('tells where a file is no YAML without quoting it', () => {
    write('web:\n  port: 1\n  port: 2\nmail: {password: "hunter2\n');
    const { findings } = read();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings[0]?.where).toMatchObject({ line: 3, column: 3 });
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  it('lets a file inside the home not move the home; one named outside may', () => {
    write('store:\n  home: elsewhere\n');
    expect(read().findings.map(({ key }) => key)).toEqual(['store.home']);
    const file = write('store:\n  home: elsewhere\n', 'other.yaml');
    const { config, findings } = read({}, { file });
    expect(findings).toEqual([]);
    expect(config.store.home).toBe(join(home, 'elsewhere'));
  });

  it('says that a file named is not there, and refuses one that everyone may write', () => {
    expect(told({}, { file: join(home, 'none.yaml') })).toEqual([`${join(home, 'none.yaml')}:  there is no such configuration file`]);
    if (process.platform === 'win32') return;
    chmodSync(write('web: {}\n'), 0o666);
    expect(read().findings.map(({ saysEn }) => saysEn)).toEqual(['everyone may write this file; chmod o-w it']);
  });

  it('stops a start with all that is wrong and touches nothing', () => {
    write('web:\n  port: x\nlog:\n  level: loud\n');
    expect(() => loadConfig({ home, env: {} })).toThrow(ConfigWrong);
    const clone = fileURLToPath(new URL('../../', import.meta.url));
    const data = join(home, 'data');
    const config = join(home, 'xiushui.yaml');
    let said = '';
    try {
      execFileSync(process.execPath, [join(clone, 'apps/cli/bin.mjs'), 'start', '--config', config, '--lang', 'en'], {
        env: { ...process.env, XIUSHUI_DATA: data },
        encoding: 'utf8',
        stdio: 'pipe',
      });
    } catch (error) {
      said = (error as { stderr: string }).stderr;
    }
    expect(said).toContain(`${config}:2:9  web.port  should be a whole number from 1 to 65535, not "x"`);
    expect(said).toContain('log.level');
    expect(() => mkdirSync(data)).not.toThrow();
  });

  it('has for every setting a name, words in both languages and a default that is itself allowed', () => {
    expect(new Set(settings.map(({ env }) => env)).size).toBe(settings.length);
    for (const { key, said, otherwise, schema } of settings) {
      expect(said.zh, key).toMatch(/[\u4e00-\u9fff]|OIDC|TLS/);
      expect(said.en, key).not.toMatch(/[\u4e00-\u9fff]/);
      expect(schema.safeParse(otherwise).success, key).toBe(true);
      if (/secret|password|bearer|keyFile$/i.test(key) && said.sort === 'text' && !/Days|Storage/.test(key))
        expect(said.file, key).toBe('secret');
    }
  });

  it('has no setting that nothing reads', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const text = execFileSync('git', ['ls-files', 'apps/server', 'apps/cli', 'foundation', 'gateways'], { cwd: root, encoding: 'utf8' })
      .split('\n')
      .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|^foundation\/config\//.test(name))
      .map((name) => readFileSync(join(root, name), 'utf8'))
      .join('\n');
    const read = (key: string) => new RegExp(`\\b${key.split('.').at(-1)}\\b`).test(text);
    expect(settings.map(({ key }) => key).filter((key) => !read(key))).toEqual([]);
  });

  it('is described for the operator exactly as declared (write it anew with: npx xiushui config show --page)', () => {
    const page = readFileSync(new URL('../../docs/operator/configuration.md', import.meta.url), 'utf8');
    expect(page).toBe(configurationPage());
  });
});

describe('a list of networks', () => {
  it('holds an address by its range, an IPv4 address also in IPv6 clothes', () => {
    const isOurs = withinNetworks(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);
    expect(['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.7', 'fd12::1'].map(isOurs)).toEqual([true, true, true, true]);
    expect(['11.0.0.1', '192.0.2.8', 'fe80::1', 'unknown', undefined].map(isOurs)).toEqual([false, false, false, false, false]);
  });
});

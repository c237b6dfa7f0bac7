/**
 * Reads the configuration: file, then environment over it, then flags over both. Every finding of all of them is told at once, with line and column where
 * there is one. Touches nothing and makes nothing: a wrong configuration stops a start before the home is opened.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type Document, isAlias, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { CannotStart, type Words } from '../store/home.ts';
import { type Config, schema } from './keys.ts';
import { type Said, said } from './kinds.ts';

/** Something wrong with a setting, and where. Never holds the value of a secret. */
export interface Finding {
  /** The key, for example `web.port`; empty when the whole file is meant. */
  key: string;
  where: Where;
  says: string;
  saysEn: string;
}

export interface Where {
  from: 'file' | 'environment' | 'flag' | 'default';
  /** The file, the variable or the flag. */
  name?: string;
  line?: number;
  column?: number;
}

export interface Given {
  /** The folder of the data when neither file nor environment names one. */
  home: string;
  /** `--config`, before XIUSHUI_CONFIG, before `xiushui.yaml` in the home. */
  file?: string;
  env?: NodeJS.ProcessEnv;
  /** Values of flags by key: `{ 'web.port': 8300 }`. */
  flags?: Record<string, { name: string; value: unknown } | undefined>;
}

export interface Loaded {
  config: Config;
  /** The file that was read, if any. */
  file: string | undefined;
  /** Where each value comes from, by key. */
  origins: Map<string, Where>;
  findings: Finding[];
}

export interface Setting {
  key: string;
  section: keyof Config;
  /** Its name in the environment. */
  env: string;
  said: Said;
  schema: z.ZodType;
  otherwise: unknown;
}

export const FILE_NAME = 'xiushui.yaml';

/** Every setting, in the order of declaration. */
export const settings: readonly Setting[] = settingsOf(schema, []);

function settingsOf(of: z.ZodObject, above: string[]): Setting[] {
  return Object.entries(of.shape as Record<string, z.ZodType>).flatMap(([name, inner]) => {
    const at = [...above, name];
    if (inner instanceof z.ZodObject) return settingsOf(inner, at);
    const words = said.get(inner);
    if (!words) throw new Error(`the setting ${at.join('.')} has no words`);
    return {
      key: at.join('.'),
      section: at[0] as keyof Config,
      env: words.env ?? `XIUSHUI_${at.map(upper).join('_')}`,
      said: words,
      schema: inner,
      otherwise: inner.parse(undefined),
    };
  });
}

function upper(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

const byKey = new Map(settings.map((setting) => [setting.key, setting]));
const groups = new Set(
  settings.flatMap(({ key }) =>
    key
      .split('.')
      .slice(0, -1)
      .map((_, i, all) => all.slice(0, i + 1).join('.')),
  ),
);

/** Variables of earlier versions, and what stands in their place. */
const RETIRED: Record<string, string> = { XIUSHUI_TRUST_PROXY: 'XIUSHUI_WEB_TRUST_PROXY', XIUSHUI_SMS_TOKEN: 'XIUSHUI_SMS_BEARER_FILE' };

/** Every setting at its own value, for tests and tools. `over` by key. */
export function defaultConfig(over: Record<string, unknown> = {}): Config {
  return built(new Map(settings.map(({ key, otherwise }) => [key, Object.hasOwn(over, key) ? over[key] : structuredClone(otherwise)])));
}

/** The configuration, or a `CannotStart` that tells every finding. */
export function loadConfig(given: Given): Loaded {
  const loaded = readConfig(given);
  if (loaded.findings.length > 0) throw new ConfigWrong(loaded);
  return loaded;
}

export class ConfigWrong extends CannotStart {
  readonly findings: Finding[];
  constructor({ findings, file }: Loaded) {
    const lines = (language: 'zh' | 'en') => findings.map((finding) => `  ${sentence(finding, language)}`).join('\n');
    super('configWrong', {
      zh: `配置有 ${findings.length} 处不对，没有启动，也没有改动任何东西：\n${lines('zh')}\n改正后用 xiushui config check${file ? ` --config ${file}` : ''} 检查。`,
      en: `The configuration has ${findings.length} finding(s); nothing was started and nothing touched:\n${lines('en')}\nMend it and look again with xiushui config check${file ? ` --config ${file}` : ''}.`,
    });
    this.findings = findings;
  }
}

/** One line for a person: where, which key, what. */
export function sentence({ where, key, says, saysEn }: Finding, language: 'zh' | 'en'): string {
  const place =
    where.from === 'file' && where.line !== undefined ? `${where.name}:${where.line}:${where.column}` : (where.name ?? where.from);
  return [place, key, language === 'zh' ? says : saysEn].filter((part) => part !== '').join('  ');
}

export function readConfig(given: Given): Loaded {
  const env = given.env ?? process.env;
  const findings: Finding[] = [];
  const values = new Map<string, unknown>(settings.map(({ key, otherwise }) => [key, structuredClone(otherwise)]));
  const origins = new Map<string, Where>(settings.map(({ key }) => [key, { from: 'default' }]));

  const named = given.file || env.XIUSHUI_CONFIG || undefined;
  const home = env.XIUSHUI_DATA ? resolve(env.XIUSHUI_DATA) : given.home;
  const file = named ? resolve(named) : join(home, FILE_NAME);
  const isThere = existsSync(file);
  if (named && !isThere) {
    findings.push({
      key: '',
      where: { from: 'file', name: file },
      says: '没有这个配置文件',
      saysEn: 'there is no such configuration file',
    });
  }
  if (isThere) readFile(file, named === undefined, values, origins, findings);
  readEnvironment(env, values, origins, findings);
  for (const setting of settings) {
    const flag = given.flags?.[setting.key];
    if (flag === undefined || flag.value === undefined) continue;
    take(setting, flag.value, { from: 'flag', name: flag.name }, values, origins, findings);
  }

  // Only what is whole by itself is compared with the rest; the rest of a wrong key would be told as wrong too.
  const wrong = new Set(findings.map(({ key }) => key));
  for (const finding of together(values, origins, isThere ? dirname(file) : home)) if (!wrong.has(finding.key)) findings.push(finding);
  return { config: built(values), file: isThere ? file : undefined, origins, findings };
}

function built(values: Map<string, unknown>): Config {
  const root: Record<string, unknown> = {};
  for (const [key, value] of values) {
    const path = key.split('.');
    const last = path.pop() as string;
    let at = root;
    for (const name of path) {
      at[name] ??= {};
      at = at[name] as Record<string, unknown>;
    }
    at[last] = value;
  }
  return schema.parse(root);
}

// --- The file -----------------------------------------------------------------------------------------------------------------

function readFile(file: string, isInHome: boolean, values: Map<string, unknown>, origins: Map<string, Where>, findings: Finding[]): void {
  const lines = new LineCounter();
  const at = (offset: number | undefined): Where => {
    if (offset === undefined) return { from: 'file', name: file };
    const { line, col } = lines.linePos(offset);
    return { from: 'file', name: file, line, column: col };
  };
  const say = (key: string, where: Where, words: Words) => findings.push({ key, where, says: words.zh, saysEn: words.en });

  let source: string;
  try {
    source = readFileSync(file, 'utf8');
    if (process.platform !== 'win32' && statSync(file).mode & 0o002) {
      say('', at(undefined), {
        zh: '任何人都可以改写这个文件；请 chmod o-w',
        en: 'everyone may write this file; chmod o-w it',
      });
    }
  } catch (error) {
    const { message } = error as Error;
    say('', at(undefined), { zh: `读不出来：${message}`, en: `cannot be read: ${message}` });
    return;
  }
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, merge: false });
  for (const error of document.errors) {
    // The parser's own message may quote the line, and so a secret that somebody wrote there; its code says enough.
    const what = error.code.toLowerCase().replaceAll('_', ' ');
    say('', at(error.pos[0]), { zh: `不是合法的 YAML（${what}）`, en: `is not YAML (${what})` });
  }
  if (document.errors.length > 0 || document.contents === null) return;
  walk(document.contents as Node, [], document);

  function walk(node: Node | null, above: string[], doc: Document): void {
    const map = isAlias(node) ? node.resolve(doc) : node;
    if (!isMap(map)) {
      if (isScalar(map) && map.value === null) return;
      const key = above.join('.');
      say(key, at(node?.range?.[0]), {
        zh: key === '' ? '应为“节: 键: 值”的形式' : '这里应为若干“键: 值”',
        en: key === '' ? 'should be sections with keys and values' : 'should be rows "key: value"',
      });
      return;
    }
    for (const pair of map.items) {
      const name = String(isScalar(pair.key) ? pair.key.value : pair.key);
      const path = [...above, name];
      const key = path.join('.');
      const where = at((pair.key as Node).range?.[0]);
      const value = pair.value as Node | null;
      if (groups.has(key)) {
        walk(value, path, doc);
        continue;
      }
      const setting = byKey.get(key);
      if (!setting) {
        say(key, where, unknown(key));
        continue;
      }
      if (setting.said.isSecret) {
        say(key, where, secretInline(key, `${key}File`));
        continue;
      }
      if (key === 'store.home' && isInHome) {
        say(key, where, {
          zh: '数据目录里的配置文件不能把数据目录改到别处；请用 --config 指定另一个文件，或设 XIUSHUI_DATA',
          en: 'a file inside the home cannot move the home; name another file with --config, or set XIUSHUI_DATA',
        });
        continue;
      }
      const raw = value === null ? null : value.toJS(doc);
      // An empty value is no value: the setting stays at its own.
      if (raw === null) continue;
      const settled = setting.said.file && typeof raw === 'string' && raw !== '' && !isAbsolute(raw) ? join(dirname(file), raw) : raw;
      take(setting, settled, at(value?.range?.[0]), values, origins, findings);
    }
  }
}

function unknown(key: string): Words {
  const last = key.split('.').at(-1) ?? '';
  const withFile = byKey.get(`${key}File`);
  if (withFile?.said.file === 'secret') return secretInline(key, `${key}File`);
  const near = nearest(key);
  if (/password|secret|token|bearer|privatekey/i.test(last) && !last.endsWith('File')) {
    const secretKey = settings.find((s) => s.said.file === 'secret' && s.key.startsWith(`${key.split('.')[0]}.`))?.key;
    if (secretKey) return secretInline(key, secretKey);
  }
  return {
    zh: near ? `没有这一项；最接近的是 ${near}` : '没有这一项；全部可用项见 docs/operator/configuration.md',
    en: near ? `there is no such key; the nearest is ${near}` : 'there is no such key; docs/operator/configuration.md lists all',
  };
}

function secretInline(key: string, instead: string): Words {
  const isUrl = key === 'store.databaseUrl';
  return {
    zh: `密钥和口令不写在配置文件里；请存入只有属主可读的文件（chmod 600），在 ${instead} 写它的路径${isUrl ? '，或用环境变量 DATABASE_URL' : ''}`,
    en: `secrets are not written in this file; keep it in a file that only its owner may read (chmod 600) and name that in ${instead}${isUrl ? ', or use DATABASE_URL in the environment' : ''}`,
  };
}

/** The known key that was probably meant: by its letters, or the same last word elsewhere. */
function nearest(key: string): string | undefined {
  const last = key.split('.').at(-1) as string;
  const known = [...byKey.keys(), ...groups];
  const elsewhere = known.find((one) => one.split('.').at(-1) === last);
  const [best] = known.map((one) => ({ one, far: distance(one.toLowerCase(), key.toLowerCase()) })).sort((a, b) => a.far - b.far);
  if (best && (best.far <= 1 || (best.far <= Math.max(2, last.length / 3) && !elsewhere))) return best.one;
  return elsewhere;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

// --- The environment ----------------------------------------------------------------------------------------------------------

function readEnvironment(env: NodeJS.ProcessEnv, values: Map<string, unknown>, origins: Map<string, Where>, findings: Finding[]): void {
  const names = new Map(settings.map((setting) => [setting.env, setting]));
  const sections = [...new Set(settings.map(({ section }) => `XIUSHUI_${upper(section)}_`))];
  for (const [name, text] of Object.entries(env)) {
    // A variable set to nothing is how a shell unsets one for a child.
    if (text === undefined || text === '') continue;
    const where: Where = { from: 'environment', name };
    const setting = names.get(name);
    if (setting) {
      const value = fromText(setting.said, text);
      const settled = setting.said.file && typeof value === 'string' ? resolve(value) : value;
      take(setting, settled, where, values, origins, findings);
    } else if (RETIRED[name]) {
      findings.push({ key: '', where, says: `已由 ${RETIRED[name]} 取代`, saysEn: `is replaced by ${RETIRED[name]}` });
    } else if (sections.some((section) => name.startsWith(section))) {
      const [best] = [...names.keys()].map((one) => ({ one, far: distance(one, name) })).sort((a, b) => a.far - b.far);
      findings.push({
        key: '',
        where,
        says: `没有这个设置；最接近的是 ${best?.one}`,
        saysEn: `there is no such setting; the nearest is ${best?.one}`,
      });
    }
  }
}

function fromText({ sort }: Said, text: string): unknown {
  const parts = () =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  if (sort === 'number') return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
  if (sort === 'boolean') return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text;
  if (sort === 'list') return parts();
  if (sort === 'map') {
    return Object.fromEntries(
      parts().map((part) => {
        const [name = '', value = ''] = part.split('=');
        return [name.trim(), /^\d+$/.test(value.trim()) ? Number(value) : value];
      }),
    );
  }
  return text;
}

// --- Values -------------------------------------------------------------------------------------------------------------------

function take(
  setting: Setting,
  value: unknown,
  where: Where,
  values: Map<string, unknown>,
  origins: Map<string, Where>,
  findings: Finding[],
): void {
  const { key, said: words } = setting;
  const parsed = setting.schema.safeParse(value);
  if (!parsed.success) {
    // An address may carry a password; whoever wrote it knows what it was.
    const shown = words.isSecret || words.file || /:\/\//.test(String(value)) ? '' : shortly(value);
    findings.push({
      key,
      where,
      says: `应为${words.form.zh}${shown && `，而不是 ${shown}`}`,
      saysEn: `should be ${words.form.en}${shown && `, not ${shown}`}`,
    });
    return;
  }
  values.set(key, parsed.data);
  origins.set(key, where);
  if (words.file === 'secret' || words.file === 'plain') {
    const trouble = fileTrouble(parsed.data as string, words.file);
    if (trouble) findings.push({ key, where, says: trouble.zh, saysEn: trouble.en });
  }
}

function shortly(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

// The path is not repeated: whoever wrote the secret itself where its path belongs would find it in a log.
function fileTrouble(path: string, sort: 'secret' | 'plain'): Words | undefined {
  let mode: number;
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return { zh: '所指的不是文件', en: 'what it names is not a file' };
    if (stat.size === 0) return { zh: '所指的文件是空的', en: 'the file it names is empty' };
    mode = stat.mode;
    if (sort === 'secret' && stat.size > 65_536) return { zh: '所指的文件大得不像密钥', en: 'the file it names is too large for a secret' };
    readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { zh: '所指的文件不存在（这里写路径，不写内容）', en: 'the file it names does not exist (a path stands here, not the content)' }
      : { zh: `所指的文件读不出来（${code}）`, en: `the file it names cannot be read (${code})` };
  }
  if (sort === 'secret' && process.platform !== 'win32' && mode & 0o077) {
    const shown = (mode & 0o777).toString(8).padStart(4, '0');
    return {
      zh: `所指的文件别人也能读（权限 ${shown}）；请 chmod 600`,
      en: `others may read the file it names (mode ${shown}); chmod 600 it`,
    };
  }
  return undefined;
}

/** What only shows when settings are looked at together. */
function together(values: Map<string, unknown>, origins: Map<string, Where>, folder: string): Finding[] {
  const found: Finding[] = [];
  const get = <T>(key: string) => values.get(key) as T;
  const say = (key: string, zh: string, en: string, at = key) => found.push({ key, where: origins.get(at) as Where, says: zh, saysEn: en });
  const needs = (key: string, others: string[]) => {
    if (get(key) === null) return;
    for (const other of others) if (get(other) === null) say(key, `还需要 ${other}`, `also needs ${other}`);
  };
  needs('web.tls.certFile', ['web.tls.keyFile']);
  needs('web.tls.keyFile', ['web.tls.certFile']);
  needs('mail.host', ['mail.from']);
  needs('mail.user', ['mail.host', 'mail.passwordFile']);
  needs('mail.passwordFile', ['mail.user']);
  needs('sms.bearerFile', ['sms.url']);
  needs('alarm.bearerFile', ['alarm.url']);
  needs('oidc.issuer', ['oidc.clientId']);
  needs('oidc.clientId', ['oidc.issuer']);
  needs('oidc.clientSecretFile', ['oidc.issuer']);
  if (get('files.keptIn') === 's3') {
    for (const key of ['endpoint', 'bucket', 'accessKeyFile', 'secretKeyFile']) {
      if (get(`files.s3.${key}`) === null) say('files.keptIn', `s3 还需要 files.s3.${key}`, `s3 also needs files.s3.${key}`);
    }
  }
  const ports = [get('web.port'), get('hj212.port')];
  if (ports[0] === ports[1]) say('hj212.port', '不能与 web.port 相同', 'must differ from web.port');
  const certFile = get<string | null>('web.tls.certFile');
  if (certFile !== null && origins.get('web.publicUrl')?.from !== 'default' && get<string | null>('web.publicUrl')?.startsWith('http:')) {
    say('web.publicUrl', '启用了 https，对外网址却是 http', 'https is on, but the public address is http');
  }
  if (origins.get('store.databaseUrl')?.from !== 'default') {
    if (get('store.databaseUrlFile') !== null) {
      say('store.databaseUrlFile', '与 DATABASE_URL 只能给一个', 'give this or DATABASE_URL, not both');
    } else if (!/^postgres(ql)?:\/\//.test(get<string>('store.databaseUrl'))) {
      say('store.databaseUrl', '应以 postgres:// 开头', 'should begin with postgres://');
    }
  }
  const home = get<string | null>('store.home');
  if (home !== null && !isAbsolute(home)) values.set('store.home', resolve(folder, home));
  if (get<number>('access.idleMinutes') > get<number>('access.longestHours') * 60) {
    say('access.idleMinutes', '不应超过 access.longestHours', 'should not exceed access.longestHours');
  }
  return found;
}

/** The text of a secret's file, without the line end an editor put there. Looked at again: its rights may have changed since the check. */
export function readSecret(path: string): string {
  const trouble = fileTrouble(path, 'secret');
  if (trouble) throw new CannotStart('secretUnreadable', { zh: `${path} ${trouble.zh}`, en: `${path}: ${trouble.en}` });
  return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
}

/** What a person is shown of the settings: the page for the operator, made from the declaration, and the values in force with secrets covered. */
import { type Config, sectionNames } from './keys.ts';
import { type Loaded, type Setting, settings, type Where } from './read.ts';

/** `docs/operator/configuration.md`, whole. A test holds the file equal to this. */
export function configurationPage(): string {
  const sections = [...new Set(settings.map(({ section }) => section))];
  return [
    '# 配置',
    '',
    '由 `npx xiushui config show --page` 从声明生成，请勿手改。Generated from the declaration; do not edit.',
    '',
    '配置写在数据目录的 `xiushui.yaml`，或 `--config 文件`、环境变量 `XIUSHUI_CONFIG` 指定的文件。环境变量优先于文件，命令行选项优先于两者。',
    '`npx xiushui config check` 检查，`npx xiushui config show` 列出每项的值和来历。改动后须重新启动（证书文件除外，更换后自动生效）。',
    '',
    '口令和密钥不写在配置里：存入只有属主可读的文件（权限 0600 或 0400），在以 `File` 结尾的项里写路径。列表在环境变量中用逗号分隔，',
    '对照表写作 `名称=值,名称=值`。',
    '',
    '```yaml',
    'web:',
    '  host: 0.0.0.0',
    '  publicUrl: https://xiushui.example.gov.cn',
    '  tls: { certFile: tls/cert.pem, keyFile: tls/key.pem }',
    'alarm:',
    '  mails: [duty@example.gov.cn]',
    '```',
    ...sections.flatMap((section) => [
      '',
      `## ${section} ${sectionNames[section].zh}`,
      '',
      ...table(settings.filter((s) => s.section === section)),
    ]),
    '',
  ].join('\n');
}

function table(rows: Setting[]): string[] {
  return [
    '| 项 | 说明 | 取值 | 默认 | 环境变量 |',
    '|---|---|---|---|---|',
    ...rows.map(({ key, said, otherwise, env }) => {
      const unit = said.unit ? `（${said.unit.zh}）` : '';
      const file = said.file === 'secret' ? '，0600' : '';
      return `| \`${key}\` | ${said.zh}${unit}<br>${said.en}${said.unit ? ` (${said.unit.en})` : ''} | ${said.form.zh.replaceAll('|', '\\|')}${file} | ${plain(otherwise)} | \`${env}\` |`;
    }),
  ];
}

function plain(value: unknown): string {
  if (value === null) return '—';
  if (Array.isArray(value)) return value.length === 0 ? '空' : value.map((one) => `\`${one}\``).join(' ');
  if (typeof value === 'object') return Object.keys(value as object).length === 0 ? '空' : `\`${JSON.stringify(value)}\``;
  return `\`${String(value)}\``;
}

export interface Shown {
  key: string;
  value: unknown;
  unit: string | null;
  from: Where;
}

/** Every value in force and where it comes from. A secret in the environment is covered; a secret's file is a path and may be seen. */
export function shownConfig({ config, origins }: Pick<Loaded, 'config' | 'origins'>): Shown[] {
  return settings.map((setting) => ({
    key: setting.key,
    value: shownValue(setting, valueAt(config, setting.key)),
    unit: setting.said.unit?.en ?? null,
    from: origins.get(setting.key) ?? { from: 'default' },
  }));
}

function shownValue({ said, schema: _schema }: Setting, value: unknown): unknown {
  if (value === null) return null;
  if (said.isSecret) return '••••••';
  // A token often travels in the query of an address.
  if (typeof value === 'string' && /^https?:\/\/[^?#]*\?/.test(value)) return value.replace(/\?.*$/, '?••••••');
  return value;
}

export function valueAt(config: Config, key: string): unknown {
  return key.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], config);
}

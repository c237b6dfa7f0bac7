/** The dashboard and the rules for collectors name only metrics that the product has, and every metric of the product is shown somewhere. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { defaultConfig } from '../../../foundation/config/index.ts';
import { NUMBERS } from '../../../foundation/health/index.ts';

const textOf = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const declared = new Set([
  ...NUMBERS.map(({ metric }) => metric),
  ...['apps/server/web/health-routes.ts', 'apps/server/health/answer-times.ts'].flatMap((name) =>
    [...textOf(name).matchAll(/(?:gauge\(|name: )'(xiushui_\w+)'/g)].map((m) => m[1] as string),
  ),
]);
const named = (text: string) =>
  new Set([...text.matchAll(/xiushui_[a-z0-9_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')));

interface Rule {
  alert: string;
  expr: string;
}
const { groups } = parse(textOf('docs/operator/monitoring/alerts.yaml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(textOf('docs/operator/monitoring/grafana.json')) as {
  panels: { title: string; targets: { expr: string }[] }[];
};

describe('the dashboard and the rules', () => {
  it('name only metrics that the product has', () => {
    expect(declared.size).toBeGreaterThan(NUMBERS.length + 5);
    const asked = [...rules.map(({ expr }) => expr), ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))].join(
      '\n',
    );
    expect([...named(asked)].filter((name) => !declared.has(name))).toEqual([]);
    expect([...declared].filter((name) => !named(asked).has(name))).toEqual([
      // Told better by the histogram over all frames, by the age of the oldest row, and by the release itself.
      'xiushui_answer_p99_seconds',
      'xiushui_answer_p50_seconds',
      'xiushui_unsealed_rows',
      'xiushui_version',
    ]);
  });

  it('hold the thresholds that the platform itself has unless set otherwise', () => {
    const t = defaultConfig().alarm.thresholds;
    const limitOf = (alert: string) => {
      const product =
        rules
          .find((rule) => rule.alert === alert)
          ?.expr.split(/[<>]=? /)
          .at(-1) ?? '';
      return product.split('*').reduce((sum, part) => sum * Number(part), 1);
    };
    expect(limitOf('XiushuiAnswersSlow')).toBe(t.answerMilliseconds / 1_000);
    expect(limitOf('XiushuiBacklog')).toBe(t.backlogSeconds);
    expect(limitOf('XiushuiMessagesWaiting')).toBe(t.outboxMinutes * 60);
    expect(limitOf('XiushuiDeadlinesLate')).toBe(t.clocksLateMinutes * 60);
    expect(limitOf('XiushuiUnsealed')).toBe(t.unsealedMinutes * 60);
    expect(limitOf('XiushuiDiskLow')).toBe(t.diskFreeMegabytes * 1_024 * 1_024);
    expect(limitOf('XiushuiBackupOld')).toBe(t.backupHours * 3_600);
    expect(limitOf('XiushuiCertificate')).toBe(t.certificateDays * 86_400);
  });
});

/** What the dated law says of validity, asked of the law as it stands in `law/`. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openLawbook } from '../../foundation/lawbook/index.ts';
import { dayMean, hourMean, validityOf, validityRule } from './index.ts';

const law = openLawbook(fileURLToPath(new URL('../../law', import.meta.url)));
const validity = validityOf(law, law);
const START = Date.UTC(2026, 8, 1);
const NO_RULE = '当日没有可依据的数据有效性规定';
const tenMinutes = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ observedAt: START + i * 600_000, value: 5, text: '5', mark: 'N' }));

describe('validity (dated law)', () => {
  it('a gas hour needs 45 minutes (HJ 212-2017 附录D) and a water hour three quarters of its data (HJ 356-2019)', () => {
    expect(validity.hour('gas', '2026-09-01')).toMatchObject({ countMinutes: 45, dueMinutes: 60 });
    expect(validity.hour('water', '2026-09-01')).toMatchObject({ countMinutes: 45, dueMinutes: 60 });
    expect(validity.day('water', '2026-09-01')).toMatchObject({ countHours: 18, dueHours: 24, weighted: true });
    expect(validity.day('gas', '2026-09-01').weighted).toBe(false);
  });

  it('before the first day of a rule nothing counts, and the hour and the day say why; on that day it does', () => {
    for (const [medium, before, first] of [
      ['gas', '2017-04-30', '2017-05-01'],
      ['water', '2020-03-23', '2020-03-24'],
    ] as const) {
      expect(hourMean(tenMinutes(6), START, 600, validity.hour(medium, before))).toMatchObject({ value: '5', counts: false, why: NO_RULE });
      expect(hourMean(tenMinutes(5), START, 600, validity.hour(medium, first)).counts).toBe(true);
      expect(hourMean(tenMinutes(4), START, 600, validity.hour(medium, first)).counts).toBe(false);
    }
    const hours = Array.from({ length: 24 }, (_, i) => ({ startAt: START + i, value: '5', counts: true }));
    expect(dayMean(hours, null, validity.day('water', '2020-03-23'))).toMatchObject({ counts: false, why: NO_RULE });
    expect(validityRule(law, 'water', 'hour', '2020-03-23')).toMatchObject({ cite: '', confidence: 'C' });
    expect(validityRule(law, 'water', 'hour', '2020-03-24').cite).toContain('HJ 356-2019');
  });

  it('normal values count; faults, calibration, maintenance and marks nobody has defined do not', () => {
    const { countsMark } = validity.hour('gas', '2026-09-01');
    expect(countsMark('N')).toBe(true);
    expect(['D', 'C', 'M', 'F', '?', 'n'].filter(countsMark)).toEqual([]);
    expect(countsMark('')).toBe(countsMark(null));
  });
});

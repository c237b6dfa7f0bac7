import { describe, expect, it } from 'vitest';
import { zh } from './texts/zh.ts';
import { dayOf, hourSpan, relative, type span as Span, span, toSecond } from './time.ts';

/** The Chinese texts without the library: enough to read a span aloud. */
const t = ((key: string, blanks: Record<string, unknown> = {}) => {
  const text = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], zh) as string;
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => String(blanks[name]));
}) as Parameters<typeof Span>[1];

const minute = 60_000;
// 2026-11-24T15:59:30Z, half a minute before midnight in the city.
const lateEvening = Date.UTC(2026, 10, 24, 15, 59, 30);

describe('times on screen', () => {
  it('are the city’s, in whatever zone the machine stands', () => {
    expect(toSecond(lateEvening)).toBe('2026-11-24 23:59:30');
    expect(dayOf(lateEvening)).toBe('2026-11-24');
    expect(dayOf(lateEvening + minute)).toBe('2026-11-25');
  });

  it('an hour is named by its beginning and its end', () => {
    expect(hourSpan(Date.UTC(2026, 10, 24, 7))).toBe('11-24 15:00–16:00');
  });

  it('a length is told in its two largest units', () => {
    expect(span(40_000, t)).toBe('40 秒');
    expect(span(84 * minute, t)).toBe('1 小时 24 分');
    expect(span(28 * 60 * minute, t)).toBe('1 天 4 小时');
  });

  it('what just happened is not counted in seconds', () => {
    expect(relative(1_000_000, 1_002_000, t)).toBe('刚刚');
    expect(relative(1_000_000, 1_000_000 + 3 * minute, t)).toBe('3 分前');
  });
});

/**
 * Times as the city reads them: Asia/Shanghai, fixed +08:00, on any machine in any zone.
 * We shift the instant and read it as UTC, so the browser's own zone never has a say.
 */
import type { Say } from './texts/index.ts';

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
/** Shanghai has had no summer time since 1991; the offset is a constant. */
export const cityOffset = 8 * hour;

const two = (n: number) => String(n).padStart(2, '0');

function parts(at: number) {
  const d = new Date(at + cityOffset);
  return {
    day: `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`,
    monthDay: `${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`,
    minute: `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`,
    second: `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`,
  };
}

export const dayOf = (at: number) => parts(at).day;
export const clockOf = (at: number) => parts(at).second;
export const toSecond = (at: number) => `${parts(at).day} ${parts(at).second}`;
export const toMinute = (at: number) => `${parts(at).day} ${parts(at).minute}`;
/** Without the year, for rows whose year is plain from the page. */
export const shortMinute = (at: number) => `${parts(at).monthDay} ${parts(at).minute}`;

/** `11-24 15:00–16:00`: the hour that begins at an instant. */
export const hourSpan = (at: number) => `${parts(at).monthDay} ${parts(at).minute}–${parts(at + hour).minute}`;

/** A length of time in its two largest units: `1 d 4 h`, `12 min`, `40 s`. */
export function span(ms: number, t: Say): string {
  const total = Math.max(0, Math.round(ms / second));
  const [d, h, m, s] = [Math.floor(total / 86_400), Math.floor(total / 3_600) % 24, Math.floor(total / 60) % 60, total % 60];
  if (d > 0) return [t('when.days', { n: d }), h > 0 && d < 10 ? t('when.hours', { n: h }) : ''].filter(Boolean).join(' ');
  if (h > 0) return [t('when.hours', { n: h }), m > 0 ? t('when.minutes', { n: m }) : ''].filter(Boolean).join(' ');
  if (m > 0) return t('when.minutes', { n: m });
  return t('when.seconds', { n: s });
}

export function relative(at: number, now: number, t: Say): string {
  const away = at - now;
  if (Math.abs(away) < 5 * second) return t('when.now');
  return away < 0 ? t('when.ago', { span: span(-away, t) }) : t('when.later', { span: span(away, t) });
}

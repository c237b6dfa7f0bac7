/** Times on screen: relative ones carry the exact one in their title, and both are the city's time. */
import { useEffect, useState } from 'react';
import { useTexts } from '../texts/index.ts';
import { hour, relative, second, shortMinute, span, toMinute, toSecond } from '../time.ts';
import { Icon } from './icons.tsx';

export function useNow(every = 10 * second): number {
  const [now, set] = useState(Date.now);
  useEffect(() => {
    const beat = setInterval(() => set(Date.now()), every);
    return () => clearInterval(beat);
  }, [every]);
  return now;
}

export function At({ at, to = 'minute' }: { at: number; to?: 'second' | 'minute' | 'short' }) {
  const { t } = useTexts();
  const shown = to === 'second' ? toSecond(at) : to === 'short' ? shortMinute(at) : toMinute(at);
  return (
    <time className="num nowrap" dateTime={new Date(at).toISOString()} title={`${toSecond(at)} ${t('when.zone')}`}>
      {shown}
    </time>
  );
}

export function Ago({ at }: { at: number | null }) {
  const { t } = useTexts();
  const now = useNow(5 * second);
  if (at === null) return <span className="soft">{t('shell.unknownTime')}</span>;
  return (
    <time className="num nowrap" dateTime={new Date(at).toISOString()} title={`${toSecond(at)} ${t('when.zone')}`}>
      {relative(at, now, t)}
    </time>
  );
}

/** The countdown of a file. Late is said in words, never by colour alone. */
export function Due({ dueAt, closed = false }: { dueAt: number | null; closed?: boolean }) {
  const { t } = useTexts();
  const now = useNow();
  if (dueAt === null || closed)
    return <span className="soft">{dueAt === null ? t('when.noDue') : t('when.due', { time: shortMinute(dueAt) })}</span>;
  const left = dueAt - now;
  const late = left < 0;
  return (
    <span
      className={`due ${late ? 'late' : left < 4 * hour ? 'soon' : ''}`}
      title={`${t('when.due', { time: toMinute(dueAt) })} ${t('when.zone')}`}
    >
      <Icon of={late ? 'triangle' : 'clock'} />
      {late ? t('when.over', { span: span(-left, t) }) : t('when.left', { span: span(left, t) })}
    </span>
  );
}

/** Small labels. Each has a shape and a word besides its colour. */
import type { ReactNode } from 'react';
import type { StationSummary, VerdictShown } from '../contract.ts';
import { useTexts } from '../texts/index.ts';
import { Icon, type IconName } from './icons.tsx';

export type Tone = 'good' | 'warn' | 'bad' | 'note' | 'mute';

export function Tag({ tone = 'mute', icon, title, children }: { tone?: Tone; icon?: IconName; title?: string; children: ReactNode }) {
  return (
    <span className={`tag ${tone}`} title={title}>
      {icon ? <Icon of={icon} /> : null}
      {children}
    </span>
  );
}

type Judged = Pick<VerdictShown, 'outcome' | 'outcomeName' | 'consequence' | 'reason'>;
type Sort = 'within' | 'reminder' | 'exceedance' | 'cannotJudge';

export function sortOf(verdict: Pick<VerdictShown, 'outcome' | 'consequence'>): Sort {
  if (verdict.outcome !== 'over') return verdict.outcome;
  return verdict.consequence === 'exceedance' ? 'exceedance' : 'reminder';
}
const looks: Record<Sort, { tone: Tone; icon: IconName }> = {
  within: { tone: 'good', icon: 'tick' },
  reminder: { tone: 'warn', icon: 'triangle' },
  exceedance: { tone: 'bad', icon: 'diamond' },
  cannotJudge: { tone: 'mute', icon: 'question' },
};

/** What a verdict comes to, in the server's words where it has them. With `onOpen` it is the door to its explanation. */
export function VerdictTag({ verdict, onOpen }: { verdict: Judged; onOpen?: () => void }) {
  const { t, language } = useTexts();
  const sort = sortOf(verdict);
  const { tone, icon } = looks[sort];
  const words = (
    <>
      <Icon of={icon} />
      {language === 'zh' ? verdict.outcomeName : t(`verdict.${sort}`)}
    </>
  );
  const marks = { className: `tag ${tone}`, 'data-testid': 'verdict-tag', 'data-outcome': sort, title: verdict.reason ?? undefined };
  if (!onOpen) return <span {...marks}>{words}</span>;
  return (
    <button type="button" {...marks} onClick={onOpen}>
      {words}
    </button>
  );
}

export function StateTag({ state }: { state: StationSummary['state'] }) {
  const { t } = useTexts();
  const look = {
    reporting: { tone: 'good', icon: 'monitoring' },
    silent: { tone: 'bad', icon: 'broken' },
    never: { tone: 'mute', icon: 'dash' },
  } as const;
  return (
    <Tag tone={look[state].tone} icon={look[state].icon}>
      {t(`stations.${state}`)}
    </Tag>
  );
}

const knownMarks = ['N', 'F', 'M', 'S', 'D', 'C', 'T', 'B'] as const;
type KnownMark = (typeof knownMarks)[number];

/** The letter of a mark and what it means. */
export function useMarkName() {
  const { t } = useTexts();
  return (mark: string) => t(`marks.${knownMarks.includes(mark as KnownMark) ? (mark as KnownMark) : 'other'}`);
}
/** N is the instrument's own "all is well"; it says nothing a person must look at. */
export const isPlain = (mark: string | null) => mark === null || mark === '' || mark === 'N';

export function MarkTag({ mark }: { mark: string | null }) {
  const nameOf = useMarkName();
  if (mark === null || mark === '') return null;
  return (
    <Tag tone={isPlain(mark) ? 'mute' : 'warn'}>
      <b className="mono">{mark}</b>
      {nameOf(mark)}
    </Tag>
  );
}

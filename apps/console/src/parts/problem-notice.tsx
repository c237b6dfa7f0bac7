/** What went wrong and what to do next; and the three states every page has besides its contents. */
import { Button, Spin } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ProblemError, unreachable, unreadable } from '../api.ts';
import { inWords, useTexts } from '../texts/index.ts';
import { Icon, type IconName } from './icons.tsx';

export function useProblemWords() {
  const { t, language } = useTexts();
  return (error: unknown): { title: string; next: string; code: string; findings: string[] } => {
    if (!(error instanceof ProblemError))
      return { title: t('problem.broken'), next: t('problem.brokenDo'), code: 'console.broken', findings: [] };
    const { problem } = error;
    if (problem.code === unreachable)
      return { title: t('problem.unreachable'), next: t('problem.unreachableDo'), code: problem.code, findings: [] };
    if (problem.code === unreadable)
      return { title: t('problem.unreadable'), next: t('problem.unreadableDo'), code: problem.code, findings: [] };
    return {
      title: inWords(language, problem.title, problem.titleEn),
      next: inWords(language, problem.do, problem.doEn),
      code: problem.code,
      findings: (problem.findings ?? []).map((f) => f.says),
    };
  };
}

export function Notice({
  tone = 'note',
  icon,
  children,
  testid,
}: {
  tone?: 'note' | 'good' | 'warn' | 'bad';
  icon?: IconName;
  children: ReactNode;
  testid?: string;
}) {
  const own = { note: 'info', good: 'tick', warn: 'triangle', bad: 'triangle' } as const;
  return (
    <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'} data-testid={testid}>
      <Icon of={icon ?? own[tone]} />
      <div>{children}</div>
    </div>
  );
}

export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTexts();
  const words = useProblemWords()(error);
  return (
    <div data-code={words.code}>
      <Notice tone="bad" testid="problem-notice">
        <b>{words.title}</b>
        {words.next ? <div>{words.next}</div> : null}
        {words.findings.length > 0 ? (
          <ul>
            {words.findings.map((says) => (
              <li key={says}>{says}</li>
            ))}
          </ul>
        ) : null}
        {onRetry ? (
          <Button size="small" onClick={onRetry} style={{ marginTop: 8 }}>
            {t('shell.retry')}
          </Button>
        ) : null}
      </Notice>
    </div>
  );
}

/** Never an empty box: what will be here, and when. */
interface NothingProps {
  title: string;
  when?: string;
  icon?: IconName;
  /** When this is all there is on the page, its title is the page's. */
  whole?: boolean;
  /** In one line, where something else on the page has more to say. */
  slim?: boolean;
  children?: ReactNode;
}
export function Nothing({ title, when, icon = 'nothing', whole = false, slim = false, children }: NothingProps) {
  return (
    <div className={slim ? 'nothing slim' : 'nothing'}>
      <Icon of={icon} />
      {whole ? <h1>{title}</h1> : <b>{title}</b>}
      {when ? <p>{when}</p> : null}
      {children}
    </div>
  );
}

export function Loading() {
  const { t } = useTexts();
  return (
    <div className="nothing" role="status" data-testid="loading">
      <Spin />
      <p>{t('shell.loading')}</p>
    </div>
  );
}

/** A whole page that cannot be shown: refused, not found, or broken. */
export function PageRefused({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTexts();
  const words = useProblemWords()(error);
  const status = error instanceof ProblemError ? error.problem.status : -1;
  const [title, next] =
    status === 403
      ? [words.title || t('problem.notAllowed'), words.next || t('problem.notAllowedDo')]
      : status === 404
        ? [words.title || t('problem.notFound'), words.next || t('problem.notFoundDo')]
        : [words.title, words.next];
  return (
    <div className="panel" data-testid="page-refused" data-code={words.code}>
      <Nothing title={title} when={next} icon={status === 403 ? 'seal' : 'question'} whole>
        <div className="small soft" style={{ marginTop: 8 }}>
          {t('problem.code', { code: words.code })}
        </div>
        <div style={{ display: 'flex', gap: 8, marginTop: 12 }}>
          {onRetry && status !== 403 && status !== 404 ? <Button onClick={onRetry}>{t('shell.retry')}</Button> : null}
          <Link to="/">
            <Button type="primary">{t('problem.home')}</Button>
          </Link>
        </div>
      </Nothing>
    </div>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}
/** Draws the contents when they are there. A refresh that failed leaves the old contents under a notice. */
export function WhenReady<T>({ asked, whole = false, children }: { asked: Asked<T>; whole?: boolean; children: (ready: T) => ReactNode }) {
  const again = () => void asked.refetch();
  if (asked.data !== undefined) {
    return (
      <>
        {asked.error ? <ProblemNotice error={asked.error} onRetry={again} /> : null}
        {children(asked.data)}
      </>
    );
  }
  if (asked.error)
    return whole ? <PageRefused error={asked.error} onRetry={again} /> : <ProblemNotice error={asked.error} onRetry={again} />;
  return <Loading />;
}

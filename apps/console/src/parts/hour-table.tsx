/** Every hour beside the logger's own, with its verdict: the chart's numbers for reading and checking. */
import type { Series } from '../contract.ts';
import { useTexts } from '../texts/index.ts';
import { hourSpan } from '../time.ts';
import { limitWords, show } from './chart-options.ts';
import { Nothing } from './problem-notice.tsx';
import { type Column, Sheet } from './sheet.tsx';
import { Tag, VerdictTag } from './tags.tsx';

type Hour = Series['hours'][number];

export function HourTable({ series, onVerdict }: { series: Series; onVerdict: (id: string) => void }) {
  const { t } = useTexts();
  const columns: Column<Hour>[] = [
    { title: t('station.hour'), key: 'hour', width: 160, render: (h) => <span className="num nowrap">{hourSpan(h.at)}</span> },
    {
      title: `${t('station.ours')} (${series.unit})`,
      key: 'ours',
      width: 170,
      right: true,
      render: (h) => (h.value === null ? <span className="soft">{t('shell.nothing')}</span> : <b className="num">{show(h.value)}</b>),
    },
    {
      title: `${t('station.theirs')} (${series.unit})`,
      key: 'theirs',
      width: 150,
      right: true,
      render: (h) => <span className="num">{h.loggerValue === null ? t('shell.nothing') : show(h.loggerValue)}</span>,
    },
    {
      title: t('station.differs'),
      key: 'differs',
      width: 120,
      render: (h) =>
        h.loggerValue === null ? (
          <span className="soft">{t('shell.nothing')}</span>
        ) : h.differs ? (
          <Tag tone="warn" icon="triangle">
            {t('station.differs')}
          </Tag>
        ) : (
          <span className="soft">{t('station.same')}</span>
        ),
    },
    {
      title: t('station.coverage'),
      key: 'coverage',
      width: 110,
      right: true,
      render: (h) => <span className="num">{t('station.coverageOf', { n: h.coverage })}</span>,
    },
    {
      title: t('station.limitOf'),
      key: 'limit',
      width: 170,
      render: (h) => {
        const limit = h.verdict?.limit ?? null;
        return limit ? <span title={limit.clause}>{limitWords(limit, t)}</span> : <span className="soft">{t('shell.nothing')}</span>;
      },
    },
    {
      title: t('station.verdict'),
      key: 'verdict',
      render: (h) => (
        <div>
          {h.verdict ? (
            <VerdictTag verdict={h.verdict} onOpen={() => onVerdict(h.verdict?.id ?? '')} />
          ) : (
            <span className="soft">{t('station.noVerdict')}</span>
          )}
          {h.verdict?.reason ? (
            <div className="small soft">{h.verdict.reason}</div>
          ) : !h.counts && h.why ? (
            <div className="small soft">{t('station.whyNot', { why: h.why })}</div>
          ) : null}
        </div>
      ),
    },
  ];
  return (
    <Sheet
      tight
      columns={columns}
      rows={[...series.hours].sort((a, b) => b.at - a.at)}
      rowKey={(h) => String(h.at)}
      minWidth={960}
      pageSize={24}
      empty={<Nothing title={t('station.hoursEmpty')} when={t('station.hoursEmptyWhen')} />}
      marks={(h) => ({ 'data-testid': 'hour-row', 'data-at': h.at })}
    />
  );
}

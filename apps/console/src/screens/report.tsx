/** The report's sentences with their numbers as doors, and the figures of the year as a table. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useAddress } from '../address.ts';
import type { Report } from '../contract.ts';
import { FigureChip } from '../parts/figure-chip.tsx';
import { thisYear } from '../parts/figure-drawer.tsx';
import { PageHead, Panel, PrintButton } from '../parts/page.tsx';
import { Nothing, WhenReady } from '../parts/problem-notice.tsx';
import { RefLink } from '../parts/ref-link.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Tag } from '../parts/tags.tsx';
import { At } from '../parts/when.tsx';
import { figures, report } from '../queries.ts';
import { useTexts } from '../texts/index.ts';
import { toSecond } from '../time.ts';

/** Records reach back to the first year of the plan. */
const firstYear = 2024;

export default function ReportScreen() {
  const { t } = useTexts();
  const { read, write } = useAddress();
  const year = Number(read('year')) || thisYear();
  const asked = useQuery(report(year));
  const table = useQuery(figures(year));
  const years = Array.from({ length: Math.max(1, thisYear() - firstYear + 1) }, (_, i) => thisYear() - i);
  return (
    <>
      <PageHead
        title={t('report.title')}
        lead={t('report.printNote')}
        actions={
          <>
            <Select
              aria-label={t('report.year')}
              value={year}
              onChange={(y) => write({ year: String(y) })}
              options={years.map((y) => ({ value: y, label: String(y) }))}
            />
            <PrintButton />
          </>
        }
      />
      <WhenReady asked={asked} whole>
        {(ready) =>
          ready.paragraphs.length === 0 ? (
            <Panel>
              <Nothing title={t('report.empty')} when={t('report.emptyWhen')} icon="report" />
            </Panel>
          ) : (
            <Text of={ready} />
          )
        }
      </WhenReady>
      <Panel title={t('report.figures')} flush>
        <WhenReady asked={table}>
          {({ items }) => (
            <Sheet
              numbered
              rows={items}
              rowKey={(f) => f.id}
              minWidth={860}
              empty={<Nothing title={t('report.empty')} when={t('report.emptyWhen')} icon="report" />}
              marks={(f) => ({ 'data-testid': 'figure-row', 'data-figure': f.id })}
              columns={[
                {
                  title: t('report.figure'),
                  key: 'name',
                  bare: true,
                  render: (f) => <RefLink of={{ kind: 'figure', id: f.id }}>{f.name}</RefLink>,
                },
                {
                  title: t('report.value'),
                  key: 'value',
                  width: 140,
                  right: true,
                  render: (f) => (
                    <span className="num nowrap">
                      <b>{f.text}</b> {f.unit}
                    </span>
                  ),
                },
                { title: t('report.basis'), key: 'basis', width: 110, render: (f) => <Tag>{f.basis}</Tag> },
                { title: t('report.scope'), key: 'scope', width: 180, render: (f) => f.scope },
                { title: t('report.formula'), key: 'formula', render: (f) => f.formula },
                {
                  title: t('report.records'),
                  key: 'records',
                  width: 90,
                  right: true,
                  render: (f) => <span className="num">{f.records}</span>,
                },
              ]}
            />
          )}
        </WhenReady>
      </Panel>
    </>
  );
}

function Text({ of }: { of: Report }) {
  const { t } = useTexts();
  const piece = (part: Report['paragraphs'][number][number], key: string): ReactNode =>
    'figure' in part ? <FigureChip key={key} figure={part.figure} /> : <span key={key}>{part.text}</span>;
  return (
    <article className="report" data-testid="report">
      <h2>{of.title}</h2>
      <p className="as-of" title={toSecond(of.asOf)}>
        {t('report.asOf', { time: toSecond(of.asOf) })} {t('when.zone')}
      </p>
      {of.paragraphs.map((paragraph, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs have no names, only their order.
        <p className="para" key={i}>
          {paragraph.map((part, j) => piece(part, `${i}.${j}`))}
        </p>
      ))}
      <p className="fine">{of.note}</p>
      <span className="off-screen">
        <At at={of.asOf} />
      </span>
    </article>
  );
}

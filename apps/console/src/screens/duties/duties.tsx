/** Every duty of the house: what it keeps, what it handles, what it counts, and how far it has come. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { DutySummary } from '../../contract.ts';
import { OpenFileButton } from '../../parts/open-file.tsx';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag, type Tone } from '../../parts/tags.tsx';
import { duties } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';

type State = DutySummary['states'][number]['state'];
const TONES: Record<State, Tone> = { none: 'mute', thin: 'warn', works: 'good', exempt: 'note' };

export function StateTags({ of }: { of: { row: string; state: State }[] }) {
  const { t } = useTexts();
  return (
    <span style={{ display: 'inline-flex', gap: 6, flexWrap: 'wrap' }}>
      {of.map(({ row, state }) => (
        <Tag key={row} tone={TONES[state]}>
          {row} {t(`duties.states.${state}`)}
        </Tag>
      ))}
    </span>
  );
}

export default function DutiesScreen() {
  const { t, language } = useTexts();
  const asked = useQuery(duties);
  return (
    <>
      <PageHead
        title={t('duties.title')}
        lead={t('duties.lead')}
        actions={
          <>
            <OpenFileButton />
            <PrintButton />
          </>
        }
      />
      <WhenReady asked={asked} whole>
        {({ items }) => (
          <Panel flush testid="duties">
            <Sheet<DutySummary>
              rows={items}
              rowKey={(one) => one.id}
              minWidth={900}
              empty={<Nothing title={t('duties.none')} />}
              marks={(one) => ({ 'data-testid': 'duty-row', 'data-duty': one.id })}
              columns={[
                {
                  key: 'name',
                  title: t('duties.duty'),
                  width: 220,
                  render: (one) => <Link to={`/duties/${encodeURIComponent(one.id)}`}>{inWords(language, one.name, one.nameEn)}</Link>,
                },
                {
                  key: 'registers',
                  title: t('registers.title'),
                  render: (one) =>
                    one.registers.map((register, i) => (
                      <span key={register.id}>
                        {i > 0 ? ' · ' : ''}
                        <Link to={`/registers/${encodeURIComponent(register.id)}`}>
                          {inWords(language, register.name, register.nameEn)}
                        </Link>
                      </span>
                    )),
                },
                {
                  key: 'procedures',
                  title: t('duties.procedures'),
                  render: (one) =>
                    one.procedures.map((procedure, i) => (
                      <span key={procedure.id}>
                        {i > 0 ? ' · ' : ''}
                        <Link to={`/files?status=all&procedure=${encodeURIComponent(procedure.id)}`}>
                          {inWords(language, procedure.name, procedure.nameEn)}
                        </Link>
                      </span>
                    )),
                },
                {
                  key: 'indicators',
                  title: t('duties.indicators'),
                  width: 90,
                  right: true,
                  render: (one) => <span className="num">{one.indicators}</span>,
                },
                { key: 'states', title: t('duties.maturity'), width: 170, render: (one) => <StateTags of={one.states} /> },
              ]}
            />
          </Panel>
        )}
      </WhenReady>
    </>
  );
}

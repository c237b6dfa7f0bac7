/** Retention, for the three administrators: how long each kind is kept and why, what is held, and removals from the report to the end. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/retention-contract.ts';
import { api } from '../../api.ts';
import { Act, FieldsWindow } from '../../parts/change.tsx';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { usePerson } from '../../session.tsx';
import { useTexts } from '../../texts/index.ts';

type Retention = z.infer<typeof shapes.Retention>;
type Hold = z.infer<typeof shapes.Hold>;
type Removal = z.infer<typeof shapes.Removal>;

export default function RetentionScreen() {
  const { t, language } = useTexts();
  const me = usePerson();
  const asked = useQuery({ queryKey: ['retention'], queryFn: ({ signal }) => api.get<Retention>('/retention', { signal }) });
  return (
    <>
      <PageHead
        title={t('retention.title')}
        lead={t('retention.lead')}
        actions={
          <>
            {me.role === 'admin' ? (
              <Act
                says={t('retention.look')}
                small={false}
                done={t('retention.looked')}
                refresh={['removals']}
                does={(key) => api.post('/retention/look', {}, { key })}
                testid="look-retention"
              />
            ) : null}
            <PrintButton />
          </>
        }
      />
      <WhenReady asked={asked} whole>
        {({ kinds, at }) => (
          <Panel
            title={t('retention.terms')}
            note={at === null ? t('retention.never') : t('retention.weekly', { at })}
            flush
            testid="kinds"
          >
            <Sheet
              rows={kinds}
              rowKey={(one) => one.id}
              minWidth={980}
              empty={<Nothing title={t('shell.nothing')} slim />}
              columns={[
                { title: t('retention.kind'), key: 'kind', width: 220, render: (one) => (language === 'zh' ? one.says : one.saysEn) },
                {
                  title: t('retention.months'),
                  key: 'months',
                  width: 170,
                  render: (one) => (
                    <>
                      {one.months === null ? t('retention.forGood') : t('retention.monthsOf', { n: one.months })}
                      {one.isLonger ? <div className="small soft">{t('retention.longer')}</div> : null}
                    </>
                  ),
                },
                {
                  title: t('retention.cite'),
                  key: 'cite',
                  render: (one) => (
                    <>
                      {one.cite || t('shell.nothing')} {one.confidence === 'C' ? <Tag tone="note">{t('retention.unsure')}</Tag> : null}
                      {one.note ? <div className="small soft">{one.note}</div> : null}
                    </>
                  ),
                },
                {
                  title: t('retention.before'),
                  key: 'before',
                  width: 130,
                  render: (one) => <span className="num">{one.before ?? t('shell.nothing')}</span>,
                },
                { title: t('retention.goesBy'), key: 'by', width: 210, render: (one) => t(`retention.goes.${one.goesBy}`) },
              ]}
            />
          </Panel>
        )}
      </WhenReady>
      <Removals />
      <Holds role={me.role} />
    </>
  );
}

function Removals() {
  const { t, language } = useTexts();
  const asked = useQuery({
    queryKey: ['removals'],
    queryFn: ({ signal }) => api.get<{ items: Removal[] }>('/retention/removals', { signal }),
  });
  return (
    <WhenReady asked={asked}>
      {({ items }) => (
        <Panel title={t('retention.removals')} flush testid="removals">
          <Sheet
            rows={items}
            rowKey={(one) => one.id}
            minWidth={1100}
            empty={<Nothing title={t('retention.removalsEmpty')} when={t('retention.removalsWhen')} slim />}
            columns={[
              { title: t('retention.kind'), key: 'kind', width: 160, render: (one) => (language === 'zh' ? one.says : one.saysEn) },
              { title: t('retention.before'), key: 'before', width: 120, render: (one) => <span className="num">{one.before}</span> },
              {
                title: t('retention.counts'),
                key: 'counts',
                render: (one) => (
                  <>
                    {one.report.map((line) => (
                      <div key={line.table} className="small">
                        {t('retention.countsOf', { table: line.table, old: line.old, held: line.held, cited: line.cited, goes: line.goes })}
                      </div>
                    ))}
                    {one.outcome.map((line) => (
                      <div key={line.table} className="small soft">
                        {line.table} {t('retention.gone', { rows: line.rows })} <span className="mono">{line.digest.slice(0, 16)}</span>
                      </div>
                    ))}
                  </>
                ),
              },
              {
                title: t('retention.state'),
                key: 'state',
                width: 140,
                render: (one) => (
                  <Tag tone={one.state === 'done' ? 'good' : one.state === 'dropped' ? 'mute' : 'note'}>
                    {t(`retention.states.${one.state}`)}
                  </Tag>
                ),
              },
              {
                title: t('retention.who'),
                key: 'who',
                width: 140,
                render: (one) => `${one.proposedByName ?? t('shell.nothing')} / ${one.decidedByName ?? t('shell.nothing')}`,
              },
              { title: t('shell.act'), key: 'act', width: 240, bare: true, render: (one) => <RemovalActs of={one} /> },
            ]}
          />
        </Panel>
      )}
    </WhenReady>
  );
}

function RemovalActs({ of }: { of: Removal }) {
  const { t } = useTexts();
  if (of.state !== 'prepared' && of.state !== 'proposed') return null;
  const decide = (decision: 'confirm' | 'drop') => (key: string) => api.post(`/retention/removals/${of.id}/decide`, { decision }, { key });
  return (
    <span style={{ display: 'flex', gap: 6, flexWrap: 'wrap' }}>
      <Act
        says={t('retention.propose')}
        why={of.canPropose}
        ask={t('retention.proposeAsk')}
        done={t('retention.done')}
        refresh={['removals']}
        does={(key) => api.post(`/retention/removals/${of.id}/propose`, {}, { key })}
      />
      <Act
        says={t('retention.confirm')}
        danger
        why={of.canDecide}
        ask={t('retention.confirmAsk')}
        done={t('retention.done')}
        refresh={['removals']}
        does={decide('confirm')}
      />
      <Act
        says={t('retention.drop')}
        why={of.canDecide}
        ask={t('retention.dropAsk')}
        done={t('retention.done')}
        refresh={['removals']}
        does={decide('drop')}
      />
    </span>
  );
}

function Holds({ role }: { role: string }) {
  const { t } = useTexts();
  const [setting, set] = useState(false);
  const [lifting, lift] = useState<Hold | null>(null);
  const asked = useQuery({ queryKey: ['holds'], queryFn: ({ signal }) => api.get<{ items: Hold[] }>('/retention/holds', { signal }) });
  const why = role === 'auditor' ? t('retention.notAuditor') : null;
  return (
    <WhenReady asked={asked}>
      {({ items }) => (
        <Panel
          title={t('retention.holds')}
          flush
          testid="holds"
          end={
            <Button size="small" disabled={why !== null} title={why ?? ''} onClick={() => set(true)} data-testid="set-hold">
              {t('retention.hold')}
            </Button>
          }
        >
          <Sheet
            rows={items}
            rowKey={(one) => one.id}
            minWidth={1000}
            empty={<Nothing title={t('retention.holdsEmpty')} when={t('retention.holdsLead')} slim />}
            columns={[
              {
                title: t('retention.party'),
                key: 'party',
                width: 190,
                render: (one) => <span className="mono small">{one.party ?? t('shell.nothing')}</span>,
              },
              {
                title: t('retention.place'),
                key: 'place',
                width: 190,
                render: (one) => <span className="mono small">{one.place ?? t('shell.nothing')}</span>,
              },
              {
                title: t('retention.fromDay'),
                key: 'from',
                width: 110,
                render: (one) => <span className="num">{one.fromDay ?? t('shell.nothing')}</span>,
              },
              {
                title: t('retention.toDay'),
                key: 'to',
                width: 110,
                render: (one) => <span className="num">{one.toDay ?? t('shell.nothing')}</span>,
              },
              {
                title: t('retention.reason'),
                key: 'reason',
                render: (one) => (
                  <>
                    {one.file ? `${one.file} ` : ''}
                    {one.reason}
                    {one.liftedWhy ? (
                      <div className="small soft">{`${t('retention.lifted')} ${one.liftedBy ?? ''} ${one.liftedWhy}`}</div>
                    ) : null}
                  </>
                ),
              },
              { title: t('retention.by'), key: 'by', width: 100, render: (one) => one.setBy },
              { title: t('retention.at'), key: 'at', width: 160, render: (one) => <At at={one.setAt} /> },
              {
                title: t('retention.state'),
                key: 'state',
                width: 170,
                bare: true,
                render: (one) =>
                  one.liftedAt === null ? (
                    <span style={{ display: 'flex', gap: 6 }}>
                      <Tag tone="note">{t('retention.standing')}</Tag>
                      <Button
                        size="small"
                        disabled={role !== 'security'}
                        title={role === 'security' ? '' : t('retention.onlySecurity')}
                        onClick={() => lift(one)}
                      >
                        {t('retention.lift')}
                      </Button>
                    </span>
                  ) : (
                    <Tag>{t('retention.lifted')}</Tag>
                  ),
              },
            ]}
          />
          {setting ? (
            <FieldsWindow
              title={t('retention.hold')}
              submit={t('retention.hold')}
              name="hold"
              onClose={() => set(false)}
              refresh={['holds']}
              done={t('retention.held')}
              does={(filled, key) => api.post('/retention/holds', filled, { key })}
              then={() => set(false)}
              fields={[
                { name: 'party', says: t('retention.party'), most: 18 },
                { name: 'place', says: t('retention.place'), most: 80 },
                { name: 'fromDay', says: t('retention.fromDay'), kind: 'day' },
                { name: 'toDay', says: t('retention.toDay'), kind: 'day' },
                { name: 'file', says: t('retention.file'), most: 80 },
                { name: 'reason', says: t('retention.reason'), kind: 'longText', required: true, most: 500 },
              ]}
            />
          ) : null}
          {lifting ? (
            <FieldsWindow
              title={t('retention.lift')}
              submit={t('retention.lift')}
              name="lift"
              onClose={() => lift(null)}
              refresh={['holds']}
              done={t('retention.lifted')}
              does={(filled, key) => api.post(`/retention/holds/${lifting.id}/lift`, filled, { key })}
              then={() => lift(null)}
              fields={[{ name: 'why', says: t('retention.liftWhy'), kind: 'longText', required: true, most: 500 }]}
            />
          ) : null}
        </Panel>
      )}
    </WhenReady>
  );
}

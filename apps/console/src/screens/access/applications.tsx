/** What firms of the officer's districts apply for: approved, which makes their first account, or returned with a reason. */
import { Select } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/access-contract.ts';
import { useAddress } from '../../address.ts';
import { api } from '../../api.ts';
import { Act, FieldsWindow } from '../../parts/change.tsx';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { usePages, WhenPaged } from '../../parts/pages.tsx';
import { Nothing } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { useTexts } from '../../texts/index.ts';
import { Once, type Shown } from './once.tsx';

type Application = z.infer<typeof shapes.Application>;
type Decided = { handOver: z.infer<typeof shapes.HandOver> | null };
const states: Application['state'][] = ['waiting', 'approved', 'returned'];
const tones = { waiting: 'note', approved: 'good', returned: 'mute' } as const;

export default function ApplicationsScreen() {
  const { t } = useTexts();
  const { read, write } = useAddress();
  const asked = usePages<Application>('applications', '/firm-applications', { state: read('state') });
  const [returning, giveBack] = useState<Application | null>(null);
  const [shown, show] = useState<Shown | null>(null);
  const decide = (id: string, decision: object) => api.post<Decided>(`/firm-applications/${id}/decide`, decision);
  const approve = async (of: Application) => {
    const { handOver } = await decide(of.id, { approve: true });
    if (handOver?.link)
      show({
        title: `${t('access.applications.link')} · ${handOver.login}`,
        secret: handOver.link,
        says: [t('access.accounts.handOverLink')],
      });
  };
  return (
    <>
      <PageHead title={t('access.applications.title')} lead={t('access.applications.lead')} actions={<PrintButton />} />
      <WhenPaged asked={asked} whole>
        {(rows) => (
          <Panel
            title={t('access.applications.door')}
            count={<span className="count">{rows.length}</span>}
            end={
              <Select
                allowClear
                style={{ minWidth: 130 }}
                placeholder={t('access.applications.state')}
                aria-label={t('access.applications.state')}
                value={read('state') || null}
                options={states.map((state) => ({ value: state, label: t(`access.applications.states.${state}`) }))}
                onChange={(state) => write({ state: state ?? null })}
              />
            }
            flush
            testid="applications"
          >
            <Sheet
              numbered
              rows={rows}
              rowKey={(row) => row.id}
              minWidth={1100}
              empty={<Nothing title={t('access.applications.empty')} when={t('access.applications.emptyWhen')} />}
              marks={() => ({ 'data-testid': 'application-row' })}
              columns={[
                {
                  title: t('access.applications.name'),
                  key: 'name',
                  width: 220,
                  render: (row) => (
                    <>
                      {row.name}
                      <div className="mono small soft">{row.party}</div>
                    </>
                  ),
                },
                {
                  title: t('access.applications.registered'),
                  key: 'registered',
                  width: 200,
                  render: (row) =>
                    row.registered === null ? (
                      <Tag tone="warn">{t('access.applications.notRegistered')}</Tag>
                    ) : row.registered === row.name ? (
                      row.registered
                    ) : (
                      <Tag tone="warn">{row.registered}</Tag>
                    ),
                },
                {
                  title: t('access.applications.accounts'),
                  key: 'accounts',
                  width: 90,
                  right: true,
                  render: (row) => t('access.applications.accountsN', { n: row.accounts }),
                },
                {
                  title: t('access.applications.contact'),
                  key: 'contact',
                  width: 130,
                  render: (row) => (
                    <>
                      {row.contact.name}
                      <div className="small num">{row.contact.phone}</div>
                    </>
                  ),
                },
                { title: t('access.applications.proof'), key: 'proof', render: (row) => row.proof },
                { title: t('access.applications.made'), key: 'made', width: 150, render: (row) => <At at={row.madeAt} /> },
                {
                  title: t('access.applications.state'),
                  key: 'state',
                  width: 150,
                  render: (row) => (
                    <>
                      <Tag tone={tones[row.state]}>{t(`access.applications.states.${row.state}`)}</Tag>
                      {row.decidedBy ? <div className="small soft">{row.decidedBy}</div> : null}
                      {row.reason ? <div className="small soft">{row.reason}</div> : null}
                    </>
                  ),
                },
                {
                  title: t('shell.act'),
                  key: 'act',
                  width: 150,
                  bare: true,
                  render: (row) => {
                    const why = row.state === 'waiting' ? null : t('access.applications.decided');
                    return (
                      <span style={{ display: 'flex', gap: 6 }}>
                        <Act
                          says={t('access.applications.approve')}
                          ask={t('access.applications.approveAsk')}
                          leading
                          why={why}
                          refresh={['applications']}
                          does={() => approve(row)}
                          testid="approve"
                        />
                        <Act says={t('access.applications.return')} why={why} does={async () => giveBack(row)} testid="return" />
                      </span>
                    );
                  },
                },
              ]}
            />
          </Panel>
        )}
      </WhenPaged>
      {returning ? (
        <FieldsWindow
          title={`${t('access.applications.return')} · ${returning.name}`}
          submit={t('access.applications.return')}
          name="return"
          onClose={() => giveBack(null)}
          refresh={['applications']}
          done={t('access.applications.decided')}
          then={() => giveBack(null)}
          does={(filled) => decide(returning.id, { approve: false, reason: filled.reason })}
          fields={[{ name: 'reason', says: t('access.applications.reason'), kind: 'longText', required: true, most: 500 }]}
        />
      ) : null}
      {shown ? <Once of={shown} onClose={() => show(null)} /> : null}
    </>
  );
}

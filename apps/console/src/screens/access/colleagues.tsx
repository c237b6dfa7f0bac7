/** A firm's own accounts: everyone of it sees them, its account keeper adds and closes. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/access-contract.ts';
import { api } from '../../api.ts';
import { Act, FieldsWindow } from '../../parts/change.tsx';
import { PageHead, Panel } from '../../parts/page.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { Ago } from '../../parts/when.tsx';
import { inWords, useTexts } from '../../texts/index.ts';
import { AccountState } from './accounts.tsx';
import { Once, type Shown } from './once.tsx';

type Colleagues = z.infer<typeof shapes.Colleagues>;
type HandOver = z.infer<typeof shapes.HandOver>;

export default function ColleaguesScreen() {
  const { t, language } = useTexts();
  const asked = useQuery({ queryKey: ['colleagues'], queryFn: ({ signal }) => api.get<Colleagues>('/colleagues', { signal }) });
  const [adding, add] = useState(false);
  const [shown, show] = useState<Shown | null>(null);
  const words = (why: Colleagues['why']) => (why ? inWords(language, why.says, why.saysEn) : null);
  const hand = ({ login, link }: HandOver) => {
    if (link) show({ title: `${t('access.applications.link')} · ${login}`, secret: link, says: [t('access.accounts.handOverLink')] });
  };
  const post = (login: string, act: string) => api.post<HandOver>(`/colleagues/${encodeURIComponent(login)}/${act}`, {});
  return (
    <>
      <PageHead
        title={t('access.colleagues.title')}
        lead={t('access.colleagues.lead')}
        actions={
          <Act
            says={t('access.colleagues.add')}
            leading
            small={false}
            why={words(asked.data?.why ?? null)}
            does={async () => add(true)}
            testid="add-colleague"
          />
        }
      />
      <WhenReady asked={asked} whole>
        {({ items }) => (
          <Panel flush testid="colleagues">
            <Sheet
              numbered
              rows={items}
              rowKey={(one) => one.login}
              minWidth={760}
              empty={<Nothing title={t('access.accounts.empty')} />}
              columns={[
                { title: t('access.accounts.login'), key: 'login', width: 220, render: (one) => <span className="mono">{one.login}</span> },
                {
                  title: t('access.accounts.name'),
                  key: 'name',
                  render: (one) => (
                    <>
                      {one.name} {one.keeper ? <Tag tone="note">{t('access.colleagues.keeper')}</Tag> : null}
                    </>
                  ),
                },
                {
                  title: t('access.colleagues.state'),
                  key: 'state',
                  width: 110,
                  render: (one) => <AccountState of={one.active ? 'active' : 'closed'} />,
                },
                { title: t('access.accounts.last'), key: 'last', width: 130, render: (one) => <Ago at={one.lastInAt} /> },
                {
                  title: t('shell.act'),
                  key: 'act',
                  width: 220,
                  bare: true,
                  render: (one) => (
                    <span style={{ display: 'flex', gap: 6, flexWrap: 'wrap' }}>
                      <Act
                        says={t('access.colleagues.newLink')}
                        ask={t('access.colleagues.newLinkAsk')}
                        why={words(one.why)}
                        does={async () => hand(await post(one.login, 'link'))}
                      />
                      <Act
                        says={t('access.colleagues.close')}
                        ask={t('access.colleagues.closeAsk')}
                        danger
                        why={words(one.why)}
                        done={t('access.colleagues.closed')}
                        refresh={['colleagues']}
                        does={() => post(one.login, 'close')}
                      />
                    </span>
                  ),
                },
              ]}
            />
          </Panel>
        )}
      </WhenReady>
      {adding ? (
        <FieldsWindow<HandOver>
          title={t('access.colleagues.add')}
          submit={t('access.colleagues.add')}
          name="colleague"
          onClose={() => add(false)}
          refresh={['colleagues']}
          done={t('access.colleagues.added')}
          does={(filled) => api.post('/colleagues', { ...filled, keeper: filled.keeper === true })}
          then={(made) => {
            add(false);
            hand(made);
          }}
          fields={[
            { name: 'login', says: t('access.accounts.login'), required: true, most: 40 },
            { name: 'name', says: t('access.accounts.name'), required: true, most: 40 },
            { name: 'keeper', says: t('access.colleagues.keeper'), kind: 'yesNo', hint: t('access.colleagues.keeperHow') },
          ]}
        />
      ) : null}
      {shown ? <Once of={shown} onClose={() => show(null)} /> : null}
    </>
  );
}

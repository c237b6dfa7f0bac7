/** How long sessions last and how passwords are kept, and the identities of a provider: the security administrator's; the system administrator reads. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/access-contract.ts';
import { api } from '../../api.ts';
import { Act, Fields, FieldsWindow } from '../../parts/change.tsx';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { Ago, At } from '../../parts/when.tsx';
import { usePerson } from '../../session.tsx';
import { inWords, useTexts } from '../../texts/index.ts';
import { toMinute } from '../../time.ts';

type PolicySet = z.infer<typeof shapes.PolicySet>;
type Identity = z.infer<typeof shapes.Identity>;

export default function PolicyScreen() {
  const { t } = useTexts();
  const { role } = usePerson();
  return (
    <>
      <PageHead title={t('access.policy.title')} lead={t('access.policy.lead')} actions={<PrintButton />} />
      <PolicyPanel />
      {role === 'security' ? <Identities /> : null}
    </>
  );
}

function PolicyPanel() {
  const { t, language } = useTexts();
  const asked = useQuery({ queryKey: ['policy'], queryFn: ({ signal }) => api.get<PolicySet>('/access/policy', { signal }) });
  return (
    <WhenReady asked={asked} whole>
      {({ policy, by, at, why }) => {
        const closed = why ? inWords(language, why.says, why.saysEn) : null;
        const setter = by === 'configuration' ? t('access.policy.byConfiguration') : by;
        const number = (name: keyof typeof policy, unit: string) =>
          ({ name, says: t(`access.policy.${name}`), kind: 'number', required: true, unit, why: closed }) as const;
        return (
          <Panel
            title={t('access.policy.title')}
            note={at === null ? t('access.policy.setNever') : t('access.policy.setBy', { by: setter, at: toMinute(at) })}
            testid="policy"
          >
            <Fields
              name="policy"
              submit={t('access.policy.save')}
              first={policy}
              refresh={['policy']}
              done={t('access.policy.saved')}
              does={(filled) => api.post('/access/policy', filled)}
              fields={[
                number('idleMinutes', t('access.policy.minutes')),
                number('longestHours', t('access.policy.hours')),
                number('failures', t('access.policy.times')),
                number('lockMinutes', t('access.policy.minutes')),
                number('passwordDays', t('access.policy.days')),
                {
                  name: 'passwordStorage',
                  says: t('access.policy.passwordStorage'),
                  kind: 'choice',
                  required: true,
                  why: closed,
                  choices: (['argon2id', 'sm3'] as const).map((value) => ({ value, label: t(`access.policy.${value}`) })),
                },
              ]}
            />
          </Panel>
        );
      }}
    </WhenReady>
  );
}

function Identities() {
  const { t } = useTexts();
  const [linking, link] = useState<Identity | null>(null);
  const asked = useQuery({ queryKey: ['identities'], queryFn: ({ signal }) => api.get<{ items: Identity[] }>('/identities', { signal }) });
  return (
    <WhenReady asked={asked}>
      {({ items }) => (
        <Panel
          title={t('access.identities.title')}
          count={<span className="count">{items.length}</span>}
          note={t('access.identities.lead')}
          flush
          testid="identities"
        >
          <Sheet
            rows={items}
            rowKey={(one) => `${one.issuer}|${one.sub}`}
            minWidth={900}
            empty={<Nothing title={t('access.identities.empty')} when={t('access.identities.emptyWhen')} />}
            columns={[
              { title: t('access.identities.name'), key: 'name', width: 140, render: (one) => one.name },
              {
                title: t('access.identities.sub'),
                key: 'sub',
                render: (one) => (
                  <>
                    <span className="mono small">{one.sub}</span>
                    <div className="small soft">{one.issuer}</div>
                  </>
                ),
              },
              {
                title: t('access.identities.login'),
                key: 'login',
                width: 160,
                render: (one) => one.login ?? <Tag tone="warn">{t('access.identities.waits')}</Tag>,
              },
              { title: t('access.identities.first'), key: 'first', width: 160, render: (one) => <At at={one.firstAt} /> },
              { title: t('access.identities.last'), key: 'last', width: 120, render: (one) => <Ago at={one.lastAt} /> },
              {
                title: t('access.identities.link'),
                key: 'act',
                width: 120,
                bare: true,
                render: (one) =>
                  one.login === null ? (
                    <Act says={t('access.identities.link')} does={async () => link(one)} testid="link-identity" />
                  ) : (
                    <Act
                      says={t('access.identities.unlink')}
                      ask={t('access.identities.unlinkAsk')}
                      danger
                      refresh={['identities']}
                      does={() => api.post('/identities/unlink', { issuer: one.issuer, sub: one.sub })}
                    />
                  ),
              },
            ]}
          />
          {linking ? (
            <FieldsWindow
              title={`${t('access.identities.link')} · ${linking.name}`}
              submit={t('access.identities.link')}
              name="identity"
              onClose={() => link(null)}
              refresh={['identities', 'accounts']}
              done={t('access.identities.linked')}
              then={() => link(null)}
              does={(filled) => api.post('/identities/link', { issuer: linking.issuer, sub: linking.sub, login: filled.login })}
              fields={[{ name: 'login', says: t('access.accounts.login'), required: true, most: 64 }]}
            />
          ) : null}
        </Panel>
      )}
    </WhenReady>
  );
}

/** One's own account: who one is here, what that role does, the password, where one is signed in, and what happened at the door. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/access-contract.ts';
import { api } from '../../api.ts';
import { Act } from '../../parts/change.tsx';
import { Facts, PageHead, Panel } from '../../parts/page.tsx';
import { Notice, WhenReady } from '../../parts/problem-notice.tsx';
import { At } from '../../parts/when.tsx';
import { usePerson } from '../../session.tsx';
import { useTexts } from '../../texts/index.ts';
import { toMinute } from '../../time.ts';
import { ChangePassword } from './new-password.tsx';
import { Once, type Shown } from './once.tsx';
import { Sessions, SignIns } from './traces.tsx';

type Me = z.infer<typeof shapes.Me>;

export default function MeScreen() {
  const { t } = useTexts();
  const person = usePerson();
  const asked = useQuery({ queryKey: ['me'], queryFn: ({ signal }) => api.get<Me>('/me', { signal }) });
  return (
    <>
      <PageHead title={t('access.me.title')} lead={[person.body, person.roleName].filter(Boolean).join(' · ')} />
      <WhenReady asked={asked} whole>
        {(me) => (
          <>
            <Panel testid="me">
              <Facts
                of={[
                  { name: t('access.me.name'), value: me.name },
                  { name: t('access.me.login'), value: me.login },
                  { name: t('access.me.role'), value: person.roleName },
                  { name: t('access.me.body'), value: person.body || t('shell.nothing') },
                  ...(me.post ? [{ name: t('access.me.post'), value: me.post }] : []),
                  ...(me.certificate ? [{ name: t('access.me.certificate'), value: me.certificate }] : []),
                  { name: t('access.me.what'), value: t(`access.me.${person.role}`), wide: true },
                ]}
              />
            </Panel>
            <Panel title={t('access.password.title')} note={lasts(me)} testid="password">
              {me.hasPassword ? <ChangePassword /> : <Notice>{t('access.password.noPassword')}</Notice>}
            </Panel>
            {me.singleSignOn ? <SingleSignOn of={me} name={me.singleSignOn} /> : null}
            <Sessions
              of={me.openSessions}
              onEnd={(id) => api.post(`/me/sessions/${id}/end`, {})}
              refresh={['me']}
              end={
                me.openSessions.length > 1 ? (
                  <Act
                    says={t('access.me.endOthers')}
                    ask={t('access.me.endOthersAsk')}
                    does={() => api.post('/me/sessions/end-others', {})}
                    done={t('access.sessions.ended')}
                    refresh={['me']}
                    testid="end-others"
                  />
                ) : null
              }
            />
            <SignIns of={me.history} />
          </>
        )}
      </WhenReady>
    </>
  );

  function lasts(me: Me) {
    if (!me.hasPassword) return null;
    return (
      <>
        {t('access.password.since')} {me.passwordAt === null ? t('shell.nothing') : <At at={me.passwordAt} />} ·{' '}
        {t('access.password.until')} {me.passwordEndsAt === null ? t('access.password.forever') : <At at={me.passwordEndsAt} />}
      </>
    );
  }
}

function SingleSignOn({ of, name }: { of: Me; name: string }) {
  const { t } = useTexts();
  const [shown, show] = useState<Shown | null>(null);
  const make = async () => {
    const { code, endsAt } = await api.post<{ code: string; endsAt: number }>('/me/link-code', {});
    show({ title: t('access.door.code'), secret: code, says: [t('access.me.ssoHow', { name }), toMinute(endsAt)] });
  };
  return (
    <Panel title={t('access.me.sso')} end={<Act says={t('access.me.ssoCode')} does={make} testid="link-code" />} testid="single-sign-on">
      {of.identities.length === 0
        ? t('access.me.ssoNone')
        : of.identities.map((one) => <div key={`${one.issuer}|${one.name}`}>{`${one.name} · ${one.issuer}`}</div>)}
      {shown ? <Once of={shown} onClose={() => show(null)} /> : null}
    </Panel>
  );
}

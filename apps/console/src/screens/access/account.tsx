/** One account: who it is, what this administrator may do with it and why not the rest, where it is signed in, and what happened at the door. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useParams } from 'react-router';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/access-contract.ts';
import { api } from '../../api.ts';
import { Act, FieldsWindow } from '../../parts/change.tsx';
import { Facts, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { WhenReady } from '../../parts/problem-notice.tsx';
import { At } from '../../parts/when.tsx';
import { inWords, useTexts } from '../../texts/index.ts';
import { toMinute } from '../../time.ts';
import { AccountState, useChoices } from './accounts.tsx';
import { Once, type Shown } from './once.tsx';
import { Sessions, SignIns } from './traces.tsx';

type Account = z.infer<typeof shapes.Account>;
const verbs = ['move', 'resetPassword', 'close', 'reopen', 'grant', 'withdraw', 'unlock', 'endSessions', 'linkIdentity'] as const;
type Verb = (typeof verbs)[number];
const REFRESH = ['accounts'];
const pathOf = (login: string, act: string) => `/accounts/${encodeURIComponent(login)}/${act}`;

/** Why a button is off, in the words of the refusal the act itself would give. */
function useWhys(of: Account) {
  const { language } = useTexts();
  return (verb: Verb): string | null => {
    const why = of.verbs.find((one) => one.verb === verb)?.why;
    return why ? inWords(language, why.says, why.saysEn) : null;
  };
}

export default function AccountScreen() {
  const { login = '' } = useParams();
  const asked = useQuery({
    queryKey: ['accounts', 'one', login],
    queryFn: ({ signal }) => api.get<Account>(`/accounts/${encodeURIComponent(login)}`, { signal }),
  });
  return (
    <WhenReady asked={asked} whole>
      {(account) => <One of={account} />}
    </WhenReady>
  );
}

function One({ of }: { of: Account }) {
  const { t } = useTexts();
  const whys = useWhys(of);
  return (
    <>
      <PageHead
        title={`${of.name} · ${of.login}`}
        lead={[of.bodyName, of.post].filter(Boolean).join(' · ')}
        back={{ to: '/accounts', says: t('access.account.back') }}
        actions={<PrintButton />}
      />
      <About of={of} />
      <Verbs of={of} whys={whys} />
      <Sessions
        of={of.openSessions}
        onEnd={(id) => api.post(pathOf(of.login, 'end-sessions'), { id })}
        why={whys('endSessions')}
        refresh={REFRESH}
      />
      <SignIns of={of.history} />
    </>
  );
}

function About({ of }: { of: Account }) {
  const { t } = useTexts();
  const when = (at: number | null): ReactNode => (at === null ? t('shell.nothing') : <At at={at} />);
  return (
    <Panel testid="account">
      <Facts
        of={[
          { name: t('access.accounts.state'), value: <AccountState of={of.state} /> },
          { name: t('access.accounts.role'), value: of.roleName ?? t('access.accounts.none') },
          { name: t('access.accounts.district'), value: of.districtNames.join(' ') || t('shell.nothing') },
          { name: t('access.account.certificate'), value: of.certificate ?? t('shell.nothing') },
          { name: t('access.accounts.staffNo'), value: of.staffNo ?? t('shell.nothing') },
          ...(of.party ? [{ name: t('access.account.party'), value: of.party }] : []),
          ...(of.keeper ? [{ name: t('access.account.keeper'), value: t('access.colleagues.keeperHow') }] : []),
          { name: t('access.account.created'), value: when(of.createdAt) },
          ...(of.closedAt === null ? [] : [{ name: t('access.account.closed'), value: when(of.closedAt) }]),
          { name: t('access.accounts.last'), value: when(of.lastInAt) },
          { name: t('access.account.failed'), value: t('access.account.failedN', { n: of.failedSince }) },
          ...(of.state === 'locked' ? [{ name: t('access.account.lockedUntil'), value: when(of.lockedUntil) }] : []),
          { name: t('access.account.passwordAt'), value: of.mustChange ? t('access.account.mustChange') : when(of.passwordAt) },
          {
            name: t('access.account.identities'),
            value: of.identities.map((one) => `${one.name} · ${one.issuer}`).join(' ') || t('shell.nothing'),
          },
        ]}
      />
    </Panel>
  );
}

function Verbs({ of, whys }: { of: Account; whys: (verb: Verb) => string | null }) {
  const { t } = useTexts();
  const [open, show] = useState<'move' | 'close' | 'grant' | 'withdraw' | null>(null);
  const [once, hand] = useState<Shown | null>(null);
  const { login } = of;
  const post = <T,>(act: string, body: object = {}) => api.post<T>(pathOf(login, act), body);
  const done = t('access.account.done');
  const close = () => show(null);
  const title = (verb: Verb) => `${t(`access.account.verbs.${verb}`)} · ${login}`;

  const does: Record<Verb, () => Promise<unknown>> = {
    move: async () => show('move'),
    close: async () => show('close'),
    grant: async () => show('grant'),
    withdraw: async () => show('withdraw'),
    reopen: () => post('reopen'),
    unlock: () => post('unlock'),
    endSessions: () => post('end-sessions'),
    resetPassword: async () => {
      const { password, held } = await post<{ password: string; held: boolean }>('reset-password');
      const says = [t('access.accounts.handOver'), ...(held ? [t('access.accounts.handOverHeld')] : [])];
      hand({ title: title('resetPassword'), secret: password, says });
    },
    linkIdentity: async () => {
      const { code, endsAt } = await post<{ code: string; endsAt: number }>('link-code');
      hand({ title: title('linkIdentity'), secret: code, says: [t('access.accounts.handOverCode', { until: toMinute(endsAt) })] });
    },
  };
  const asks: Partial<Record<Verb, string>> = {
    resetPassword: t('access.account.asks.resetPassword'),
    reopen: t('access.account.asks.reopen'),
    unlock: t('access.account.asks.unlock'),
    endSessions: t('access.account.asks.endSessions'),
    linkIdentity: t('access.account.asks.linkIdentity'),
  };
  return (
    <Panel title={t('access.account.acts')} testid="account-acts">
      <span style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
        {verbs.map((verb) => {
          const ask = asks[verb];
          const isPlain = ['reopen', 'unlock', 'endSessions'].includes(verb);
          return (
            <Act
              key={verb}
              says={t(`access.account.verbs.${verb}`)}
              does={does[verb]}
              why={whys(verb)}
              danger={verb === 'close' || verb === 'withdraw'}
              leading={verb === 'grant'}
              refresh={REFRESH}
              {...(ask ? { ask } : {})}
              {...(isPlain ? { done } : {})}
              testid={`verb-${verb}`}
            />
          );
        })}
      </span>
      {open === 'move' ? <Move of={of} onClose={close} /> : null}
      {open === 'grant' ? <Grant of={of} onClose={close} /> : null}
      {open === 'close' || open === 'withdraw' ? (
        <FieldsWindow
          title={title(open)}
          submit={t(`access.account.verbs.${open}`)}
          name={open}
          onClose={close}
          refresh={REFRESH}
          done={done}
          then={close}
          does={(filled) => post(open, filled)}
          fields={[{ name: 'reason', says: t('access.account.reason'), required: true, most: 200 }]}
        />
      ) : null}
      {once ? <Once of={once} onClose={() => hand(null)} /> : null}
    </Panel>
  );
}

function Move({ of, onClose }: { of: Account; onClose: () => void }) {
  const { t } = useTexts();
  const choices = useChoices();
  return (
    <FieldsWindow
      title={`${t('access.account.verbs.move')} · ${of.login}`}
      submit={t('access.account.verbs.move')}
      name="move"
      onClose={onClose}
      first={{ name: of.name, body: of.body, post: of.post }}
      refresh={REFRESH}
      done={t('access.account.done')}
      then={onClose}
      does={(filled) => api.post(pathOf(of.login, 'move'), { ...filled, post: filled.post ?? '' })}
      fields={[
        { name: 'name', says: t('access.accounts.name'), required: true, most: 40 },
        {
          name: 'body',
          says: t('access.accounts.body'),
          kind: 'choice',
          required: true,
          hint: t('access.account.moveWarn'),
          choices: (choices.data?.bodies ?? []).map(({ id, name }) => ({ value: id, label: name })),
        },
        { name: 'post', says: t('access.accounts.post'), most: 60 },
      ]}
    />
  );
}

function Grant({ of, onClose }: { of: Account; onClose: () => void }) {
  const { t } = useTexts();
  const choices = useChoices();
  const areas = (choices.data?.areas ?? []).map(({ code, name }) => ({ value: code, label: name }));
  return (
    <FieldsWindow
      title={`${t('access.account.verbs.grant')} · ${of.login}`}
      submit={t('access.account.verbs.grant')}
      name="grant"
      onClose={onClose}
      first={{ role: of.role, districts: of.districts, party: of.party, certificate: of.certificate }}
      refresh={REFRESH}
      done={t('access.account.done')}
      then={onClose}
      does={(filled) =>
        api.post(pathOf(of.login, 'grant'), {
          ...filled,
          districts: filled.districts ?? [],
          party: filled.party || null,
          certificate: filled.certificate || null,
        })
      }
      fields={[
        {
          name: 'role',
          says: t('access.accounts.role'),
          kind: 'choice',
          required: true,
          choices: (choices.data?.roles ?? []).map(({ role, name }) => ({ value: role, label: name })),
        },
        {
          name: 'districts',
          says: t('access.accounts.district'),
          kind: 'choices',
          hint: t('access.account.districtsHow'),
          choices: [{ value: '*', label: t('access.accounts.wholeCity') }, ...areas],
        },
        { name: 'party', says: t('access.account.party'), most: 18, hint: t('access.account.partyHow') },
        { name: 'certificate', says: t('access.account.certificate'), most: 60 },
      ]}
    />
  );
}

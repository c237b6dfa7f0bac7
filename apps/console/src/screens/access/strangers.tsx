/**
 * Pages that are open to someone without a session: the one-time links, a firm's application, and the public by telephone. A link's token stands in
 * the fragment of the address, which the browser sends to nobody.
 */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/access-contract.ts';
import { api, carryToken } from '../../api.ts';
import type { Session } from '../../contract.ts';
import { Panel } from '../../parts/page.tsx';
import { Notice, ProblemNotice, WhenReady } from '../../parts/problem-notice.tsx';
import { sessionKey } from '../../queries.ts';
import { useTexts } from '../../texts/index.ts';
import { toMinute } from '../../time.ts';
import { DoorFrame } from './frame.tsx';
import { NewPassword } from './new-password.tsx';
import { Send } from './send.tsx';

type Door = z.infer<typeof shapes.Door>;
export const door = { queryKey: ['door'], queryFn: () => api.get<Door>('/door', { quiet: true }), staleTime: 60_000 };
const tokenHere = () => location.hash.slice(1);

function useLink(purpose: 'firstAdministrators' | 'setPassword') {
  const [token] = useState(tokenHere);
  const asked = useQuery({
    queryKey: ['link', purpose],
    queryFn: () => api.post<{ login: string | null; endsAt: number }>('/door/link', { token, purpose }, { quiet: true }),
    enabled: token !== '',
    retry: false,
  });
  return { token, asked };
}

const kinds = ['admin', 'security', 'auditor'] as const;
type Person = { login: string; name: string; staffNo: string; password: string };

export function FirstScreen() {
  const { t } = useTexts();
  const { token, asked } = useLink('firstAdministrators');
  const make = useMutation({
    mutationFn: (typed: Record<(typeof kinds)[number], Person>) =>
      api.post(
        '/door/first',
        {
          token,
          people: kinds.map((role) => {
            const { login, name, staffNo, password } = typed[role];
            return { role, login, name, staffNo, password };
          }),
        },
        { quiet: true },
      ),
  });
  if (make.isSuccess)
    return (
      <DoorFrame title={t('access.first.title')}>
        <Notice tone="good" testid="first-done">
          {t('access.first.done')}
        </Notice>
      </DoorFrame>
    );
  return (
    <DoorFrame title={t('access.first.title')}>
      {token === '' ? <Notice tone="bad">{t('access.first.broken')}</Notice> : null}
      {token === '' ? null : (
        <WhenReady asked={asked}>
          {() => (
            <>
              <Notice>{t('access.first.lead')}</Notice>
              {make.error ? <ProblemNotice error={make.error} /> : null}
              <Form layout="vertical" requiredMark={false} onFinish={(typed) => make.mutate(typed)} data-testid="first-form">
                {kinds.map((role) => (
                  <Panel key={role} title={t(`access.first.roles.${role}`)} testid={`first-${role}`}>
                    <p className="small soft" style={{ marginBottom: 12 }}>
                      {t(`access.first.${role}`)}
                    </p>
                    {(['login', 'name', 'staffNo'] as const).map((name) => (
                      <Form.Item
                        key={name}
                        name={[role, name]}
                        label={t(`access.first.${name}`)}
                        rules={[{ required: true, whitespace: true, message: t('file.required', { name: t(`access.first.${name}`) }) }]}
                      >
                        <Input autoComplete="off" spellCheck={false} maxLength={40} />
                      </Form.Item>
                    ))}
                    <Form.Item
                      name={[role, 'password']}
                      label={t('access.first.password')}
                      extra={t('access.password.rule')}
                      rules={[{ required: true, message: t('login.needPassword') }]}
                    >
                      <Input.Password autoComplete="new-password" maxLength={200} />
                    </Form.Item>
                  </Panel>
                ))}
                <Send says={t('access.first.submit')} busy={make.isPending} testid="first-submit" block />
              </Form>
            </>
          )}
        </WhenReady>
      )}
    </DoorFrame>
  );
}

export function SetPasswordScreen() {
  const { t } = useTexts();
  const { token, asked } = useLink('setPassword');
  const set = useMutation({
    mutationFn: ({ password }: { password: string }) => api.post('/door/password', { token, password }, { quiet: true }),
  });
  return (
    <DoorFrame title={t('access.link.title')}>
      {token === '' ? <Notice tone="bad">{t('access.first.broken')}</Notice> : null}
      {set.isSuccess ? (
        <Notice tone="good" testid="password-set">
          {t('access.link.done')}
        </Notice>
      ) : token === '' ? null : (
        <WhenReady asked={asked}>
          {({ login, endsAt }) => (
            <>
              <Notice>{t('access.link.lead', { login, until: toMinute(endsAt) })}</Notice>
              {set.error ? <ProblemNotice error={set.error} /> : null}
              <Form layout="vertical" requiredMark={false} onFinish={(typed) => set.mutate(typed)} data-testid="set-password">
                <NewPassword name="password" />
                <Send says={t('access.link.title')} busy={set.isPending} testid="set-password-submit" block />
              </Form>
            </>
          )}
        </WhenReady>
      )}
    </DoorFrame>
  );
}

export function PhoneScreen() {
  const { t } = useTexts();
  const go = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ phone: string; code: string }>();
  const [wait, count] = useState(0);
  useEffect(() => {
    if (wait === 0) return;
    const beat = setTimeout(() => count(wait - 1), 1_000);
    return () => clearTimeout(beat);
  }, [wait]);
  const send = useMutation({
    mutationFn: (phone: string) => api.post<{ again: number }>('/door/code', { phone }, { quiet: true }),
    onSuccess: ({ again }) => count(Math.ceil(again / 1_000)),
  });
  const enter = useMutation({
    mutationFn: (typed: { phone: string; code: string }) => api.post<Session>('/door/code/enter', typed, { quiet: true }),
    onSuccess: (opened) => {
      queries.clear();
      carryToken(opened.csrf);
      queries.setQueryData(sessionKey, opened);
      void go('/', { replace: true });
    },
  });
  const refused = enter.error ?? send.error;
  return (
    <DoorFrame title={t('access.phone.title')}>
      <Notice>{t('access.phone.lead')}</Notice>
      {refused ? <ProblemNotice error={refused} /> : send.isSuccess ? <Notice tone="good">{t('access.phone.sent')}</Notice> : null}
      <Form
        form={form}
        layout="vertical"
        size="large"
        requiredMark={false}
        onFinish={(typed) => enter.mutate(typed)}
        data-testid="phone-form"
      >
        <Form.Item
          name="phone"
          label={t('access.phone.phone')}
          rules={[{ required: true, message: t('file.required', { name: t('access.phone.phone') }) }]}
        >
          <Input inputMode="numeric" autoComplete="tel" maxLength={11} />
        </Form.Item>
        <Form.Item>
          <Button
            block
            disabled={wait > 0}
            loading={send.isPending}
            onClick={() => void form.validateFields(['phone']).then(({ phone }) => send.mutate(phone))}
            data-testid="send-code"
          >
            {wait > 0 ? t('access.phone.wait', { n: wait }) : t('access.phone.send')}
          </Button>
        </Form.Item>
        <Form.Item
          name="code"
          label={t('access.phone.code')}
          rules={[{ required: true, message: t('file.required', { name: t('access.phone.code') }) }]}
        >
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
        </Form.Item>
        <Send says={t('access.phone.enter')} busy={enter.isPending} testid="phone-submit" block />
      </Form>
    </DoorFrame>
  );
}

export function ApplyScreen() {
  const { t } = useTexts();
  const asked = useQuery(door);
  const apply = useMutation({ mutationFn: (typed: Record<string, string>) => api.post('/door/firm', typed, { quiet: true }) });
  const needed = (name: 'creditCode' | 'name' | 'contact' | 'phone' | 'district' | 'proof') => ({
    name,
    label: t(`access.apply.${name}`),
    rules: [{ required: true, whitespace: true, message: t('file.required', { name: t(`access.apply.${name}`) }) }],
  });
  return (
    <DoorFrame title={t('access.apply.title')}>
      {apply.isSuccess ? (
        <Notice tone="good" testid="apply-done">
          <b>{t('access.apply.done')}</b>
          <div>{t('access.apply.doneLead')}</div>
        </Notice>
      ) : (
        <>
          <Notice>{t('access.apply.lead')}</Notice>
          {apply.error ? <ProblemNotice error={apply.error} /> : null}
          <Form layout="vertical" requiredMark={false} onFinish={(typed) => apply.mutate(typed)} data-testid="apply-form">
            <Form.Item {...needed('creditCode')}>
              <Input maxLength={18} spellCheck={false} className="mono" />
            </Form.Item>
            <Form.Item {...needed('name')}>
              <Input maxLength={120} />
            </Form.Item>
            <Form.Item {...needed('district')}>
              <Select options={(asked.data?.areas ?? []).map(({ code, name }) => ({ value: code, label: name }))} />
            </Form.Item>
            <Form.Item {...needed('contact')}>
              <Input maxLength={40} autoComplete="name" />
            </Form.Item>
            <Form.Item {...needed('phone')}>
              <Input maxLength={11} inputMode="numeric" autoComplete="tel" />
            </Form.Item>
            <Form.Item {...needed('proof')} extra={t('access.apply.proofHow')}>
              <Input.TextArea rows={4} maxLength={2_000} />
            </Form.Item>
            <Send says={t('access.apply.submit')} busy={apply.isPending} testid="apply-submit" block />
          </Form>
        </>
      )}
    </DoorFrame>
  );
}

/** The other ways in, under the sign-in form. */
export function OtherWays({ to }: { to: string }) {
  const { t } = useTexts();
  const asked = useQuery(door);
  const name = asked.data?.singleSignOn;
  return (
    <>
      {name ? (
        <Button block size="large" href={`/api/door/sso?to=${encodeURIComponent(to)}`} data-testid="sso">
          {t('access.door.sso', { name })}
        </Button>
      ) : null}
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 12, flexWrap: 'wrap' }}>
        <Link to="/phone">{t('access.door.phone')}</Link>
        <Link to="/apply">{t('access.door.apply')}</Link>
      </div>
    </>
  );
}

const reasons = ['identityWaits', 'providerAway', 'providerRefused'] as const;

/** Why the provider's way did not lead in, and, for an identity that waits, the box for a link code. */
export function Refused({ code, onEnter }: { code: string; onEnter: (opened: Session) => void }) {
  const { t } = useTexts();
  const reason = reasons.find((one) => code === `access.${one}`);
  const link = useMutation({
    mutationFn: (typed: { code: string }) => api.post<Session>('/door/sso/link', typed, { quiet: true }),
    onSuccess: onEnter,
  });
  return (
    <>
      <Notice tone="warn" testid="sso-refused">
        {t(`access.refused.${reason ?? 'other'}`)}
      </Notice>
      {reason === 'identityWaits' ? (
        <>
          {link.error ? <ProblemNotice error={link.error} /> : null}
          <Form layout="vertical" requiredMark={false} onFinish={(typed) => link.mutate(typed)} data-testid="link-form">
            <Form.Item
              name="code"
              label={t('access.door.code')}
              extra={t('access.door.codeHow')}
              rules={[{ required: true, message: t('file.required', { name: t('access.door.code') }) }]}
            >
              <Input autoComplete="off" spellCheck={false} maxLength={100} />
            </Form.Item>
            <Send says={t('access.door.link')} busy={link.isPending} testid="link-submit" />
          </Form>
        </>
      ) : null}
    </>
  );
}

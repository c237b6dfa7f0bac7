import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { Navigate, useNavigate } from 'react-router';
import { useAddress } from '../address.ts';
import { api, carryToken } from '../api.ts';
import type { Session } from '../contract.ts';
import { Notice, ProblemNotice } from '../parts/problem-notice.tsx';
import { Switches } from '../parts/switches.tsx';
import { session, sessionKey } from '../queries.ts';
import { useTexts } from '../texts/index.ts';

/** Back to where the person was; only a path of our own is believed. */
const home = (to: string) => (to.startsWith('/') && !to.startsWith('//') && !to.startsWith('/login') ? to : '/');

export function LoginScreen() {
  const { t } = useTexts();
  const { read } = useAddress();
  const go = useNavigate();
  const queries = useQueryClient();
  const already = useQuery(session);
  const target = home(read('to'));
  const why = read('why');
  const enter = useMutation({
    mutationFn: (typed: { login: string; password: string }) => api.post<Session>('/session', typed, { quiet: true }),
    onSuccess: (opened) => {
      // Another person may have sat here before: nothing of theirs is shown to the next.
      queries.clear();
      carryToken(opened.csrf);
      queries.setQueryData(sessionKey, opened);
      void go(target, { replace: true });
    },
  });
  if (already.data && !enter.isPending) return <Navigate to={target} replace />;
  return (
    <main className="door">
      <div className="side">
        <h1>{t('app.name')}</h1>
        <p style={{ fontSize: 17 }}>{t('login.sub')}</p>
        <svg className="waves" viewBox="0 0 800 300" preserveAspectRatio="none" aria-hidden="true">
          <title>{t('app.name')}</title>
          <path d="M0 150c130-60 270-60 400 0s270 60 400 0v150H0z" fill="rgba(255,255,255,0.07)" />
          <path d="M0 190c130-50 270-50 400 0s270 50 400 0v110H0z" fill="rgba(255,255,255,0.07)" />
          <path d="M0 235c130-40 270-40 400 0s270 40 400 0v65H0z" fill="rgba(255,255,255,0.08)" />
        </svg>
      </div>
      <div className="form">
        <div>
          <div style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center' }}>
            <h2>{t('login.title')}</h2>
            <Switches />
          </div>
          <Notice tone="warn" icon="seal" testid="non-classified">
            {t('login.notice')} {t('login.personal')}
          </Notice>
          {enter.error ? (
            <ProblemNotice error={enter.error} />
          ) : why === 'expired' ? (
            <Notice testid="session-expired">{t('login.expired')}</Notice>
          ) : why === 'needed' ? (
            <Notice>{t('login.needed')}</Notice>
          ) : why === 'out' ? (
            <Notice tone="good">{t('login.signedOut')}</Notice>
          ) : null}
          <Form layout="vertical" size="large" requiredMark={false} onFinish={(typed) => enter.mutate(typed)} data-testid="login-form">
            <Form.Item
              name="login"
              label={t('login.account')}
              rules={[{ required: true, whitespace: true, message: t('login.needAccount') }]}
            >
              <Input autoComplete="username" autoFocus spellCheck={false} autoCapitalize="none" />
            </Form.Item>
            <Form.Item name="password" label={t('login.password')} rules={[{ required: true, message: t('login.needPassword') }]}>
              <Input.Password autoComplete="current-password" />
            </Form.Item>
            <Button type="primary" htmlType="submit" block loading={enter.isPending} data-testid="login-submit">
              {t('login.enter')}
            </Button>
          </Form>
        </div>
      </div>
    </main>
  );
}

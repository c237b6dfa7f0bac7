import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { Navigate, useNavigate } from 'react-router';
import { useAddress } from '../address.ts';
import { api, carryToken } from '../api.ts';
import type { Session } from '../contract.ts';
import { Notice, ProblemNotice } from '../parts/problem-notice.tsx';
import { session, sessionKey } from '../queries.ts';
import { useTexts } from '../texts/index.ts';
import { toMinute } from '../time.ts';
import { DoorFrame } from './access/frame.tsx';
import { OtherWays, Refused } from './access/strangers.tsx';

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
  const refused = read('refused');
  const { notification } = App.useApp();
  const enter = useMutation({
    mutationFn: (typed: { login: string; password: string }) => api.post<Session>('/session', typed, { quiet: true }),
    onSuccess: entered,
  });
  function entered(opened: Session) {
    // Another person may have sat here before: nothing of theirs is shown to the next.
    queries.clear();
    carryToken(opened.csrf);
    queries.setQueryData(sessionKey, opened);
    const { since } = opened;
    if (since) {
      const last =
        since.lastAt === null
          ? t('access.door.sinceNever')
          : t('access.door.since', { time: toMinute(since.lastAt), from: since.lastFrom ?? t('access.door.unknownFrom') });
      const failed = since.failed > 0 ? t('access.door.failed', { n: since.failed }) : t('access.door.failedNone');
      notification[since.failed > 0 ? 'warning' : 'info']({ title: last, description: failed, placement: 'bottomRight' });
    }
    void go(target, { replace: true });
  }
  if (already.data && !enter.isPending) return <Navigate to={target} replace />;
  return (
    <DoorFrame title={t('login.title')} back={false}>
      <Notice tone="warn" icon="seal" testid="non-classified">
        {t('login.notice')} {t('login.personal')}
      </Notice>
      {enter.error ? (
        <ProblemNotice error={enter.error} />
      ) : refused ? (
        <Refused code={refused} onEnter={entered} />
      ) : why === 'expired' ? (
        <Notice testid="session-expired">{t('login.expired')}</Notice>
      ) : why === 'needed' ? (
        <Notice>{t('login.needed')}</Notice>
      ) : why === 'out' ? (
        <Notice tone="good">{t('login.signedOut')}</Notice>
      ) : null}
      <Form layout="vertical" size="large" requiredMark={false} onFinish={(typed) => enter.mutate(typed)} data-testid="login-form">
        <Form.Item name="login" label={t('login.account')} rules={[{ required: true, whitespace: true, message: t('login.needAccount') }]}>
          <Input autoComplete="username" autoFocus spellCheck={false} autoCapitalize="none" />
        </Form.Item>
        <Form.Item name="password" label={t('login.password')} rules={[{ required: true, message: t('login.needPassword') }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={enter.isPending} data-testid="login-submit">
          {t('login.enter')}
        </Button>
      </Form>
      <OtherWays to={target} />
    </DoorFrame>
  );
}

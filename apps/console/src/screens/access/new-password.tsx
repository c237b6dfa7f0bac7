/** Changing one's own password: on the page of one's account, and as the only page there is when somebody else has set it. */
import { useQueryClient } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useChange } from '../../parts/change.tsx';
import { Notice, ProblemNotice } from '../../parts/problem-notice.tsx';
import { sessionKey } from '../../queries.ts';
import { useTexts } from '../../texts/index.ts';
import { DoorFrame } from './frame.tsx';
import { Send } from './send.tsx';

export function ChangePassword() {
  const { t } = useTexts();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ old: string; fresh: string }>();
  const [round, next] = useState(0);
  const change = useChange<{ old: string; fresh: string }, { ended: number }>({
    does: ({ old, fresh }) => api.post('/me/password', { old, fresh }),
    done: t('access.password.changed'),
    refresh: ['me'],
  });
  function changed() {
    form.resetFields();
    next(round + 1);
    void queries.invalidateQueries({ queryKey: sessionKey });
  }
  return (
    <div className="stack" style={{ gap: 12 }} data-testid="change-password">
      {change.error ? <ProblemNotice error={change.error} /> : null}
      <Form
        key={round}
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(typed) => change.mutate(typed, { onSuccess: changed })}
      >
        <Form.Item name="old" label={t('access.password.old')} rules={[{ required: true, message: t('login.needPassword') }]}>
          <Input.Password autoComplete="current-password" maxLength={200} />
        </Form.Item>
        <NewPassword name="fresh" />
        <Send says={t('access.password.change')} busy={change.isPending} testid="change-password-submit" />
      </Form>
    </div>
  );
}

/** A password typed twice, with what it must be. */
export function NewPassword({ name }: { name: string }) {
  const { t } = useTexts();
  return (
    <>
      <Form.Item
        name={name}
        label={t('access.password.fresh')}
        extra={t('access.password.rule')}
        rules={[{ required: true, message: t('login.needPassword') }]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name={`${name}Again`}
        label={t('access.password.again')}
        dependencies={[name]}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue(name) ? Promise.resolve() : Promise.reject(new Error(t('access.password.differs'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
    </>
  );
}

export function PasswordFirst({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTexts();
  return (
    <DoorFrame title={t('access.password.first')} back={false}>
      <Notice tone="warn" testid="password-first">
        {t('access.password.firstLead')}
      </Notice>
      <ChangePassword />
      <button type="button" className="link" onClick={onSignOut} data-testid="sign-out">
        {t('shell.signOut')}
      </button>
    </DoorFrame>
  );
}

/** Consequences that failed five times: what the fact says, why it failed, trying again, or leaving it with a reason. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../api.ts';
import type { SetAside } from '../../contract.ts';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, ProblemNotice, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { At } from '../../parts/when.tsx';
import { queryClient, setAside } from '../../queries.ts';
import { useTexts } from '../../texts/index.ts';

export default function SetAsideScreen() {
  const { t } = useTexts();
  const { message } = App.useApp();
  const [leaving, leave] = useState<SetAside | null>(null);
  const asked = useQuery(setAside);
  const again = useMutation({
    mutationFn: ({ fact, reaction }: SetAside) => api.post<{ retried: boolean }>('/set-aside/retry', { fact, reaction }),
    onSuccess: () => {
      void message.success(t('messages.aside.retried'));
      void queryClient.invalidateQueries({ queryKey: ['setAside'] });
    },
  });
  return (
    <>
      <PageHead title={t('messages.aside.title')} lead={t('messages.aside.lead')} actions={<PrintButton />} />
      {again.error ? <ProblemNotice error={again.error} /> : null}
      <WhenReady asked={asked} whole>
        {({ items }) => (
          <Panel flush testid="set-aside">
            <Sheet
              rows={items}
              rowKey={(a) => `${a.fact}|${a.reaction}`}
              minWidth={980}
              empty={<Nothing title={t('messages.aside.empty')} when={t('messages.aside.emptyWhen')} icon="tick" />}
              marks={() => ({ 'data-testid': 'set-aside-row' })}
              columns={[
                { title: t('messages.aside.at'), key: 'at', width: 170, render: (a) => <At at={a.at} to="second" /> },
                {
                  title: t('messages.aside.fact'),
                  key: 'fact',
                  width: 320,
                  render: (a) => (
                    <div className="small" style={{ overflowWrap: 'anywhere' }}>
                      <span className="mono">{`${a.kind} ${a.fact} · ${a.ref.kind}:${a.ref.id}`}</span>
                      <details>
                        <summary>{t('messages.aside.content')}</summary>
                        <pre style={{ whiteSpace: 'pre-wrap', margin: 0 }}>
                          {JSON.stringify({ day: a.day, party: a.party, place: a.place, district: a.district, ...a.detail }, null, 1)}
                        </pre>
                      </details>
                    </div>
                  ),
                },
                {
                  title: t('messages.aside.reaction'),
                  key: 'reaction',
                  width: 180,
                  render: (a) => <span className="mono small">{a.reaction}</span>,
                },
                {
                  title: t('messages.aside.tries'),
                  key: 'tries',
                  width: 70,
                  right: true,
                  render: (a) => <span className="num">{a.tries}</span>,
                },
                {
                  title: t('messages.aside.error'),
                  key: 'error',
                  render: (a) => <span style={{ overflowWrap: 'anywhere' }}>{a.error}</span>,
                },
                {
                  title: t('messages.aside.decide'),
                  key: 'decide',
                  width: 170,
                  bare: true,
                  render: (a) => (
                    <div className="choices" style={{ gap: 4 }}>
                      <Button
                        size="small"
                        loading={again.isPending && again.variables === a}
                        onClick={() => again.mutate(a)}
                        data-testid="retry"
                      >
                        {t('messages.aside.retry')}
                      </Button>
                      <Button size="small" onClick={() => leave(a)} data-testid="skip">
                        {t('messages.aside.skip')}
                      </Button>
                    </div>
                  ),
                },
              ]}
            />
          </Panel>
        )}
      </WhenReady>
      {leaving ? <Skip of={leaving} onClose={() => leave(null)} /> : null}
    </>
  );
}

function Skip({ of, onClose }: { of: SetAside; onClose: () => void }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ why: string }>();
  const skip = useMutation({
    mutationFn: ({ why }: { why: string }) =>
      api.post<{ skipped: boolean }>('/set-aside/skip', { fact: of.fact, reaction: of.reaction, why }),
    onSuccess: () => {
      void message.success(t('messages.aside.skipped'));
      void queryClient.invalidateQueries({ queryKey: ['setAside'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('messages.aside.skipTitle')}
      okText={t('messages.aside.skip')}
      cancelText={t('shell.cancel')}
      confirmLoading={skip.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {skip.error ? <ProblemNotice error={skip.error} /> : null}
      <p>{t('messages.aside.skipNote')}</p>
      <Form form={form} layout="vertical" onFinish={(said) => skip.mutate(said)}>
        <Form.Item name="why" label={t('messages.why')} rules={[{ required: true, min: 2, message: t('messages.whyMissing') }]}>
          <Input maxLength={200} data-testid="skip-why" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

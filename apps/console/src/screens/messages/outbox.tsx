/** Messages to the outside: what was sent to whom in which words, why one waits, and sending one again. */
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select, Tooltip } from 'antd';
import { useState } from 'react';
import { useAddress } from '../../address.ts';
import { api, newKey } from '../../api.ts';
import type { OutboxMessage } from '../../contract.ts';
import { ExportButton, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { usePages, WhenPaged } from '../../parts/pages.tsx';
import { Nothing, ProblemNotice } from '../../parts/problem-notice.tsx';
import { RefLink } from '../../parts/ref-link.tsx';
import { type Column, Sheet } from '../../parts/sheet.tsx';
import { Tag, type Tone } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { queryClient } from '../../queries.ts';
import { usePerson } from '../../session.tsx';
import { useTexts } from '../../texts/index.ts';
import { SearchBox } from '../files.tsx';

const tones: Record<OutboxMessage['state'], Tone> = {
  queued: 'note',
  sent: 'good',
  delivered: 'good',
  failed: 'bad',
  undeliverable: 'bad',
  joined: 'mute',
  afterRestore: 'note',
};
const states = Object.keys(tones) as OutboxMessage['state'][];

export default function OutboxScreen() {
  const { t, language } = useTexts();
  const { role } = usePerson();
  const { read, write } = useAddress();
  const [again, sendAgain] = useState<OutboxMessage | null>(null);
  const query = { state: read('state'), channel: read('channel'), template: read('template'), q: read('q') };
  const asked = usePages<OutboxMessage>('outbox', '/messages', { ...query, limit: 50 });
  const mayResend = role === 'duty' || role === 'office';
  const whyNot = (m: OutboxMessage): string | null => {
    if (!mayResend) return t('messages.outbox.notYours');
    if (m.state === 'queued' || m.state === 'joined' || m.state === 'afterRestore') return t('messages.outbox.onItsWay');
    return null;
  };
  const columns: Column<OutboxMessage>[] = [
    {
      title: t('messages.outbox.state'),
      key: 'state',
      width: 190,
      render: (m) => (
        <div>
          <Tag tone={tones[m.state]} icon={tones[m.state] === 'bad' ? 'triangle' : tones[m.state] === 'good' ? 'check' : 'clock'}>
            {t(`messages.state.${m.state}`)}
          </Tag>
          {m.heldWhy && m.heldUntil ? (
            <div className="small" data-testid="held">
              {t(`messages.held.${m.heldWhy}`)} <At at={m.heldUntil} to="short" />
            </div>
          ) : null}
          {m.error ? <div className="small">{m.error}</div> : null}
          {m.tries > 1 ? <div className="small soft">{t('messages.outbox.tries', { n: m.tries })}</div> : null}
          {m.joinedTo ? <div className="small soft">{t('messages.outbox.joinedTo', { id: m.joinedTo })}</div> : null}
          {m.carries > 0 ? <div className="small soft">{t('messages.outbox.carries', { n: m.carries })}</div> : null}
          {m.resentOf ? <div className="small soft">{t('messages.outbox.resentOf', { id: m.resentOf, who: m.resentBy ?? '' })}</div> : null}
        </div>
      ),
    },
    {
      title: t('messages.outbox.receiver'),
      key: 'receiver',
      width: 200,
      render: (m) => (
        <div>
          {m.receiver}
          <div className="small soft num">{m.address ?? t('messages.outbox.noAddress')}</div>
        </div>
      ),
    },
    {
      title: t('messages.outbox.body'),
      key: 'body',
      render: (m) => (
        <div>
          {m.about ? <RefLink of={m.about}>{m.body}</RefLink> : m.body}
          <div className="small soft">
            {t('messages.outbox.segments', { n: m.segments, length: m.body.length })}
            {m.template
              ? ` · ${language === 'zh' ? m.templateName : m.templateNameEn} ${m.version ? t('messages.templates.version', { n: m.version }) : t('messages.templates.own')}`
              : null}
          </div>
        </div>
      ),
    },
    {
      title: t('messages.outbox.when'),
      key: 'when',
      width: 180,
      render: (m) => (
        <div className="small">
          <div>
            {t('messages.outbox.queuedAt')} <At at={m.queuedAt} to="short" />
          </div>
          {m.sentAt ? (
            <div>
              {t('messages.outbox.sentAt')} <At at={m.sentAt} to="short" />
            </div>
          ) : null}
          {m.settledAt ? (
            <div>
              {t('messages.outbox.settledAt')} <At at={m.settledAt} to="short" />
            </div>
          ) : null}
        </div>
      ),
    },
    {
      title: t('messages.outbox.again'),
      key: 'again',
      width: 90,
      bare: true,
      render: (m) => {
        const why = whyNot(m);
        return (
          <Tooltip title={why}>
            <span>
              <Button size="small" disabled={why !== null} onClick={() => sendAgain(m)} data-testid="resend">
                {t('messages.outbox.again')}
              </Button>
            </span>
          </Tooltip>
        );
      },
    },
  ];
  return (
    <>
      <PageHead
        title={t('messages.outbox.title')}
        lead={t('messages.outbox.lead')}
        actions={
          <>
            <ExportButton path="/messages" query={query} />
            <PrintButton />
          </>
        }
      />
      <div className="filters">
        <SearchBox value={query.q} says={t('messages.outbox.search')} onSearch={(q) => write({ q })} />
        <Select
          allowClear
          aria-label={t('messages.outbox.state')}
          placeholder={t('messages.outbox.state')}
          value={query.state || null}
          onChange={(state) => write({ state })}
          options={[
            { value: 'held', label: t('messages.outbox.held') },
            ...states.map((value) => ({ value, label: t(`messages.state.${value}`) })),
          ]}
          style={{ minWidth: 150 }}
        />
        <Select
          allowClear
          aria-label={t('messages.outbox.channel')}
          placeholder={t('messages.outbox.channel')}
          value={query.channel || null}
          onChange={(channel) => write({ channel })}
          options={[
            { value: 'sms', label: t('messages.channel.sms') },
            { value: 'mail', label: t('messages.channel.mail') },
          ]}
          style={{ minWidth: 120 }}
        />
      </div>
      <WhenPaged asked={asked} whole>
        {(items) => (
          <Panel flush testid="outbox">
            <Sheet
              rows={items}
              rowKey={(m) => m.id}
              minWidth={1000}
              pageSize={500}
              columns={columns}
              empty={<Nothing title={t('messages.outbox.empty')} when={t('messages.outbox.emptyWhen')} />}
              marks={(m) => ({ 'data-testid': 'message', 'data-state': m.state })}
            />
          </Panel>
        )}
      </WhenPaged>
      {again ? <Resend of={again} onClose={() => sendAgain(null)} /> : null}
    </>
  );
}

function Resend({ of, onClose }: { of: OutboxMessage; onClose: () => void }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const [key] = useState(newKey);
  const [form] = Form.useForm<{ why: string; address?: string }>();
  const send = useMutation({
    mutationFn: ({ why, address }: { why: string; address?: string }) =>
      api.post<{ id: string }>(`/messages/${of.id}/resend`, { why, address: address?.trim() || null }, { key }),
    onSuccess: () => {
      void message.success(t('messages.outbox.resent'));
      void queryClient.invalidateQueries({ queryKey: ['outbox'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('messages.outbox.resendTitle')}
      okText={t('messages.outbox.again')}
      cancelText={t('shell.cancel')}
      confirmLoading={send.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {send.error ? <ProblemNotice error={send.error} /> : null}
      <p>{of.receiver}</p>
      <p className="soft">{of.body}</p>
      <Form form={form} layout="vertical" onFinish={(said) => send.mutate(said)}>
        <Form.Item name="why" label={t('messages.why')} rules={[{ required: true, min: 2, message: t('messages.whyMissing') }]}>
          <Input maxLength={200} data-testid="resend-why" />
        </Form.Item>
        <Form.Item name="address" label={t('messages.outbox.otherAddress')} extra={t('messages.outbox.otherAddressNote')}>
          <Input maxLength={120} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

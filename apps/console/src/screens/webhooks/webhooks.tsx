/** Webhooks, kept by the security administrator: what leaves the house unasked, to whom, and whether it arrived. */
import { useQuery } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/webhook-contract.ts';
import { useAddress } from '../../address.ts';
import { api } from '../../api.ts';
import { Act, FieldsWindow } from '../../parts/change.tsx';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { usePages, WhenPaged } from '../../parts/pages.tsx';
import { Nothing, Notice, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { useTexts } from '../../texts/index.ts';

type Webhook = z.infer<typeof shapes.Webhook>;
type Made = z.infer<typeof shapes.WebhookMade>;
type Delivery = z.infer<typeof shapes.WebhookDelivery>;

export default function WebhooksScreen() {
  const { t } = useTexts();
  const { read, write } = useAddress();
  const [making, make] = useState(false);
  const [secret, showSecret] = useState<string | null>(null);
  const asked = useQuery({ queryKey: ['webhooks'], queryFn: ({ signal }) => api.get<{ items: Webhook[] }>('/webhooks', { signal }) });
  const chosen = asked.data?.items.find((one) => one.id === read('webhook'));
  return (
    <>
      <PageHead
        title={t('webhooks.title')}
        lead={t('webhooks.lead')}
        actions={
          <>
            <Button type="primary" onClick={() => make(true)} data-testid="make-webhook">
              {t('webhooks.make')}
            </Button>
            <PrintButton />
          </>
        }
      />
      <WhenReady asked={asked} whole>
        {({ items }) => (
          <Panel flush testid="webhooks">
            <Sheet
              rows={items}
              rowKey={(one) => one.id}
              minWidth={1100}
              empty={<Nothing title={t('webhooks.empty')} when={t('webhooks.emptyWhen')} />}
              columns={[
                {
                  title: t('webhooks.name'),
                  key: 'name',
                  width: 180,
                  render: (one) => (
                    <Button type="link" style={{ padding: 0 }} onClick={() => write({ webhook: one.id }, { push: true })}>
                      {one.name}
                    </Button>
                  ),
                },
                { title: t('webhooks.url'), key: 'url', render: (one) => <span className="mono small">{one.url}</span> },
                {
                  title: t('webhooks.kinds'),
                  key: 'kinds',
                  width: 170,
                  render: (one) => <span className="mono small">{one.kinds.join(' ')}</span>,
                },
                {
                  title: t('webhooks.districts'),
                  key: 'districts',
                  width: 120,
                  render: (one) => (one.districts.includes('*') ? t('webhooks.wholeCity') : one.districtNames.join(' ')),
                },
                {
                  title: t('webhooks.state'),
                  key: 'state',
                  width: 100,
                  render: (one) => <Tag tone={one.state === 'active' ? 'good' : 'mute'}>{t(`webhooks.states.${one.state}`)}</Tag>,
                },
                {
                  title: `${t('webhooks.waiting')} / ${t('webhooks.failed')}`,
                  key: 'waiting',
                  width: 130,
                  right: true,
                  render: (one) => <span className="num">{`${one.waiting} / ${one.failed}`}</span>,
                },
                {
                  title: t('webhooks.last'),
                  key: 'last',
                  width: 170,
                  render: (one) => (
                    <>
                      {one.lastDeliveredAt ? <At at={one.lastDeliveredAt} /> : t('shell.nothing')}
                      {one.lastError ? <div className="small soft">{`${t('webhooks.error')} ${one.lastError}`}</div> : null}
                    </>
                  ),
                },
                { title: t('webhooks.by'), key: 'by', width: 100, render: (one) => one.madeBy },
                { title: t('shell.act'), key: 'act', width: 260, bare: true, render: (one) => <Acts of={one} onSecret={showSecret} /> },
              ]}
            />
          </Panel>
        )}
      </WhenReady>
      {chosen ? <Deliveries of={chosen} /> : null}
      {making ? (
        <FieldsWindow<Made>
          title={t('webhooks.make')}
          submit={t('webhooks.make')}
          name="webhook"
          onClose={() => make(false)}
          first={{ kinds: ['case.*'], districts: ['*'] }}
          refresh={['webhooks']}
          done={t('webhooks.made')}
          does={(filled, key) => api.post<Made>('/webhooks', { ...filled, party: filled.party || null }, { key })}
          then={(answer) => {
            make(false);
            showSecret(answer.secret);
          }}
          fields={[
            { name: 'name', says: t('webhooks.name'), required: true, most: 60 },
            { name: 'url', says: t('webhooks.url'), required: true, most: 400, hint: t('webhooks.urlHint') },
            { name: 'kinds', says: t('webhooks.kinds'), kind: 'words', required: true, hint: t('webhooks.kindsHint') },
            {
              name: 'districts',
              says: t('webhooks.districts'),
              kind: 'words',
              required: true,
              choices: [{ value: '*', label: t('webhooks.wholeCity') }],
            },
            { name: 'party', says: t('webhooks.party'), most: 18, hint: t('webhooks.partyHint') },
          ]}
        />
      ) : null}
      {secret ? <Secret text={secret} onClose={() => showSecret(null)} /> : null}
    </>
  );
}

function Acts({ of, onSecret }: { of: Webhook; onSecret: (secret: string) => void }) {
  const { t } = useTexts();
  const ended = of.state === 'ended' ? t('webhooks.isEnded') : null;
  const turn = (state: Webhook['state']) => () => api.post(`/webhooks/${of.id}/state`, { state });
  return (
    <span style={{ display: 'flex', gap: 6, flexWrap: 'wrap' }}>
      {of.state === 'paused' ? (
        <Act says={t('webhooks.resume')} does={turn('active')} refresh={['webhooks']} />
      ) : (
        <Act says={t('webhooks.pause')} does={turn('paused')} refresh={['webhooks']} why={ended} />
      )}
      <Act
        says={t('webhooks.renew')}
        ask={t('webhooks.renewAsk')}
        why={ended}
        refresh={['webhooks']}
        does={async () => onSecret((await api.post<Made>(`/webhooks/${of.id}/key`, {})).secret)}
      />
      <Act
        says={t('webhooks.retry')}
        done={t('webhooks.retried')}
        why={of.failed === 0 ? t('webhooks.nothingFailed') : ended}
        refresh={['webhooks', 'deliveries']}
        does={() => api.post(`/webhooks/${of.id}/retry`, {})}
      />
      <Act says={t('webhooks.end')} ask={t('webhooks.endAsk')} danger why={ended} does={turn('ended')} refresh={['webhooks']} />
    </span>
  );
}

function Deliveries({ of }: { of: Webhook }) {
  const { t } = useTexts();
  const asked = usePages<Delivery>('deliveries', `/webhooks/${of.id}/deliveries`, { limit: 100 });
  return (
    <WhenPaged asked={asked}>
      {(rows) => (
        <Panel title={`${t('webhooks.deliveries')} · ${of.name}`} flush testid="deliveries">
          <Sheet
            tight
            rows={rows}
            rowKey={(row) => row.fact}
            minWidth={760}
            pageSize={50}
            empty={<Nothing title={t('webhooks.deliveriesEmpty')} slim />}
            columns={[
              {
                title: t('webhooks.fact'),
                key: 'fact',
                width: 220,
                render: (row) => <span className="mono small">{`${row.kind} ${row.fact}`}</span>,
              },
              { title: t('webhooks.appeared'), key: 'at', width: 170, render: (row) => <At at={row.appearedAt} to="second" /> },
              {
                title: t('webhooks.state'),
                key: 'state',
                width: 110,
                render: (row) => (
                  <Tag tone={row.state === 'delivered' ? 'good' : row.state === 'failed' ? 'bad' : 'mute'}>
                    {t(`webhooks.deliveryStates.${row.state}`)}
                  </Tag>
                ),
              },
              {
                title: t('webhooks.tries'),
                key: 'tries',
                width: 80,
                right: true,
                render: (row) => <span className="num">{row.tries}</span>,
              },
              { title: t('webhooks.answer'), key: 'answer', render: (row) => row.error ?? row.status ?? t('shell.nothing') },
              {
                title: t('webhooks.delivered'),
                key: 'delivered',
                width: 170,
                render: (row) => (row.deliveredAt ? <At at={row.deliveredAt} to="second" /> : t('shell.nothing')),
              },
            ]}
          />
        </Panel>
      )}
    </WhenPaged>
  );
}

function Secret({ text, onClose }: { text: string; onClose: () => void }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  return (
    <Modal
      open
      title={t('webhooks.secret')}
      onCancel={onClose}
      onOk={onClose}
      cancelButtonProps={{ style: { display: 'none' } }}
      okText={t('shell.close')}
    >
      <div className="stack" style={{ gap: 12 }} data-testid="secret">
        <Notice tone="warn">{t('webhooks.secretOnce')}</Notice>
        <code className="mono">{text}</code>
        <div>
          <Button size="small" onClick={() => void navigator.clipboard.writeText(text).then(() => message.success(t('webhooks.copied')))}>
            {t('webhooks.copy')}
          </Button>
        </div>
        <p className="small soft">{t('webhooks.secretHow')}</p>
      </div>
    </Modal>
  );
}

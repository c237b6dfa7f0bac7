/** What is attached to a file: who handed in what, when, and by which hash it can be recognised. Nothing is removed; a withdrawal is shown with its reason. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { address, api } from '../../api.ts';
import type { Attachment, Items } from '../../contract.ts';
import { ExportButton, Panel } from '../../parts/page.tsx';
import { Nothing, ProblemNotice, WhenReady } from '../../parts/problem-notice.tsx';
import { At } from '../../parts/when.tsx';
import { queryClient } from '../../queries.ts';
import { useTexts } from '../../texts/index.ts';
import { showSize } from './size.ts';

export function AttachmentsPanel({ file }: { file: string }) {
  const { t } = useTexts();
  const path = `/files/${encodeURIComponent(file)}/attachments`;
  const asked = useQuery({
    queryKey: ['file', file, 'attachments'],
    queryFn: ({ signal }) => api.get<Items<Attachment>>(path, { signal }),
  });
  const [withdrawing, setWithdrawing] = useState<Attachment | null>(null);
  return (
    <Panel
      title={t('attachments.title')}
      count={<span className="count">{asked.data?.items.length ?? 0}</span>}
      end={asked.data?.items.length ? <ExportButton path={path} small /> : null}
      testid="attachments"
    >
      <WhenReady asked={asked}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t('attachments.empty')} when={t('attachments.emptyWhen')} slim />
          ) : (
            <ul className="list">
              {items.map((one) => (
                <Line key={one.id} of={one} onWithdraw={() => setWithdrawing(one)} />
              ))}
            </ul>
          )
        }
      </WhenReady>
      {withdrawing ? <Withdrawal of={withdrawing} file={file} onClose={() => setWithdrawing(null)} /> : null}
    </Panel>
  );
}

function Line({ of, onWithdraw }: { of: Attachment; onWithdraw: () => void }) {
  const { t } = useTexts();
  const content = `/attachments/${of.id}/content`;
  const { takenAt, lon, lat } = of.claimed;
  return (
    <li
      data-testid="attachment"
      data-withdrawn={of.withdrawn !== null}
      style={{ display: 'flex', gap: 12, opacity: of.withdrawn ? 0.6 : 1 }}
    >
      {of.hasPreview ? (
        <a href={address(`/attachments/${of.id}/preview`, { width: 1280 })} target="_blank" rel="noreferrer">
          <img
            src={address(`/attachments/${of.id}/preview`, { width: 320 })}
            alt={of.name}
            width={72}
            height={72}
            loading="lazy"
            style={{ objectFit: 'cover', borderRadius: 4 }}
          />
        </a>
      ) : null}
      <div style={{ minWidth: 0 }}>
        <div style={{ overflowWrap: 'anywhere' }}>
          <b>{of.name}</b> <span className="soft small">{`${of.typeName} ${showSize(of.size)}`}</span>
        </div>
        <div className="soft small">
          {of.says} · {of.by} · <At at={of.at} to="second" />
          {of.seq === null ? '' : ` · ${t('attachments.withAct', { seq: of.seq })}`}
        </div>
        <div className="soft small mono" title={`${t('attachments.hash')} ${of.hash}`} style={{ overflowWrap: 'anywhere' }}>
          SM3 {of.hash.slice(0, 16)}…
        </div>
        {takenAt || lat !== undefined ? (
          <div className="soft small">
            {t('attachments.claimed')}: {takenAt ? t('attachments.takenAt', { at: takenAt }) : ''}{' '}
            {lat === undefined ? '' : t('attachments.place', { lon, lat })}
          </div>
        ) : null}
        {of.withdrawn ? (
          <div className="small">
            <At at={of.withdrawn.at} to="second" /> {t('attachments.withdrawn', { by: of.withdrawn.by, reason: of.withdrawn.reason })}
          </div>
        ) : null}
        <div style={{ display: 'flex', gap: 12, marginTop: 4 }} className="small">
          {of.opensInline ? (
            <a href={address(content, { inline: 1 })} target="_blank" rel="noreferrer">
              {t('attachments.view')}
            </a>
          ) : null}
          <a href={address(content)} download>
            {t('attachments.download')}
          </a>
          {of.mine && !of.withdrawn ? (
            <Button size="small" type="link" style={{ padding: 0, height: 'auto' }} onClick={onWithdraw} data-testid="withdraw">
              {t('attachments.withdraw')}
            </Button>
          ) : null}
        </div>
      </div>
    </li>
  );
}

function Withdrawal({ of, file, onClose }: { of: Attachment; file: string; onClose: () => void }) {
  const { t } = useTexts();
  const [reason, setReason] = useState('');
  const act = useMutation({
    mutationFn: () => api.post<Attachment>(`/attachments/${of.id}/withdraw`, { reason }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['file', file, 'attachments'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('attachments.withdrawTitle', { name: of.name })}
      onCancel={onClose}
      onOk={() => act.mutate()}
      okText={t('attachments.withdraw')}
      cancelText={t('shell.cancel')}
      confirmLoading={act.isPending}
    >
      <div className="stack" style={{ gap: 12 }}>
        {act.error ? <ProblemNotice error={act.error} /> : null}
        <p className="small soft">{t('attachments.withdrawNote')}</p>
        <Input
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          placeholder={t('attachments.reason')}
          aria-label={t('attachments.reason')}
          maxLength={200}
        />
      </div>
    </Modal>
  );
}

/** Backups, for the system administrator: what is there, whether it was found whole, make one now. Restoring is not done in a browser, and it says why. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/backup-contract.ts';
import { api } from '../../api.ts';
import { Act } from '../../parts/change.tsx';
import { Facts, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, Notice, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { useTexts } from '../../texts/index.ts';

type Backups = z.infer<typeof shapes.Backups>;
type Waiting = z.infer<typeof shapes.WaitingMessage>;

export default function BackupsScreen() {
  const { t } = useTexts();
  const asked = useQuery({
    queryKey: ['backups'],
    queryFn: ({ signal }) => api.get<Backups>('/backups', { signal }),
    refetchInterval: (query) => (query.state.data?.isUnderWay ? 3_000 : false),
  });
  return (
    <>
      <PageHead
        title={t('backup.title')}
        lead={t('backup.lead')}
        actions={
          <>
            <Act
              says={t('backup.make')}
              leading
              small={false}
              why={asked.data?.isUnderWay ? t('backup.underWay') : null}
              done={t('backup.ordered')}
              refresh={['backups']}
              does={(key) => api.post('/backups', {}, { key })}
              testid="make-backup"
            />
            <PrintButton />
          </>
        }
      />
      <WhenReady asked={asked} whole>
        {(backups) => (
          <>
            <How of={backups} />
            <List of={backups} />
            <Panel title={t('backup.restore')}>
              <p>{t('backup.restoreWhy')}</p>
            </Panel>
          </>
        )}
      </WhenReady>
      <WaitingMessages />
    </>
  );
}

function How({ of }: { of: Backups }) {
  const { t } = useTexts();
  return (
    <Panel>
      <Facts
        of={[
          { name: t('backup.schedule'), value: of.at === null ? t('backup.never') : t('backup.daily', { at: of.at }) },
          { name: t('backup.keep'), value: t('backup.days', { n: of.keepDays }) },
          { name: t('backup.folder'), value: <span className="mono small">{of.folder}</span>, wide: true },
          {
            name: t('backup.last'),
            value: of.run ? (
              <>
                <Tag tone={of.run.state === 'done' ? 'good' : of.run.state === 'dead' ? 'bad' : 'note'}>
                  {t(`backup.states.${of.run.state}`)}
                </Tag>{' '}
                <At at={of.run.at} /> {of.run.byName}
              </>
            ) : (
              t('shell.nothing')
            ),
          },
        ]}
      />
      {of.run?.state === 'dead' && of.run.error ? <Notice tone="bad">{of.run.error}</Notice> : null}
    </Panel>
  );
}

function List({ of }: { of: Backups }) {
  const { t, language } = useTexts();
  return (
    <Panel flush testid="backups">
      <Sheet
        rows={of.items}
        rowKey={(one) => one.name}
        minWidth={980}
        empty={<Nothing title={t('backup.empty')} when={t('backup.emptyWhen')} />}
        columns={[
          { title: t('backup.name'), key: 'name', width: 230, render: (one) => <span className="mono small">{one.name}</span> },
          {
            title: t('backup.madeAt'),
            key: 'at',
            width: 170,
            render: (one) => (one.madeAt === null ? t('shell.nothing') : <At at={one.madeAt} />),
          },
          {
            title: t('backup.size'),
            key: 'size',
            width: 110,
            right: true,
            render: (one) => <span className="num">{sizeOf(one.bytes)}</span>,
          },
          {
            title: t('backup.rows'),
            key: 'rows',
            width: 120,
            right: true,
            render: (one) => <span className="num">{one.rows.toLocaleString('zh-CN')}</span>,
          },
          { title: t('backup.version'), key: 'version', width: 90, render: (one) => one.version },
          {
            title: t('backup.keys'),
            key: 'keys',
            width: 140,
            render: (one) => <Tag tone={one.keys === 'open' ? 'note' : 'mute'}>{t(`backup.keyStates.${one.keys}`)}</Tag>,
          },
          {
            title: t('backup.verified'),
            key: 'verified',
            render: (one) =>
              one.isWhole === null ? (
                <Tag>{t('backup.notYet')}</Tag>
              ) : (
                <>
                  <Tag tone={one.isWhole ? 'good' : 'bad'}>{one.isWhole ? t('backup.whole') : t('backup.damaged')}</Tag>{' '}
                  {one.verifiedAt === null ? null : <At at={one.verifiedAt} />}
                  {one.isWhole ? null : <div className="small soft">{language === 'zh' ? one.says : one.saysEn}</div>}
                </>
              ),
          },
        ]}
      />
    </Panel>
  );
}

function WaitingMessages() {
  const { t } = useTexts();
  const asked = useQuery({
    queryKey: ['waiting-messages'],
    queryFn: ({ signal }) => api.get<{ items: Waiting[] }>('/backups/waiting-messages', { signal }),
  });
  if (!asked.data?.items.length) return null;
  const decide = (decision: 'send' | 'leave') => (key: string) => api.post('/backups/waiting-messages', { decision }, { key });
  return (
    <Panel title={t('backup.waiting')} flush testid="waiting-messages">
      <div style={{ padding: 12, display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap' }}>
        <span className="soft">{t('backup.waitingLead')}</span>
        <Act
          says={t('backup.send')}
          ask={t('backup.sendAsk')}
          done={t('backup.decided')}
          refresh={['waiting-messages']}
          does={decide('send')}
        />
        <Act
          says={t('backup.leave')}
          ask={t('backup.leaveAsk')}
          done={t('backup.decided')}
          refresh={['waiting-messages']}
          does={decide('leave')}
        />
      </div>
      <Sheet
        rows={asked.data.items}
        rowKey={(one) => one.id}
        empty={<Nothing title={t('shell.nothing')} slim />}
        minWidth={700}
        columns={[
          { title: t('backup.queuedAt'), key: 'at', width: 170, render: (one) => <At at={one.queuedAt} /> },
          { title: t('backup.receiver'), key: 'receiver', width: 220, render: (one) => one.receiver },
          { title: t('backup.text'), key: 'text', render: (one) => one.text },
        ]}
      />
    </Panel>
  );
}

/** 1 234 567 as 1.2 MB. */
function sizeOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let at = 0;
  let size = bytes;
  for (; size >= 1000 && at < units.length - 1; at += 1) size /= 1000;
  return `${at === 0 ? size : size.toFixed(1)} ${units[at]}`;
}

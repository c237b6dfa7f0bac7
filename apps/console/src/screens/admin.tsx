import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useAddress } from '../address.ts';
import { api } from '../api.ts';
import type { SetAside } from '../contract.ts';
import { PageHead, Panel, PrintButton } from '../parts/page.tsx';
import { Nothing, ProblemNotice, WhenReady } from '../parts/problem-notice.tsx';
import { RefLink } from '../parts/ref-link.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Tag } from '../parts/tags.tsx';
import { At } from '../parts/when.tsx';
import { audit, queryClient, setAside } from '../queries.ts';
import { usePerson } from '../session.tsx';
import { useTexts } from '../texts/index.ts';
import { SearchBox } from './files.tsx';

/** The system administrator's consequences that failed, and the auditor's sealed rows: neither sees the other's. */
export default function AdminScreen() {
  const { t } = useTexts();
  const { role } = usePerson();
  return (
    <>
      <PageHead title={t('admin.title')} actions={<PrintButton />} />
      {role === 'admin' ? <SetAsidePanel /> : <AuditPanel />}
    </>
  );
}

function SetAsidePanel() {
  const { t } = useTexts();
  const { message } = App.useApp();
  const aside = useQuery(setAside);
  const again = useMutation({
    mutationFn: ({ fact, reaction }: SetAside) => api.post<void>('/set-aside/retry', { fact, reaction }),
    onSuccess: () => {
      void message.success(t('admin.retried'));
      void queryClient.invalidateQueries({ queryKey: ['setAside'] });
    },
  });
  return (
    <>
      {again.error ? <ProblemNotice error={again.error} /> : null}
      <WhenReady asked={aside} whole>
        {({ items }) => (
          <Panel
            title={t('admin.setAside')}
            count={<span className={`count ${items.length > 0 ? 'bad' : ''}`}>{items.length}</span>}
            note={t('admin.setAsideLead')}
            flush
            testid="set-aside"
          >
            <Sheet
              rows={items}
              rowKey={(a) => `${a.fact}|${a.reaction}`}
              minWidth={900}
              empty={<Nothing title={t('admin.setAsideEmpty')} when={t('admin.setAsideEmptyWhen')} icon="tick" />}
              marks={() => ({ 'data-testid': 'set-aside-row' })}
              columns={[
                { title: t('admin.at'), key: 'at', width: 170, render: (a) => <At at={a.at} to="second" /> },
                {
                  title: t('admin.fact'),
                  key: 'fact',
                  width: 210,
                  render: (a) => <span className="mono small">{`${a.kind} ${a.fact}`}</span>,
                },
                { title: t('admin.reaction'), key: 'reaction', width: 180, render: (a) => a.reaction },
                { title: t('admin.tries'), key: 'tries', width: 90, right: true, render: (a) => <span className="num">{a.tries}</span> },
                { title: t('admin.error'), key: 'error', render: (a) => a.error },
                {
                  title: t('admin.retry'),
                  key: 'retry',
                  width: 90,
                  bare: true,
                  render: (a) => (
                    <Button
                      size="small"
                      loading={again.isPending && again.variables === a}
                      onClick={() => again.mutate(a)}
                      data-testid="retry"
                    >
                      {t('admin.retry')}
                    </Button>
                  ),
                },
              ]}
            />
          </Panel>
        )}
      </WhenReady>
    </>
  );
}

function AuditPanel() {
  const { t } = useTexts();
  const { read, write } = useAddress();
  const q = read('q').toLowerCase();
  const rows = useQuery(audit);
  return (
    <WhenReady asked={rows} whole>
      {({ items }) => {
        const shown = q ? items.filter((r) => [r.who, r.did, r.about].some((text) => text.toLowerCase().includes(q))) : items;
        return (
          <Panel
            title={t('admin.audit')}
            count={<span className="count">{shown.length}</span>}
            end={<SearchBox value={read('q')} says={t('admin.search')} onSearch={(text) => write({ q: text })} />}
            flush
            testid="audit"
          >
            <Sheet
              tight
              rows={shown}
              rowKey={(r) => r.id}
              minWidth={720}
              pageSize={30}
              empty={<Nothing title={t('admin.auditEmpty')} when={t('admin.auditEmptyWhen')} />}
              marks={() => ({ 'data-testid': 'audit-row' })}
              columns={[
                { title: t('admin.at'), key: 'at', width: 170, render: (r) => <At at={r.at} to="second" /> },
                { title: t('admin.who'), key: 'who', width: 160, render: (r) => r.who },
                { title: t('admin.did'), key: 'did', width: 220, render: (r) => r.did },
                {
                  title: t('admin.about'),
                  key: 'about',
                  render: (r) => (r.file ? <RefLink of={{ kind: 'file', id: r.file }}>{r.about}</RefLink> : r.about),
                },
                {
                  title: t('admin.sealed'),
                  key: 'sealed',
                  width: 110,
                  render: (r) =>
                    r.sealed ? (
                      <Tag tone="good" icon="seal">
                        {t('file.sealed')}
                      </Tag>
                    ) : (
                      <Tag icon="clock">{t('file.sealing')}</Tag>
                    ),
                },
              ]}
            />
          </Panel>
        );
      }}
    </WhenReady>
  );
}

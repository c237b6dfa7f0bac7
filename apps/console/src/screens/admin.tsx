import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { api } from '../api.ts';
import type { SetAside } from '../contract.ts';
import { PageHead, Panel, PrintButton } from '../parts/page.tsx';
import { Nothing, ProblemNotice, WhenReady } from '../parts/problem-notice.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { At } from '../parts/when.tsx';
import { queryClient, setAside } from '../queries.ts';
import { useTexts } from '../texts/index.ts';

/** The system administrator's consequences that failed. */
export default function AdminScreen() {
  const { t } = useTexts();
  return (
    <>
      <PageHead title={t('admin.title')} actions={<PrintButton />} />
      <SetAsidePanel />
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

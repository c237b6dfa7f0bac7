/** Jobs: what the house does by the clock, when it last did, what came of it, and doing it now. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Drawer } from 'antd';
import { useAddress } from '../../address.ts';
import { answered, api, client, newKey } from '../../api.ts';
import type { JobRow, JobRun } from '../../contract.ts';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, ProblemNotice, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { queryClient } from '../../queries.ts';
import { useTexts } from '../../texts/index.ts';
import { span } from '../../time.ts';

const jobs = {
  queryKey: ['jobs'],
  queryFn: ({ signal }: { signal: AbortSignal }) => answered(client.GET('/api/jobs', { signal })),
  refetchInterval: 5_000,
};
const runsOf = (job: string) => ({
  queryKey: ['jobs', job],
  queryFn: ({ signal }: { signal: AbortSignal }) => answered(client.GET('/api/jobs/{job}/runs', { params: { path: { job } }, signal })),
});
const looks = {
  waiting: { tone: 'note', icon: 'clock' },
  running: { tone: 'note', icon: 'monitoring' },
  done: { tone: 'good', icon: 'check' },
  dead: { tone: 'bad', icon: 'triangle' },
} as const;

function State({ of }: { of: JobRun }) {
  const { t } = useTexts();
  return (
    <Tag tone={looks[of.state].tone} icon={looks[of.state].icon}>
      {t(`messages.run.${of.state}`)}
    </Tag>
  );
}

/** How long a run took; nothing while it runs. */
function Took({ of }: { of: JobRun }) {
  const { t } = useTexts();
  if (of.startedAt === null || of.endedAt === null) return null;
  const took = of.endedAt - of.startedAt;
  return <span className="num">{took < 1_000 ? t('messages.jobs.milliseconds', { n: took }) : span(took, t)}</span>;
}

export default function JobsScreen() {
  const { t, language } = useTexts();
  const { message } = App.useApp();
  const { read, write } = useAddress();
  const asked = useQuery(jobs);
  const run = useMutation({
    mutationFn: ({ job }: JobRow) => api.post<{ ordered: boolean }>(`/jobs/${job}/run`, {}, { key: newKey() }),
    onSuccess: () => {
      void message.success(t('messages.jobs.ordered'));
      void queryClient.invalidateQueries({ queryKey: ['jobs'] });
    },
  });
  const name = (job: JobRow) => (language === 'zh' ? job.name : job.nameEn);
  return (
    <>
      <PageHead title={t('messages.jobs.title')} lead={t('messages.jobs.lead')} actions={<PrintButton />} />
      {run.error ? <ProblemNotice error={run.error} /> : null}
      <WhenReady asked={asked} whole>
        {({ items }) => {
          const shown = items.find((job) => job.job === read('job'));
          return (
            <>
              <Panel flush testid="jobs">
                <Sheet
                  rows={items}
                  rowKey={(job) => job.job}
                  minWidth={900}
                  pageSize={100}
                  empty={<Nothing title={t('messages.jobs.empty')} when={t('messages.jobs.emptyWhen')} />}
                  marks={(job) => ({ 'data-testid': 'job', 'data-job': job.job })}
                  columns={[
                    {
                      title: t('messages.jobs.name'),
                      key: 'name',
                      width: 230,
                      render: (job) => (
                        <Button
                          type="link"
                          style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'left' }}
                          onClick={() => write({ job: job.job }, { push: true })}
                        >
                          {name(job)}
                        </Button>
                      ),
                    },
                    {
                      title: t('messages.jobs.next'),
                      key: 'next',
                      width: 170,
                      render: (job) =>
                        job.nextAt ? <At at={job.nextAt} /> : <span className="soft">{t('messages.jobs.onlyOrdered')}</span>,
                    },
                    {
                      title: t('messages.jobs.last'),
                      key: 'last',
                      width: 190,
                      render: (job) =>
                        job.last ? (
                          <div>
                            <State of={job.last} />
                            <div className="small">
                              <At at={job.last.startedAt ?? job.last.queuedAt} /> <Took of={job.last} />
                            </div>
                          </div>
                        ) : (
                          <span className="soft">{t('messages.jobs.never')}</span>
                        ),
                    },
                    {
                      title: t('messages.jobs.outcome'),
                      key: 'outcome',
                      render: (job) => (
                        <div style={{ overflowWrap: 'anywhere' }}>
                          {job.last?.error ?? job.last?.says ?? t('shell.nothing')}
                          {job.dead > 0 ? <div className="small soft">{t('messages.jobs.dead', { n: job.dead })}</div> : null}
                        </div>
                      ),
                    },
                    {
                      title: t('messages.jobs.run'),
                      key: 'run',
                      width: 110,
                      bare: true,
                      render: (job) => (
                        <Button
                          size="small"
                          loading={run.isPending && run.variables?.job === job.job}
                          onClick={() => run.mutate(job)}
                          data-testid="run-job"
                        >
                          {t('messages.jobs.run')}
                        </Button>
                      ),
                    },
                  ]}
                />
              </Panel>
              {shown ? <Runs of={shown} title={name(shown)} onClose={() => write({ job: null })} /> : null}
            </>
          );
        }}
      </WhenReady>
    </>
  );
}

function Runs({ of, title, onClose }: { of: JobRow; title: string; onClose: () => void }) {
  const { t } = useTexts();
  const asked = useQuery(runsOf(of.job));
  return (
    <Drawer open onClose={onClose} title={title} size={560}>
      <WhenReady asked={asked}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t('messages.jobs.never')} when={t('messages.jobs.lead')} />
          ) : (
            <ul className="list" data-testid="runs">
              {items.map((one) => (
                <li key={one.id}>
                  <State of={one} /> <At at={one.startedAt ?? one.queuedAt} to="second" /> <Took of={one} />{' '}
                  <span className="soft small">
                    {one.byName} · {t('messages.outbox.tries', { n: one.tries })}
                  </span>
                  {one.error || one.says ? <div style={{ overflowWrap: 'anywhere' }}>{one.error ?? one.says}</div> : null}
                </li>
              ))}
            </ul>
          )
        }
      </WhenReady>
    </Drawer>
  );
}

/** Where an account is signed in, and what happened at the door: on one's own page and on an administrator's. */
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/access-contract.ts';
import { Act } from '../../parts/change.tsx';
import { Panel } from '../../parts/page.tsx';
import { Nothing } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { Ago, At } from '../../parts/when.tsx';
import { useTexts } from '../../texts/index.ts';

type SessionLine = z.infer<typeof shapes.SessionLine>;
type SignInLine = z.infer<typeof shapes.SignInLine>;

const ways = ['password', 'oidc', 'code', 'link'] as const;
const outcomes = ['in', 'wrongPassword', 'locked', 'noRole', 'held', 'temporaryOver'] as const;
const known = <T extends string>(of: readonly T[], name: string, otherwise: T): T => of.find((one) => one === name) ?? otherwise;

export function Sessions({
  of,
  onEnd,
  why = null,
  end,
  refresh,
}: {
  of: SessionLine[];
  onEnd: (id: string) => Promise<unknown>;
  /** Why the reader ends none of them. */
  why?: string | null;
  end?: React.ReactNode;
  refresh: string[];
}) {
  const { t } = useTexts();
  return (
    <Panel title={t('access.sessions.title')} count={<span className="count">{of.length}</span>} end={end} flush testid="sessions">
      <Sheet
        tight
        rows={of}
        rowKey={(one) => one.id}
        minWidth={760}
        empty={<Nothing slim title={t('access.sessions.empty')} />}
        columns={[
          { title: t('access.sessions.opened'), key: 'opened', width: 160, render: (one) => <At at={one.openedAt} /> },
          { title: t('access.sessions.seen'), key: 'seen', width: 110, render: (one) => <Ago at={one.seenAt} /> },
          { title: t('access.sessions.way'), key: 'way', width: 100, render: (one) => t(`access.way.${known(ways, one.way, 'password')}`) },
          {
            title: t('access.sessions.from'),
            key: 'from',
            width: 140,
            render: (one) => <span className="mono small">{one.from ?? t('shell.nothing')}</span>,
          },
          {
            title: t('access.sessions.agent'),
            key: 'agent',
            render: (one) => <span className="small">{one.agent ?? t('shell.nothing')}</span>,
          },
          {
            title: t('access.sessions.end'),
            key: 'end',
            width: 110,
            bare: true,
            render: (one) =>
              one.own ? (
                <Tag tone="good">{t('access.sessions.own')}</Tag>
              ) : (
                <Act
                  says={t('access.sessions.end')}
                  does={() => onEnd(one.id)}
                  done={t('access.sessions.ended')}
                  refresh={refresh}
                  why={why}
                  testid="end-session"
                />
              ),
          },
        ]}
      />
    </Panel>
  );
}

export function SignIns({ of }: { of: SignInLine[] }) {
  const { t } = useTexts();
  return (
    <Panel title={t('access.history.title')} flush testid="sign-ins">
      <Sheet
        tight
        rows={of}
        rowKey={(one) => `${one.at}|${one.outcome}|${one.from}`}
        minWidth={700}
        pageSize={10}
        empty={<Nothing slim title={t('access.history.empty')} />}
        columns={[
          { title: t('access.history.at'), key: 'at', width: 170, render: (one) => <At at={one.at} to="second" /> },
          {
            title: t('access.history.outcome'),
            key: 'outcome',
            width: 140,
            render: (one) => (
              <Tag tone={one.outcome === 'in' ? 'good' : 'warn'} icon={one.outcome === 'in' ? 'tick' : 'triangle'}>
                {t(`access.outcome.${known(outcomes, one.outcome, 'wrongPassword')}`)}
              </Tag>
            ),
          },
          { title: t('access.sessions.way'), key: 'way', width: 110, render: (one) => t(`access.way.${known(ways, one.way, 'password')}`) },
          {
            title: t('access.sessions.from'),
            key: 'from',
            width: 150,
            render: (one) => <span className="mono small">{one.from ?? t('shell.nothing')}</span>,
          },
          {
            title: t('access.sessions.agent'),
            key: 'agent',
            render: (one) => <span className="small">{one.agent ?? t('shell.nothing')}</span>,
          },
        ]}
      />
    </Panel>
  );
}

/** What waits for me, what I wait for, what is late; and whether the data still come in. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { FileSummary, Today } from '../contract.ts';
import { FileRows } from '../parts/file-table.tsx';
import { Icon } from '../parts/icons.tsx';
import { PageHead, Panel, PrintButton } from '../parts/page.tsx';
import { Nothing, WhenReady } from '../parts/problem-notice.tsx';
import { mayOpen } from '../places.ts';
import { today } from '../queries.ts';
import { usePerson } from '../session.tsx';
import { useTexts } from '../texts/index.ts';
import { second, span, toSecond } from '../time.ts';

export function TodayScreen() {
  const { t } = useTexts();
  const person = usePerson();
  const asked = useQuery(today);
  return (
    <>
      <PageHead
        title={t('today.title')}
        lead={asked.data ? t('today.asOf', { time: toSecond(asked.data.at) }) : `${person.body} · ${person.roleName}`}
        actions={<PrintButton />}
      />
      <WhenReady asked={asked} whole>
        {(now) => (
          <>
            <Tiles now={now} />
            <FileList
              name="mine"
              files={now.mine}
              slim={now.overdue.length + now.waiting.length > 0}
              empty={t('today.mineEmpty')}
              when={t(person.role === 'firm' ? 'today.mineEmptyFirm' : 'today.mineEmptyWhen')}
              tone="go"
            />
            {/* Late work stands before what others hold: it is the one list that should be empty. */}
            <FileList
              name="overdue"
              files={now.overdue}
              slim
              empty={t('today.overdueEmpty')}
              when={t('today.overdueEmptyWhen')}
              tone="bad"
            />
            <FileList name="waiting" files={now.waiting} slim empty={t('today.waitingEmpty')} when={t('today.waitingEmptyWhen')} />
          </>
        )}
      </WhenReady>
    </>
  );
}

function FileList({
  name,
  files,
  empty,
  when,
  slim,
  tone = '',
}: {
  name: 'mine' | 'waiting' | 'overdue';
  files: FileSummary[];
  empty: string;
  when: string;
  slim: boolean;
  tone?: string;
}) {
  const { t } = useTexts();
  return (
    <Panel
      title={t(`today.${name}`)}
      count={<span className={`count ${files.length > 0 ? tone : ''}`}>{files.length}</span>}
      end={name === 'mine' ? <Link to="/files">{t('today.seeAll')}</Link> : null}
      flush
      testid={`today-${name}`}
    >
      {files.length > 0 ? (
        <FileRows files={files} />
      ) : (
        <Nothing slim={slim} title={empty} when={when} icon={name === 'overdue' ? 'tick' : 'nothing'} />
      )}
    </Panel>
  );
}

function Tiles({ now }: { now: Today }) {
  const { t } = useTexts();
  const { role } = usePerson();
  const { loggers, frames } = now;
  const keptDoor = mayOpen(role, 'kept');
  return (
    <div className="tiles">
      <Link to="/stations?state=reporting" className="tile" data-testid="tile-reporting">
        <div className="name">
          <Icon of="monitoring" />
          {t('today.loggers')}
        </div>
        <div className="number">
          {loggers.reporting}
          <small>{t('today.loggersOf', { total: loggers.total })}</small>
        </div>
        <div className="note">{loggers.never > 0 ? t('today.never', { n: loggers.never }) : t('today.neverNone')}</div>
      </Link>
      <Link to="/stations?state=silent" className={`tile ${loggers.silent > 0 ? 'alarm' : ''}`} data-testid="tile-silent">
        <div className="name">
          <Icon of="broken" />
          {t('today.silent')}
        </div>
        <div className="number">
          {loggers.silent}
          <small>{t('today.unitLoggers')}</small>
        </div>
        <div className="note">{loggers.silent > 0 ? t('today.silentNote') : t('today.silentNone')}</div>
      </Link>
      {keptDoor ? (
        <Link to="/kept" className={`tile ${frames.keptOpen > 0 ? 'alarm' : ''}`} data-testid="tile-kept">
          <div className="name">
            <Icon of="kept" />
            {t('today.kept')}
          </div>
          <div className="number">
            {frames.keptOpen}
            <small>{t('today.unitFrames')}</small>
          </div>
          <div className="note">{frames.keptOpen > 0 ? t('today.keptNote') : t('today.keptNone')}</div>
        </Link>
      ) : null}
      {role === 'firm' ? null : <FramesTile now={now} />}
    </div>
  );
}

/** What the whole city sent; a firm is shown what is its own. */
function FramesTile({ now }: { now: Today }) {
  const { t } = useTexts();
  const { frames } = now;
  return (
    <Link to="/stations" className="tile" data-testid="tile-frames">
      <div className="name">
        <Icon of="today" />
        {t('today.frames')}
      </div>
      <div className="number">
        {frames.lastHour.toLocaleString('en-US')}
        <small>{t('today.unitFrames')}</small>
      </div>
      <div className="note">
        {now.backlogSeconds === null
          ? t('today.backlogNone')
          : now.backlogSeconds < 1
            ? t('today.backlogFresh')
            : t('today.backlog', { span: span(now.backlogSeconds * second, t) })}
      </div>
    </Link>
  );
}

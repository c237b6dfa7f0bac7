/** How the platform itself fares: what is wrong, each process, each number with its threshold and its last hour, and what was told. */
import { useQuery } from '@tanstack/react-query';
import type { PlatformHealth } from '../../contract.ts';
import { ExportButton, Facts, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, Notice, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { Ago, At } from '../../parts/when.tsx';
import { platformHealth } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';

type Measured = PlatformHealth['numbers'][number];

export default function HealthScreen() {
  const { t } = useTexts();
  const asked = useQuery(platformHealth);
  return (
    <>
      <PageHead
        title={t('platform.title')}
        lead={t('platform.lead')}
        actions={
          <>
            <ExportButton path="/platform/health" />
            <PrintButton />
          </>
        }
      />
      <WhenReady asked={asked} whole>
        {(health) => (
          <>
            <Troubles of={health} />
            <State of={health} />
            <Roles of={health} />
            <Numbers of={health} />
            <Told of={health} />
          </>
        )}
      </WhenReady>
    </>
  );
}

function Troubles({ of }: { of: PlatformHealth }) {
  const { t, language } = useTexts();
  return (
    <Panel
      title={t('platform.troubles')}
      count={<span className={`count ${of.troubles.length > 0 ? 'bad' : ''}`}>{of.troubles.length}</span>}
      testid="platform-troubles"
    >
      {of.troubles.length === 0 ? (
        <Nothing title={t('platform.well')} icon="tick" slim />
      ) : (
        of.troubles.map((trouble) => (
          <Notice key={trouble.key} tone="bad">
            <b>{inWords(language, trouble.says, trouble.saysEn)}</b>
            <div>{inWords(language, trouble.do, trouble.doEn)}</div>
          </Notice>
        ))
      )}
    </Panel>
  );
}

function State({ of }: { of: PlatformHealth }) {
  const { t } = useTexts();
  const numberOf = (id: string) => of.numbers.find((one) => one.id === id);
  const shown = (id: string) => {
    const one = numberOf(id);
    return one && one.value !== null ? <Value of={one} /> : <span className="soft">{t('platform.notSet')}</span>;
  };
  return (
    <Panel title={t('platform.state')} testid="platform-state">
      <Facts
        of={[
          {
            name: t('platform.ready'),
            value: of.ready.every(({ ok }) => ok) ? (
              <Tag tone="good" icon="tick">
                {t('platform.isReady')}
              </Tag>
            ) : (
              <Tag tone="bad" icon="triangle">
                {of.ready
                  .filter(({ ok }) => !ok)
                  .map(({ name }) => t(`platform.check.${name}` as 'platform.check.database'))
                  .join(' ')}
              </Tag>
            ),
          },
          { name: t('platform.version'), value: <span className="mono">{of.version}</span> },
          { name: t('platform.watchedAt'), value: <Ago at={of.watchedAt} /> },
          { name: t('platform.disk'), value: shown('diskFreeMegabytes') },
          { name: t('platform.backup'), value: shown('backupHours') },
          { name: t('platform.certificate'), value: shown('certificateDays') },
        ]}
      />
    </Panel>
  );
}

function Roles({ of }: { of: PlatformHealth }) {
  const { t } = useTexts();
  return (
    <Panel title={t('platform.roles')} flush testid="platform-roles">
      <Sheet
        rows={of.roles}
        rowKey={(role) => role.name}
        minWidth={760}
        empty={<Nothing title={t('platform.noRoles')} />}
        marks={() => ({ 'data-testid': 'platform-role' })}
        columns={[
          { title: t('platform.role'), key: 'role', render: (role) => t(`platform.is.${role.name}` as 'platform.is.web') },
          {
            title: t('platform.how'),
            key: 'how',
            width: 120,
            render: (role) =>
              role.isHeard ? (
                <Tag tone="good" icon="tick">
                  {t('platform.heard')}
                </Tag>
              ) : (
                <Tag tone="bad" icon="broken">
                  {t('platform.silent')}
                </Tag>
              ),
          },
          { title: t('platform.heardAt'), key: 'heard', width: 130, render: (role) => <Ago at={role.heardAt} /> },
          { title: t('platform.since'), key: 'since', width: 160, render: (role) => (role.startedAt ? <At at={role.startedAt} /> : null) },
          {
            title: t('platform.restarts'),
            key: 'restarts',
            width: 120,
            right: true,
            render: (role) => (
              <span className="num" title={role.lastExit ?? undefined}>
                {role.restarts}
              </span>
            ),
          },
          {
            title: t('platform.memory'),
            key: 'memory',
            width: 110,
            right: true,
            render: (role) => <span className="num">{role.memoryMegabytes === null ? '' : `${Math.round(role.memoryMegabytes)} MB`}</span>,
          },
          {
            title: t('platform.lag'),
            key: 'lag',
            width: 120,
            right: true,
            render: (role) => (
              <span className="num">{role.eventLoopMilliseconds === null ? '' : `${Math.round(role.eventLoopMilliseconds)} ms`}</span>
            ),
          },
        ]}
      />
    </Panel>
  );
}

function Numbers({ of }: { of: PlatformHealth }) {
  const { t, language } = useTexts();
  return (
    <Panel title={t('platform.numbers')} note={t('platform.numbersNote')} flush testid="platform-numbers">
      <Sheet
        rows={of.numbers}
        rowKey={(one) => one.id}
        minWidth={820}
        pageSize={40}
        empty={<Nothing title={t('platform.noNumbers')} when={t('platform.noNumbersWhen')} />}
        marks={(one) => ({ 'data-testid': `platform-number-${one.id}` })}
        columns={[
          { title: t('platform.number'), key: 'name', render: (one) => inWords(language, one.zh, one.en) },
          { title: t('platform.value'), key: 'value', width: 150, right: true, render: (one) => <Value of={one} /> },
          {
            title: t('platform.threshold'),
            key: 'threshold',
            width: 130,
            right: true,
            render: (one) => (
              <span className="num soft">
                {one.threshold === null
                  ? t('platform.none')
                  : `${{ below: '≥', above: '≤', reached: '<' }[one.worse]} ${one.threshold} ${one.unit}`}
              </span>
            ),
          },
          { title: t('platform.measuredAt'), key: 'at', width: 120, render: (one) => <Ago at={one.at} /> },
          { title: t('platform.hour'), key: 'hour', width: 200, render: (one) => <Hour of={one} /> },
        ]}
      />
    </Panel>
  );
}

function Value({ of }: { of: Measured }) {
  const { t } = useTexts();
  if (of.value === null) return <span className="soft">{t('platform.notMeasured')}</span>;
  const shown = Math.abs(of.value) >= 100 ? Math.round(of.value) : Math.round(of.value * 10) / 10;
  const text = `${shown.toLocaleString('en')} ${of.unit}`;
  return of.isBad ? (
    <Tag tone="bad" icon="triangle" title={t('platform.beyond')}>
      <span className="num">{text}</span>
    </Tag>
  ) : (
    <span className="num">{text}</span>
  );
}

const WIDE = 180;
const HIGH = 28;

/** The last hour as a line, the threshold as another where it lies within what is drawn. */
function Hour({ of }: { of: Measured }) {
  const { t, language } = useTexts();
  if (of.history.length < 2) return <span className="soft small">{t('platform.noHour')}</span>;
  const values = of.history.map(({ value }) => value);
  const most = Math.max(...values, 1e-9);
  const least = Math.min(...values, 0);
  const first = of.history[0]?.at ?? 0;
  const last = of.history.at(-1)?.at ?? 1;
  const x = (at: number) => ((at - first) / Math.max(1, last - first)) * WIDE;
  const y = (value: number) => HIGH - 2 - ((value - least) / (most - least || 1)) * (HIGH - 4);
  const name = inWords(language, of.zh, of.en);
  return (
    <svg
      width={WIDE}
      height={HIGH}
      role="img"
      aria-label={t('platform.hourOf', { name, least: round(Math.min(...values)), most: round(most), unit: of.unit })}
    >
      {of.threshold !== null && of.threshold <= most && of.threshold >= least ? (
        <line x1={0} x2={WIDE} y1={y(of.threshold)} y2={y(of.threshold)} stroke="currentColor" strokeDasharray="3 3" opacity={0.5} />
      ) : null}
      <polyline
        points={of.history.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
      />
    </svg>
  );
}

const round = (value: number) => Math.round(value * 10) / 10;

function Told({ of }: { of: PlatformHealth }) {
  const { t, language } = useTexts();
  return (
    <Panel title={t('platform.told')} count={<span className="count">{of.events.length}</span>} flush testid="platform-told">
      <Sheet
        rows={of.events}
        rowKey={(event) => String(event.number)}
        minWidth={620}
        empty={<Nothing title={t('platform.nothingTold')} when={t('platform.nothingToldWhen')} icon="tick" />}
        marks={() => ({ 'data-testid': 'platform-event' })}
        columns={[
          { title: t('platform.at'), key: 'at', width: 170, render: (event) => <At at={event.at} to="second" /> },
          {
            title: t('platform.sort'),
            key: 'sort',
            width: 130,
            render: (event) => (
              <Tag tone={event.sort === 'cleared' ? 'good' : 'bad'} icon={event.sort === 'cleared' ? 'tick' : 'triangle'}>
                {t(`platform.sorts.${event.sort}`)}
              </Tag>
            ),
          },
          { title: t('platform.what'), key: 'what', render: (event) => inWords(language, event.says, event.saysEn) },
          { title: t('platform.began'), key: 'since', width: 160, render: (event) => <At at={event.since} /> },
        ]}
      />
    </Panel>
  );
}

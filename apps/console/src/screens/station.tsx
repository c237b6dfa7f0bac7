/** One outlet: the curve of a parameter with its limit and marks, and every hour with its verdict. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Segmented, Tabs } from 'antd';
import { useParams } from 'react-router';
import { useAddress, useDrawers } from '../address.ts';
import type { Series, Station } from '../contract.ts';
import { chartSays, limitWords, show } from '../parts/chart-options.ts';
import { FileRows } from '../parts/file-table.tsx';
import { HourTable } from '../parts/hour-table.tsx';
import { Icon } from '../parts/icons.tsx';
import { ExportButton, Facts, PageHead, Panel, PrintButton } from '../parts/page.tsx';
import { Nothing, WhenReady } from '../parts/problem-notice.tsx';
import { RefLink } from '../parts/ref-link.tsx';
import { SeriesChart } from '../parts/series-chart.tsx';
import { isPlain, MarkTag, StateTag, useMarkName, VerdictTag } from '../parts/tags.tsx';
import { Ago } from '../parts/when.tsx';
import { series, station } from '../queries.ts';
import { useTexts } from '../texts/index.ts';
import { day, hour, toMinute } from '../time.ts';

const periods = { p1h: hour, p6h: 6 * hour, p24h: day, p3d: 3 * day } as const;
type Period = keyof typeof periods;
const periodOf = (text: string): Period => (`p${text}` in periods ? (`p${text}` as Period) : 'p6h');

export default function StationScreen() {
  const { outlet = '' } = useParams();
  const asked = useQuery(station(outlet));
  return (
    <WhenReady asked={asked} whole>
      {(ready) => <StationPage of={ready} />}
    </WhenReady>
  );
}

function StationPage({ of }: { of: Station }) {
  const { t } = useTexts();
  const { read, write } = useAddress();
  const parameter = of.parameters.find((p) => p.parameter === read('parameter')) ?? of.parameters.find((p) => p.limit) ?? of.parameters[0];
  const period = periodOf(read('period'));
  const until = Number(read('until')) || null;
  const asked = useQuery({ ...series(of.outlet, parameter?.parameter ?? '', periods[period], until), placeholderData: keepPreviousData });
  // A curve of the former parameter must not stand under the new one's name while the new one is on its way.
  const shown =
    asked.data && asked.data.parameter === parameter?.parameter ? { ...asked, data: asked.data } : { ...asked, data: undefined };
  const end = until ?? Date.now();
  const moveTo = (to: number | null) => write({ until: to === null || to >= Date.now() ? null : String(to) });
  return (
    <>
      <PageHead
        back={{ to: '/stations', says: t('station.back') }}
        title={`${of.firm.name} ${of.code} ${of.name}`}
        lead={
          <span style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 12px', alignItems: 'center' }}>
            <span>{of.kindName}</span>
            <StateTag state={of.state} />
            <Ago at={of.lastAt} />
          </span>
        }
        actions={
          <>
            <ExportButton
              path={`/stations/${encodeURIComponent(of.outlet)}/series`}
              query={{ parameter: parameter?.parameter, from: end - periods[period], to: end }}
            />
            <PrintButton />
          </>
        }
      />
      <Panel>
        <Facts
          of={[
            { name: t('station.firm'), value: <RefLink of={of.firm}>{of.firm.name}</RefLink> },
            { name: t('station.district'), value: of.districtName },
            { name: t('station.permit'), value: of.permit ? <span className="mono">{of.permit}</span> : t('station.noPermit') },
            { name: t('station.logger'), value: of.logger ? <span className="mono">{of.logger}</span> : t('stations.unregistered') },
          ]}
        />
      </Panel>
      {parameter ? (
        <>
          <Panel>
            <Tabs
              activeKey={parameter.parameter}
              onChange={(key) => write({ parameter: key })}
              items={of.parameters.map((p) => ({ key: p.parameter, label: p.name }))}
              aria-label={t('station.parameter')}
            />
            <div className="chart-head">
              <Now of={of} parameter={parameter.parameter} />
              <div className="no-print" style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }}>
                <Segmented<Period>
                  aria-label={t('station.period')}
                  value={period}
                  onChange={(p) => write({ period: p.slice(1) })}
                  options={(Object.keys(periods) as Period[]).map((p) => ({ value: p, label: t(`station.${p}`) }))}
                />
                <Button onClick={() => moveTo(end - periods[period])}>{t('station.earlier')}</Button>
                <Button
                  disabled={until === null}
                  title={until === null ? t('shell.live') : ''}
                  onClick={() => moveTo(end + periods[period])}
                >
                  {t('station.later')}
                </Button>
                {until === null ? null : (
                  <Button type="primary" ghost onClick={() => moveTo(null)}>
                    {t('station.toNow')}
                  </Button>
                )}
              </div>
            </div>
            <LimitLine of={parameter} />
            {until === null ? null : <p className="small soft">{t('station.shownUntil', { time: toMinute(until) })}</p>}
            <div style={{ marginTop: 10 }}>
              <WhenReady asked={shown}>{(ready) => <Curve of={ready} />}</WhenReady>
            </div>
          </Panel>
          {shown.data ? <Hours of={shown.data} /> : null}
        </>
      ) : (
        <Panel>
          <Nothing title={t('station.chartEmpty')} when={t('station.chartEmptyWhen')} icon="monitoring" />
        </Panel>
      )}
      <Panel title={t('station.files')} count={<span className="count">{of.files.length}</span>} flush>
        {of.files.length > 0 ? (
          <FileRows files={of.files} />
        ) : (
          <Nothing title={t('station.filesEmpty')} when={t('station.filesEmptyWhen')} icon="files" />
        )}
      </Panel>
    </>
  );
}

function Now({ of, parameter }: { of: Station; parameter: string }) {
  const { t } = useTexts();
  const now = of.latest.find((v) => v.parameter === parameter);
  if (!now) return <span className="soft">{t('station.latestNone')}</span>;
  return (
    <div className="now" data-testid="latest">
      <span className="soft">{t('station.latest')}</span>
      <span className="number">{now.text || t('shell.nothing')}</span>
      <span>{now.unit}</span>
      <span className="soft small">
        <Ago at={now.observedAt} />
      </span>
      {isPlain(now.mark) ? null : <MarkTag mark={now.mark} />}
    </div>
  );
}

function LimitLine({ of }: { of: Station['parameters'][number] }) {
  const { t } = useTexts();
  if (!of.limit) return <p className="small soft">{t('station.noLimit')}</p>;
  const { limit } = of;
  return (
    <p className="small" data-testid="limit" style={{ marginTop: 4 }}>
      <b>
        {t('station.limitOf')} {limitWords(limit, t)}
      </b>{' '}
      <span className="soft">
        · {t(limit.basis === 'hour' ? 'station.basisHour' : 'station.basisDay')} · {t('station.clause')} {limit.clause} ·{' '}
        {t('station.from', { day: limit.effectiveFrom })} · {t('verdict.confidence', { confidence: limit.confidence })}
      </span>
    </p>
  );
}

function Curve({ of }: { of: Series }) {
  const { t } = useTexts();
  const { open } = useDrawers();
  const markName = useMarkName();
  const empty = of.realtime.length === 0 && of.minutes.length === 0 && of.hours.length === 0 && of.silences.length === 0;
  if (empty) return <Nothing title={t('station.chartEmpty')} when={t('station.chartEmptyWhen')} icon="monitoring" />;
  const marks = [
    ...new Set([...of.realtime, ...of.minutes].map((p) => p.mark).filter((m): m is string => m !== null && !isPlain(m))),
  ].sort();
  return (
    <figure style={{ margin: 0 }}>
      <SeriesChart series={of} onFrame={(id) => open('frame', id)} onVerdict={(id) => open('verdict', id)} />
      <figcaption className="marks">
        <span className="off-screen">{chartSays(of, t)}</span>
        <span className="no-print">{t('station.clickFrame')}</span>
        {marks.length > 0 ? <span>{t('station.marksLegend')}</span> : null}
        {marks.map((mark) => (
          <span key={mark}>
            <b>{mark}</b> {markName(mark)}
          </span>
        ))}
        <span>{t('when.zone')}</span>
      </figcaption>
    </figure>
  );
}

function Hours({ of }: { of: Series }) {
  const { t } = useTexts();
  const { open } = useDrawers();
  const onVerdict = (id: string) => open('verdict', id);
  return (
    <>
      <Panel title={t('station.days')} note={t('station.unitNote', { unit: of.unit })}>
        {of.days.length === 0 ? (
          <p className="soft">{t('station.daysEmpty')}</p>
        ) : (
          <div className="days" data-testid="days">
            {[...of.days].reverse().map((d) => (
              <div className="day" key={d.day}>
                <span className="small soft num">{d.day}</span>
                <span className="num">
                  <b>{d.value === null ? t('shell.nothing') : show(d.value)}</b> <span className="small soft">{of.unit}</span>
                </span>
                {d.verdict ? (
                  <VerdictTag verdict={d.verdict} onOpen={() => onVerdict(d.verdict?.id ?? '')} />
                ) : (
                  <span className="small soft">{d.counts ? t('station.noVerdict') : t('station.whyNot', { why: d.why ?? '' })}</span>
                )}
              </div>
            ))}
          </div>
        )}
      </Panel>
      <Panel
        title={t('station.hourTable')}
        note={
          <>
            <Icon of="info" /> {t('station.hourTableNote')}
          </>
        }
        flush
      >
        <HourTable series={of} onVerdict={onVerdict} />
      </Panel>
    </>
  );
}

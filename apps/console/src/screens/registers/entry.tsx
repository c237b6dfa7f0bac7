/** One entry: what holds today or on a day, everything ever said of it, and what names it. */
import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link, useParams } from 'react-router';
import { useAddress } from '../../address.ts';
import { api } from '../../api.ts';
import type { EntryPage, EntryShown, FactShown, MapWindow, RegisterShown } from '../../contract.ts';
import { FieldsWindow } from '../../parts/change.tsx';
import { DistrictShown, ValueShown } from '../../parts/entries.tsx';
import { EntryForm } from '../../parts/entry-form.tsx';
import { FileList } from '../../parts/file-table.tsx';
import { Facts, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Loading, Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { RefLink } from '../../parts/ref-link.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { differing, KnownPicker, SideBySide, SidePicker, useTwoDays } from '../../parts/two-days.tsx';
import { At } from '../../parts/when.tsx';
import { entry, mapGround } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';
import { dayOf } from '../../time.ts';
import { middleOf } from '../map/on-map.tsx';

export default function EntryScreen() {
  const { register: id = '', entry: code = '' } = useParams();
  const { t, language } = useTexts();
  const { read, write } = useAddress();
  const day = read('day') || undefined;
  const knownAt = Number(read('knownAt')) || undefined;
  const asked = useQuery(entry(id, code, { day, knownAt }));
  const [doing, does] = useState<'change' | 'end' | null>(null);
  return (
    <WhenReady asked={asked} whole>
      {({ register, entry: shown, geometry, versions, files, facts }) => {
        const last = versions.filter((one) => one.knownTo === null).at(-1) ?? (versions.at(-1) as EntryShown);
        const why = register.mayWrite ? undefined : inWords(language, register.why, register.whyEn);
        return (
          <>
            <PageHead
              back={{ to: `/registers/${encodeURIComponent(id)}`, says: inWords(language, register.name, register.nameEn) }}
              title={(shown ?? last).name}
              lead={<span className="mono">{code}</span>}
              actions={
                <>
                  <span className="small">
                    {t('registers.asOf')}{' '}
                    <Input
                      aria-label={t('registers.asOf')}
                      type="date"
                      style={{ width: 150 }}
                      value={day ?? ''}
                      onChange={(e) => write({ day: e.target.value || null })}
                      data-testid="as-of"
                    />
                  </span>
                  <KnownPicker value={knownAt} onPick={(at) => write({ knownAt: at ? String(at) : null })} />
                  <Button disabled={!register.mayWrite} title={why} onClick={() => does('change')} data-testid="change-entry">
                    {t('registers.changeShort')}
                  </Button>
                  <Button disabled={!register.mayWrite || !shown} title={why} onClick={() => does('end')} data-testid="end-entry">
                    {t('registers.end')}
                  </Button>
                  <PrintButton />
                </>
              }
            />
            <div className="two">
              <div className="stack">
                <Panel title={day ? t('registers.onDay', { day }) : t('registers.today')} testid="entry">
                  {shown ? (
                    <EntryFacts register={register} of={shown} />
                  ) : (
                    <Nothing title={t('registers.notThen')} when={t('registers.notThenWhen')} />
                  )}
                  <p className="small soft" style={{ marginTop: 12 }}>
                    {t('twoDays.both')}
                  </p>
                </Panel>
                <Compare register={register} code={code} />
                <Panel title={t('registers.history')} count={<span className="count">{versions.length}</span>} flush testid="history">
                  <History register={register} versions={versions} />
                </Panel>
              </div>
              <div className="stack">
                {geometry && shown ? <WhereItLies register={register} code={code} geometry={geometry} /> : null}
                <Panel title={t('registers.files')}>
                  {files.length ? <FileList files={files} /> : <Nothing title={t('registers.noFiles')} slim />}
                </Panel>
                <FactsPanel facts={facts} />
              </div>
            </div>
            {doing === 'change' ? (
              <EntryForm register={register} entry={shown ?? last} onClose={() => does(null)} then={() => does(null)} />
            ) : null}
            {doing === 'end' ? (
              <FieldsWindow
                name="end"
                title={t('registers.endTitle', { name: (shown ?? last).name })}
                submit={t('registers.end')}
                onClose={() => does(null)}
                fields={[
                  { name: 'day', says: t('registers.endFrom'), kind: 'day', required: true, hint: t('registers.endHint') },
                  ...(register.approval
                    ? [{ name: 'says', says: t('requests.reason'), required: true, hint: t('requests.reasonHint') } as const]
                    : []),
                ]}
                first={{ day: dayOf(Date.now()) }}
                refresh={['registers', 'register', 'entry', 'dossier']}
                done={t('registers.ended')}
                does={(filled, key) =>
                  api.post(
                    `/registers/${encodeURIComponent(id)}/end`,
                    { code, day: filled.day, ...(register.approval ? { says: filled.says } : {}) },
                    { key },
                  )
                }
                then={() => does(null)}
              />
            ) : null}
          </>
        );
      }}
    </WhenReady>
  );
}

function EntryFacts({ register, of }: { register: RegisterShown; of: EntryShown }) {
  const { t, language } = useTexts();
  return (
    <Facts
      of={[
        ...(of.party && register.party !== 'self'
          ? [{ name: t('registers.party'), value: <RefLink of={of.party}>{of.party.name}</RefLink> }]
          : []),
        ...(register.party === 'self' && of.party
          ? [{ name: t('registers.whole'), value: <RefLink of={of.party}>{t('registers.dossier')}</RefLink> }]
          : []),
        ...(of.place
          ? [
              {
                name: register.place === 'self' ? t('registers.whole') : t('registers.place'),
                value: <RefLink of={of.place}>{register.place === 'self' ? t('registers.dossier') : of.place.name}</RefLink>,
              },
            ]
          : []),
        { name: t('registers.district'), value: <DistrictShown entry={of} /> },
        ...register.fields.map((field) => ({
          name: inWords(language, field.name, field.nameEn),
          value: (
            <>
              <ValueShown field={field} entry={of} />
              {field.clause ? <div className="small soft">{t('registers.clause', { clause: field.clause })}</div> : null}
              {field.was.length ? (
                <div className="small soft">{t('registers.calledBefore', { names: field.was.join(t('registers.between')) })}</div>
              ) : null}
            </>
          ),
          wide: field.type === 'longText',
        })),
        ...(of.lon === null || of.lat === null
          ? []
          : [
              {
                name: t('registers.position'),
                value: (
                  <>
                    <span className="num">{`${of.lon}, ${of.lat}`}</span>
                    {of.datum ? <div className="small soft">{t('registers.datum', { datum: of.datum })}</div> : null}
                  </>
                ),
              },
            ]),
        { name: t('registers.holds'), value: <span className="num">{`${of.validFrom} – ${of.validTo ?? t('registers.noEnd')}`}</span> },
      ]}
    />
  );
}

const MapDrawing = lazy(() => import('../map/drawing.tsx'));

/** Where it lies, small; the map opens with it in the middle. */
function WhereItLies({
  register,
  code,
  geometry,
}: {
  register: RegisterShown;
  code: string;
  geometry: NonNullable<EntryPage['geometry']>;
}) {
  const { t } = useTexts();
  const ground = useQuery(mapGround);
  const [lon, lat] = useMemo(() => middleOf(geometry), [geometry]);
  const look = useMemo(() => ({ lon, lat, zoom: 12 }), [lon, lat]);
  const at = ground.data?.layers.findIndex((layer) => layer.register === register.id) ?? 0;
  const layers = useMemo(
    () => [{ register: register.id, at: Math.max(0, at), schematic: register.schematic, window: alone(code, geometry) }],
    [register.id, register.schematic, at, code, geometry],
  );
  return (
    <Panel
      title={t('map.where')}
      flush
      testid="where-it-lies"
      end={register.schematic ? <Tag tone="note">{t('map.schematic')}</Tag> : undefined}
    >
      {ground.data ? (
        <Suspense fallback={<Loading />}>
          <MapDrawing ground={ground.data} layers={layers} look={look} small label={t('map.label')} />
        </Suspense>
      ) : null}
      <div className="map-foot small">
        <span className="soft">{t('map.sketch')}</span>
        <Link
          to={`/map?layers=${encodeURIComponent(register.id)}&at=${lon},${lat},13&chosen=${encodeURIComponent(`${register.id}:${code}`)}`}
          data-testid="on-map"
        >
          {t('map.onMap')}
        </Link>
      </div>
    </Panel>
  );
}

/** One thing as a window of the map with nothing else in it. */
function alone(code: string, geometry: NonNullable<EntryPage['geometry']>): MapWindow {
  const properties = { code, name: code, district: '', districtName: '', party: null };
  return {
    type: 'FeatureCollection',
    features: [{ type: 'Feature', id: code, geometry, properties }],
    gathered: [],
    total: 1,
    schematic: false,
    asOf: { day: '', knownAt: null },
  };
}

/** The same entry on two days, opened when somebody asks for it. */
function Compare({ register, code }: { register: RegisterShown; code: string }) {
  const { t } = useTexts();
  const { read, write } = useAddress();
  const isOpen = read('compare') !== '';
  return (
    <Panel
      title={t('twoDays.title')}
      end={
        <Button size="small" onClick={() => write({ compare: isOpen ? null : '1' })} aria-expanded={isOpen} data-testid="compare">
          {t(isOpen ? 'shell.close' : 'twoDays.title')}
        </Button>
      }
      testid="two-days"
    >
      {isOpen ? <Sides register={register} code={code} /> : <Nothing title={t('twoDays.knownHint')} slim />}
    </Panel>
  );
}

function Sides({ register, code }: { register: RegisterShown; code: string }) {
  const { t } = useTexts();
  const [a, b] = useTwoDays();
  const [first, second] = [useQuery(entry(register.id, code, a)), useQuery(entry(register.id, code, b))];
  return (
    <div className="stack">
      <div className="filters">
        <SidePicker name="a" side={a} />
        <SidePicker name="b" side={b} />
      </div>
      <WhenReady asked={first}>
        {({ entry: was }) => (
          <WhenReady asked={second}>
            {({ entry: is }) => {
              const differs = was && is ? differing(was, is) : [];
              return (
                <>
                  {was && is && differs.length === 0 ? <p>{t('twoDays.nothing')}</p> : null}
                  <SideBySide register={register} a={was} b={is} differs={differs} all />
                </>
              );
            }}
          </WhenReady>
        )}
      </WhenReady>
    </div>
  );
}

/** Both times of every version: the days it speaks of, and from when until when we held it to be so. What differs from the version before is marked. */
function History({ register, versions }: { register: RegisterShown; versions: EntryShown[] }) {
  const { t, language } = useTexts();
  const differences = (of: EntryShown) => {
    const before = versions[versions.indexOf(of) - 1];
    if (!before) return t('registers.first');
    const changed = register.fields.filter((field) => of.fields[field.field] !== before.fields[field.field]);
    const words = changed.map(
      (field) => `${inWords(language, field.name, field.nameEn)}: ${before.fields[field.field] ?? '–'} → ${of.fields[field.field] ?? '–'}`,
    );
    if (of.name !== before.name) words.unshift(`${before.name} → ${of.name}`);
    return words.join('; ') || t('registers.sameContent');
  };
  return (
    <Sheet
      rows={versions}
      rowKey={(one) => `${one.validFrom}|${one.knownFrom}|${one.validTo}|${one.knownTo}`}
      minWidth={760}
      empty={<Nothing title={t('registers.empty')} />}
      columns={[
        {
          key: 'holds',
          title: t('registers.holds'),
          width: 200,
          render: (one) => <span className="num small">{`${one.validFrom} – ${one.validTo ?? t('registers.noEnd')}`}</span>,
        },
        {
          key: 'known',
          title: t('registers.known'),
          width: 230,
          render: (one) => (
            <span className="small">
              <At at={one.knownFrom} />{' '}
              {one.knownTo === null ? (
                <Tag tone="good">{t('registers.knownNow')}</Tag>
              ) : (
                <>
                  – <At at={one.knownTo} />
                </>
              )}
            </span>
          ),
        },
        { key: 'what', title: t('registers.what'), render: (one) => <span className="small">{differences(one)}</span> },
        { key: 'by', title: t('registers.by'), width: 100, render: (one) => one.by },
      ]}
    />
  );
}

export function FactsPanel({ facts }: { facts: FactShown[] }) {
  const { t } = useTexts();
  return (
    <Panel title={t('registers.facts')} count={<span className="count">{facts.length}</span>} flush>
      <Sheet
        tight
        rows={facts}
        rowKey={(one) => `${one.kind}|${one.ref.kind}|${one.ref.id}|${one.day}|${one.name}|${one.amount}`}
        minWidth={420}
        pageSize={10}
        empty={<Nothing title={t('registers.noFacts')} slim />}
        columns={[
          { key: 'day', title: t('registers.day'), width: 110, render: (one) => <span className="num small">{one.day}</span> },
          { key: 'kind', title: t('registers.kind'), width: 150, render: (one) => <span className="small">{one.kindName}</span> },
          { key: 'name', title: t('registers.what'), render: (one) => <RefLink of={one.ref}>{one.name}</RefLink> },
        ]}
      />
    </Panel>
  );
}

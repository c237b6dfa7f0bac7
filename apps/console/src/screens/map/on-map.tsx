/** Registers on the map with a card of what is chosen and, beside it, the same as a table: who cannot see or point at a map misses nothing. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useAddress } from '../../address.ts';
import type { MapGround, MapWindow } from '../../contract.ts';
import { ValueShown } from '../../parts/entries.tsx';
import { Facts, Panel } from '../../parts/page.tsx';
import { Loading, Nothing, Notice, ProblemNotice, WhenReady } from '../../parts/problem-notice.tsx';
import { RefLink } from '../../parts/ref-link.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { entry, mapGround, mapWindow } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';
import type { Chosen, Drawn, Look } from './drawing.tsx';

const MapDrawing = lazy(() => import('./drawing.tsx'));

export interface Narrowing {
  q?: string | undefined;
  filter?: string | undefined;
  district?: string | undefined;
  party?: string | undefined;
  day?: string | undefined;
}

/** How near one looks at a single thing. */
const NEAR = 14;
const MOST_ROWS = 2_000;

export function OnMap({ registers, narrow }: { registers: string[]; narrow: Narrowing }) {
  const asked = useQuery(mapGround);
  return <WhenReady asked={asked}>{(ground) => <Layers ground={ground} registers={registers} narrow={narrow} />}</WhenReady>;
}

function Layers({ ground, registers, narrow }: { ground: MapGround; registers: string[]; narrow: Narrowing }) {
  const { t, language } = useTexts();
  const { read, write } = useAddress();
  const [box, look] = useState('');
  const [picked, at] = [read('chosen'), read('at')];
  const chosen = useMemo(() => chosenIn(picked), [picked]);
  const place = useMemo(() => lookIn(at), [at]);
  const windows = useQueries({
    queries: registers.map((register) => ({
      ...mapWindow(register, { ...narrow, box }),
      enabled: box !== '',
      placeholderData: keepPreviousData<MapWindow>,
    })),
  });
  const found = windows.map(({ data }) => data);
  // Drawn anew when an answer has come, not whenever something else on the page moves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers themselves, not the list that holds them.
  const drawn = useMemo(
    () =>
      registers.flatMap((register, i): (Drawn & { name: string })[] => {
        const where = ground.layers.findIndex((layer) => layer.register === register);
        const layer = ground.layers[where];
        const name = layer ? inWords(language, layer.name, layer.nameEn) : '';
        return layer ? [{ register, at: where, schematic: layer.schematic, name, window: found[i] }] : [];
      }),
    [ground, language, registers.join(), ...found],
  );
  const choose = (one: Chosen | null) => write({ chosen: one ? `${one.register}:${one.code}` : null });
  const rows = drawn.flatMap(({ register, name, window }) =>
    (window?.features ?? []).map(({ properties, geometry }) => ({ ...properties, register, layer: name, geometry })),
  );
  const gathered = drawn.filter(({ window }) => (window?.gathered.length ?? 0) > 0);
  const total = drawn.reduce((sum, { window }) => sum + (window?.total ?? 0), 0);
  return (
    <div className="two map-page">
      <div className="stack">
        {windows.map(({ error }, i) => (error ? <ProblemNotice key={registers[i]} error={error} /> : null))}
        <Panel flush first testid="map-panel">
          <Suspense fallback={<Loading />}>
            <MapDrawing
              ground={ground}
              layers={drawn}
              chosen={chosen}
              look={place}
              label={t('map.label')}
              onWindow={(window, now) => {
                look(window);
                write({ at: `${now.lon},${now.lat},${now.zoom}` });
              }}
              onChoose={choose}
            />
          </Suspense>
          <div className="map-foot small soft">
            <span>{t('map.sketch')}</span>
            {drawn.some(({ schematic }) => schematic) ? <span>{t('map.schematicNote')}</span> : null}
            <span>{t('map.keys')}</span>
          </div>
        </Panel>
        {gathered.length ? (
          <Notice>{t('map.gathered', { names: gathered.map(({ name }) => name).join(t('registers.between')) })}</Notice>
        ) : null}
      </div>
      <div className="stack">
        {chosen ? <Card chosen={chosen} day={narrow.day} onClose={() => choose(null)} /> : null}
        <Panel title={t('map.table')} count={<span className="count">{total}</span>} flush testid="map-table">
          <Sheet
            tight
            rows={rows.slice(0, MOST_ROWS)}
            rowKey={(one) => `${one.register}:${one.code}`}
            minWidth={320}
            pageSize={10}
            empty={<Nothing title={t(gathered.length ? 'map.tooMany' : 'map.none')} slim />}
            marks={(one) => ({ 'data-testid': 'map-row', 'data-entry': one.code })}
            columns={[
              {
                key: 'name',
                title: t('registers.name'),
                render: (one) => (
                  <div>
                    <Link to={`/registers/${encodeURIComponent(one.register)}/${encodeURIComponent(one.code)}`}>{one.name}</Link>
                    <div className="small soft">
                      {one.layer} · {one.district === '*' ? t('shell.wholeCity') : one.districtName}
                    </div>
                  </div>
                ),
              },
              {
                key: 'show',
                title: t('map.where'),
                width: 76,
                render: (one) => (
                  <Button
                    size="small"
                    aria-label={t('map.showNamed', { name: one.name })}
                    data-testid="map-show"
                    onClick={() => {
                      const [lon, lat] = middleOf(one.geometry);
                      write({ at: `${lon},${lat},${NEAR}`, chosen: `${one.register}:${one.code}` });
                    }}
                  >
                    {t('map.show')}
                  </Button>
                ),
              },
            ]}
          />
        </Panel>
      </div>
    </div>
  );
}

/** What is chosen on the map, with the columns its register chose for its list. */
function Card({ chosen, day, onClose }: { chosen: Chosen; day: string | undefined; onClose: () => void }) {
  const { t, language } = useTexts();
  const asked = useQuery(entry(chosen.register, chosen.code, { day }));
  return (
    <Panel
      title={asked.data?.entry?.name ?? chosen.code}
      end={
        <Button size="small" type="text" onClick={onClose} data-testid="map-card-close">
          {t('shell.close')}
        </Button>
      }
      testid="map-card"
    >
      <WhenReady asked={asked}>
        {({ register, entry: shown }) =>
          shown ? (
            <>
              <Facts
                of={[
                  { name: t('registers.register'), value: inWords(language, register.name, register.nameEn) },
                  { name: t('registers.code'), value: <span className="mono">{shown.code}</span> },
                  ...(shown.party ? [{ name: t('registers.party'), value: <RefLink of={shown.party}>{shown.party.name}</RefLink> }] : []),
                  ...register.fields
                    .filter((field) => field.column && shown.fields[field.field] !== undefined)
                    .map((field) => ({
                      name: inWords(language, field.name, field.nameEn),
                      value: <ValueShown field={field} entry={shown} />,
                    })),
                ]}
              />
              <div className="more" style={{ justifyContent: 'flex-start', gap: 12, paddingBottom: 0 }}>
                {register.schematic ? <Tag tone="note">{t('map.schematic')}</Tag> : null}
                <Link to={`/registers/${encodeURIComponent(register.id)}/${encodeURIComponent(shown.code)}`} data-testid="map-card-open">
                  {t('map.open')}
                </Link>
              </div>
            </>
          ) : (
            <Nothing title={t('registers.notThen')} slim />
          )
        }
      </WhenReady>
    </Panel>
  );
}

function chosenIn(said: string): Chosen | null {
  const at = said.indexOf(':');
  return at > 0 ? { register: said.slice(0, at), code: said.slice(at + 1) } : null;
}

function lookIn(said: string): Look | null {
  const [lon, lat, zoom] = said.split(',').map(Number);
  return said && [lon, lat, zoom].every(Number.isFinite) ? { lon: lon as number, lat: lat as number, zoom: zoom as number } : null;
}

/** The middle of the corners: where one looks, not where anything is. */
export function middleOf(geometry: { coordinates: unknown }): [number, number] {
  const numbers = (geometry.coordinates as unknown[]).flat(3) as number[];
  const of = (from: number) => {
    const degrees = numbers.filter((_, i) => i % 2 === from);
    return Number(((Math.min(...degrees) + Math.max(...degrees)) / 2).toFixed(5));
  };
  return [of(0), of(1)];
}

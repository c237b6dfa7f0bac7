/**
 * The map itself, and the only file that knows the map library. Draws the city's sketch, layers of registers over it, and tells which window is looked
 * at and what was chosen. Comes lazily: no other page pays for it.
 */

import { defaults as controls } from 'ol/control/defaults.js';
import ScaleLine from 'ol/control/ScaleLine.js';
import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import type Geometry from 'ol/geom/Geometry.js';
import MultiPolygon from 'ol/geom/MultiPolygon.js';
import Point from 'ol/geom/Point.js';
import TileLayer from 'ol/layer/Tile.js';
import VectorLayer from 'ol/layer/Vector.js';
import OlMap from 'ol/Map.js';
import { fromLonLat, toLonLat, transformExtent } from 'ol/proj.js';
import VectorSource from 'ol/source/Vector.js';
import XYZ from 'ol/source/XYZ.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import RegularShape from 'ol/style/RegularShape.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import Text from 'ol/style/Text.js';
import View from 'ol/View.js';
import 'ol/ol.css';
import { useEffect, useRef } from 'react';
import type { MapGround, MapWindow } from '../../contract.ts';
import { useTexts } from '../../texts/index.ts';
import { type Light, useLight } from '../../theme.ts';
import { colourOf, glyphOf } from './marks.tsx';

export interface Drawn {
  register: string;
  /** Its place among all layers: its colour and its mark stay whatever else is shown. */
  at: number;
  schematic: boolean;
  window: MapWindow | undefined;
}
export interface Chosen {
  register: string;
  code: string;
}
export interface Look {
  lon: number;
  lat: number;
  zoom: number;
}

const DEGREES = 'EPSG:4326';
const SHEET = 'EPSG:3857';
const form = new GeoJSON();
/** Nearer than this there is nothing to see that a register knows. */
const NEAREST = 18;

const GROUND: Record<Light, { land: string; edge: string; name: string; halo: string }> = {
  light: { land: '#e9f0ee', edge: '#8fa6a3', name: '#3d5152', halo: '#f2f5f5' },
  dark: { land: '#1b2928', edge: '#4f6663', name: '#b4c2c0', halo: '#0f1717' },
};

export default function MapDrawing({
  ground,
  layers,
  chosen,
  look,
  small = false,
  label,
  onWindow,
  onChoose,
}: {
  ground: MapGround;
  layers: Drawn[];
  chosen?: Chosen | null;
  /** Where to look first, and again whenever it changes to another place. */
  look?: Look | null;
  small?: boolean;
  label: string;
  onWindow?: (box: string, look: Look) => void;
  onChoose?: (chosen: Chosen | null) => void;
}) {
  const { t } = useTexts();
  const light = useLight();
  const box = useRef<HTMLDivElement>(null);
  const kept = useRef<{ map: OlMap; land: VectorSource; things: VectorSource; tiles: TileLayer[]; drawnFor: Light } | null>(null);
  const tell = useRef({ onWindow, onChoose });
  tell.current = { onWindow, onChoose };
  const first = useRef(look);
  const words = useRef({ zoomIn: t('map.zoomIn'), zoomOut: t('map.zoomOut') });

  useEffect(() => {
    if (!box.current) return;
    const land = new VectorSource();
    const things = new VectorSource();
    const tiles = ground.tiles ? tilesOf(ground.tiles.key) : [];
    const map = new OlMap({
      target: box.current,
      controls: controls({
        attribution: false,
        rotate: false,
        zoomOptions: { zoomInTipLabel: words.current.zoomIn, zoomOutTipLabel: words.current.zoomOut },
      }).extend([new ScaleLine()]),
      layers: [...tiles, new VectorLayer({ source: land }), new VectorLayer({ source: things })],
      view: new View({ maxZoom: NEAREST, minZoom: 3, enableRotation: false }),
    });
    const start = first.current;
    if (start) map.getView().setCenter(fromLonLat([start.lon, start.lat]));
    if (start) map.getView().setZoom(start.zoom);
    else map.getView().fit(transformExtent(ground.extent, DEGREES, SHEET), { padding: [12, 12, 12, 12] });
    const told = () => {
      if (!map.getSize()) return;
      const view = map.getView();
      const window = transformExtent(view.calculateExtent(map.getSize()), SHEET, DEGREES).map((degree) => degree.toFixed(4));
      const [lon = 0, lat = 0] = toLonLat(view.getCenter() ?? [0, 0]);
      tell.current.onWindow?.(window.join(','), {
        lon: Number(lon.toFixed(5)),
        lat: Number(lat.toFixed(5)),
        zoom: Number((view.getZoom() ?? 10).toFixed(2)),
      });
    };
    map.on('moveend', told);
    // The library calls nothing a move before the second picture, and a still map has but one.
    map.once('rendercomplete', told);
    map.on('click', ({ pixel }) => {
      const feature = map.forEachFeatureAtPixel(pixel, (found) => (found.get('register') ? found : undefined), { hitTolerance: 6 });
      if (!feature) return tell.current.onChoose?.(null);
      if (feature.get('n')) {
        const middle = feature.getGeometry()?.getExtent() ?? [0, 0];
        return map
          .getView()
          .animate({ center: [middle[0] as number, middle[1] as number], zoom: (map.getView().getZoom() ?? 10) + 2, duration: 200 });
      }
      tell.current.onChoose?.({ register: feature.get('register') as string, code: feature.get('code') as string });
    });
    map.on('pointermove', ({ pixel, dragging }) => {
      if (dragging || !box.current) return;
      box.current.style.cursor = map.hasFeatureAtPixel(pixel, { hitTolerance: 4, layerFilter: (layer) => layer.getSource() === things })
        ? 'pointer'
        : '';
    });
    kept.current = { map, land, things, tiles, drawnFor: 'light' };
    return () => {
      map.setTarget(undefined);
      kept.current = null;
    };
  }, [ground]);

  useEffect(() => {
    const { map } = kept.current ?? {};
    if (!map || !look) return;
    const [lon = 0, lat = 0] = toLonLat(map.getView().getCenter() ?? [0, 0]);
    const isThere =
      Math.abs(lon - look.lon) < 1e-4 && Math.abs(lat - look.lat) < 1e-4 && Math.abs((map.getView().getZoom() ?? 0) - look.zoom) < 0.05;
    if (isThere) return;
    map.getView().setCenter(fromLonLat([look.lon, look.lat]));
    map.getView().setZoom(look.zoom);
  }, [look]);

  useEffect(() => {
    const { land } = kept.current ?? {};
    if (!land) return;
    land.clear();
    const { land: fill, edge, name, halo } = GROUND[light];
    for (const district of ground.districts) {
      const lies = read(district.geometry);
      const feature = new Feature({ geometry: lies });
      feature.setStyle([
        new Style({
          // Over tiles the sketch is only its edges: what lies below is the better map.
          fill: new Fill({ color: ground.tiles ? 'rgba(0,0,0,0)' : fill }),
          stroke: new Stroke({ color: edge, width: 1.2, lineDash: [6, 4] }),
        }),
        new Style({
          // Named once, on its largest part: islands are part of what they belong to.
          geometry: largestOf(lies),
          text: new Text({
            text: district.name,
            font: '13px system-ui, sans-serif',
            fill: new Fill({ color: name }),
            stroke: new Stroke({ color: halo, width: 3 }),
            overflow: true,
          }),
        }),
      ]);
      land.addFeature(feature);
    }
  }, [ground, light]);

  useEffect(() => {
    const { things } = kept.current ?? {};
    if (!things) return;
    things.clear();
    for (const { register, at, schematic, window } of layers) {
      for (const one of window?.features ?? []) {
        const feature = new Feature({ geometry: read(one.geometry), register, code: one.id });
        feature.setStyle(styleOf(at, light, schematic, chosen?.register === register && chosen.code === one.id));
        things.addFeature(feature);
      }
      for (const { lon, lat, n } of window?.gathered ?? []) {
        const feature = new Feature({ geometry: new Point(fromLonLat([lon, lat])), register, n });
        feature.setStyle(gatheredStyle(at, light, n));
        things.addFeature(feature);
      }
    }
  }, [layers, light, chosen]);

  return (
    <div
      ref={box}
      className={small ? 'map small' : 'map'}
      role="application"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows and + - move the map once it has the focus.
      tabIndex={0}
      data-testid="map"
      data-drawn={layers.reduce((sum, { window }) => sum + (window?.features.length ?? 0) + (window?.gathered.length ?? 0), 0)}
    />
  );
}

function read(geometry: unknown): Geometry {
  return form.readGeometry(geometry, { dataProjection: DEGREES, featureProjection: SHEET }) as Geometry;
}

function largestOf(geometry: Geometry): Geometry {
  if (!(geometry instanceof MultiPolygon)) return geometry;
  return geometry.getPolygons().reduce((largest, part) => (part.getArea() > largest.getArea() ? part : largest));
}

function styleOf(at: number, light: Light, schematic: boolean, isChosen: boolean): Style[] {
  const colour = colourOf(at, light);
  const rim = new Stroke({ color: GROUND[light].halo, width: 1.5 });
  const stroke = new Stroke({ color: colour, width: isChosen ? 5 : 2.5, ...(schematic ? { lineDash: [9, 6] } : {}) });
  const area = new Fill({ color: `${colour}33` });
  const shown = new Style({ fill: area, stroke, image: markOf(at, colour, rim, isChosen ? 10 : 7) });
  if (!isChosen) return [shown];
  const ring = new CircleStyle({ radius: 15, stroke: new Stroke({ color: colour, width: 2.5 }) });
  return [new Style({ image: ring }), shown];
}

function markOf(at: number, colour: string, stroke: Stroke, radius: number) {
  const { points, angle, inner } = glyphOf(at);
  const fill = new Fill({ color: colour });
  if (points === 0) return new CircleStyle({ radius: radius - 1, fill, stroke });
  return new RegularShape({ points, angle, radius, ...(inner ? { radius2: radius * inner } : {}), fill, stroke });
}

function gatheredStyle(at: number, light: Light, n: number): Style {
  const colour = colourOf(at, light);
  return new Style({
    image: new CircleStyle({
      radius: 9 + Math.min(16, Math.log2(n + 1) * 2),
      fill: new Fill({ color: colour }),
      stroke: new Stroke({ color: GROUND[light].halo, width: 2 }),
    }),
    text: new Text({
      text: String(n),
      font: '600 12px system-ui, sans-serif',
      fill: new Fill({ color: light === 'dark' ? '#10201f' : '#ffffff' }),
    }),
  });
}

/** Tianditu's streets and their names. It answers under eight addresses. */
function tilesOf(key: string): TileLayer[] {
  return ['vec', 'cva'].map(
    (kind) =>
      new TileLayer({
        source: new XYZ({
          url: `https://t{0-7}.tianditu.gov.cn/${kind}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${kind}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key)}`,
          maxZoom: NEAREST,
        }),
      }),
  );
}

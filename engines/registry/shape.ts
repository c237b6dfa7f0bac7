/**
 * A line or an area on the map: GeoJSON in degrees of CGCS2000, longitude first. Checks the form and finds the box around it; whether an area lies in
 * the city is for whoever knows the city.
 */
import type { Fault } from './register.ts';

type Point = [lon: number, lat: number];
export type Shape =
  | { type: 'LineString'; coordinates: Point[] }
  | { type: 'MultiLineString'; coordinates: Point[][] }
  | { type: 'Polygon'; coordinates: Point[][] }
  | { type: 'MultiPolygon'; coordinates: Point[][][] };

/** West, south, east, north, in degrees. */
export type Box = [west: number, south: number, east: number, north: number];

const KINDS: Record<'line' | 'polygon', string[]> = { line: ['LineString', 'MultiLineString'], polygon: ['Polygon', 'MultiPolygon'] };
const DEPTH: Record<string, number> = { LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 };
/** More corners than this are a survey, which belongs to files; a list of a hundred such shapes must still be a page. */
const MOST_CORNERS = 20_000;

/** What is wrong with a shape, or null. Rings must close and have an area's three corners; a line has two ends. */
export function examineShape(shape: Shape, kind: 'line' | 'polygon'): Fault | null {
  if (typeof shape !== 'object' || !KINDS[kind].includes(shape.type))
    return {
      code: 'notSuchAShape',
      says: kind === 'line' ? '图形须为线（LineString）' : '图形须为面（Polygon）',
      saysEn: kind === 'line' ? 'The shape must be a LineString' : 'The shape must be a Polygon',
    };
  const lines = linesOf(shape);
  if (!lines?.length) return { code: 'notAShape', says: '图形坐标不完整', saysEn: 'The coordinates of the shape are not whole' };
  if (lines.reduce((sum, line) => sum + line.length, 0) > MOST_CORNERS)
    return { code: 'tooManyCorners', says: `图形不得超过 ${MOST_CORNERS} 个节点`, saysEn: `A shape has at most ${MOST_CORNERS} corners` };
  for (const line of lines) {
    if (!line.every(isPoint))
      return { code: 'notAShape', says: '图形中有坐标不是经纬度', saysEn: 'A coordinate of the shape is no longitude and latitude' };
    if (line.length < (kind === 'line' ? 2 : 4))
      return {
        code: 'tooFewCorners',
        says: kind === 'line' ? '线至少有两个节点' : '面至少有三个节点并闭合',
        saysEn: kind === 'line' ? 'A line has two ends' : 'An area has three corners and closes',
      };
    const [first, last] = [line[0] as Point, line.at(-1) as Point];
    if (kind === 'polygon' && (first[0] !== last[0] || first[1] !== last[1]))
      return { code: 'doesNotClose', says: '面的首尾节点须相同', saysEn: 'An area must end where it begins' };
  }
  return null;
}

/** The box around a shape. */
export function boxOf(shape: Shape): Box {
  const points = (linesOf(shape) ?? []).flat();
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [lon, lat] of points) {
    west = Math.min(west, lon);
    south = Math.min(south, lat);
    east = Math.max(east, lon);
    north = Math.max(north, lat);
  }
  return [west, south, east, north];
}

const isPoint = (point: unknown): point is Point =>
  Array.isArray(point) &&
  point.length === 2 &&
  point.every((degree) => typeof degree === 'number' && Number.isFinite(degree)) &&
  Math.abs(point[0]) <= 180 &&
  Math.abs(point[1]) <= 90;

function linesOf(shape: Shape): Point[][] | null {
  let level: unknown = shape.coordinates;
  for (let depth = DEPTH[shape.type] ?? 0; depth < 3; depth++) level = [level];
  if (!Array.isArray(level) || !level.every((part) => Array.isArray(part) && part.every(Array.isArray))) return null;
  const lines = (level as Point[][][]).flat();
  return lines.every((line) => Array.isArray(line)) ? lines : null;
}

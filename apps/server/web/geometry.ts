/** Where an entry lies, as a map draws it. */
import type { z } from 'zod';
import type { Entry, Shape } from '../../../engines/registry/index.ts';
import type { Geometry } from './map-contract.ts';

/** Its shape, or its position, or nothing. With a `dot`, corners nearer to each other than that are left out. */
export function geometryOf({ lon, lat, shape }: Pick<Entry, 'lon' | 'lat' | 'shape'>, dot = 0): z.input<typeof Geometry> | null {
  if (shape) return dot > 0 ? thinned(shape, dot) : shape;
  return lon !== null && lat !== null ? { type: 'Point', coordinates: [lon, lat] } : null;
}

type Line = [number, number][];
/** A shape without the corners that lie within a dot of the one before; its ends stay, and an area keeps four. */
export function thinned(shape: Shape, dot: number): Shape {
  const line = (corners: Line): Line => {
    let last = corners[0];
    const kept = corners.filter((corner, at) => {
      const stays = at === 0 || at === corners.length - 1 || !last || Math.hypot(corner[0] - last[0], corner[1] - last[1]) >= dot;
      if (stays) last = corner;
      return stays;
    });
    return kept.length < 4 ? corners : kept;
  };
  switch (shape.type) {
    case 'LineString':
      return { type: shape.type, coordinates: line(shape.coordinates) };
    case 'MultiLineString':
    case 'Polygon':
      return { type: shape.type, coordinates: shape.coordinates.map(line) };
    default:
      return { type: shape.type, coordinates: shape.coordinates.map((rings) => rings.map(line)) };
  }
}

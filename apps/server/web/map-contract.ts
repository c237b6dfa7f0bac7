/** Shapes of the map: what there is to draw, and what of a register lies in a window. Part of the one contract. Degrees of CGCS2000, longitude first. */
import { z } from 'zod';
import { Day, Instant } from './contract.ts';

const PLACED = ['Point', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'] as const;
export const Geometry = z.object({ type: z.enum(PLACED), coordinates: z.array(z.unknown()).describe('as in GeoJSON') });

export const MapGround = z.object({
  layers: z
    .array(
      z.object({
        register: z.string(),
        name: z.string(),
        nameEn: z.string(),
        kind: z.enum(['point', 'line', 'polygon']),
        schematic: z.boolean().describe('drawn by hand: shown as 示意'),
        entries: z.number().int().describe('that hold today, in my scope'),
      }),
    )
    .describe('registers with a position or a shape that I may see'),
  extent: z.array(z.number()).length(4).describe('west, south, east, north of the city'),
  districts: z.array(z.object({ area: z.string(), name: z.string(), geometry: Geometry })).describe('a sketch, no survey'),
  tiles: z.object({ key: z.string() }).nullable().describe('key of Tianditu, when the operator has set one'),
});

export const MapWindow = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      id: z.string(),
      geometry: Geometry,
      properties: z.object({
        code: z.string(),
        name: z.string(),
        district: z.string(),
        districtName: z.string(),
        party: z.string().nullable(),
      }),
    }),
  ),
  gathered: z
    .array(z.object({ lon: z.number(), lat: z.number(), n: z.number().int() }))
    .describe('above 2 000: how many lie in each square, in their middle'),
  total: z.number().int().describe('in the window'),
  schematic: z.boolean(),
  asOf: z.object({ day: Day, knownAt: Instant.nullable() }),
});

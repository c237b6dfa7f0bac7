/**
 * Registers on the map: what of one touches a window, as few features or as many gathered in squares; and the ground they are drawn on. A feature says
 * no more than where a thing is and what it is called; the rest is read from the entry, with its masks.
 */
import { z } from 'zod';
import { type Box, countEntries, maskedFor, onMap, type Register } from '../../../engines/registry/index.ts';
import { readSecret } from '../../../foundation/config/index.ts';
import { dayOf } from '../../../foundation/day.ts';
import { isRefusal } from '../../../foundation/refusal.ts';
import { BUSINESS, type Context, type Route } from './context.ts';
import { maySee, registerFor } from './entries.ts';
import { geometryOf } from './geometry.ts';
import { MapGround, MapWindow } from './map-contract.ts';
import { asOfAsked, conditionsAsked, DayAsked, narrowedTo } from './registers-routes.ts';

/** Whose tiles a browser may load once the operator has given a key: Tianditu answers under eight names. */
export const TIANDITU = Array.from({ length: 8 }, (_, n) => `https://t${n}.tianditu.gov.cn`);

/** A window that no screen asks for is refused as a mistake: four numbers, west before east and south before north. */
const WindowAsked = z
  .string()
  .max(120)
  .transform((said) => said.split(',').map(Number))
  .refine(
    (box) =>
      box.length === 4 && box.every(Number.isFinite) && (box[0] as number) < (box[2] as number) && (box[1] as number) < (box[3] as number),
    '须为“西,南,东,北”四个度数',
  )
  .transform((box) => box.map((degree) => Math.max(-180, Math.min(180, degree))) as Box);

const isDrawn = (register: Register) => register.position === true || register.shape !== undefined;

export function mapRoutes(route: Route, context: Context): void {
  const { house, runtime, now } = context;

  route({
    method: 'GET',
    url: '/api/map',
    summary: '地图：可看的图层、区县边界（示意）、底图',
    tag: '地图',
    roles: BUSINESS,
    answers: MapGround,
    run: ({ session, inScope }) =>
      inScope(async (tx) => {
        const counts = await countEntries(tx);
        const { tiandituKeyFile } = runtime.config.map;
        return {
          layers: [...house.registers.values()]
            .filter((register) => isDrawn(register) && maySee(register, session.person.role))
            .map((register) => ({
              register: register.id,
              name: register.name,
              nameEn: register.nameEn,
              kind: register.shape ?? ('point' as const),
              schematic: register.schematic === true,
              entries: counts.get(register.id) ?? 0,
            })),
          extent: extentOf(house.city.boundaries().flatMap(({ geometry }) => geometry.coordinates.flat(2))),
          districts: house.city.boundaries().map(({ area, geometry }) => ({ area, name: house.city.areaName(area), geometry })),
          tiles: tiandituKeyFile === null ? null : { key: readSecret(tiandituKeyFile) },
        };
      }),
  });

  route({
    method: 'GET',
    url: '/api/registers/:register/map',
    summary: '一本台账在地图窗口内的登记项；超过 2 000 项时按网格汇总个数',
    tag: '地图',
    roles: BUSINESS,
    params: z.object({ register: z.string().max(64) }),
    query: z.object({
      box: WindowAsked.describe('west,south,east,north in degrees'),
      q: z.string().max(80).optional(),
      party: z.string().max(64).optional(),
      district: z.string().max(40).optional(),
      filter: z.string().max(600).optional(),
      day: DayAsked.optional(),
      knownAt: z.coerce.number().int().optional(),
    }),
    answers: MapWindow,
    run: async ({ params, query, session, inScope }) => {
      const register = registerFor(house, params.register, session.person);
      if (isRefusal(register)) return register;
      return inScope(async (tx) => {
        const drawn = await onMap(
          tx,
          register,
          {
            box: query.box,
            text: query.q,
            hidden: maskedFor(register, session.person.role),
            where: conditionsAsked(register, query.filter),
            ...narrowedTo(query),
          },
          asOfAsked(query),
        );
        // Corners closer than a dot of a wide screen are not sent: a survey of twenty thousand corners is a line of a few hundred dots.
        const dot = Math.max(query.box[2] - query.box[0], query.box[3] - query.box[1]) / 2_000;
        return {
          type: 'FeatureCollection' as const,
          features: drawn.entries.flatMap(({ code, name, district, party, lon, lat, shape }) => {
            const geometry = geometryOf({ lon, lat, shape }, dot);
            if (!geometry) return [];
            const districtName = district === '*' ? '全市' : house.city.areaName(district);
            return [{ type: 'Feature' as const, id: code, geometry, properties: { code, name, district, districtName, party } }];
          }),
          gathered: drawn.gathered.map(({ lon, lat, n }) => ({ lon, lat, n })),
          total: drawn.total,
          schematic: register.schematic === true,
          asOf: { day: query.day ?? dayOf(now()), knownAt: query.knownAt ?? null },
        };
      });
    },
  });
}

function extentOf(points: [number, number][]): Box {
  // Before any district is drawn there is still a country to look at.
  if (!points.length) return [73, 18, 135, 54];
  return points.reduce<Box>(
    ([west, south, east, north], [lon, lat]) => [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)],
    [180, 90, -180, -90],
  );
}

/** The sketch of the districts: what is left out of it nobody sees, and what is committed lies where the city's table of areas says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Boundary } from '../apps/server/city.ts';
import { simplerRing } from './draw-districts.ts';

const CITY = join(import.meta.dirname, '../city/jiaxing');
const { districts } = parse(readFileSync(join(CITY, 'boundaries/districts.yaml'), 'utf8')) as { districts: Boundary[] };
const { areas } = parse(readFileSync(join(CITY, 'areas.yaml'), 'utf8')) as {
  areas: { code: string; bounds?: [number, number, number, number] }[];
};

describe('the sketch of the districts', () => {
  it('leaves out a corner within eighty metres of a straight line and keeps one that is seen', () => {
    const ring: [number, number][] = [[120, 30], [120.05, 30.0003], [120.1, 30], [120.1, 30.1], [120, 30.1], [120, 30]]; // biome-ignore format: corner by corner
    expect(simplerRing(ring)).toEqual([
      [120, 30],
      [120.1, 30],
      [120.1, 30.1],
      [120, 30.1],
      [120, 30],
    ]);
  });

  it('leaves an island smaller than that as it was', () => {
    const island: [number, number][] = [[121, 30.5], [121.0002, 30.5], [121.0002, 30.5002], [121, 30.5]]; // biome-ignore format: corner by corner
    expect(simplerRing(island)).toEqual(island);
  });

  it('has the seven districts, each ring closed and inside the bounds of its area', () => {
    expect(districts).toHaveLength(7);
    for (const { area, geometry } of districts) {
      const [west, south, east, north] = areas.find(({ code }) => code === area)?.bounds ?? [0, 0, 0, 0];
      for (const ring of geometry.coordinates.flat()) {
        expect(ring[0], area).toEqual(ring.at(-1));
        for (const [lon, lat] of ring)
          expect([lon > west - 0.02, lat > south - 0.02, lon < east + 0.02, lat < north + 0.02], area).toEqual([true, true, true, true]);
      }
    }
  });
});

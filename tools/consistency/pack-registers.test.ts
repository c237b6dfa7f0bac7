/** The demonstration's entries of registers: whether each is one its register would take, and seen to be invented. That they can be put is the start's to show. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openCity } from '../../apps/server/city.ts';
import { examine } from '../../engines/registry/index.ts';
import { openLawbook } from '../../foundation/lawbook/index.ts';
import { programmes } from '../../programmes/programmes.gen.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'city/jiaxing/pack-small/registers');
const read = <T>(path: string): T => parse(readFileSync(path, 'utf8')) as T;

interface Row {
  code?: string;
  name?: string;
  party?: string;
  place?: string;
  district?: string;
  lon?: number;
  lat?: number;
  shape?: unknown;
  from: string;
  until?: string;
  fields: Record<string, unknown>;
}
const packs = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ id: name.replace(/\.yaml$/, ''), rows: read<{ entries: Row[] }>(join(folder, name)).entries }));
const registers = new Map(programmes.flatMap((programme) => programme.registers ?? []).map((register) => [register.id, register]));
const { firms } = read<{ firms: { creditCode: string; name: string; permit: { from: string } }[] }>(
  join(root, 'city/jiaxing/pack-small/firms.yaml'),
);
const { outlets } = read<{ outlets: { id: string; firm: string }[] }>(join(root, 'city/jiaxing/pack-small/outlets.yaml'));
const { areas } = read<{ areas: { code: string; bounds?: [number, number, number, number] }[] }>(join(root, 'city/jiaxing/areas.yaml'));
const nameOf = new Map(firms.map(({ creditCode, name }) => [creditCode, name]));

const codeOf = (id: string, { code, party, place, fields }: Row) =>
  code ?? registers.get(id)?.codeOf?.({ party, place, detail: fields }) ?? '';
/** The codes of each register, and the day from which each is there. */
const codes = new Map(packs.map(({ id, rows }) => [id, new Map(rows.map((row) => [codeOf(id, row), row.from]))]));
codes.set('firm', new Map(firms.map(({ creditCode, permit }) => [creditCode, permit.from])));
codes.set('outlet', new Map(outlets.map(({ id, firm }) => [id, codes.get('firm')?.get(firm) ?? ''])));

describe.each(packs)('$id', ({ id, rows }) => {
  const register = registers.get(id);

  it('has rows that its register takes, each under a code of its own, and what they name is there', () => {
    const wrong: string[] = [];
    for (const [index, row] of rows.entries()) {
      const { party, place, fields } = row;
      const code = codeOf(id, row);
      const name =
        row.name ?? register?.nameOf?.({ party, place, detail: fields }, { party: nameOf.get(party ?? '') ?? '', place: '' }) ?? '';
      if (!register) continue;
      const { findings } = examine(register, { ...(row as object), code, name, district: row.district ?? '*', detail: fields });
      wrong.push(...findings.map(({ field, saysEn }) => `${index + 1} ${code}: ${field} ${saysEn}`));
      for (const [field, { of, type }] of Object.entries(register.fields))
        if (type === 'ref' && of && fields[field] !== undefined && !((codes.get(of)?.get(String(fields[field])) ?? '9999') <= row.from))
          wrong.push(`${index + 1} ${code}: ${field} names ${fields[field]}, which is not in ${of} on ${row.from}`);
    }
    expect(register, 'no such register').toBeDefined();
    expect(wrong).toEqual([]);
    expect(codes.get(id)?.size).toBe(rows.length);
  });

  it('is of no real firm, and lies in the district it says', () => {
    for (const row of rows) {
      if (row.party) expect(row.party).toMatch(/^91330499/);
      const bounds = areas.find(({ code }) => code === row.district)?.bounds;
      if (row.lon === undefined || row.lat === undefined || !bounds) continue;
      const [west, south, east, north] = bounds;
      expect(row.lon > west && row.lon < east && row.lat > south && row.lat < north, JSON.stringify(row)).toBe(true);
    }
  });
});

describe('the days of a permit', () => {
  it('are asked for so that the application is in time: what the city waits for is what the regulation leaves (排污许可管理条例 第十四条)', () => {
    const day = Date.parse('2026-11-24T00:00:00+08:00');
    const city = openCity();
    const by = openLawbook(join(root, 'law')).get<number>('permits/renewal-days').values.at(-1)?.value;
    expect(city.parameter('permit-renewal-remind-days', day).value - city.parameter('permit-renewal-apply-days', day).value).toBe(by);
  });
});

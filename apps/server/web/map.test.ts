/** Registers on the map, searched across, counted, and the page of a firm: each in the asker's scope and with nothing that is only for some eyes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { type OpenHouse, openDemonstration } from '../testing/open-house.ts';
import { thinned } from './geometry.ts';
import type { MapGround, MapWindow } from './map-contract.ts';
import type { Compared, Dossier, EntryPage, RegisterCounts, RegisterPage } from './registers-contract.ts';

let house: OpenHouse;
beforeAll(async () => {
  house = await openDemonstration();
}, 120_000);
afterAll(() => house?.close());

const YUNHE = '91330499DEM000110F';
const CITY = '120.2,30.2,121.4,31.1';
const read = async <T>(login: string, url: string): Promise<T> => {
  const answer = await house.call(login, 'GET', url);
  expect(answer.status, answer.body).toBe(200);
  return answer.json<T>();
};

describe('the map of a register', () => {
  it('has every register with a position or a shape as a layer, the districts as a sketch, and no foreign tiles unless set', async () => {
    const ground = await read<z.infer<typeof MapGround>>('office', '/api/map');
    expect(ground.layers.map(({ register }) => register)).toEqual(expect.arrayContaining(['firm', 'outlet']));
    expect(ground.districts).toHaveLength(7);
    expect(ground.districts.map(({ name }) => name)).toContain('秀洲区');
    expect(ground.tiles).toBeNull();
    const [west, south, east, north] = ground.extent as [number, number, number, number];
    expect([west > 120.2, south > 30.2, east < 121.4, north < 31.1]).toEqual([true, true, true, true]);
  });

  it('draws what lies in the window, and what is drawn is what the list shows', async () => {
    const drawn = await read<z.infer<typeof MapWindow>>('office', `/api/registers/outlet/map?box=${CITY}&filter=kind:stack`);
    const listed = await read<z.infer<typeof RegisterPage>>('office', '/api/registers/outlet?filter=kind:stack&limit=200');
    const placed = listed.items.filter((one) => one.lon !== null);
    expect(placed.length).toBeGreaterThan(0);
    expect(drawn.features.map(({ id }) => id).sort()).toEqual(placed.map(({ code }) => code).sort());
    const [first] = drawn.features;
    expect(first?.geometry.coordinates).toEqual([
      placed.find(({ code }) => code === first?.id)?.lon,
      placed.find(({ code }) => code === first?.id)?.lat,
    ]);
    const none = await read<z.infer<typeof MapWindow>>('office', '/api/registers/outlet/map?box=10,10,11,11');
    expect([none.features, none.total]).toEqual([[], 0]);
  });

  it('shows a firm only what is its own, and says nothing that is masked', async () => {
    const own = await house.call('firm.yunhe', 'GET', `/api/registers/firm/map?box=${CITY}`);
    expect(own.json<z.infer<typeof MapWindow>>().features.map(({ id }) => id)).toEqual([YUNHE]);
    expect(own.body).not.toMatch(/phone|contact|address/);
  });

  it('refuses a window that is none, in words', async () => {
    for (const box of ['1,2,3', '5,5,4,6', 'a,b,c,d']) {
      const answer = await house.call('office', 'GET', `/api/registers/outlet/map?box=${box}`);
      expect(answer.status, box).toBe(422);
    }
  });

  it('leaves out corners nearer than a dot, and never the last four', () => {
    const line = Array.from({ length: 1_000 }, (_, at): [number, number] => [120 + at / 10_000, 30]);
    const drawn = thinned({ type: 'LineString', coordinates: line }, 0.01);
    expect(drawn.coordinates.length).toBeLessThan(13);
    expect([drawn.coordinates[0], drawn.coordinates.at(-1)]).toEqual([line[0], line.at(-1)]);
    const small = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [0, 0],
          [0, 1],
          [1, 1],
          [0, 0],
        ] as [number, number][],
      ],
    };
    expect(thinned(small, 10)).toEqual(small);
  });
});

describe('the counts of a list', () => {
  it('say of every choice how many there are under the other conditions', async () => {
    const all = await read<z.infer<typeof RegisterCounts>>('office', '/api/registers/outlet/counts');
    const chosen = await read<z.infer<typeof RegisterCounts>>('office', '/api/registers/outlet/counts?filter=kind:stack');
    const of = (counts: typeof all, field: string) => counts.fields.find((one) => one.field === field)?.values ?? [];
    const total = (await read<z.infer<typeof RegisterPage>>('office', '/api/registers/outlet')).total;
    expect(of(all, 'kind').reduce((sum, { n }) => sum + n, 0)).toBe(total);
    expect(of(chosen, 'kind')).toEqual(of(all, 'kind'));
    expect(of(chosen, 'rule').reduce((sum, { n }) => sum + n, 0)).toBe(of(all, 'kind').find(({ value }) => value === 'stack')?.n);
    expect(all.districts.map(({ name }) => name)).toContain('秀洲区');
  });
});

describe('one box over all registers', () => {
  it('finds a firm by name, by code, by pinyin and by initials, itself before what names it', async () => {
    for (const q of ['运河印染', YUNHE, 'yunhe', 'yhyr']) {
      const found = await read<{ registers: { register: string; entries: { code: string }[] }[] }>(
        'office',
        `/api/search?q=${encodeURIComponent(q)}`,
      );
      expect(found.registers[0]?.register, q).toBe('firm');
      expect(
        found.registers[0]?.entries.map(({ code }) => code),
        q,
      ).toContain(YUNHE);
    }
  });

  it('finds for a firm and for a branch only what they may see', async () => {
    const foreign = await read<{ total: number }>('firm.qinghe', `/api/search?q=${YUNHE}`);
    expect(foreign.total).toBe(0);
    expect((await read<{ total: number }>('officer.haining', `/api/search?q=${YUNHE}`)).total).toBe(0);
  });
});

describe('one firm one page', () => {
  it('gathers what names it, with how many there are, its outlets with their limits of the day, and what is on record', async () => {
    const firm = await read<z.infer<typeof Dossier>>('officer.xiuzhou', `/api/parties/${YUNHE}`);
    const outlets = firm.registers.find(({ register }) => register === 'outlet');
    expect(outlets?.total).toBe(outlets?.entries.length);
    expect(firm.outlets.length).toBe(outlets?.total);
    expect(firm.outlets[0]?.limits.length).toBeGreaterThan(0);
    expect(firm.outlets[0]?.limits[0]).toMatchObject({ unit: expect.any(String), clause: expect.any(String) });
    const mentions = await read<{ items: { role: string; kindName: string; day: string }[] }>(
      'officer.xiuzhou',
      `/api/parties/${YUNHE}/mentions?limit=5`,
    );
    expect(mentions.items.length).toBeGreaterThan(0);
    expect(mentions.items[0]?.role).toBe('party');
  });

  it('is as of a day: before it began, nothing held', async () => {
    const then = await house.call('officer.xiuzhou', 'GET', `/api/parties/${YUNHE}?day=1999-01-01`);
    expect(then.status).toBe(200);
    expect(then.json<z.infer<typeof Dossier>>()).toMatchObject({ entry: null, registers: [], of: { name: '示例运河印染有限公司' } });
  });

  it('is compared on two days: what was changed in between is named, the rest is counted', async () => {
    const [outlet] =
      (await read<z.infer<typeof Dossier>>('office', `/api/parties/${YUNHE}`)).registers.find(({ register }) => register === 'outlet')
        ?.entries ?? [];
    const { code = '', fields = {}, party } = outlet ?? {};
    const before = (await read<z.infer<typeof EntryPage>>('office', `/api/registers/outlet/${code}`)).entry?.validFrom ?? '';
    const done = await house.call('office', 'POST', '/api/registers/outlet/entries', {
      entry: {
        code,
        name: outlet?.name,
        party: party?.id,
        lon: outlet?.lon,
        lat: outlet?.lat,
        fields: { ...fields, receives: '污水集中处理厂（示例）' },
      },
      day: '2026-09-01',
    });
    expect(done.status, done.body).toBe(200);
    const compared = await read<z.infer<typeof Compared>>('office', `/api/parties/${YUNHE}/compare?a=2026-08-31&b=2026-09-02`);
    const outlets = compared.registers.find(({ register }) => register.id === 'outlet');
    expect(outlets?.rows.map(({ code: one, differs }) => [one, differs])).toEqual([[code, ['receives']]]);
    const same = await read<z.infer<typeof Compared>>('office', `/api/parties/${YUNHE}/compare?a=2026-09-02&b=2026-09-03`);
    expect(same.registers.flatMap(({ rows }) => rows)).toEqual([]);
    // As known before the change was entered, both days say the same.
    const knownA = Date.now() - 3_600_000;
    expect(before <= '2026-08-31').toBe(true);
    const past = await read<z.infer<typeof Compared>>('office', `/api/parties/${YUNHE}/compare?a=2026-09-02&b=2026-09-02&knownA=${knownA}`);
    expect(past.registers.find(({ register }) => register.id === 'outlet')?.rows.length).toBeGreaterThan(0);
  });
});

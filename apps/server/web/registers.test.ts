/** The registers through their one set of routes: what is declared is what is listed, asked for, refused, imported and exported. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { creditCodeFrom } from '../../../engines/registry/index.ts';
import { type OpenHouse, openDemonstration } from '../testing/open-house.ts';
import type { Dossier, EntryPage, ImportOutcome, RegisterPage, Registers } from './registers-contract.ts';

let house: OpenHouse;
beforeAll(async () => {
  house = await openDemonstration();
}, 60_000);
afterAll(() => house?.close());

const YUNHE = '91330499DEM000110F';
const NEW_FIRM = creditCodeFrom('91330499KTT000010');
type Page = z.infer<typeof RegisterPage>;
const read = async <T>(login: string, url: string): Promise<T> => {
  const answer = await house.call(login, 'GET', url);
  expect(answer.status, answer.body).toBe(200);
  return answer.json<T>();
};

describe('the registers', () => {
  it('of every programme are listed, each with whether I may keep it and why not', async () => {
    const { items } = await read<z.infer<typeof Registers>>('office', '/api/registers');
    expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining(['firm', 'outlet', 'logger', 'permit-limit', 'exam']));
    const of = (id: string) => items.find((one) => one.id === id);
    expect(of('firm')).toMatchObject({ mayWrite: true, why: null, name: '排污单位', nameEn: 'Firms' });
    expect(of('logger')).toMatchObject({ mayWrite: false, why: expect.stringContaining('监测工程师') });
    expect(of('firm')?.entries).toBeGreaterThan(5);
  });

  it('show a firm only what is its own', async () => {
    const { items } = await read<Page>('firm.yunhe', '/api/registers/firm');
    expect(items.map(({ code }) => code)).toEqual([YUNHE]);
  });

  it('that few may see are counted for everyone, and named to those few alone', async () => {
    const register = '/api/registers/radioactive-source';
    expect((await house.call('duty', 'GET', register)).status).toBe(403);
    const held = await read<{ figure: { value: number }; records: { name: string; party: string | null; ref: { id: string } }[] }>(
      'duty',
      '/api/figures/sources-held',
    );
    expect(held.figure.value).toBe(10);
    expect(new Set(held.records.map(({ name, party, ref }) => `${name} ${party} ${ref.id}`))).toEqual(new Set(['放射源 null —']));
    const named = await read<typeof held>('leader', '/api/figures/sources-held');
    expect(named.records.filter(({ name }) => name.includes('示例'))).toHaveLength(10);
    const owner = '/api/parties/91330499DEM0000814';
    const dossier = async (login: string) => read<z.infer<typeof Dossier>>(login, owner);
    const tellsOf = ({ facts, registers }: z.infer<typeof Dossier>) =>
      [...facts.map(({ ref }) => ref.kind), ...registers.map((one) => one.register)].includes('radioactive-source');
    expect([tellsOf(await dossier('duty')), tellsOf(await dossier('firm.ganshan'))]).toEqual([false, true]);
  });

  it('page through all entries once, in a whole order, whatever the sort', async () => {
    for (const sort of ['code', '-name', 'number', 'validFrom']) {
      const seen: string[] = [];
      let cursor: string | null = '';
      let total = -1;
      while (cursor !== null) {
        const asked: Page = await read<Page>('office', `/api/registers/outlet?limit=4&sort=${sort}${cursor ? `&cursor=${cursor}` : ''}`);
        seen.push(...asked.items.map(({ code }) => code));
        cursor = asked.next;
        total = asked.total;
      }
      expect(seen.length, sort).toBe(total);
      expect(new Set(seen).size, sort).toBe(total);
    }
    const numbers = (await read<Page>('office', '/api/registers/permit-limit?sort=-upper&limit=200')).items.map((e) =>
      Number(e.fields.upper ?? -Infinity),
    );
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  });

  it('are searched and filtered by what is declared', async () => {
    const stacks = await read<Page>('office', '/api/registers/outlet?filter=kind:stack&limit=200');
    expect(stacks.items.length).toBeGreaterThan(0);
    expect(new Set(stacks.items.map((e) => e.fields.kind))).toEqual(new Set(['stack']));
    expect((await read<Page>('office', `/api/registers/firm?q=${YUNHE.slice(-6)}`)).items.map(({ code }) => code)).toEqual([YUNHE]);
  });

  it('mask a telephone from whoever does not need it, and a password from everyone', async () => {
    const phoneOf = async (login: string) =>
      (await read<z.infer<typeof EntryPage>>(login, `/api/registers/firm/${YUNHE}`)).entry?.fields.phone;
    expect(await phoneOf('officer.xiuzhou')).toMatch(/^\d{11}$/);
    expect(await phoneOf('leader')).toMatch(/^\d{3}\*{4}\d{2}$/);
    const sheet = await house.call('leader', 'GET', '/api/registers/firm?format=csv');
    expect(sheet.body).toContain('****');
    const loggers = await house.call('engineer', 'GET', '/api/registers/logger');
    expect(loggers.body).not.toMatch(/"pw":"/);
    expect((await house.call('engineer', 'GET', '/api/registers/logger?format=csv')).body).not.toContain('访问密码');
  });
});

describe('an entry', () => {
  it('is entered from a day, changed from a later day, ended, and keeps all it ever was', async () => {
    const entry = { code: NEW_FIRM, name: '青山印染', district: '330411000000', fields: { address: '青山路 1 号', phone: '10000000001' } };
    const url = '/api/registers/firm/entries';
    expect((await house.call('officer.xiuzhou', 'POST', url, { entry, day: '2026-01-01' })).json()).toEqual({
      code: NEW_FIRM,
      changed: true,
      request: null,
    });
    expect((await house.call('officer.xiuzhou', 'POST', url, { entry, day: '2026-01-01' })).json()).toEqual({
      code: NEW_FIRM,
      changed: false,
      request: null,
    });
    const moved = { ...entry, fields: { ...entry.fields, address: '青山路 9 号' } };
    expect((await house.call('officer.xiuzhou', 'POST', url, { entry: moved, day: '2026-06-01' })).status).toBe(200);
    const at = async (day: string) => (await read<z.infer<typeof EntryPage>>('office', `/api/registers/firm/${NEW_FIRM}?day=${day}`)).entry;
    expect([(await at('2026-03-01'))?.fields.address, (await at('2026-07-01'))?.fields.address]).toEqual(['青山路 1 号', '青山路 9 号']);
    expect((await house.call('officer.xiuzhou', 'POST', '/api/registers/firm/end', { code: NEW_FIRM, day: '2026-09-01' })).status).toBe(
      200,
    );
    expect(await at('2026-09-02')).toBeNull();
    expect((await at('2026-07-01'))?.name).toBe('青山印染');
    const { versions } = await read<z.infer<typeof EntryPage>>('office', `/api/registers/firm/${NEW_FIRM}`);
    expect(versions.length).toBeGreaterThan(2);
    expect(versions.every(({ by }) => by === '陶执平')).toBe(true);
  });

  it('with several faults names them all, in both languages', async () => {
    const answer = await house.call('officer.xiuzhou', 'POST', '/api/registers/outlet/entries', {
      entry: { party: YUNHE, name: '', fields: { number: 'DW009', kind: 'river', colour: 'blue' } },
      day: '2026-01-01',
    });
    expect(answer.status).toBe(422);
    const { findings } = answer.json<{ findings: { path: string; says: string; saysEn: string }[] }>();
    expect(findings.map(({ path }) => path)).toEqual(['name', 'colour', 'kind', 'rule']);
    expect(findings.every(({ says, saysEn }) => says && saysEn)).toBe(true);
  });

  it('takes its firm and district from its place, and its code from the rest', async () => {
    const [outlet] = (await read<Page>('office', `/api/registers/outlet?party=${YUNHE}`)).items;
    const done = await house.call('officer.team', 'POST', '/api/registers/outlet/entries', {
      entry: { party: YUNHE, name: '雨水口', fields: { number: 'YS001', kind: 'wastewaterOutlet', rule: 'water' } },
      day: '2026-01-01',
    });
    expect(done.json()).toEqual({ code: `${YUNHE}-YS001`, changed: true, request: null });
    const { entry } = await read<z.infer<typeof EntryPage>>('office', `/api/registers/outlet/${YUNHE}-YS001`);
    expect(entry).toMatchObject({ district: outlet?.district, party: { id: YUNHE }, place: { id: `${YUNHE}-YS001` } });
  });

  it('is not written by a role that does not keep it, nor outside the district of one who does', async () => {
    const entry = { code: NEW_FIRM, name: '他处', district: '330411000000', fields: {} };
    const byLeader = await house.call('leader', 'POST', '/api/registers/firm/entries', { entry, day: '2026-01-01' });
    expect([byLeader.status, byLeader.json<{ code: string }>().code]).toEqual([403, 'registers.keptByOthers']);
    const elsewhere = await house.call('officer.haining', 'POST', '/api/registers/firm/entries', { entry, day: '2026-01-01' });
    expect(elsewhere.status).toBe(422);
    expect(elsewhere.json<{ findings: { path: string }[] }>().findings.map(({ path }) => path)).toEqual(['code']);
  });

  it('written again by someone who sees a field masked keeps that field', async () => {
    const { entry } = await read<z.infer<typeof EntryPage>>('officer.xiuzhou', `/api/registers/firm/${YUNHE}`);
    const seen = (await read<z.infer<typeof EntryPage>>('office', `/api/registers/firm/${YUNHE}`)).entry;
    const answer = await house.call('office', 'POST', '/api/registers/firm/entries', {
      entry: {
        code: YUNHE,
        name: seen?.name,
        district: seen?.district,
        lon: seen?.lon,
        lat: seen?.lat,
        fields: { ...seen?.fields, industry: '印染' },
      },
      day: '2026-02-01',
    });
    expect(answer.status, answer.body).toBe(200);
    const after = (await read<z.infer<typeof EntryPage>>('officer.xiuzhou', `/api/registers/firm/${YUNHE}`)).entry;
    expect([after?.fields.phone, after?.fields.industry]).toEqual([entry?.fields.phone, '印染']);
  });
});

describe('a sheet', () => {
  const heading = '编号,名称,所属区县,行业,经度,纬度';
  const good = creditCodeFrom('91330499KTT000020');
  it('is previewed without a trace, then imported: right rows stand, wrong ones are named by row and field', async () => {
    const table = `${heading}\n${good},"青山,纸业",秀洲区,造纸,120.7,30.7\nXX,,秀洲区,造纸,200,\n合计,2 行`;
    const send = async (preview: boolean) =>
      (await house.call('officer.xiuzhou', 'POST', '/api/registers/firm/import', { table, day: '2026-01-01', preview })).json<
        z.infer<typeof ImportOutcome>
      >();
    const preview = await send(true);
    expect(preview).toMatchObject({ rows: 2, put: 1, unchanged: 0, preview: true });
    expect(preview.findings.map(({ row, field }) => `${row} ${field}`)).toEqual(expect.arrayContaining(['2 code', '2 name', '2 lon']));
    expect((await house.call('office', 'GET', `/api/registers/firm/${good}`)).status).toBe(404);
    expect(await send(false)).toMatchObject({ put: 1, preview: false });
    expect((await read<z.infer<typeof EntryPage>>('office', `/api/registers/firm/${good}`)).entry).toMatchObject({
      name: '青山,纸业',
      district: '330411000000',
    });
  });

  it('that was exported changes nothing when it is handed in again', async () => {
    const sheet = await house.call('officer.team', 'GET', '/api/registers/outlet?format=csv');
    const back = await house.call('officer.team', 'POST', '/api/registers/outlet/import', {
      table: sheet.body,
      day: '2026-01-01',
      preview: true,
    });
    const { rows, unchanged, findings } = back.json<z.infer<typeof ImportOutcome>>();
    expect(findings).toEqual([]);
    expect([rows > 5, unchanged]).toEqual([true, rows]);
  });

  it('without a heading row is refused with the headings that are known', async () => {
    const answer = await house.call('officer.team', 'POST', '/api/registers/firm/import', {
      table: 'a,b\n1,2',
      day: '2026-01-01',
      preview: true,
    });
    expect(answer.json<{ code: string; do: string }>()).toMatchObject({
      code: 'registers.unreadableTable',
      do: expect.stringContaining('行业'),
    });
  });
});

describe('R4: the page of a firm and of a place', () => {
  it('shows what names it, in my scope, and to a stranger nothing', async () => {
    const firm = await read<z.infer<typeof Dossier>>('officer.xiuzhou', `/api/parties/${YUNHE}`);
    expect(firm.of).toMatchObject({ kind: 'firm', id: YUNHE });
    expect(firm.registers.map(({ register }) => register)).toEqual(expect.arrayContaining(['outlet', 'logger', 'permit-limit']));
    const [outlet] = (await read<Page>('office', `/api/registers/outlet?party=${YUNHE}`)).items;
    const place = await read<z.infer<typeof Dossier>>('firm.yunhe', `/api/places/${outlet?.code}`);
    expect(place.entry?.code).toBe(outlet?.code);
    expect((await house.call('firm.qinghe', 'GET', `/api/parties/${YUNHE}`)).status).toBe(404);
    expect((await house.call('officer.haining', 'GET', `/api/parties/${YUNHE}`)).status).toBe(404);
  });
});

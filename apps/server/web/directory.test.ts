/** The directory through the API, of a whole house: who reads it, who changes it, and that a change is known at every button within a second. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { openSystemStore } from '../../../foundation/store/store.ts';
import { openWebHouse, type SignedIn, type WebHouse } from '../../../proof/web-house.ts';
import { followCity, openHouse } from '../house.ts';
import { prepare } from '../prepare.ts';
import type { Runtime } from '../runtime.ts';
import type { AreasShown, AreaWhole, BodiesShown, BodyWhole, Changed, PowersShown, SheetOutcome } from './directory-contract.ts';
import type { Web } from './web-role.ts';

let house: WebHouse;
let runtime: Runtime;
let web: Web;
const sessions = new Map<string, SignedIn>();

beforeAll(async () => {
  house = await openWebHouse();
  ({ web, runtime } = house);
  for (const login of ['duty', 'officer.haining', 'admin', 'security', 'firm.yunhe']) sessions.set(login, await house.signIn(login));
}, 60_000);
afterAll(() => house?.close());

async function call<T>(
  login: string,
  method: 'GET' | 'POST',
  path: string,
  payload?: object,
): Promise<{ status: number; json: T; text: string }> {
  const session = sessions.get(login);
  const answer = await web.app.inject({
    method,
    url: `/api/directory/${path}`,
    headers: { cookie: session?.cookie ?? '', 'x-csrf-token': session?.csrf ?? '' },
    ...(payload ? { payload } : {}),
  });
  const isJson = String(answer.headers['content-type']).includes('json');
  return { status: answer.statusCode, json: isJson ? answer.json<T>() : (null as T), text: answer.body };
}

const HAINING = '330481000000';
const PORT = '330491000000';
const area = { level: 'town', kind: 'administrative', managementParent: null, liesIn: [], confidence: 'C', cite: '示例' } as const;

describe('what there is', () => {
  it('the seven counties add up to the city once, and the nine by who runs them once', async () => {
    const tree = async (rollUp: string) => (await call<z.output<typeof AreasShown>>('duty', 'GET', `areas?rollUp=${rollUp}`)).json.items;
    const [law, run] = [await tree('administrative'), await tree('management')];
    const below = (items: typeof law) => items.filter((one) => one.parent === '330400000000');
    expect(below(law).filter((one) => one.kind === 'administrative')).toHaveLength(7);
    expect(below(run)).toHaveLength(9);
    // City, seven, two; and 72 towns and streets below them, five of which a management area runs.
    expect([law.length, run.length]).toEqual([82, 82]);
    const ofPort = (items: typeof law) => items.filter((one) => one.parent === PORT).map((one) => one.name);
    expect([ofPort(law), ofPort(run)]).toEqual([[], ['乍浦镇']]);
    expect(law.find((one) => one.code === PORT)).toMatchObject({ parent: '330482000000', liesInNames: ['平湖市'] });
  });

  it('a body has its people by post, with their certificates, and its powers', async () => {
    const { json } = await call<z.output<typeof BodyWhole>>('duty', 'GET', 'bodies/haining');
    expect(json).toMatchObject({
      kindName: '分局',
      areaName: '海宁市',
      people: [{ login: 'officer.haining', certificate: '示例-330400-0002' }],
    });
    expect(json.powers.find((one) => one.matter === 'automatic-monitoring.reminder')?.mayNames).toContain('核实');
  });

  it('the table of powers of the pack has no gap in what procedures ask for, and no overlap that is not said', async () => {
    const { json } = await call<z.output<typeof PowersShown>>('duty', 'GET', 'powers');
    expect(json.gaps).toEqual([]);
    expect(json.items.filter((one) => one.overlaps.length)).toEqual([]);
    expect(json.matters.every((one) => one.powers > 0)).toBe(true);
  });

  it('a sheet is what is shown, and is read back without a change', async () => {
    for (const [what, login, path] of [
      ['areas', 'admin', 'import'],
      ['bodies', 'admin', 'import'],
      ['powers', 'security', 'powers/import'],
    ] as const) {
      const sheet = await call('duty', 'GET', `${what}?format=csv`);
      const { json } = await call<z.output<typeof SheetOutcome>>(login, 'POST', path, {
        what,
        table: sheet.text,
        day: '2026-11-01',
        write: 'nothing',
      });
      expect(json, what).toMatchObject({ changed: 0, findings: [], written: false });
      expect(json.rows, what).toBeGreaterThan(9);
    }
  });

  it('is not shown to a firm', async () => {
    expect((await call('firm.yunhe', 'GET', 'bodies')).status).toBe(403);
  });
});

describe('a change', () => {
  it('of areas is the system administrator’s and of powers the security administrator’s, not the other’s', async () => {
    expect((await call('security', 'POST', 'changes', { kind: 'endPost', id: 'x', day: '2026-11-01' })).status).toBe(403);
    expect((await call('admin', 'POST', 'powers', { kind: 'endPower', id: 'x', day: '2026-11-01' })).status).toBe(403);
    expect((await call<{ code: string }>('admin', 'POST', 'changes', { kind: 'endPost', id: 'x', day: '2026-11-01' })).json.code).toBe(
      'directory.notThere',
    );
  });

  it('has its day: the name of before is that of the days before', async () => {
    const code = '330481198000';
    const put = (name: string, from: string) =>
      call<z.output<typeof Changed>>('admin', 'POST', 'changes', {
        kind: 'area',
        area: { ...area, code, name, administrativeParent: HAINING, from, until: null },
      });
    expect((await put('示例镇', '2026-01-01')).json.changed).toBe(true);
    expect((await put('示例街道', '2026-07-01')).json.changed).toBe(true);
    expect((await put('示例街道', '2026-07-01')).json.changed).toBe(false);
    const on = async (day: string) => (await call<z.output<typeof AreaWhole>>('duty', 'GET', `areas/${code}?day=${day}`)).json;
    expect([(await on('2026-06-30')).name, (await on('2026-07-01')).name]).toEqual(['示例镇', '示例街道']);
    expect((await on('2026-07-01')).versions).toHaveLength(3);
    expect((await on('2026-07-01')).changes[0]).toMatchObject({ byName: '许管安' });
  });

  it('is known to every role of the house within a second, and a dissolved body’s files go on with its heir (F22)', async () => {
    const house = openHouse();
    const store = openSystemStore(runtime.urls.system, 'test writer', 2);
    const following = await followCity(house, store, runtime.urls.system, 'test writer');
    const officer = { login: 'officer.haining', body: 'haining' };
    const may = () => house.city.mayHandle(officer, 'automatic-monitoring.reminder', 'verify', HAINING, Date.now());
    const until = async (want: boolean) => {
      const start = performance.now();
      while (may() !== want && performance.now() - start < 3_000) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(may()).toBe(want);
      return performance.now() - start;
    };
    try {
      expect(may()).toBe(true);
      const id = `automatic-monitoring.reminder/${HAINING}/haining`;
      expect((await call('security', 'POST', 'powers', { kind: 'endPower', id, day: '2026-01-01' })).status).toBe(200);
      expect(await until(false)).toBeLessThan(1_000);
      const { gaps } = (await call<z.output<typeof PowersShown>>('duty', 'GET', `powers?area=${HAINING}`)).json;
      expect(gaps).toEqual([]); // The city's own bodies still may.
      const power = {
        matter: 'automatic-monitoring.reminder',
        area: HAINING,
        body: 'haining',
        may: ['issue', 'verify', 'rise', 'close'],
        rollUp: 'management',
        concurrent: false,
        delegatedBy: null,
        clause: '示例',
        confidence: 'C',
        from: '2026-01-01',
        until: null,
      };
      expect((await call('security', 'POST', 'powers', { kind: 'power', power })).status).toBe(200);
      expect(await until(true)).toBeLessThan(1_000);
      // The branch is merged into that of 桐乡: its officer acts for the heir, whose power it now is.
      expect(
        (await call('admin', 'POST', 'changes', { kind: 'dissolve', id: 'haining', day: '2026-02-01', heir: 'tongxiang' })).status,
      ).toBe(200);
      for (let i = 0; i < 100 && house.city.bodies.some((body) => body.id === 'haining'); i++)
        await new Promise((resolve) => setTimeout(resolve, 10));
      expect(house.city.bodies.some((body) => body.id === 'haining')).toBe(false);
      expect(may()).toBe(true);
      expect(
        house.city.mayHandle({ login: 'nobody', body: 'tongxiang' }, 'automatic-monitoring.reminder', 'verify', HAINING, Date.now()),
      ).toBe(true);
      const bodies = (await call<z.output<typeof BodiesShown>>('duty', 'GET', 'bodies?day=2026-01-31')).json.items;
      expect(bodies.some((body) => body.id === 'haining')).toBe(true);
    } finally {
      await following.close();
      await store.close();
    }
  });

  it('survives the next start: what people changed the pack does not put back', async () => {
    await prepare(runtime);
    expect((await call<z.output<typeof BodiesShown>>('duty', 'GET', 'bodies')).json.items.some((body) => body.id === 'haining')).toBe(
      false,
    );
  });

  it('by sheet finds every flaw, and writes the rows that are right only when asked', async () => {
    const table = '区划代码,名称,级别,行政上级\n330481102000,又一镇,镇街,330481000000\n33048,短码镇,镇街,330481000000\n';
    const send = async (write: string) =>
      (await call<z.output<typeof SheetOutcome>>('admin', 'POST', 'import', { what: 'areas', table, day: '2026-05-01', write })).json;
    for (const write of ['nothing', 'whole'])
      expect(await send(write)).toMatchObject({ rows: 2, changed: 1, written: false, findings: [{ row: 2, field: 'code' }] });
    expect((await call('duty', 'GET', 'areas/330481102000')).status).toBe(404);
    expect(await send('good')).toMatchObject({ changed: 1, written: true });
    expect((await call('duty', 'GET', 'areas/330481102000')).status).toBe(200);
  });
});

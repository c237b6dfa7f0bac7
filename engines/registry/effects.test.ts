import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Settled } from '../../foundation/effects/index.ts';
import { isRefusal } from '../../foundation/refusal.ts';
import { amends, complete, enters, find, put, register } from './index.ts';
import { east, firms, mustPut, openTestRegisters, quarry, type TestRegisters } from './testing/builders.ts';

let on: TestRegisters;
const AT = Date.UTC(2026, 8, 1, 2);
beforeAll(async () => {
  on = await openTestRegisters();
  await on.system.tx(async (tx) =>
    mustPut(
      await put(tx, firms, { code: quarry, name: '采石厂', party: quarry, district: east }, { by: 'zhao', at: AT, day: '2026-01-01' }),
    ),
  );
});
afterAll(() => on?.close());

const plans = register({
  id: 'plan',
  name: '预案',
  nameEn: 'Plans',
  party: 'required',
  codeOf: ({ party }) => `${party}-YA`,
  nameOf: (_draft, { party }) => `${party}预案`,
  fields: {
    level: { name: '级别', nameEn: 'Level', type: 'choice', required: true, choices: { general: '一般', major: '重大' } },
    filedOn: { name: '备案日', nameEn: 'Filed on', type: 'day' },
  },
});
const named = { name: '记入台账', nameEn: 'Entered in the register' };
const act = (filed: Record<string, unknown>): Settled => ({
  ref: { kind: 'file', id: '1' },
  title: '采石厂预案备案',
  party: quarry,
  partyName: '采石厂',
  place: null,
  placeName: null,
  entry: null,
  district: east,
  said: { filed },
  by: 'zhao',
  at: AT,
  day: '2026-09-01',
});
const enter = (filed: Record<string, unknown>) =>
  on.system.tx((tx) => enters(plans, ({ said, day }) => ({ detail: { ...said.filed, filedOn: day } }), named).run(tx, act(filed)));

describe('an act that enters something in a register', () => {
  it('hands in all that was said, of which the register keeps what it declares; the attachment and the note stay in the act', async () => {
    expect(isRefusal(await enter({ level: 'major', note: '门卫仓库', plan: ['a1b2'] }))).toBe(false);
    expect((await on.system.tx((tx) => find(tx, plans, `${quarry}-YA`, { day: '2026-09-01' })))?.detail).toEqual({
      level: 'major',
      filedOn: '2026-09-01',
    });
  });

  it('is refused when what the register requires was not said, and names it', async () => {
    expect(await enter({ levels: 'major' })).toMatchObject({ code: 'registry.notAsItMustBe', about: { findings: [{ path: 'level' }] } });
  });
});

describe('an act that changes the entry its file is about', () => {
  const plots = register({
    id: 'act-plot',
    name: '地块',
    nameEn: 'Plots',
    shape: 'polygon',
    fields: { state: { name: '状态', nameEn: 'State', type: 'text' } },
  });
  const outline = { type: 'Polygon' as const, coordinates: [[[120.7, 30.7], [120.8, 30.7], [120.8, 30.8], [120.7, 30.7]]] as [number, number][][] }; // biome-ignore format: one ring
  it('leaves its outline as it is drawn', async () => {
    await on.system.tx(async (tx) => {
      const { draft } = await complete(tx, [plots], plots, { code: 'P1', name: '地块一', party: quarry, district: east, shape: outline, detail: { state: '列入' } }); // biome-ignore format: one entry
      mustPut(await put(tx, plots, draft, { by: 'zhao', at: AT, day: '2026-01-01' }));
    });
    const verifies = amends(plots, () => ({ detail: { state: '已核实' } }), named);
    await on.system.tx((tx) => verifies.run(tx, { ...act({}), entry: { kind: 'act-plot', id: 'P1' } }));
    const after = await on.system.tx((tx) => find(tx, plots, 'P1', { day: '2026-09-01' }));
    expect([after?.detail.state, after?.shape]).toEqual(['已核实', outline]);
  });
});

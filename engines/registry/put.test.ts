import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Scope, WHOLE_CITY } from '../../foundation/store/store.ts';
import { end, find, history, list, listWithSecrets, put, putAll } from './index.ts';
import {
  east,
  faultsOf,
  firms,
  loggers,
  mustPut,
  openTestRegisters,
  outlets,
  powerPlant,
  quarry,
  type TestRegisters,
  west,
} from './testing/builders.ts';

let on: TestRegisters;
const AT = Date.UTC(2026, 0, 5);
const as = { by: 'zhao', at: AT, day: '2026-01-01' };
beforeAll(async () => {
  on = await openTestRegisters();
  await on.system.tx(async (tx) => {
    mustPut(await put(tx, firms, { code: quarry, name: '采石厂', party: quarry, district: east }, as));
    mustPut(await put(tx, firms, { code: powerPlant, name: '热电厂', party: powerPlant, district: west }, as));
    mustPut(
      await put(
        tx,
        outlets,
        { code: 'DW001', name: '采石厂总排口', party: quarry, place: 'river-1', district: east, detail: { kind: 'water', firm: quarry } },
        as,
      ),
    );
    mustPut(
      await put(
        tx,
        outlets,
        { code: 'DA001', name: '热电厂烟囱', party: powerPlant, district: west, detail: { kind: 'air', firm: powerPlant } },
        as,
      ),
    );
    mustPut(
      await put(tx, loggers, { code: 'MN1', name: '一号数采仪', party: quarry, district: east, detail: { pw: '123456', maker: '甲' } }, as),
    );
  });
});
afterAll(() => on?.close());

const firm: Scope = { districts: [], party: quarry };
const branch: Scope = { districts: [east] };
const otherBranch: Scope = { districts: [west] };
const say = (scope: Scope, of: object, day = '2026-02-01') =>
  on.scoped.as(scope, (tx) =>
    put(
      tx,
      outlets,
      { code: 'DW001', name: '采石厂总排口', party: quarry, place: 'river-1', district: east, detail: { kind: 'water' }, ...of },
      { ...as, at: AT + 1000, day },
    ),
  );

describe('who sees and who may write (row security)', () => {
  it('without a scope there are no entries; a branch sees its district, a firm its own', async () => {
    const seen = (scope: Scope) =>
      on.scoped.as(scope, async (tx) => ({
        outlets: (await list(tx, outlets, {}, { day: '2026-01-01' })).map((one) => one.code),
        firms: (await list(tx, firms, {}, { day: '2026-01-01' })).map((one) => one.name),
        facts: (await tx.query('select 1 from registry_facts')).length,
        history: (await history(tx, outlets, 'DW001')).length,
      }));
    expect(await seen({ districts: [] })).toEqual({ outlets: [], firms: [], facts: 0, history: 0 });
    expect(await seen(branch)).toEqual({ outlets: ['DW001'], firms: ['采石厂'], facts: 3, history: 1 });
    expect(await seen(firm)).toEqual({ outlets: ['DW001'], firms: ['采石厂'], facts: 3, history: 1 });
    expect(await seen(otherBranch)).toEqual({ outlets: ['DA001'], firms: ['热电厂'], facts: 2, history: 0 });
    expect(await seen(WHOLE_CITY)).toMatchObject({ outlets: ['DA001', 'DW001'], facts: 5 });
  });

  it('a branch changes what lies in its district and is told why not elsewhere', async () => {
    expect(mustPut((await say(branch, { name: '东排口' })) as never).isChanged).toBe(true);
    expect(faultsOf(await say(otherBranch, { name: '西排口' }))).toEqual(['code belongsElsewhere']);
    expect(faultsOf(await say(branch, { code: 'DW100', party: powerPlant, district: west }))).toEqual(['district outsideScope']);
    expect(faultsOf(await say(branch, { party: powerPlant, district: west }))).toEqual(['district outsideScope']);
    expect(faultsOf(await say({ districts: [] }, {}))).toEqual(['code belongsElsewhere']);
    expect(faultsOf(await on.scoped.as(otherBranch, (tx) => end(tx, outlets, 'DW001', as)))).toEqual(['code belongsElsewhere']);
  });

  it('after a move the new district goes on with it and leaves the old days alone', async () => {
    mustPut((await say(WHOLE_CITY, { code: 'DW050' }, '2026-01-01')) as never);
    mustPut((await say(WHOLE_CITY, { code: 'DW050', district: west }, '2026-03-01')) as never);
    expect(mustPut((await say(otherBranch, { code: 'DW050', name: '迁后排口', district: west }, '2026-04-01')) as never).isChanged).toBe(
      true,
    );
    expect(faultsOf(await say(otherBranch, { code: 'DW050', name: '迁后排口', district: west }, '2026-02-01'))).toEqual([
      'code belongsElsewhere',
    ]);
  });

  it('no role of ours changes the table but through a decided put, and what is behind it tests the scope again', async () => {
    for (const sql of [
      `update registry_entry set name = 'x'`,
      'update registry_entry set known_to = now()',
      'delete from registry_entry',
      `insert into registry_entry (register) values ('x')`,
    ]) {
      await expect(
        on.scoped.as(WHOLE_CITY, (tx) => tx.query(sql)),
        sql,
      ).rejects.toThrow(/permission denied/);
      await expect(
        on.system.tx((tx) => tx.query(sql)),
        sql,
      ).rejects.toThrow(/permission denied/);
    }
    const { id } = await on.system.tx((tx) => tx.get<{ id: number }>(`select id from registry_entry where code = 'DA001'`));
    const write = (ends: number[], entry: object | null) =>
      on.scoped.as(branch, (tx) =>
        tx.query(`select registry_write_many('outlet', $1)`, [
          JSON.stringify([{ code: 'DA001', at: AT, ends, carries: [], entry, given: {} }]),
        ]),
      );
    await expect(write([id], null)).rejects.toThrow(/beyond the scope/);
    await expect(write([], { name: 'x', district: west, valid_from: '2030-01-01', detail: {}, by: 'x' })).rejects.toThrow(
      /beyond the scope/,
    );
  });
});

describe('secrets', () => {
  const rename = (scope: Scope, name: string, detail: object, day = '2026-03-01') =>
    on.scoped.as(scope, (tx) =>
      put(
        tx,
        loggers,
        { code: 'MN1', name, party: quarry, district: east, detail: { maker: '甲', ...detail } },
        { ...as, at: AT + 5000, day },
      ),
    );
  const pwOn = async (day: string) => (await on.system.tx((tx) => listWithSecrets(tx, loggers, { code: 'MN1' }, { day })))[0]?.secret.pw;

  it('a password is read by our own jobs and by no request', async () => {
    expect(await pwOn('2026-01-01')).toBe('123456');
    await expect(on.scoped.as(WHOLE_CITY, (tx) => listWithSecrets(tx, loggers))).rejects.toThrow(/permission denied/);
    const entry = await on.scoped.as(branch, (tx) => find(tx, loggers, 'MN1', { day: '2026-01-01' }));
    expect(JSON.stringify(entry)).not.toContain('123456');
  });

  it('an officer who changes the name need not know the password, and may set another; the old days keep theirs', async () => {
    expect(mustPut((await rename(branch, '二号数采仪', {})) as never).isChanged).toBe(true);
    expect(await pwOn('2026-03-01')).toBe('123456');
    expect(mustPut((await rename(branch, '二号数采仪', { pw: '654321' }, '2026-04-01')) as never).isChanged).toBe(true);
    expect([await pwOn('2026-03-31'), await pwOn('2026-04-01')]).toEqual(['123456', '654321']);
    expect(faultsOf(await rename(branch, '二号数采仪', { pw: null }, '2026-05-01'))).toEqual(['pw required']);
  });

  it('a request cannot find a password out by putting guesses; a job that puts the same one writes nothing', async () => {
    expect(mustPut((await rename(branch, '二号数采仪', { pw: '654321' }, '2026-04-01')) as never).isChanged).toBe(true);
    const again = await on.system.tx((tx) =>
      put(
        tx,
        loggers,
        { code: 'MN1', name: '二号数采仪', party: quarry, district: east, detail: { maker: '甲', pw: '654321' } },
        { ...as, day: '2026-04-01' },
      ),
    );
    expect(mustPut(again).isChanged).toBe(false);
  });

  it('a thing that ended and comes back still has its password', async () => {
    await on.system.tx((tx) => end(tx, loggers, 'MN1', { by: 'zhao', at: AT + 9000, day: '2026-06-01' }));
    mustPut((await rename(branch, '三号数采仪', {}, '2026-09-01')) as never);
    expect([await pwOn('2026-07-01'), await pwOn('2026-09-01')]).toEqual([undefined, '654321']);
  });
});

describe('imports, refs, filters, facts, news', () => {
  it('a file with wrong rows puts the right ones and names row and field of the others', async () => {
    const rows = [
      { code: 'I1', name: '一', district: east, party: quarry, detail: { kind: '废水', firm: quarry } },
      { code: 'I2', name: '', district: east, detail: { kind: '废水', designM3PerDay: '多' } },
      { code: 'I3', name: '三', district: east, detail: { kind: '废气', firm: '91350100M000100Y43' } },
      { code: 'I4', name: '四', district: east, detail: { kind: '废气' } },
      { code: '', name: '五', district: east, detail: { kind: '废气' } },
    ];
    const imported = await on.scoped.as(branch, (tx) => putAll(tx, outlets, rows, as));
    expect(imported).toMatchObject({ put: 2, unchanged: 0 });
    expect(faultsOf({ kind: 'findings', ...imported })).toEqual([
      '2: name required',
      '2: designM3PerDay notANumber',
      '3: firm noSuchEntry',
      '5: code required',
    ]);
    expect(await on.scoped.as(branch, (tx) => putAll(tx, outlets, rows, as))).toMatchObject({ put: 0, unchanged: 2 });
  });

  it('entries are listed by firm, place, district, declared field and part of the name, by code', async () => {
    const codes = (filter: object) =>
      on.system.tx(async (tx) => (await list(tx, outlets, filter, { day: '2026-01-01' })).map((one) => one.code));
    expect(await codes({ party: powerPlant })).toEqual(['DA001']);
    expect(await codes({ place: 'river-1' })).toEqual(['DW001', 'DW050']);
    expect(await codes({ district: west })).toEqual(['DA001']);
    expect(await codes({ detail: { kind: 'air' } })).toEqual(['DA001', 'I4']);
    expect(await codes({ text: '烟囱' })).toEqual(['DA001']);
    expect(await codes({ text: '%' })).toEqual([]);
    expect(await codes({ codes: ['I4', 'I1', 'none'] })).toEqual(['I1', 'I4']);
    expect(await codes({ limit: 1 })).toEqual(['DA001']);
  });

  it('one fact for each entry that holds today, as known now', async () => {
    await on.system.tx((tx) =>
      put(
        tx,
        outlets,
        { code: 'past', name: '已停', district: east, detail: { kind: 'air' } },
        { ...as, day: '2020-01-01', until: '2021-01-01' },
      ),
    );
    await on.system.tx((tx) =>
      put(tx, outlets, { code: 'future', name: '在建', district: east, detail: { kind: 'air' } }, { ...as, day: '2999-01-01' }),
    );
    const facts = await on.system.tx((tx) =>
      tx.query<{ ref_id: string }>(`select * from facts where kind = 'registry.outlet' order by ref_id`),
    );
    expect(facts.map((one) => one.ref_id)).not.toContain('past');
    expect(facts.map((one) => one.ref_id)).not.toContain('future');
    expect(facts.find((one) => one.ref_id === 'DA001')).toMatchObject({
      ref_kind: 'outlet',
      name: '热电厂烟囱',
      party: powerPlant,
      district: west,
      day: '2026-01-01',
      status: 'inForce',
      known_at: AT,
    });
  });

  it('whoever listens on the channel registry hears of a change, and nothing when nothing changed', async () => {
    const heard: object[] = [];
    let isOpen = () => {};
    const opened = new Promise<void>((resolve) => {
      isOpen = resolve;
    });
    const listening = listen(on.urls.system, 'registry test', ['registry'], (_, about) => {
      if (Object.keys(about).length) heard.push(about);
      isOpen();
    });
    await opened;
    const draft = { code: 'N1', name: '新口', district: east, detail: { kind: 'air' } };
    for (let n = 0; n < 2; n += 1) await on.system.tx((tx) => put(tx, outlets, draft, as));
    await on.system.tx((tx) => end(tx, outlets, 'N1', { ...as, day: '2026-05-01' }));
    while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard).toEqual([
      { register: 'outlet', code: 'N1' },
      { register: 'outlet', code: 'N1' },
    ]);
    await listening.close();
  });
});

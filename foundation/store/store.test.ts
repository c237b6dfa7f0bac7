import net from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isRefusal, Refused, refusals } from '../refusal.ts';
import { type House, openHouse } from '../testing/house.ts';
import { listen, notify, openScopedStore, openSystemStore, type Scope, storable, storableJson, type Tx, WHOLE_CITY } from './store.ts';

const refuse = refusals('test', { no: () => ({ says: '不可', saysEn: 'No' }) });

let house: House;
beforeAll(async () => {
  house = await openHouse();
  // Two tables as an engine would make them.
  await house.owner.query(`
    create table note (id text primary key, district text not null, party text);
    call guard('note', 'scoped', 'insert, update');
    create table word (id text primary key);
    call guard('word', 'shared', 'insert');
    create view note_list as select * from note;
    call guard_view('note_list');
  `);
});
afterAll(() => house?.close());

beforeEach(async () => {
  await house.owner.query(`truncate note, word`);
  await house.owner.query(
    `insert into note values ('山一', '青山区', '采石厂'), ('山二', '青山区', '热电厂'), ('江一', '临江区', '采石厂'), ('江二', '临江区', null)`,
  );
  await house.owner.query(`insert into word values ('词')`);
});

const notes = async (scope: Scope, table = 'note') =>
  house.app.as(scope, async (tx) => (await tx.query<{ id: string }>(`select id from ${table} order by id`)).map((row) => row.id));
const firm = (party: string): Scope => ({ districts: [], party });
const put = (id: string, district: string, party: string | null) => (tx: Tx) =>
  tx.query('insert into note values ($1, $2, $3)', [id, district, party]);

test('F1: without a scope every table of the house shows nothing to a request', async () => {
  await house.system.tx(async (tx) => {
    await tx.query(`insert into number_run values ('嘉环', 2026, 1)`);
    await tx.query(`insert into link values ('a', '1', 'of', 'b', '1', '', null, '青山区', now())`);
  });
  const { rows } = await house.owner.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'xiushui'::regnamespace and relkind in ('r', 'v') and has_table_privilege('xiushui_app', oid, 'select')`,
  );
  expect(rows.map((row) => row.name)).toEqual(
    expect.arrayContaining(['note', 'note_list', 'word', 'link', 'appeared', 'outbox', 'chain_row', 'number_run']),
  );
  for (const { name } of rows) {
    expect((await house.app.pool.query(`select * from xiushui.${name}`)).rows, name).toEqual([]);
    expect(await house.app.as({ districts: [] }, (tx) => tx.query(`select * from ${name}`)), name).toEqual([]);
  }
});

test('F1: a district sees its own rows, the city sees all, and a view shows no more than its table', async () => {
  for (const table of ['note', 'note_list']) {
    expect(await notes({ districts: ['青山区'] }, table)).toEqual(['山一', '山二']);
    expect(await notes({ districts: ['青山区', '临江区'] }, table)).toEqual(['山一', '山二', '江一', '江二']);
    expect(await notes({ districts: ['望海区'] }, table)).toEqual([]);
    expect(await notes(WHOLE_CITY, table)).toEqual(['山一', '山二', '江一', '江二']);
  }
});

test('F1: a firm sees its own rows in every district, and nothing else of those districts', async () => {
  expect(await notes(firm('采石厂'))).toEqual(['山一', '江一']);
  expect(await notes(firm('别的厂'))).toEqual([]);
  expect(await notes({ districts: [], party: '' })).toEqual([]);
  expect(await notes({ districts: [], party: null })).toEqual([]);
});

test('F1: what is shared is seen by everyone who has a scope', async () => {
  expect(await notes(firm('采石厂'), 'word')).toEqual(['词']);
  expect(await notes({ districts: ['望海区'] }, 'word')).toEqual(['词']);
});

test.each<[string, Scope, (tx: Tx) => Promise<unknown>]>([
  ['a district writes into another', { districts: ['青山区'] }, put('新', '临江区', null)],
  ['a firm writes for another', firm('采石厂'), put('新', '青山区', '热电厂')],
  ['a firm writes for nobody', firm('采石厂'), put('新', '青山区', null)],
  ['somebody without a scope writes', { districts: [] }, put('新', '青山区', '采石厂')],
  ['a district gives its row away', { districts: ['青山区'] }, (tx) => tx.query(`update note set district = '临江区' where id = '山一'`)],
  ['somebody without a scope writes what is shared', { districts: [] }, (tx) => tx.query(`insert into word values ('新')`)],
])('F1: a write outside the scope is refused: %s', async (_, scope, write) => {
  await expect(house.app.as(scope, write)).rejects.toMatchObject({ code: '42501' });
});

test('F1: a row outside the scope is not found for changing, and nothing is deleted', async () => {
  expect(
    await house.app.as({ districts: ['青山区'] }, (tx) => tx.query(`update note set party = 'x' where id = '江一' returning id`)),
  ).toEqual([]);
  await expect(house.app.as(WHOLE_CITY, (tx) => tx.query(`delete from note where id = '江一'`))).rejects.toMatchObject({ code: '42501' });
});

test.each(['person', 'session', 'reaction_run', 'reaction_cursor', 'chain_head', 'job_position', 'migration'])(
  '%s is closed to every request',
  async (table) => {
    await expect(house.app.as(WHOLE_CITY, (tx) => tx.query(`select * from ${table}`))).rejects.toMatchObject({ code: '42501' });
  },
);

test('the scope ends with its transaction, on the same connection too', async () => {
  const one = openScopedStore(house.urls.app, 'test one', 1);
  expect(await one.as(WHOLE_CITY, (tx) => tx.query('select * from note'))).toHaveLength(4);
  expect((await one.pool.query('select * from xiushui.note')).rows).toEqual([]);
  await one.as(WHOLE_CITY, async (tx) => tx.query('select 1 / 0')).catch(() => {});
  expect((await one.pool.query('select * from xiushui.note')).rows).toEqual([]);
  await one.close();
});

test.each(['*', '青山区,临江区', ''])('%j in a list of districts opens nothing', async (district) => {
  await expect(house.app.as({ districts: [district] }, (tx) => tx.query('select 1'))).rejects.toThrow('not a district');
});

test('a refusal returned rolls everything back', async () => {
  const outcome = await house.app.as(WHOLE_CITY, async (tx) => {
    await put('新', '青山区', null)(tx);
    return refuse.no();
  });
  expect(outcome).toMatchObject({ code: 'test.no' });
  expect(await notes(WHOLE_CITY)).not.toContain('新');
  const ours = await house.system.tx(async (tx) => {
    await put('新', '青山区', null)(tx);
    return refuse.no();
  });
  expect(isRefusal(ours)).toBe(true);
  expect(await notes(WHOLE_CITY)).not.toContain('新');
});

test('a refusal thrown rolls everything back: a request gets it as a value, a job as a throw', async () => {
  const work = async (tx: Tx) => {
    await put('新', '青山区', null)(tx);
    throw new Refused(refuse.no());
  };
  expect(await house.app.as(WHOLE_CITY, work)).toMatchObject({ code: 'test.no' });
  await expect(house.system.tx(work)).rejects.toBeInstanceOf(Refused);
  expect(await notes(WHOLE_CITY)).not.toContain('新');
});

test('any other throw rolls back and comes out as it is', async () => {
  const wrong = new Error('our own mistake');
  await expect(
    house.app.as(WHOLE_CITY, async (tx) => {
      await put('新', '青山区', null)(tx);
      throw wrong;
    }),
  ).rejects.toBe(wrong);
  expect(await notes(WHOLE_CITY)).not.toContain('新');
});

test('a transaction in which a failed statement was passed over is not taken for committed', async () => {
  const woken: string[] = [];
  await expect(
    house.app.as(WHOLE_CITY, async (tx) => {
      await put('新', '青山区', null)(tx);
      tx.afterCommit(() => woken.push('committed'));
      await put('新', '青山区', null)(tx).catch(() => {});
    }),
  ).rejects.toThrow('rolled back');
  expect(woken).toEqual([]);
  expect(await notes(WHOLE_CITY)).not.toContain('新');
});

test('what waits for the commit happens on commit only', async () => {
  const happened: string[] = [];
  const after = (name: string) => async (tx: Tx) => tx.afterCommit(() => happened.push(name));
  await house.system.tx(after('committed'));
  await house.app.as(WHOLE_CITY, after('committed too'));
  await house.app.as(WHOLE_CITY, async (tx) => {
    await after('refused')(tx);
    return refuse.no();
  });
  await house.system
    .tx(async (tx) => {
      await after('thrown')(tx);
      throw new Error('no');
    })
    .catch(() => {});
  expect(happened).toEqual(['committed', 'committed too']);
});

test('trouble after the commit does not make the commit look undone, nor keep others from being told', async () => {
  const happened: string[] = [];
  const warned = new Promise((resolve) => process.once('warning', resolve));
  const outcome = await house.app.as(WHOLE_CITY, async (tx) => {
    await put('新', '青山区', null)(tx);
    tx.afterCommit(() => {
      throw new Error('a listener fell over');
    });
    tx.afterCommit(() => happened.push('told'));
    return 'written';
  });
  expect(outcome).toBe('written');
  expect(happened).toEqual(['told']);
  expect(await notes(WHOLE_CITY)).toContain('新');
  expect(String(await warned)).toContain('a listener fell over');
});

test('a connection lost in the middle is an error of that transaction alone', async () => {
  const store = openSystemStore(house.urls.system, 'test broken', 1);
  const lost = store.tx(async (tx) => {
    await put('新', '青山区', null)(tx);
    const { pid } = await tx.get<{ pid: number }>('select pg_backend_pid() as pid');
    await killBackend(pid);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return tx.query('select 1');
  });
  await expect(lost).rejects.toThrow();
  expect(await notes(WHOLE_CITY)).not.toContain('新');
  expect(await store.tx((tx) => tx.query('select 1 as one'))).toEqual([{ one: 1 }]);
  await store.close();
});

test('idle connections lost all at once are replaced at the next use', async () => {
  const store = openSystemStore(house.urls.system, 'test idle', 2);
  const pids = await Promise.all(
    [1, 2].map(() => store.tx((tx) => tx.get<{ pid: number }>('select pg_backend_pid() as pid, pg_sleep(0.1)'))),
  );
  for (const { pid } of pids) await killBackend(pid);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await store.tx((tx) => tx.query('select 1 as one'))).toEqual([{ one: 1 }]);
  await store.close();
});

async function killBackend(pid: number): Promise<void> {
  const admin = openSystemStore(house.urls.postgres, 'test admin', 1);
  await admin.pool.query('select pg_terminate_backend($1)', [pid]);
  await admin.close();
}

test('instants come back to the millisecond, days as they are written, counts as numbers, decimals as text', async () => {
  const at = Date.UTC(2026, 10, 24, 0, 0, 30, 123);
  const row = await house.system.tx((tx) =>
    tx.get(
      `select to_timestamp($1 / 1000.0) as at, date '2028-02-29' as day, count(*) as n, 1.50::numeric as amount, null::timestamptz as none from word`,
      [at],
    ),
  );
  expect(row).toEqual({ at, day: '2028-02-29', n: 1, amount: '1.50', none: null });
  for (const zone of ['Asia/Shanghai', 'Asia/Kolkata', 'America/St_Johns']) {
    const seen = await house.system.tx(async (tx) => {
      await tx.query(`set local timezone to '${zone}'`);
      return tx.get<{ at: number }>('select to_timestamp($1 / 1000.0) as at', [at]);
    });
    expect(seen.at, zone).toBe(at);
  }
});

test('a row that must exist and does not is our own mistake; one that may be missing is nothing', async () => {
  await house.system.tx(async (tx) => {
    expect(await tx.find(`select * from note where id = '无'`)).toBeUndefined();
    await expect(tx.get(`select * from note where id = '无'`)).rejects.toThrow('must exist');
  });
});

test('texts PostgreSQL cannot keep are made storable, and all others left alone', async () => {
  expect(storable('化学需氧量\n💧')).toBe('化学需氧量\n💧');
  expect(storable('a\u0000b\ud83d')).toBe('ab\ufffd');
  const kept = await house.system.tx((tx) =>
    tx.get<{ v: unknown }>('select $1::jsonb as v', [storableJson({ a: ['x\u0000\ud83dy'], n: 1 })]),
  );
  expect(kept.v).toEqual({ a: ['x\ufffdy'], n: 1 });
});

test('a listener hears of a commit, never of a roll-back, and hears again after its connection was lost', async () => {
  const heard: object[] = [];
  const name = 'test ear';
  const ear = listen(house.urls.system, name, ['live'], (_, about) => heard.push(about));
  await until(() => heard.length === 1); // Once at the start: whatever was missed while away.
  await house.system
    .tx(async (tx) => {
      await notify(tx, 'live', { n: 1 });
      throw new Error('no');
    })
    .catch(() => {});
  await house.system.tx((tx) => notify(tx, 'live', { n: 2 }));
  await until(() => heard.length >= 2);
  expect(heard[1]).toEqual({ n: 2 });

  const pid = await house.system.tx((tx) =>
    tx.get<{ pid: number }>('select pid from pg_stat_activity where application_name = $1', [`${name} listen`]),
  );
  await killBackend(pid.pid);
  await until(() => heard.length >= 3);
  expect(heard[2]).toEqual({});
  await house.system.tx((tx) => notify(tx, 'live', { n: 3 }));
  await until(() => heard.length >= 4);
  expect(heard[3]).toEqual({ n: 3 });
  await ear.close();
});

test('a listener closed while nobody answers stays closed', async () => {
  let calls = 0;
  const deaf = net.createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  const { port } = deaf.address() as net.AddressInfo;
  const ear = listen(`postgres://x:y@127.0.0.1:${port}/z`, 'test', ['live'], () => {});
  await until(() => calls >= 1);
  await ear.close();
  const before = calls;
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(calls).toBe(before);
  deaf.close();
});

async function until(reached: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !reached(); ) {
    if (Date.now() > end) throw new Error('it did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

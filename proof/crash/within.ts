/**
 * Two works of the writer to be killed within: sealing, and reactions. Each is given something to do, is looked at from outside (whether a transaction of
 * the writer has written and not committed, and how much is still to be done), can be held there, and says in the end what is not exactly once.
 */
import { record } from '../../foundation/audit/index.ts';
import { dayOf, HOUR } from '../../foundation/day.ts';
import { announce } from '../../foundation/facts/index.ts';
import { openSystemStore, type Store } from '../../foundation/store/store.ts';
import { until } from '../checks.ts';
import type { HouseUnderLoad } from './house-under-load.ts';

export interface Holder {
  pid: number;
  letGo(): Promise<void>;
}

export interface Within {
  name: 'sealing' | 'reacting';
  /** Gives it work, again and again, until told that it is enough. */
  feed(isEnough: () => boolean): Promise<void>;
  /** Gives it work that it cannot end while we hold on; called while the writer stands. */
  hold(): Promise<Holder>;
  /** Sessions of the writer inside such a transaction, that have written and not committed. */
  sessions(): Promise<{ waitsFor: number[] }[]>;
  /** How much is still to be done, as everybody else sees it. */
  left(): Promise<number>;
  /** Looked at just before the kill, so that what stood then can be held against what stands in the end. */
  remember(): Promise<void>;
  /** What is not there exactly once, in words. */
  flaws(): Promise<string[]>;
  close(): Promise<void>;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const system = (house: HouseUnderLoad) => openSystemStore(house.urls.system, 'xiushui crash proof', 2);

/** Begins a transaction, takes a lock in it, and keeps both. */
async function holdBy(house: HouseUnderLoad, sql: string, values: unknown[] = []): Promise<Holder> {
  const client = await house.asOwner.connect();
  await client.query('begin');
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  await client.query(sql, values);
  return {
    pid: rows[0]?.pid ?? 0,
    letGo: async () => {
      await client.query('rollback').catch(() => {});
      client.release();
    },
  };
}

// ── Sealing ──

const EVENT = 'proof.crash';

export class Sealing implements Within {
  readonly name = 'sealing';
  recorded = 0;
  readonly #house: HouseUnderLoad;
  readonly #store: Store;
  /** Where each chain stood at the last kill that saw it: a chain only grows, so what stood there must stand there still. */
  readonly #stood = new Map<string, string>();

  constructor(house: HouseUnderLoad) {
    this.#house = house;
    this.#store = system(house);
  }

  /** Events of a busy hour, so many in one transaction. */
  async #recordSome(count: number): Promise<void> {
    const at = Date.now();
    await this.#store.tx(async (tx) => {
      for (let n = 1; n <= count; n += 1) {
        const detail = { n: this.recorded + n };
        await record(tx, {
          did: EVENT,
          by: 'system',
          byName: '系统',
          about: null,
          says: '演练',
          saysEn: 'A drill',
          detail,
          party: null,
          district: '*',
          at,
        });
      }
    });
    this.recorded += count;
  }

  async feed(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) {
      await this.#recordSome(120);
      await pause(40);
    }
  }

  /** The sealer writes the places of its rows first and the head of the chain last: there it waits for us. */
  async hold(): Promise<Holder> {
    await this.#recordSome(60);
    const holder = await holdBy(this.#house, 'select 1 from chain_head where chain = $1 for update', [`audit/${dayOf(Date.now())}`]);
    await this.#recordSome(60 + Math.round(Math.random() * 500));
    return holder;
  }

  async sessions(): Promise<{ waitsFor: number[] }[]> {
    const { rows } = await this.#house.system.query<{ waitsFor: number[] }>(
      `select pg_blocking_pids(a.pid) as "waitsFor" from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.objid = (hashtext('xiushui sealer')::bigint & 4294967295)::oid
          and a.application_name = 'xiushui writer' and a.backend_xid is not null and a.state <> 'idle'`,
    );
    return rows;
  }

  async left(): Promise<number> {
    const { rows } = await this.#house.system.query<{ n: number }>('select count(*)::int as n from chain_row where position is null');
    return rows[0]?.n ?? 0;
  }

  async remember(): Promise<void> {
    const { rows } = await this.#house.system.query<{ chain: string; stood: string }>(
      `select chain, position || ' ' || seal as stood from chain_head`,
    );
    for (const { chain, stood } of rows) this.#stood.set(`${chain} ${stood.split(' ')[0]}`, stood);
  }

  async flaws(): Promise<string[]> {
    const { system } = this.#house;
    await until('everything is sealed', async () => (await this.left()) === 0, 60_000);
    const flaws: string[] = [];
    const chains = await system.query<{ chain: string }>(
      `select coalesce(r.chain, h.chain) as chain from (select chain, count(*) as n, min(position) as first, max(position) as last from chain_row group by 1) r
         full join chain_head h on h.chain = r.chain left join chain_row l on l.chain = h.chain and l.position = h.position
        where r.n is distinct from h.position or r.last is distinct from h.position or r.first <> 1 or l.seal is distinct from h.seal`,
    );
    for (const { chain } of chains.rows) flaws.push(`${chain} does not run from 1 to its head`);
    const twice = await system.query<{ about: string; n: number }>(
      `select about_kind || ':' || about_id as about, count(*)::int as n from chain_row where about_kind <> 'verdict' group by 1 having count(*) > 1`,
    );
    for (const { about, n } of twice.rows) flaws.push(`${about} is sealed ${n} times`);
    const ours = await system.query<{ n: number; events: number; rows: number }>(
      `select count(distinct e.detail->>'n')::int as n, count(distinct e.id)::int as events, count(r.id)::int as rows
         from audit_event e left join chain_row r on r.about_kind = 'auditEvent' and r.about_id = e.id::text where e.did = $1`,
      [EVENT],
    );
    const { n, events, rows } = ours.rows[0] ?? { n: 0, events: 0, rows: 0 };
    if (n !== this.recorded || events !== this.recorded || rows !== this.recorded)
      flaws.push(`${this.recorded} events were recorded, ${events} are there, in ${rows} sealed rows`);
    const there = await system.query<{ key: string; stood: string }>(
      `select chain || ' ' || position as key, position || ' ' || seal as stood from chain_row where chain || ' ' || position = any($1)`,
      [[...this.#stood.keys()]],
    );
    const now = new Map(there.rows.map((row) => [row.key, row.stood]));
    for (const [key, stood] of this.#stood)
      if (now.get(key) !== stood) flaws.push(`${key} was sealed before a kill and is not what it was`);
    return flaws;
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

// ── Reactions ──

const REACTION = 'automatic-monitoring.silence';

interface Outlet {
  id: string;
  firm: string;
  district: string;
}

/** Facts that loggers have fallen silent, each of a logger of its own: a reminder must follow on each, with its act, clock, message, seal and links. */
export class Reacting implements Within {
  readonly name = 'reacting';
  announced = 0;
  readonly #house: HouseUnderLoad;
  readonly #outlets: Outlet[];
  readonly #store: Store;

  constructor(house: HouseUnderLoad, outlets: Outlet[]) {
    this.#house = house;
    this.#outlets = outlets;
    this.#store = system(house);
  }

  async #announceSome(count: number): Promise<void> {
    const at = Date.now();
    await this.#store.tx(async (tx) => {
      for (let n = this.announced; n < this.announced + count; n += 1) {
        const outlet = this.#outlets[n % this.#outlets.length] as Outlet;
        await announce(tx, {
          kind: 'observation.silence',
          ref: { kind: 'silence', id: `crash-${n}` },
          // Several of one subject, which must wait for one another.
          subject: `crash-${n % 7}`,
          party: outlet.firm,
          place: outlet.id,
          district: outlet.district,
          day: dayOf(at),
          detail: { station: `crash-${n}`, from: at - HOUR },
          at,
        });
      }
    });
    this.announced += count;
  }

  async feed(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) {
      if ((await this.left()) < 60) await this.#announceSome(15);
      await pause(80);
    }
  }

  /** What follows on a fact is written whole, and its own fact last: there it waits for us. */
  async hold(): Promise<Holder> {
    await this.#announceSome(5 + Math.round(Math.random() * 20));
    return holdBy(this.#house, 'lock table mention in share mode');
  }

  async sessions(): Promise<{ waitsFor: number[] }[]> {
    const { rows } = await this.#house.system.query<{ waitsFor: number[] }>(
      `select pg_blocking_pids(a.pid) as "waitsFor" from pg_stat_activity a
        where a.application_name = 'xiushui writer' and a.backend_xid is not null and a.state <> 'idle'
          and exists (select from pg_locks l where l.pid = a.pid and l.relation = 'case_act'::regclass and l.mode = 'RowExclusiveLock' and l.granted)
          and exists (select from pg_locks l where l.pid = a.pid and l.relation = 'reaction_run'::regclass and l.mode = 'RowShareLock' and l.granted)`,
    );
    return rows;
  }

  async left(): Promise<number> {
    const { rows } = await this.#house.system.query<{ n: number }>(
      `select count(*)::int as n from appeared a where a.kind = 'observation.silence' and not exists (
         select from reaction_run r where r.fact = a.id and r.reaction = $1 and r.state = 'done')`,
      [REACTION],
    );
    return rows[0]?.n ?? 0;
  }

  async remember(): Promise<void> {}

  async flaws(): Promise<string[]> {
    const { system } = this.#house;
    await until('every fact was met', async () => (await this.left()) === 0, 120_000);
    const once = await system.query<Record<string, number | string> & { about: string }>(
      `select a.ref_id as about,
              (select count(*)::int from reaction_run r where r.fact = a.id and r.reaction = $1) as runs,
              (select count(*)::int from case_file f where f.subject_key = 'silence:' || a.ref_id) as files,
              (select count(*)::int from case_act x where x.file = f.id and x.because = 'fact:' || a.id) as acts,
              (select count(*)::int from case_clock c where c.file = f.id and c.step = 'issued') as clocks,
              (select count(*)::int from outbox o where o.about_kind = 'file' and o.about_id = f.id::text and o.key like 'act:' || f.id || '/1/%') as messages,
              (select count(*)::int from appeared n where n.kind = 'case.act' and n.ref_id = f.id::text and n.detail->>'seq' = '1') as facts,
              (select count(*)::int from chain_row s where s.about_kind = 'file' and s.about_id = f.id::text) as "sealed files",
              (select count(*)::int from chain_row s where s.about_kind = 'act' and s.about_id = f.id || '/1') as "sealed acts",
              (select count(*)::int from link l where l.from_kind = 'file' and l.from_id = f.id::text and l.role = 'silence') as links
         from appeared a left join lateral (select id from case_file where subject_key = 'silence:' || a.ref_id order by id limit 1) f on true
        where a.kind = 'observation.silence' and a.ref_id like 'crash-%'`,
      [REACTION],
    );
    const flaws = once.rows.flatMap(({ about, ...counts }) =>
      Object.entries(counts)
        .filter(([, n]) => n !== 1)
        .map(([what, n]) => `${about}: ${n} ${what}`),
    );
    if (once.rows.length !== this.announced) flaws.push(`${this.announced} facts were announced, ${once.rows.length} are there`);
    const numbers = await system.query<{ n: number; last: number }>(
      `select count(distinct substring(number from '(\\d+)号$'))::int as n, max(substring(number from '(\\d+)号$')::int)::int as last
         from case_file where procedure = 'reminder' group by left(number, -length(substring(number from '\\d+号$')))`,
    );
    for (const { n, last } of numbers.rows) if (n !== last) flaws.push(`${n} numbers were given out to reminders and the last is ${last}`);
    const aside = await system.query<{ n: number }>(`select count(*)::int as n from reaction_run where state = 'setAside'`);
    if (aside.rows[0]?.n) flaws.push(`${aside.rows[0].n} facts were set aside`);
    return flaws;
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

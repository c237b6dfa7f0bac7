/**
 * Before any role runs: migrations, the books that programmes keep, and, for a demonstration, the small pack and its accounts. Everything here may
 * be done again at every start; what people changed since is left alone.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { declareAsset, openAccount, post } from '../../engines/ledger/index.ts';
import {
  complete,
  type Draft,
  declareCounted,
  declareRegisters,
  type Finding,
  fillWords,
  type Handed,
  noteDeclared,
  type OneOfMany,
  put,
  putMany,
  type Register,
  restate,
} from '../../engines/registry/index.ts';
import {
  ADMINISTRATORS,
  hashPassword,
  hasSystemAdministrator,
  makeFirstLink,
  policyFromConfiguration,
  putPerson,
  ROLES,
  shutDemonstration,
} from '../../foundation/access/index.ts';
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../../foundation/day.ts';
import { prepareJobs } from '../../foundation/jobs/index.ts';
import { orRollBack } from '../../foundation/refusal.ts';
import { declareKinds } from '../../foundation/retention/index.ts';
import { readJson, writeWhole } from '../../foundation/store/home.ts';
import { migrate } from '../../foundation/store/migrate.ts';
import { openSystemStore, type Store, type Tx } from '../../foundation/store/store.ts';
import { poolOf, studyPoints } from '../../programmes/enforcement/study-points/accounts.ts';
import { CITY_FOLDER } from './city.ts';
import { type House, openHouse, ROOMS } from './house.ts';
import { jobsOf } from './jobs.ts';
import { KINDS } from './retention.ts';
import type { Runtime, Welcome } from './runtime.ts';
import { noteLaw, readyKey } from './sealing.ts';
import { seedDirectory, seedPosts } from './seed-directory.ts';

const PACK = join(CITY_FOLDER, 'pack-small');
const SEEDER = '演示数据';

export async function prepare(runtime: Runtime): Promise<Welcome> {
  await migrate(runtime.urls.owner, ROOMS);
  const house = openHouse();
  await declareKinds(runtime.urls.owner, KINDS);
  await prepareJobs(runtime.urls.owner, jobsOf(house, runtime));
  const store = openSystemStore(runtime.urls.system, 'xiushui prepare', 2);
  try {
    await declareBooks(store, house);
    await declareAll(runtime, store, house);
    await readyKey(store, runtime);
    const now = Date.now();
    await noteLaw(store, house, now);
    await seedDirectory(store, house, now);
    await store.tx((tx) => policyFromConfiguration(tx, runtime.config.access, now));
    if (!runtime.demo) return { accounts: [], tries: [], ...(await firstLink(store, addressOf(runtime), now)) };
    await seedPack(store, house, runtime.home, now);
    await seedPosts(store, house, now);
    return await seedPeople(store, house, runtime.home, addressOf(runtime));
  } finally {
    await store.close();
  }
}

const addressOf = ({ config, web }: Runtime) => config.web.publicUrl ?? `http://${web.host}:${web.port}`;

/** Without the demonstration its accounts do not exist, and a house that nobody keeps yet says how the first three administrators come in. */
async function firstLink(store: Store, address: string, now: Instant): Promise<Pick<Welcome, 'firstLink'>> {
  return store.tx(async (tx) => {
    await shutDemonstration(tx, now);
    if (await hasSystemAdministrator(tx)) return {};
    const made = orRollBack(await makeFirstLink(tx, now));
    return { firstLink: { address: firstAddress(address, made.token), endsAt: made.endsAt } };
  });
}

/** In the fragment, which no server and no log on the way is told. */
export const firstAddress = (address: string, token: string) => `${address}/first#${token}`;

async function declareBooks(store: Store, house: House): Promise<void> {
  for (const { asset } of house.programmes.flatMap((p) => p.accounts ?? []))
    await store.tx(async (tx) => orRollBack(await declareAsset(tx, asset)));
  await store.tx((tx) => declareCounted(tx, house.registers.values()));
}

/** What the registers' declarations ask of the database; entries under an old name or in an old form are written anew before anyone asks for them. */
async function declareAll({ urls }: Runtime, store: Store, house: House): Promise<void> {
  const now = Date.now();
  const { anew } = await declareRegisters(urls.owner, house.registers.values(), now);
  for (const { register } of anew) {
    await restate(store, register, { by: '系统（登记项改名换算）', at: now });
    await noteDeclared(urls.owner, register, now);
  }
  await fillWords(store, house.registers);
}

interface Pack {
  firms: {
    creditCode: string;
    name: string;
    industry: string;
    industryCode: string;
    district: string;
    address: string;
    lon: number;
    lat: number;
    permit: { number: string; kind: string; from: Day };
    contact: { name: string; phone: string };
  }[];
  outlets: {
    id: string;
    code: string;
    kind: string;
    name: string;
    firm: string;
    district: string;
    lon: number;
    lat: number;
    rule: string;
    receives?: string;
    fields?: Record<string, string | number>;
  }[];
  loggers: { mn: string; outlet: string; edition: string; expected: { realTimeSeconds: number; minuteMinutes: number } }[];
  limits: {
    outlet: string;
    parameter: string;
    basis: string;
    lower?: number;
    upper?: number;
    unit: string;
    effectiveFrom: Day;
    effectiveTo: Day | null;
    clause: string;
  }[];
  /** What an exam gives and asks for is the city's dated parameter unless it says otherwise; so is what a year has to give out. */
  exams: { id: string; course: string; year: number; name: string; points?: number; passScore?: number }[];
  issues: { year: number; points?: number; day: Day; says: string }[];
}

function readPack(): Pack {
  const read = (name: string) => parse(readFileSync(join(PACK, name), 'utf8')) as Partial<Pack>;
  return Object.assign({}, ...['firms.yaml', 'outlets.yaml', 'loggers.yaml', 'permit-limits.yaml', 'study.yaml'].map(read)) as Pack;
}

/** Entries of registers that no page of the pack is made for: `registers/<register>.yaml`; what others name comes before what names it. */
function readEntries(registers: House['registers']): [string, (Handed & { from: Day; until?: Day; fields: Record<string, unknown> })[]][] {
  const folder = join(PACK, 'registers');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];
  const ids = names.sort().map((name) => name.replace(/\.yaml$/, ''));
  return named(ids, registers).map((id) => [id, parse(readFileSync(join(folder, `${id}.yaml`), 'utf8')).entries]);
}

/** These registers, each behind those its refs lead to. A ring of refs is left as it came: its entries are then found wanting. */
function named(ids: string[], registers: House['registers']): string[] {
  const ordered = new Set<string>();
  const take = (id: string, met: string[]): void => {
    if (ordered.has(id) || met.includes(id)) return;
    for (const { of } of Object.values(registers.get(id)?.fields ?? {})) if (of && ids.includes(of)) take(of, [...met, id]);
    ordered.add(id);
  };
  for (const id of ids) take(id, []);
  return [...ordered];
}

/** Passwords of the demonstration's loggers, made once an installation and read by the simulator: { MN: PW }, mode 0600. */
function loggerPasswords(home: string, mns: string[]): Record<string, string> {
  const file = join(home, 'logger-passwords.json');
  const known = (existsSync(file) ? readJson<Record<string, string>>(file) : undefined) ?? {};
  const all = { ...known };
  for (const mn of mns) all[mn] ??= String(randomBytes(4).readUInt32BE() % 1_000_000).padStart(6, '0');
  if (Object.keys(all).length !== Object.keys(known).length) writeWhole(file, JSON.stringify(all, null, 1), 0o600);
  return all;
}

async function seedPack(store: Store, house: House, home: string, now: Instant): Promise<void> {
  const pack = readPack();
  const passwords = loggerPasswords(
    home,
    pack.loggers.map((logger) => logger.mn),
  );
  const outletOf = new Map(pack.outlets.map((outlet) => [outlet.id, outlet]));
  await store.tx(async (tx) => {
    const seed = seeder(tx, house, now);
    for (const firm of pack.firms) {
      const { creditCode: code, name, district, lon, lat } = firm;
      await seed('firm', firm.permit.from, {
        code,
        name,
        party: code,
        district,
        lon,
        lat,
        detail: {
          industry: firm.industry,
          industryCode: firm.industryCode,
          address: firm.address,
          permit: firm.permit.number,
          permitKind: firm.permit.kind,
          contact: firm.contact.name,
          phone: firm.contact.phone,
        },
      });
    }
    const permitFrom = new Map(pack.firms.map((firm) => [firm.creditCode, firm.permit.from]));
    for (const { id, code, kind, name, firm, district, lon, lat, rule, receives, fields } of pack.outlets) {
      await seed('outlet', permitFrom.get(firm) as Day, {
        code: id,
        name,
        party: firm,
        place: id,
        district,
        lon,
        lat,
        detail: { number: code, kind, rule, receives, ...fields },
      });
    }
    for (const { mn, outlet: id, edition, expected } of pack.loggers) {
      const outlet = outletOf.get(id) as Pack['outlets'][number];
      await seed('logger', permitFrom.get(outlet.firm) as Day, {
        code: mn,
        name: `${outlet.code} 数采仪`,
        party: outlet.firm,
        place: id,
        district: outlet.district,
        detail: { pw: passwords[mn], edition, everySeconds: expected.realTimeSeconds, minuteMinutes: expected.minuteMinutes },
      });
    }
    for (const limit of pack.limits) {
      const outlet = outletOf.get(limit.outlet) as Pack['outlets'][number];
      const { outlet: place, parameter, basis, upper, lower, unit, clause, effectiveFrom, effectiveTo } = limit;
      // Versions of one limit differ by their days: a code each keeps `onlyIfNew` from taking the second for the first.
      await seed(
        'permit-limit',
        effectiveFrom,
        {
          code: `${place}/${parameter}/${basis}/${effectiveFrom}`,
          name: `${outlet.code} ${house.factor(parameter).name}`,
          party: outlet.firm,
          place,
          district: outlet.district,
          detail: { outlet: place, parameter, basis, upper, lower, unit, clause },
        },
        effectiveTo ? addDays(effectiveTo, 1) : null,
      );
    }
    const set = (parameter: string, day: Day) => house.city.parameter(parameter, startOfDay(day)).value;
    for (const { id, course, year, name, ...own } of pack.exams) {
      const from = `${year}-01-01`;
      const { points = set('study-points-per-exam', from), passScore = set('study-pass-score', from) } = own;
      await seed('exam', from, { code: id, name, district: '*', detail: { course, year, points, passScore } }, `${year + 1}-01-01`);
    }
    for (const [id, entries] of readEntries(house.registers)) {
      const register = house.registers.get(id);
      if (!register) throw new Error(`the pack has entries of '${id}', which is no register`);
      const many: OneOfMany[] = [];
      for (const { from, until, fields, ...handed } of entries) {
        const { draft, findings } = await complete(tx, [...house.registers.values()], register, { ...handed, detail: fields });
        if (findings.length) throw notTaken(id, draft.code, findings);
        many.push({ draft, row: null, day: from, until: until ?? null });
      }
      // Entries that name one another (a section its pair) are put one after the other, in the order of the pack.
      const namesItself = Object.values(register.fields).some((field) => field.of === id);
      for (const round of namesItself ? many.map((one) => [one]) : [many]) {
        const outcomes = await putMany(tx, register, round, { by: SEEDER, at: now, day: dayOf(now), onlyIfNew: true });
        for (const [index, outcome] of outcomes.entries())
          if (outcome.kind === 'findings') throw notTaken(id, round[index]?.draft.code ?? '', outcome.findings);
      }
    }
    for (const { year, points, day, says } of pack.issues)
      await issuePool(tx, house, year, points ?? set('study-yearly-pool', day), day, says, now);
  });
}

function seeder(tx: Tx, house: House, now: Instant) {
  return async (register: string, day: Day, draft: Draft, until: Day | null = null): Promise<void> => {
    const outcome = await put(tx, house.registers.get(register) as Register, draft, { by: SEEDER, at: now, day, until, onlyIfNew: true });
    if (outcome.kind === 'findings') throw notTaken(register, draft.code, outcome.findings);
  };
}

const notTaken = (register: string, code: string, findings: Finding[]) =>
  new Error(`the pack's ${register} ${code}: ${findings.map((f) => `${f.field} ${f.saysEn}`).join('; ')}`);

/** The points of a year, issued into that year's pool once. */
async function issuePool(tx: Tx, house: House, year: number, points: number, day: Day, says: string, now: Instant): Promise<void> {
  const { book, id: asset } = studyPoints;
  const city = house.city.code;
  const common = { book, asset, party: null, openedOn: day };
  orRollBack(await openAccount(tx, { ...common, id: 'study-points/issued', name: '学法积分总发行', district: city, floor: null }));
  orRollBack(await openAccount(tx, { ...common, id: poolOf(year), name: `${year} 年度学法积分池`, district: '*' }));
  orRollBack(
    await post(tx, {
      id: `study-points/issue/${year}`,
      from: 'study-points/issued',
      to: poolOf(year),
      amount: BigInt(points),
      day,
      says,
      about: null,
      by: SEEDER,
      at: now,
    }),
  );
}

/** Accounts of the demonstration; one password for all of them, made once an installation. */
async function seedPeople(store: Store, house: House, home: string, address: string): Promise<Welcome> {
  const file = join(home, 'demo-password.json');
  let password = readJson<{ password: string }>(file)?.password;
  if (!password) {
    password = `xiushui-${randomBytes(3).toString('hex')}`;
    writeWhole(file, JSON.stringify({ password }), 0o600);
  }
  const passwordHash = await hashPassword(password);
  await store.tx(async (tx) => {
    for (const person of house.city.people) {
      const { login, name, role, party, districts, certificate } = person;
      await putPerson(tx, {
        login,
        name,
        role,
        body: person.body ?? (role === 'firm' && party ? party : ''),
        party,
        districts,
        certificate,
        passwordHash,
        post: person.post,
        staffNo: ADMINISTRATORS.includes(role) ? `示例-${login}` : null,
        demo: true,
      });
    }
  });
  return {
    accounts: house.city.people
      .filter((person) => person.introduce)
      .map(({ login, name, role, body, party }) => ({
        login,
        password: password as string,
        who: `${name}，${ROLES[role]}，${body ? house.city.bodyName(body) : (readPack().firms.find((f) => f.creditCode === party)?.name ?? '')}`,
      })),
    tries: [
      {
        zh: `用 duty 登录 ${address}：今日里有一件“COD 一小时高于限值”的提醒，打开它，一路点到判定、算式和原始报文`,
        en: `Sign in as duty at ${address}: open the reminder about one hour over, and click down to the verdict, its arithmetic and the raw frame`,
      },
      {
        zh: '用 firm.yunhe 登录反馈原因，再用 officer.xiuzhou 核实、officer.team 复核办结：同一人不能既核实又复核，按钮会说明原因',
        en: 'Reply as firm.yunhe, verify as officer.xiuzhou, review as officer.team: the same person may not do both, and the button says why',
      },
      {
        zh: '用 office 登录，打开“计划与报告”：每个数字都能点开到记录、办件、判定和报文',
        en: 'Sign in as office and open the report: every figure opens its records, files, verdicts and frames',
      },
    ],
  };
}

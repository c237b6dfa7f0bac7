/**
 * Stories, run through the real line: real HJ 212 bytes in a real frame log, a real PostgreSQL, a clock that is handed in. A story is a programme's
 * `examples/*.yaml`; its words are those an officer can read, and this page is what they mean.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type House, openHouse, WITNESSES } from '../../apps/server/house.ts';
import { inputFor } from '../../apps/server/judging.ts';
import {
  bindCases,
  bindReactions,
  computeAndJudge,
  react,
  seal,
  sweepClocks,
  takeFrames,
  watchDays,
  watchSilence,
} from '../../apps/server/line.ts';
import { openStationBook, type StationBook } from '../../apps/server/stations.ts';
import { whyNotWrite } from '../../apps/server/web/entries.ts';
import { type Cases, type File, listActs, listFiles } from '../../engines/case/index.ts';
import { explain, type Verdict } from '../../engines/evaluation/index.ts';
import { balance, declareAsset, openAccount, post } from '../../engines/ledger/index.ts';
import { findDay, findHour, StreamIds } from '../../engines/observation/index.ts';
import { figureOf } from '../../engines/plan/index.ts';
import {
  complete,
  creditCodeFrom,
  declareCounted,
  findEver,
  type Handed,
  keptFromHands,
  put,
  type Register,
} from '../../engines/registry/index.ts';
import { type Person, scopeOf } from '../../foundation/access/index.ts';
import { DAY, dayOf, HOUR, type Instant, MINUTE, SECOND, showInstant, yearOf } from '../../foundation/day.ts';
import type { Reaction } from '../../foundation/facts/index.ts';
import { isRefusal, orRollBack, type Refusal } from '../../foundation/refusal.ts';
import { verify } from '../../foundation/seal/index.ts';
import { openScopedStore, openSystemStore, type ScopedStore, type Store, type Tx } from '../../foundation/store/store.ts';
import { encodeFrame, type FrameLog, openFrameLog } from '../../gateways/hj212/index.ts';
import { accountOf, poolOf, studyPoints } from '../../programmes/enforcement/study-points/accounts.ts';
import { storyCity } from './city.ts';

export interface Story {
  title: string;
  tells: string;
  /** Where the expected numbers come from: clause, parameter, arithmetic written out. */
  source: string;
  /** Laws of the house (E4, O2 …) this story shows to hold, as the engines' READMEs number them. */
  holds?: string[];
  given: {
    /** The one outlet of the one firm; a water outlet where nothing is said. */
    outlet?: { rule: string; number?: string; kind?: string };
    /** Entries of registers, from a day (the beginning of 2025) on. */
    entries?: Entered[];
    limits?: { parameter: string; basis: string; upper?: number; lower?: number; unit: string; from?: string; until?: string }[];
    exams?: { id: string; name: string; points: number; passScore: number }[];
    pool?: number;
  };
  when: Moment[];
}

/** An entry of a register; its firm is the story's unless the register has none. */
interface Entered {
  register: string;
  code?: string;
  name?: string;
  place?: string;
  fields?: Record<string, string | number>;
  from?: string;
  until?: string;
}

type Block = { from: string; hours: number } & Record<string, unknown>;
type Values = Record<string, number | (number | string)[]>;

export interface Moment {
  at: string;
  /** Minute values (CN 2051) of whole hours, in one block or several; a list is one value a ten minutes, a letter behind a number its mark. */
  minutes?: Block | Block[];
  /** Real-time values (CN 2011), one a minute. */
  realtime?: { from: string; minutes: number } & Record<string, unknown>;
  act?: { by: string; step: string; says: Record<string, unknown> };
  /** A file opened by hand, about the story's firm unless it says otherwise ('outlet' is its outlet). */
  opens?: { by: string; procedure: string; about?: string; says?: Record<string, unknown> };
  /** An entry made by hand. */
  enters?: Entered & { by: string };
  then?: Expected;
}

export interface Expected {
  verdicts?: {
    parameter: string;
    period: string;
    at?: string;
    outcome: string;
    consequence?: string;
    value?: number;
    multiple?: number;
    reason?: string;
  }[];
  file?: { step?: string; status?: string; closing?: string; level?: number; waits?: string; due?: string; acts?: number };
  files?: number;
  told?: { receiver: string; says: (string | number)[]; neverSays?: string[] }[];
  messages?: number;
  refused?: string;
  late?: string;
  figures?: Record<string, number>;
  /** What a register says of a code ({firm} and {outlet} are the story's) today, and until when; nothing, when it is ended. */
  entry?: { register: string; code: string; says?: Record<string, string | number>; until?: string | null };
  points?: number;
  pool?: number;
  revisions?: { parameter: string; at: string; values: number[] };
}

const MN = '510000000000000000000001';
const PW = '123456';
const DISTRICT = '339902000000';
const FIRM = creditCodeFrom('91339999QN0000001');

/** A bare local time of the city, as stories write it. */
export function instantAt(text: string): Instant {
  return Date.parse(`${text.replace(' ', 'T')}:00+08:00`);
}

/** What a story came to: every way in which it did not go as told, and what of the programmes it showed. */
export interface Played {
  wrong: string[];
  /** Ids of the reactions that had a consequence. */
  reactions: string[];
  /** `procedure.step` of every act. */
  steps: string[];
}

/** Plays a story in a database of its own. `name`, its path below programmes, stands before every way in which it went wrong. */
export async function play(story: Story, urls: { app: string; system: string }, name = story.title): Promise<Played> {
  const strange = unknownWords(story).map((what) => `${name} · ${what}`);
  if (strange.length) return { wrong: strange, reactions: [], steps: [] };
  const stage = await setStage(story, urls);
  const wrong: string[] = [];
  try {
    for (const [i, moment] of story.when.entries()) {
      const refusal = await stage.pass(moment);
      for (const what of await stage.compare(moment, refusal)) wrong.push(`${name} · ${i + 1}. ${moment.at} · ${what}`);
    }
    return { wrong: [...wrong, ...(await stage.whatDoesNotHold())], ...(await stage.shown()) };
  } finally {
    await stage.clear();
  }
}

/** The words a story may use. A misspelt expectation would otherwise be one that is never held. */
const WORDS = {
  story: ['title', 'tells', 'source', 'holds', 'given', 'when'],
  given: ['outlet', 'limits', 'entries', 'pool'],
  moment: ['at', 'minutes', 'realtime', 'act', 'opens', 'enters', 'then'],
  expected: ['verdicts', 'file', 'files', 'told', 'messages', 'refused', 'late', 'figures', 'entry', 'points', 'pool', 'revisions'],
  entry: ['register', 'code', 'says', 'until'],
  entered: ['register', 'code', 'name', 'place', 'fields', 'from', 'until', 'by'],
  opens: ['by', 'procedure', 'about', 'says'],
  verdict: ['parameter', 'period', 'at', 'outcome', 'consequence', 'value', 'multiple', 'reason'],
  file: ['step', 'status', 'closing', 'level', 'waits', 'due', 'acts'],
  told: ['receiver', 'says', 'neverSays'],
} as const;

function unknownWords(story: Story): string[] {
  const strange = (of: object | undefined, place: keyof typeof WORDS) =>
    Object.keys(of ?? {})
      .filter((word) => !(WORDS[place] as readonly string[]).includes(word))
      .map((word) => `故事里没有“${word}”这个词（${place}）`);
  return [
    ...strange(story, 'story'),
    ...strange(story.given, 'given'),
    ...(story.given?.entries ?? []).flatMap((entry) => strange(entry, 'entered')),
    ...story.when.flatMap(({ then, ...moment }) => [
      ...strange(moment, 'moment'),
      ...strange(then, 'expected'),
      ...strange(moment.opens, 'opens'),
      ...strange(moment.enters, 'entered'),
      ...strange(then?.entry, 'entry'),
      ...strange(then?.file, 'file'),
      ...(then?.verdicts ?? []).flatMap((verdict) => strange(verdict, 'verdict')),
      ...(then?.told ?? []).flatMap((told) => strange(told, 'told')),
    ]),
  ];
}

async function setStage(story: Story, urls: { app: string; system: string }) {
  const house = openHouse(storyCity());
  const store = openSystemStore(urls.system, 'xiushui story', 3);
  const scoped = openScopedStore(urls.app, 'xiushui story', 2);
  const frames = mkdtempSync(join(tmpdir(), 'xiushui-story-'));
  const began = instantAt(story.when[0]?.at ?? '2026-09-01 08:00') - DAY;
  const outlet = await register(store, house, story, began);
  const stations = await openStationBook(store, urls.system, 'xiushui story', house);
  const stage = new Stage(story, house, store, scoped, stations, await openFrameLog(frames), frames, outlet, began);
  return stage;
}

async function register(store: Store, house: House, story: Story, began: Instant): Promise<string> {
  const { number = 'DW001', kind = 'wastewaterOutlet', rule } = story.given.outlet ?? { rule: 'water' };
  const outlet = `${FIRM}-${number}`;
  const common = { party: FIRM, district: DISTRICT };
  await store.tx(async (tx) => {
    const enter = async (
      of: string,
      draft: { code: string; name: string; party?: string; district?: string; place?: string; detail?: Record<string, unknown> },
      day = '2025-01-01',
      until: string | null = null,
    ) => {
      const done = await put(tx, house.registers.get(of) as Register, { ...common, ...draft }, { by: 'story', at: began, day, until });
      if (done.kind === 'findings') throw new Error(`${of}: ${JSON.stringify(done.findings)}`);
    };
    await enter('firm', {
      code: FIRM,
      name: rule === 'gas' ? '青山热电厂' : '青山染整厂',
      detail: { contact: '方一', phone: '10000000001' },
    });
    await enter('outlet', { code: outlet, name: rule === 'gas' ? '锅炉排气筒' : '总排口', place: outlet, detail: { number, kind, rule } });
    await enter('logger', {
      code: MN,
      name: '数采仪',
      place: outlet,
      detail: { pw: PW, edition: '2017', everySeconds: 60, minuteMinutes: 10 },
    });
    for (const limit of story.given.limits ?? []) {
      const { parameter, basis, upper, lower, unit, from = '2025-01-01', until } = limit;
      await enter(
        'permit-limit',
        {
          code: `${outlet}/${parameter}/${from}`,
          name: parameter,
          place: outlet,
          detail: { outlet, parameter, basis, upper, lower, unit, clause: '青山许可证 表4' },
        },
        from,
        until ?? null,
      );
    }
    for (const entry of story.given.entries ?? []) {
      const refused = await enterEntry(tx, house, entry, outlet, 'story', began, entry.from ?? '2025-01-01');
      if (refused) throw new Error(`given.entries, ${entry.register}: ${refused.says} (${refused.saysEn})`);
    }
    await declareCounted(tx, house.registers.values());
    orRollBack(await declareAsset(tx, studyPoints));
    if (story.given.pool !== undefined)
      await fillPool(tx, house, yearOf(dayOf(instantAt(story.when[0]?.at ?? ''))), story.given.pool, began);
  });
  return outlet;
}

/** The sentence of a refusal, and the field it is about, by its id: what is to be added to the story. */
function whyRefused(refusal: Refusal | null): string {
  if (!refusal) return '';
  const field = refusal.about?.field;
  return `：${refusal.says}${field === undefined ? '' : `（${field}）`}`;
}

/** Puts an entry as a person's form would: the register completes it. */
async function enterEntry(
  tx: Tx,
  house: House,
  { register: id, place, from: _, until, fields, ...entry }: Entered,
  outlet: string,
  by: string,
  at: Instant,
  day: string,
  isByHand = false,
): Promise<Refusal | null> {
  const register = house.registers.get(id);
  if (!register) throw new Error(`there is no register '${id}'`);
  const kept = isByHand ? keptFromHands(register) : [];
  const handed: Handed = {
    ...entry,
    district: DISTRICT,
    party: register.shared ? null : FIRM,
    place: place === 'outlet' ? outlet : (place ?? null),
    detail: Object.fromEntries(
      Object.entries(fields ?? {})
        .filter(([field]) => !kept.includes(field))
        .map(([field, value]) => [field, value === 'outlet' ? outlet : value]),
    ),
  };
  const { draft, findings } = await complete(tx, [...house.registers.values()], register, handed);
  const done = findings.length
    ? { kind: 'findings' as const, findings }
    : await put(tx, register, draft, { by, at, day, until: until ?? null, inherits: kept });
  if (done.kind !== 'findings') return null;
  const says = done.findings.map((one) => `${one.field}：${one.says}`).join('；');
  return {
    kind: 'refusal',
    code: 'http.invalid',
    status: 422,
    says,
    saysEn: done.findings.map((one) => `${one.field} ${one.saysEn}`).join('; '),
  };
}

async function fillPool(tx: Tx, house: House, year: number, points: number, at: Instant): Promise<void> {
  const account = { book: studyPoints.book, asset: studyPoints.id, party: null, openedOn: `${year}-01-01` };
  orRollBack(await openAccount(tx, { ...account, id: 'issued', name: '总发行', district: house.city.code, floor: null }));
  orRollBack(await openAccount(tx, { ...account, id: poolOf(year), name: '年度池', district: '*' }));
  orRollBack(
    await post(tx, {
      id: `issue/${year}`,
      from: 'issued',
      to: poolOf(year),
      amount: BigInt(points),
      day: `${year}-01-01`,
      says: '年度积分池',
      about: null,
      by: 'story',
      at,
    }),
  );
}

class Stage {
  readonly cases: Cases;
  readonly reactions: Reaction[];
  readonly ids = new StreamIds();
  now: Instant;
  /** What the moment tries, as the declarations call it: `register`, or `procedure.step`. */
  doing = '';

  constructor(
    readonly story: Story,
    readonly house: House,
    readonly store: Store,
    readonly scoped: ScopedStore,
    readonly stations: StationBook,
    readonly log: FrameLog,
    readonly frames: string,
    readonly outlet: string,
    began: Instant,
  ) {
    this.cases = bindCases(house);
    this.reactions = bindReactions(house, this.cases);
    this.now = began;
  }

  /** What happens at a moment, and then everything the writer would do by itself. */
  async pass(moment: Moment): Promise<Refusal | null> {
    this.now = instantAt(moment.at);
    let refusal: Refusal | null = null;
    this.doing = moment.enters?.register ?? '';
    for (const block of [moment.minutes ?? []].flat())
      await this.send('2051', block, 10 * MINUTE, (block.hours * HOUR) / (10 * MINUTE), 'Avg');
    if (moment.realtime) await this.send('2011', moment.realtime, MINUTE, moment.realtime.minutes, 'Rtd');
    if (moment.act)
      refusal = await this.act(moment.act.by, (tx, actor) => this.actOnNewest(tx, actor, moment.act as NonNullable<Moment['act']>));
    if (moment.opens)
      refusal = await this.act(moment.opens.by, (tx, actor) => this.openByHand(tx, actor, moment.opens as NonNullable<Moment['opens']>));
    if (moment.enters) refusal = await this.enter(moment.enters);
    await this.settle();
    return refusal;
  }

  /** The writer's loop, until the periods that were put off a few seconds have been computed and all that follows has followed. */
  async settle(): Promise<void> {
    for (let second = 0; second <= 16; second += 4) {
      const now = this.now + second * SECOND;
      while ((await takeFrames(this.store, this.frames, this.ids, this.stations, this.house, now)).frames);
      while (await computeAndJudge(this.store, this.ids, this.stations, this.house, now));
      await watchSilence(this.store, this.stations, this.house, now, 0);
      await watchDays(this.store, this.house, now);
      while (await react(this.store, this.reactions, now));
      while (await sweepClocks(this.store, this.cases, now));
      while (await react(this.store, this.reactions, now));
      await seal(this.store, now);
    }
  }

  async send(cn: string, of: { from: string } & Record<string, unknown>, step: number, count: number, suffix: string): Promise<void> {
    const from = instantAt(of.from);
    const values = Object.fromEntries(Object.entries(of).filter(([key]) => /^[a-z]\d{5}/.test(key))) as Values;
    for (let i = 0; i < count; i += 1) {
      const at = from + i * step;
      const groups = Object.entries(values).map(([name, given]) => {
        const value = String(Array.isArray(given) ? given[i % given.length] : given);
        const [, number = '', mark = 'N'] = /^([\d.]+)([A-Z]?)$/.exec(value) ?? [];
        const [code, converted] = name.split('-Zs');
        return converted === undefined
          ? ([
              [`${code}-${suffix}`, number],
              [`${code}-Flag`, mark || 'N'],
            ] as [string, string][])
          : ([[`${code}-Zs${suffix}`, number]] as [string, string][]);
      });
      const local = showInstant(at, true).replace(/\D/g, '');
      const qn = `${showInstant(this.now, true).replace(/\D/g, '')}${String(i).padStart(3, '0')}`;
      const bytes = encodeFrame({ QN: qn, ST: '32', CN: cn, PW, MN, Flag: 5 }, [[['DataTime', local]], ...groups]);
      await this.log.append({ receivedAt: this.now, peer: 'story', kind: 'frame', admission: 'accepted', bytes });
    }
  }

  person(login: string): Person {
    const found = this.house.city.people.find((p) => p.login === login);
    if (!found)
      throw new Error(
        `nobody in 青山市 is called ${login}; there are: ${this.house.city.people.map((p) => `${p.login} (${p.role})`).join(', ')}`,
      );
    const { name, role, districts, certificate } = found;
    return { login, name, role, districts, certificate, body: found.body ?? '', party: role === 'firm' ? FIRM : null };
  }

  async act(login: string, work: (tx: Tx, actor: Person) => Promise<File | Refusal>): Promise<Refusal | null> {
    const person = this.person(login);
    const outcome = await this.scoped.as(scopeOf(person), (tx) => work(tx, person));
    return isRefusal(outcome) ? outcome : null;
  }

  async actOnNewest(tx: Tx, actor: Person, { step, says }: NonNullable<Moment['act']>): Promise<File | Refusal> {
    const newest = (await listFiles(tx)).sort((a, b) => b.id - a.id)[0];
    this.doing = `${newest?.procedure ?? '没有办件'}.${step}`;
    return this.cases.act(tx, newest?.id ?? 0, step, says, actor, this.now);
  }

  openByHand(tx: Tx, actor: Person, { procedure, about, says = {} }: NonNullable<Moment['opens']>): Promise<File | Refusal> {
    this.doing = `${procedure}.${this.house.procedures.find(({ id }) => id === procedure)?.opensBy?.step ?? '?'}`;
    const named = about === 'outlet' ? this.outlet : (about?.replace('{firm}', FIRM) ?? (actor.role === 'firm' ? '' : FIRM));
    return this.cases.openByHand(tx, procedure, { about: named, says, because: `story:${this.now}` }, actor, this.now);
  }

  /** Refused like the route: by the register's keepers, then by what is wrong with the entry. */
  async enter({ by, ...entry }: NonNullable<Moment['enters']>): Promise<Refusal | null> {
    const person = this.person(by);
    const register = this.house.registers.get(entry.register);
    const why = register ? whyNotWrite(register, person.role) : null;
    if (why) return why;
    const outcome = await this.scoped.as(scopeOf(person), (tx) =>
      enterEntry(tx, this.house, entry, this.outlet, person.name, this.now, entry.from ?? dayOf(this.now), true),
    );
    return isRefusal(outcome) ? outcome : null;
  }

  async compare(moment: Moment, refusal: Refusal | null): Promise<string[]> {
    const { then = {} } = moment;
    const wrong: string[] = [];
    const same = (what: string, seen: unknown, told: unknown) => {
      if (told !== undefined && seen !== told) wrong.push(`${what}应为 ${JSON.stringify(told)}，实为 ${JSON.stringify(seen)}`);
    };
    const refused = then.refused ?? (moment.act || moment.opens || moment.enters ? null : undefined);
    if (refused !== undefined && (refusal?.code ?? null) !== refused)
      wrong.push(`${this.doing}：拒绝应为 ${JSON.stringify(refused)}，实为 ${JSON.stringify(refusal?.code ?? null)}${whyRefused(refusal)}`);
    await this.store.tx(async (tx) => {
      const files = await listFiles(tx);
      const newest = [...files].sort((a, b) => b.id - a.id)[0];
      same('办件数', files.length, then.files);
      if (then.file) {
        same('环节', newest?.step, then.file.step);
        same('状态', newest?.status, then.file.status);
        same('办结方式', newest?.closing, then.file.closing);
        same('级别', newest?.level, then.file.level);
        same('等谁', newest?.waitingFor, then.file.waits);
        same('时限', newest?.dueAt ? showInstant(newest.dueAt) : null, then.file.due);
        same('经过条数', newest?.acts, then.file.acts);
      }
      if (then.late) same('逾期', (await listActs(tx, newest?.id ?? 0)).findLast((a) => a.step === then.late)?.late, true);
      if (then.entry) {
        const { register, code, says = {}, until } = then.entry;
        const entry = await findEver(tx, register, code.replace('{firm}', FIRM).replace('{outlet}', this.outlet));
        if (!entry) wrong.push(`${register} 中没有 ${code}`);
        for (const [field, told] of Object.entries(says)) same(`${register}.${field}`, entry?.detail[field], told);
        if (until !== undefined) same(`${register} 失效日`, entry?.validTo ?? null, until);
      }
      await this.compareVerdicts(tx, then, same);
      await this.compareMessages(tx, then, same, wrong);
      for (const [id, told] of Object.entries(then.figures ?? {})) {
        const indicator = this.house.indicators.find((i) => i.id === id);
        same(
          `指标 ${id}`,
          indicator ? (await figureOf(tx, indicator, yearOf(dayOf(this.now)), this.now, this.house.factsName)).value : undefined,
          told,
        );
      }
      if (then.points !== undefined) same('积分', Number((await balance(tx, accountOf(FIRM))) ?? 0n), then.points);
      if (then.pool !== undefined) same('积分池', Number((await balance(tx, poolOf(yearOf(dayOf(this.now))))) ?? 0n), then.pool);
      if (then.revisions) {
        const rows = await tx.query<{ value: number }>(
          `select r.value from reading r join stream s on s.id = r.stream where s.parameter = $1 and s.quantity = 'value' and s.origin = 'logger'
             and r.observed_at = to_timestamp($2 / 1000.0) order by r.revision`,
          [then.revisions.parameter, instantAt(then.revisions.at)],
        );
        same('先后报的值', JSON.stringify(rows.map((r) => r.value)), JSON.stringify(then.revisions.values));
      }
    });
    return wrong;
  }

  async compareVerdicts(tx: Tx, then: Expected, same: (what: string, seen: unknown, told: unknown) => void): Promise<void> {
    for (const told of then.verdicts ?? []) {
      const seen = await tx.find<{
        outcome: string;
        consequence: string;
        value: string | null;
        multiple: string | null;
        reason: string | null;
      }>(
        `select outcome, consequence, value, multiple, reason from verdict_now where place = $1 and parameter = $2 and period = $3
           and ($4::float8 is null or start_at = to_timestamp($4 / 1000.0)) order by start_at desc limit 1`,
        [this.outlet, told.parameter, told.period, told.at ? instantAt(told.at) : null],
      );
      const what = `${told.parameter} ${told.period} 判定`;
      same(what, seen?.outcome, told.outcome);
      same(`${what}后果`, seen?.consequence, told.consequence);
      same(`${what}数值`, seen?.value === null || seen === undefined ? null : Number(seen.value), told.value);
      same(`${what}倍数`, seen?.multiple === null || seen === undefined ? null : Number(seen.multiple), told.multiple);
      same(`${what}原因`, seen?.reason, told.reason);
    }
  }

  async compareMessages(
    tx: Tx,
    then: Expected,
    same: (what: string, seen: unknown, told: unknown) => void,
    wrong: string[],
  ): Promise<void> {
    const messages = await tx.query<{ receiver: string; body: string }>('select receiver, body from outbox order by id desc');
    same('短信条数', messages.length, then.messages);
    for (const { receiver, says, neverSays = [] } of then.told ?? []) {
      const told = messages.find((m) => m.receiver.includes(receiver) && says.every((word) => m.body.includes(String(word))));
      if (!told)
        wrong.push(`没有给${receiver}的短信说到 ${says.join('、')}；有：${messages.map((m) => `${m.receiver}：${m.body}`).join(' | ')}`);
      for (const word of neverSays) if (told?.body.includes(word)) wrong.push(`给${receiver}的短信出现“${word}”`);
    }
  }

  /** What must hold after every story, whatever it tells: seals, verdicts run again, nothing set aside. */
  async whatDoesNotHold(): Promise<string[]> {
    const wrong: string[] = [];
    const audit = await verify(this.store, WITNESSES);
    for (const flaw of audit.flaws) wrong.push(`封存链 ${flaw.chain}：${flaw.says}`);
    if (audit.unsealed) wrong.push(`还有 ${audit.unsealed} 行没有封存`);
    await this.store.tx(async (tx) => {
      for (const { reaction, error } of await tx.query<{ reaction: string; error: string }>(
        `select reaction, error from reaction_run where state <> 'done'`,
      ))
        wrong.push(`反应 ${reaction} 没有完成：${error}`);
      for (const { id } of await tx.query<{ id: number }>('select id from verdict order by id')) {
        const explained = await explain(tx, id, (verdict) => this.readAgain(tx, verdict));
        if (!explained?.same)
          wrong.push(`判定 ${id}（${explained?.verdict.parameter} ${explained?.verdict.period}）重新计算与当时不一致（E3）`);
      }
    });
    return wrong;
  }

  /** The inputs of a verdict of which only the hash was kept: the hour or day it names, and the limits of its day. */
  async readAgain(tx: Tx, verdict: Verdict) {
    const day = dayOf(verdict.startAt);
    const made =
      verdict.period === 'hour'
        ? await findHour(tx, verdict.stream, verdict.startAt, verdict.revision)
        : await findDay(tx, verdict.stream, day, verdict.revision);
    const { rule } = this.story.given.outlet ?? { rule: 'water' };
    const input = made ? await inputFor(tx, this.house, { ...verdict, ...made, rule, period: verdict.period, day }) : null;
    if (!input) throw new Error(`what verdict ${verdict.id} was judged on cannot be read again`);
    return input;
  }

  async shown(): Promise<{ reactions: string[]; steps: string[] }> {
    return this.store.tx(async (tx) => ({
      reactions: (await tx.query<{ id: string }>(`select distinct reaction as id from reaction_run where state = 'done'`)).map((r) => r.id),
      steps: (
        await tx.query<{ id: string }>(
          `select distinct f.procedure || '.' || a.step as id from case_act a join case_file f on f.id = a.file`,
        )
      ).map((r) => r.id),
    }));
  }

  async clear(): Promise<void> {
    await this.stations.close();
    await this.log.close();
    await this.store.close();
    await this.scoped.close();
    rmSync(this.frames, { recursive: true, force: true });
  }
}

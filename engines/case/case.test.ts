/** Laws C1–C8 against a real PostgreSQL: a table of refusals, races, roll-backs, and random histories beside the slow twin. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf, showInstant } from '../../foundation/day.ts';
import type { Effect } from '../../foundation/effects/index.ts';
import { link } from '../../foundation/links/index.ts';
import { isRefusal, type Refusal, refusals } from '../../foundation/refusal.ts';
import { sealPending, verify } from '../../foundation/seal/index.ts';
import { FOUNDATION, type House, openHouse } from '../../foundation/testing/house.ts';
import { reminder } from '../../programmes/data/automatic-monitoring/cases/reminder.ts';
import {
  type Actor,
  actWitness,
  type Cases,
  caseType,
  clockLag,
  countOpenByPlace,
  type File,
  fileWitness,
  findFile,
  flawsOf,
  listActs,
  listClocks,
  listFiles,
  type Opening,
  openCases,
  type Ports,
  type Procedure,
  room,
} from './index.ts';
import * as model from './testing/model.ts';

const MINUTES: Record<string, number> = { 'reminder-reply-minutes': 60, 'reminder-verify-minutes': 1440 };
const NOW = Date.UTC(2026, 8, 1, 1);
const DISTRICT = '339902000000';
const FIRM = '91339999QN0000001A';

const people: Record<string, Actor & model.Someone> = {
  fang: { login: 'fang', name: '方一', role: 'firm', body: FIRM, party: FIRM, powers: [] },
  other: { login: 'other', name: '外人', role: 'firm', body: 'X', party: 'X', powers: [] },
  qin: { login: 'qin', name: '秦核', role: 'officer', body: 'upstream', party: null, powers: ['verify', 'close'] },
  shen: { login: 'shen', name: '沈复', role: 'officer', body: 'team', party: null, powers: ['verify', 'close'] },
  ding: { login: 'ding', name: '丁远', role: 'officer', body: 'downstream', party: null, powers: [] },
  zhou: { login: 'zhou', name: '周一', role: 'officer', body: 'team', party: null, powers: ['verify'] },
  duty: { login: 'duty', name: '值守', role: 'duty', body: 'watch', party: null, powers: ['verify', 'close'] },
};

const refuse = refusals('test', { no: () => ({ says: '账上不够', saysEn: 'not enough' }) });
const settle: Effect = {
  name: 'settle',
  nameEn: 'Effect',
  run: async (_tx, act) => (act.said.asked?.amount === 13 ? refuse.no() : { kind: 'done', says: '已记', ref: null }),
};

/** An effect that writes before the one after it refuses. */
const mark: Effect = {
  name: 'mark',
  nameEn: 'Effect',
  run: async (tx, act) => {
    await link(tx, { from: act.ref, role: 'marked', to: act.ref, name: '', party: act.party, district: act.district, at: act.at });
    return { kind: 'done', says: '已标', ref: null };
  },
};

/** A second procedure, with an effect, a need, and a choice from a register. */
const request = caseType({
  id: 'request',
  name: '申请',
  nameEn: 'Request',
  matter: 'm',
  effectiveFrom: '2025-01-01',
  series: '测申',
  opensBy: { step: 'asked', about: 'party', title: '{party}申请' },
  first: 'asked',
  levels: ['普通'],
  steps: {
    asked: {
      name: '申请',
      nameEn: 'Ask',
      by: 'firm',
      waits: '等确认',
      next: ['granted'],
      asks: [
        { field: 'kind', name: '类别', kind: 'choice', required: true, choicesFrom: 'kinds' },
        { field: 'amount', name: '数量', kind: 'number', required: true },
      ],
    },
    granted: {
      name: '确认',
      nameEn: 'Grant',
      by: 'officer',
      power: 'verify',
      next: [],
      closes: '办结',
      needs: [{ said: 'asked.amount', atLeast: 'asked.kind_least', says: '数量不足', saysEn: 'too little' }],
      does: [mark, settle],
      tells: [{ to: 'firm', channel: 'sms', text: '{title}已确认，{number}' }],
    },
  },
});

function portsWith(change: Partial<Ports> = {}): Ports {
  return {
    procedures: [reminder, request],
    signature: '青山生态环境',
    seriesPrefix: '青环',
    parameter: (id) => ({ value: MINUTES[id] ?? 1, cite: '测试参数', provisional: false }),
    choices: async () => [{ value: 'small', name: '小', carries: { least: 10 } }],
    contactOf: async (_tx, to) => ({ receiver: to === 'firm' ? '青山染整厂 方一' : '上游分局 值班', address: null }),
    mayHandle: (actor, _matter, power) => people[actor.login]?.powers.includes(power) ?? false,
    roleName: (role) => role,
    bodyName: (body) => body,
    areaName: (area) => area,
    bodiesWith: (_matter, power) => [
      ...new Set(
        Object.values(people)
          .filter((p) => p.powers.includes(power))
          .map((p) => p.body),
      ),
    ],
    overseers: ['duty'],
    ...change,
  };
}

let house: House;
let cases: Cases;
let serial = 0;
beforeAll(async () => {
  house = await openHouse([FOUNDATION, room]);
  cases = openCases(portsWith());
});
afterAll(() => house?.close());

const opening = (change: Partial<Opening> = {}): Opening => {
  serial += 1;
  return {
    subjectKey: `subject-${serial}`,
    title: '青山染整厂 DW001 高于限值',
    party: { id: FIRM, name: '青山染整厂' },
    place: { id: 'DW001', name: 'DW001 总排口' },
    district: DISTRICT,
    level: 1,
    says: { message: '小时均值 62，限值 50。' },
    because: `cause-${serial}`,
    links: [{ role: 'verdict', to: { kind: 'verdict', id: String(serial) }, name: '判定' }],
    ...change,
  };
};
const issue = (of: Opening, now = NOW) => house.system.tx((tx) => cases.openOrRaise(tx, 'reminder', of, 'raised', now));
const act = async (file: number, step: string, who: string, says: Record<string, unknown> = {}, now = NOW) => {
  try {
    return await house.system.tx((tx) => cases.act(tx, file, step, says, people[who] as Actor, now));
  } catch (error) {
    if ((error as { refusal?: Refusal }).refusal) return (error as { refusal: Refusal }).refusal;
    throw error;
  }
};
const codeOf = (outcome: File | Refusal) => (isRefusal(outcome) ? outcome.code : 'done');
const count = async (sql: string, values: unknown[] = []) =>
  Number((await house.system.tx((tx) => tx.get<{ n: number }>(`select count(*) as n from ${sql}`, values))).n);
const fileRow = (id: number) => house.system.tx((tx) => tx.get('select * from case_file where id = $1', [id]));
const REPLY = { cause: 'process', measures: '调节池分流' };
const OPINION = { opinion: '属实', reason: '请补充' };

describe('the files of a place', () => {
  it('are counted while they are open, each at its own place', async () => {
    const at = (id: string) => opening({ place: { id, name: `${id} 总排口` } });
    const counted = async () => {
      const open = await house.system.tx(countOpenByPlace);
      return [open.get('DW801') ?? 0, open.get('DW802') ?? 0];
    };
    expect(await counted()).toEqual([0, 0]);
    const [first] = [await issue(at('DW801')), await issue(at('DW801')), await issue(at('DW802'))];
    await issue(opening({ place: null }));
    expect(await counted()).toEqual([2, 1]);
    const id = (first as File).id;
    for (const [step, who, says] of [
      ['replied', 'fang', REPLY],
      ['accepted', 'qin', OPINION],
      ['closed', 'shen', OPINION],
    ] as const)
      expect(codeOf(await act(id, step, who, says)), step).toBe('done');
    expect(await counted()).toEqual([1, 1]);
  });
});

describe('a procedure table that contradicts itself is refused when it is read (C4)', () => {
  const broken = (change: (steps: Record<string, Procedure['steps'][string]>) => void): string[] => {
    const steps = structuredClone(reminder.steps) as Record<string, Procedure['steps'][string]>;
    change(steps);
    return flawsOf({ ...reminder, steps });
  };
  it.each([
    ['a step leads nowhere that exists', (s) => s.issued!.next.push('nothing'), 'does not exist'],
    ['a deadline has no else', (s) => delete s.issued!.else, 'without an else'],
    ['an else has no deadline', (s) => delete s.replied!.within, 'without a deadline'],
    ['an else is done by a person', (s) => Object.assign(s.issued!, { else: 'replied' }), 'not done by the system'],
    ['a step cannot be reached', (s) => Object.assign(s.accepted!, { next: ['closed'] }), 'sentBack cannot be reached'],
    ['a step can never close', (s) => Object.assign(s.accepted!, { next: ['sentBack'] }), 'can never close'],
    ['a closing step leads on', (s) => s.closed!.next.push('issued'), 'closes and yet leads on'],
    [
      'a closing step has a deadline, by which the file would be opened again',
      (s) => Object.assign(s.closed!, { within: { unit: 'minutes', parameter: 'x' }, else: 'overdue' }),
      'closed closes and yet leads on',
    ],
    ['an aside is done by a person', (s) => Object.assign(s.raised!, { by: 'officer', power: 'verify' }), 'no aside is offered'],
    ['a deadline leads to an aside', (s) => Object.assign(s.issued!, { else: 'raised' }), 'raised can never close'],
    ['a message has a word nobody says', (s) => Object.assign(s.returned!.tells![0]!, { text: '请补充{reson}' }), "tells of '{reson}'"],
    ['an aside moves the file', (s) => s.raised!.next.push('closed'), 'must not move the file'],
    ['nobody is waited for', (s) => delete s.replied!.waits, 'does not say who is waited for'],
    ["an officer's step names no power", (s) => delete s.accepted!.power, 'names no power'],
    ['a choice has no choices', (s) => Object.assign(s.replied!.asks![0]!, { choices: [] }), 'without choices'],
    ['a person is offered what only the system does', (s) => s.issued!.next.push('overdue'), 'only the system does'],
    ['a step neither closes nor leads on', (s) => Object.assign(s.accepted!, { next: [] }), 'accepted is a dead end'],
    [
      'a condition is on a step that is not there',
      (s) => Object.assign(s.closed!, { needs: [{ said: 'nobody.n', atLeast: 'replied.cause', says: '', saysEn: '' }] }),
      "needs 'nobody.n'",
    ],
    [
      'a condition is on what no step asks',
      (s) => Object.assign(s.closed!, { needs: [{ said: 'replied.caus', atLeast: 'replied.cause_least', says: '', saysEn: '' }] }),
      "needs 'replied.caus'",
    ],
    ['a doer is excluded by a step that is not there', (s) => Object.assign(s.closed!, { notBy: ['nobody'] }), 'does not exist'],
  ] as [string, (steps: Record<string, Procedure['steps'][string]>) => void, string][])('%s', (_name, change, says) => {
    expect(broken(change).join('; ')).toContain(says);
  });
  it('the first step is not there', () => {
    expect(flawsOf({ ...reminder, first: 'nothing' })).toEqual(["the first step 'nothing' does not exist"]);
    expect(() => caseType({ ...reminder, first: 'nothing' })).toThrow(/reminder/);
  });
  it('the reminder itself has no flaw', () => expect(flawsOf(reminder)).toEqual([]));
});

describe('refusals, in the order in which they are said (C3, C8)', () => {
  it('reads like the table of the README', async () => {
    const file = await issue(opening());
    const rows: [string, string, Record<string, unknown>, string][] = [
      ['qin', 'nothing', {}, 'case.noSuchStep'],
      ['qin', 'overdue', {}, 'case.noSuchStep'],
      ['qin', 'constructor', {}, 'case.noSuchStep'],
      ['qin', 'accepted', OPINION, 'case.notNext'],
      ['qin', 'replied', REPLY, 'case.notYourStep'],
      ['other', 'replied', REPLY, 'case.notYourMatter'],
      ['fang', 'replied', { measures: '只有措施' }, 'case.fieldMissing'],
      ['fang', 'replied', { ...REPLY, cause: 'weather' }, 'case.fieldNotAChoice'],
      ['fang', 'replied', REPLY, 'done'],
      ['fang', 'replied', REPLY, 'case.notNext'],
      ['duty', 'accepted', OPINION, 'case.notYourStep'],
      ['ding', 'accepted', OPINION, 'case.notYourMatter'],
      ['qin', 'accepted', OPINION, 'done'],
      ['qin', 'closed', {}, 'case.sameDoer'],
      ['qin', 'sentBack', OPINION, 'case.sameDoer'],
      ['zhou', 'closed', {}, 'case.notYourMatter'],
      ['shen', 'closed', {}, 'done'],
      ['shen', 'closed', {}, 'case.alreadyClosed'],
    ];
    for (const [who, step, says, expected] of rows) expect(codeOf(await act(file.id, step, who, says)), `${who} ${step}`).toBe(expected);
    expect(codeOf(await act(999_999, 'replied', 'fang', REPLY))).toBe('case.noSuchFile');
  });

  it('an opening is refused for the kind, then for the open file, the role, the firm, and what is said (C3)', async () => {
    const subjectKey = 'asked-once';
    const says = { kind: 'small', amount: 20 };
    const tries: [string, string, Partial<Opening>, string][] = [
      ['nothing', 'fang', { says }, 'case.noSuchProcedure'],
      ['reminder', 'fang', {}, 'case.notYourStep'],
      ['request', 'other', {}, 'case.notYourMatter'],
      ['request', 'fang', { says: { kind: 'small' } }, 'case.fieldMissing'],
      ['request', 'fang', { says: { kind: 'large', amount: 20 } }, 'case.fieldNotAChoice'],
      ['request', 'fang', { says }, 'done'],
      ['request', 'qin', { says }, 'case.alreadyOpen'],
      ['request', 'fang', { says }, 'case.alreadyOpen'],
    ];
    for (const [id, who, change, expected] of tries) {
      const outcome = await house.system.tx((tx) => cases.open(tx, id, opening({ subjectKey, ...change }), people[who] as Actor, NOW));
      expect(codeOf(outcome), `${who} ${id}`).toBe(expected);
    }
    expect(await count('case_file where subject_key = $1', [subjectKey])).toBe(1);
  });

  it('of two who press the same button at once, one has done it and the other reads why not', async () => {
    for (let round = 0; round < 4; round += 1) {
      const file = await issue(opening());
      await act(file.id, 'replied', 'fang', REPLY);
      const outcomes = await Promise.all([act(file.id, 'accepted', 'qin', OPINION), act(file.id, 'accepted', 'shen', OPINION)]);
      expect(outcomes.map(codeOf).sort()).toEqual(['case.notNext', 'done']);
      expect((await house.system.tx((tx) => listActs(tx, file.id))).map((a) => a.seq)).toEqual([1, 2, 3]);
    }
  });

  it('what cannot be kept as written is put right or refused, and never breaks the act', async () => {
    const file = await issue(opening());
    const measures = `  一\0二${'三'.repeat(3_997)}😀四 `;
    expect(codeOf(await act(file.id, 'replied', 'fang', { ...REPLY, measures, invented: 'x' }))).toBe('done');
    expect((await house.system.tx((tx) => listActs(tx, file.id))).at(-1)?.says).toEqual({
      cause: 'process',
      cause_name: '生产工况波动',
      measures: `一二${'三'.repeat(3_997)}`,
    });
    for (const amount of ['1'.repeat(400), 'twenty', '1e3', '']) {
      const outcome = await house.system.tx((tx) =>
        cases.open(tx, 'request', opening({ says: { kind: 'small', amount } }), people.fang as Actor, NOW),
      );
      expect(codeOf(outcome), amount.slice(0, 9)).toBe(amount ? 'case.fieldNotAChoice' : 'case.fieldMissing');
    }
  });

  it('the button and the server give the same answer (C3)', async () => {
    const file = await issue(opening());
    for (const who of Object.keys(people)) {
      const next = await house.system.tx(async (tx) => cases.mayCome(file, await listActs(tx, file.id), people[who] as Actor, NOW));
      for (const { step, why } of next) {
        const said = step === 'replied' ? REPLY : OPINION;
        const outcome = await house.system
          .tx(async (tx) => {
            const answer = await cases.act(tx, file.id, step, said, people[who] as Actor, NOW);
            throw Object.assign(new Error('look, do not touch'), { answer });
          })
          .catch((error: Error & { answer: File | Refusal }) => error.answer);
        expect(codeOf(outcome)).toBe(why?.code ?? 'done');
      }
    }
  });
});

describe('clocks (C6)', () => {
  it('a clock fires once, however many sweep at once, and says how its time came about', async () => {
    const file = await issue(opening());
    const later = NOW + 61 * 60_000;
    await Promise.all(Array.from({ length: 4 }, () => cases.sweepClocks(house.system, later)));
    await cases.sweepClocks(house.system, later + 60_000);
    const acts = await house.system.tx((tx) => listActs(tx, file.id));
    expect(acts.map((a) => a.step)).toEqual(['issued', 'overdue']);
    const clocks = await house.system.tx((tx) => listClocks(tx, file.id));
    expect(clocks[0]?.explains).toContain('60 分钟（测试参数）');
    expect(clocks[0]?.firedAt).toBe(later);
    expect(await count(`outbox where about_id = $1 and body like '%到时未反馈%'`, [String(file.id)])).toBe(1);
  });

  it('the minute that was named is in time, to its last second; the next one is late (C6)', async () => {
    const due = NOW + 60 * 60_000;
    const onTheMinute = await issue(opening());
    expect(await cases.sweepClocks(house.system, due)).toBe(0);
    expect(await cases.sweepClocks(house.system, due + 59_999)).toBe(0);
    await act(onTheMinute.id, 'replied', 'fang', REPLY, due + 59_999);
    expect((await house.system.tx((tx) => listActs(tx, onTheMinute.id))).at(-1)?.late).toBe(false);
    const after = await issue(opening());
    expect(await house.system.tx((tx) => clockLag(tx, due + 59_999))).toBe(0);
    expect(await house.system.tx((tx) => clockLag(tx, due + 90_000))).toBe(30_000);
    expect(await cases.sweepClocks(house.system, due + 60_000)).toBe(1);
    expect(await house.system.tx((tx) => clockLag(tx, due + 90_000))).toBe(0);
    await act(after.id, 'replied', 'fang', REPLY, due + 60_000);
    expect((await house.system.tx((tx) => listActs(tx, after.id))).at(-1)?.late).toBe(true);
  });

  it('whoever waits finds the file in the inbox: the firm to reply, the bodies that may verify, the watch when it is overdue', async () => {
    const file = await issue(opening());
    const told = async () =>
      (
        await house.owner.query<{ kind: string; roles: string; bodies: string | null; not_login: string | null }>(
          `select kind, roles::text, bodies::text, not_login from notice where about_id = $1 order by id`,
          [String(file.id)],
        )
      ).rows.map((n) => [n.kind, n.roles, n.bodies, n.not_login].join(' '));
    expect(await told()).toEqual(['waits {firm}  ']);
    await cases.tellSoon(house.system, NOW + 44 * 60_000);
    expect(await told()).toHaveLength(1);
    await cases.tellSoon(house.system, NOW + 45 * 60_000);
    await cases.tellSoon(house.system, NOW + 46 * 60_000);
    expect((await told()).slice(1)).toEqual(['soon {firm}  ']);
    await cases.sweepClocks(house.system, NOW + 61 * 60_000);
    expect((await told()).slice(2)).toEqual(['overdue {firm}  ', 'overdue {officer} {upstream,team,watch} ', 'overdue {duty}  ']);
    await act(file.id, 'replied', 'fang', REPLY, NOW + 62 * 60_000);
    expect((await told()).slice(5)).toEqual(['waits {officer} {upstream,team,watch} fang']);
    await act(file.id, 'returned', 'qin', { reason: '写明措施' }, NOW + 63 * 60_000);
    expect((await told()).slice(6)).toEqual(['returned {firm}  qin']);
    await act(file.id, 'replied', 'fang', REPLY, NOW + 64 * 60_000);
    await act(file.id, 'accepted', 'qin', OPINION, NOW + 65 * 60_000);
    await act(file.id, 'closed', 'shen', OPINION, NOW + 66 * 60_000);
    expect((await told()).at(-1)).toBe('closed {firm}  shen');
    const [says] = (await house.owner.query(`select says, says_en from notice where about_id = $1 order by id limit 1`, [String(file.id)]))
      .rows;
    expect(says).toEqual({ says: `${file.number} ${file.title}：等排污单位反馈`, says_en: `${file.number}: Reminder issued` });
  });

  it('a reply and the clock that would overtake it never both move the file', async () => {
    for (let round = 0; round < 6; round += 1) {
      const file = await issue(opening());
      const due = NOW + 61 * 60_000;
      await Promise.all([cases.sweepClocks(house.system, due), act(file.id, 'replied', 'fang', REPLY, due)]);
      const acts = await house.system.tx((tx) => listActs(tx, file.id));
      const steps = acts.map((a) => a.step);
      expect(acts.at(-1)?.late).toBe(true);
      const clocks = await house.system.tx((tx) => listClocks(tx, file.id));
      expect([clocks[0]?.firedAt, clocks[0]?.stoppedAt].filter((t) => t !== null)).toEqual([due]);
      // Either the reply came first and the clock is stopped, or the clock fired and the reply is a late one.
      expect([['issued', 'replied'].join(), ['issued', 'overdue', 'replied'].join()]).toContain(steps.join());
    }
  });

  it('a reply after its time is taken and marked late, whether or not the sweep had come round', async () => {
    const unswept = await issue(opening());
    await act(unswept.id, 'replied', 'fang', REPLY, NOW + 61 * 60_000);
    const swept = await issue(opening());
    await cases.sweepClocks(house.system, NOW + 61 * 60_000);
    await act(swept.id, 'replied', 'fang', REPLY, NOW + 62 * 60_000);
    const punctual = await issue(opening());
    await act(punctual.id, 'replied', 'fang', REPLY, NOW + 59 * 60_000);
    for (const [file, late] of [
      [unswept, true],
      [swept, true],
      [punctual, false],
    ] as const) {
      expect((await house.system.tx((tx) => listActs(tx, file.id))).at(-1)?.late).toBe(late);
    }
  });

  it('an officer who goes on without the firm is not late because the firm was (C6)', async () => {
    const file = await issue(opening());
    await cases.sweepClocks(house.system, NOW + 61 * 60_000);
    await act(file.id, 'accepted', 'qin', OPINION, NOW + 62 * 60_000);
    const unverified = await issue(opening());
    await act(unverified.id, 'replied', 'fang', REPLY);
    await cases.sweepClocks(house.system, NOW + 1_441 * 60_000);
    await act(unverified.id, 'accepted', 'qin', OPINION, NOW + 1_442 * 60_000);
    const late = async (id: number) => (await house.system.tx((tx) => listActs(tx, id))).map((a) => [a.step, a.late]);
    expect((await late(file.id)).at(-1)).toEqual(['accepted', false]);
    expect((await late(unverified.id)).at(-1)).toEqual(['accepted', true]);
  });

  it('files that cannot go on do not stop the clocks of the others, however many they are', async () => {
    const sick = await issue(opening());
    const well = await issue(opening());
    await house.owner.query(`update case_file set procedure_from = '1999-01-01' where id = $1`, [sick.id]);
    await house.owner.query(
      `with more as (
         insert into case_file (number, procedure, procedure_from, subject_key, title, party, party_name, district, step, opened_at)
         select 'sick ' || n, procedure, procedure_from, 'sick ' || n, title, party, party_name, district, step, opened_at
           from case_file, generate_series(1, 205) as n where id = $1 returning *)
       insert into case_clock (file, step, else_step, started_at, due_at, explains, party, district)
       select id, step, 'overdue', opened_at, opened_at, '', party, district from more`,
      [sick.id],
    );
    await expect(cases.sweepClocks(house.system, NOW + 61 * 60_000)).rejects.toThrow(/^206 clocks.*no longer declared/);
    expect((await house.system.tx((tx) => listActs(tx, well.id))).at(-1)?.step).toBe('overdue');
    expect((await house.system.tx((tx) => listActs(tx, sick.id))).at(-1)?.step).toBe('issued');
    await house.owner.query(`delete from case_clock where file in (select id from case_file where number like 'sick %')`);
    await house.owner.query(`delete from case_file where number like 'sick %'`);
    await house.owner.query(`update case_file set procedure_from = '2025-01-01' where id = $1`, [sick.id]);
    expect(await cases.sweepClocks(house.system, NOW + 61 * 60_000)).toBe(1);
    expect((await house.system.tx((tx) => listActs(tx, sick.id))).at(-1)?.step).toBe('overdue');
  });
});

describe('a file keeps the procedure of the day it was opened (C5)', () => {
  it('a table in force from next month changes the files of next month', async () => {
    const change = Date.UTC(2026, 8, 30, 16); // midnight of 1 October in the city
    const stricter = structuredClone(reminder) as Procedure;
    stricter.effectiveFrom = '2026-10-01';
    stricter.steps.replied!.next = ['returned'];
    stricter.steps.overdue!.next = ['replied'];
    stricter.steps.sentBack!.next = ['returned'];
    stricter.steps.accepted!.next = ['closed'];
    const both = openCases(portsWith({ procedures: [stricter, reminder, request] }));
    const openedAt = (now: number) => house.system.tx((tx) => both.openOrRaise(tx, 'reminder', opening(), 'raised', now));
    const [before, after] = [await openedAt(change - 1), await openedAt(change)];
    expect([before.procedureFrom, after.procedureFrom]).toEqual(['2025-01-01', '2026-10-01']);
    const offered = async (id: number) =>
      house.system.tx(async (tx) => {
        const file = (await both.act(tx, id, 'replied', REPLY, people.fang as Actor, change + 1)) as File;
        return both.mayCome(file, await listActs(tx, id), people.qin as Actor, change + 1).map((n) => n.step);
      });
    expect([await offered(before.id), await offered(after.id)]).toEqual([['accepted', 'returned'], ['returned']]);
    // The other tests' engine knows one table only.
    await house.owner.query(`update case_file set status = 'closed' where id = $1`, [after.id]);
    await house.owner.query('delete from case_clock where file = $1', [after.id]);
  });
});

describe('one file a subject', () => {
  it('a repeat joins the open file with its link and no act; a rise is an act and is told; the same cause again is nothing', async () => {
    const first = opening();
    const file = await issue(first);
    const repeat = { ...first, because: 'b2', links: [{ role: 'verdict', to: { kind: 'verdict', id: 'v2' }, name: '判定' }] };
    expect((await issue(repeat)).id).toBe(file.id);
    expect((await issue({ ...first, because: 'b3', level: 2 })).level).toBe(2);
    expect((await issue({ ...first, because: 'b3', level: 2 })).acts).toBe(2);
    expect((await issue({ ...first, because: 'b4', level: 1 })).level).toBe(2);
    expect(await count('link where from_id = $1 and role = $2', [String(file.id), 'verdict'])).toBe(2);
    expect(await count(`outbox where about_id = $1`, [String(file.id)])).toBe(3);
  });

  it('the same cause judged anew after closing opens nothing; another cause opens another file', async () => {
    const first = opening();
    const file = await issue(first);
    await act(file.id, 'replied', 'fang', REPLY);
    await act(file.id, 'accepted', 'qin', OPINION);
    await act(file.id, 'closed', 'shen');
    expect((await issue(first)).id).toBe(file.id);
    expect((await issue({ ...first, because: 'later' })).id).not.toBe(file.id);
  });

  it('two at once about one subject are one file', async () => {
    const first = opening();
    const [one, two] = await Promise.all([issue(first), issue({ ...first, because: 'at-once', level: 2 })]);
    expect(two.id).toBe(one.id);
    expect(await count('case_file where subject_key = $1', [first.subjectKey])).toBe(1);
    expect(await count(`link where from_id = $1 and role = 'cause'`, [String(one.id)])).toBe(2);
  });
});

describe('an effect settles in the act’s own transaction (C7)', () => {
  const ask = async (amount: number) => {
    const outcome = await house.system.tx((tx) =>
      cases.open(tx, 'request', opening({ says: { kind: 'small', amount } }), people.fang as Actor, NOW),
    );
    return outcome as File;
  };
  it('what a choice carries is frozen in the act', async () => {
    const file = await ask(20);
    const dearer = openCases(portsWith({ choices: async () => [{ value: 'small', name: '小（新）', carries: { least: 1_000 } }] }));
    const next = await house.system.tx(async (tx) => dearer.mayCome(file, await listActs(tx, file.id), people.qin as Actor, NOW));
    expect(next.map((n) => [n.step, n.why?.code ?? null])).toEqual([['granted', null]]);
    expect((await house.system.tx((tx) => listActs(tx, file.id)))[0]?.says).toEqual({
      kind: 'small',
      kind_name: '小',
      kind_least: 10,
      amount: 20,
    });
  });
  it('done: the effect is on the act, and the message is sent once, filled in', async () => {
    const file = await ask(20);
    expect(codeOf(await act(file.id, 'granted', 'qin'))).toBe('done');
    expect((await house.system.tx((tx) => listActs(tx, file.id))).at(-1)?.effects).toEqual([
      { kind: 'done', says: '已标', ref: null },
      { kind: 'done', says: '已记', ref: null },
    ]);
    const messages = await house.system.tx((tx) =>
      tx.query<{ body: string }>('select body from outbox where about_id = $1', [String(file.id)]),
    );
    expect(messages.map((m) => m.body)).toEqual([`【青山生态环境】${file.title}已确认，${file.number}`]);
  });
  it('refused: no act, no message, no link, no fact, nothing of an effect before it, and the file stands where it was', async () => {
    const file = await ask(13);
    const written = async () =>
      Promise.all([...['case_act', 'outbox', 'link', 'appeared', 'chain_row'].map((table) => count(table)), fileRow(file.id)]);
    const before = await written();
    expect(codeOf(await act(file.id, 'granted', 'qin'))).toBe('test.no');
    expect(await written()).toEqual(before);
    expect((await house.system.tx((tx) => listActs(tx, file.id))).map((a) => a.step)).toEqual(['asked']);
  });
  it('a condition on what was said is a refusal with its own words', async () => {
    const refused = await act((await ask(9)).id, 'granted', 'qin');
    expect(refused).toMatchObject({ code: 'case.conditionNotMet', says: '数量不足' });
    expect(codeOf(await act((await ask(10)).id, 'granted', 'qin'))).toBe('done');
  });
});

describe('what is written', () => {
  it('numbers have no gaps, also when an opening is rolled back', async () => {
    const first = await issue(opening());
    await house.system
      .tx(async (tx) => {
        await cases.openOrRaise(tx, 'reminder', opening(), 'raised', NOW);
        throw new Error('rolled back');
      })
      .catch(() => {});
    const second = await issue(opening());
    const n = (file: File) => Number(/〔2026〕(\d+)号/.exec(file.number)?.[1]);
    expect(n(second)).toBe(n(first) + 1);
  });

  it('acts are sealed; one that is altered, or taken away, is named (C1)', async () => {
    const file = await issue(opening());
    await act(file.id, 'replied', 'fang', REPLY);
    while (await sealPending(house.system, NOW));
    expect((await verify(house.system, [actWitness])).flaws).toEqual([]);
    const id = `${file.id}/2`;
    for (const change of [
      `says = jsonb_set(says, '{measures}', '"改过"')`,
      `step = 'accepted'`,
      `by_login = 'shen'`,
      `by_name = '沈复'`,
      `by_role = 'officer'`,
      `late = not late`,
      `at = at - interval '1 hour'`,
      `effects = '[{"says": "已记"}]'`,
      `because = 'x'`,
      `party = 'X'`,
      `district = 'X'`,
    ]) {
      const client = await house.owner.connect();
      try {
        const { rows } = await client.query('select to_jsonb(a) as kept from case_act a where id = $1', [id]);
        await client.query(`update case_act set ${change} where id = $1`, [id]);
        const found = (await verify(house.system, [actWitness])).flaws.map((f) => [f.code, f.about]);
        expect(found, change).toEqual([['contentDiffers', `act:${id}`]]);
        await client.query('delete from case_act where id = $1', [id]);
        expect((await verify(house.system, [actWitness])).flaws.map((f) => f.code)).toEqual(['thingMissing']);
        await client.query('insert into case_act select * from jsonb_populate_record(null::case_act, $1)', [rows[0].kept]);
        expect((await verify(house.system, [actWitness])).flaws).toEqual([]);
      } finally {
        client.release();
      }
    }
  });

  it('what a file is about is sealed with its opening: number, firm, place, district and procedure (C1)', async () => {
    const file = await issue(opening());
    while (await sealPending(house.system, NOW));
    expect((await verify(house.system, [fileWitness])).flaws).toEqual([]);
    for (const [column, value] of Object.entries({
      number: `'X'`,
      procedure: `'x'`,
      procedure_from: `'1999-01-01'`,
      subject_key: `'x'`,
      title: `'x'`,
      party: `'X'`,
      party_name: `'X'`,
      place: `'X'`,
      place_name: `'X'`,
      district: `'X'`,
      opened_at: `opened_at - interval '1 day'`,
    })) {
      const { rows } = await house.owner.query('select to_jsonb(f) as kept from case_file f where id = $1', [file.id]);
      await house.owner.query(`update case_file set ${column} = ${value} where id = $1`, [file.id]);
      const found = (await verify(house.system, [fileWitness])).flaws.map((f) => [f.code, f.about]);
      await house.owner.query(
        `update case_file set ${column} = k.${column} from jsonb_populate_record(null::case_file, $2) k where case_file.id = $1`,
        [file.id, rows[0].kept],
      );
      expect(found, column).toEqual([['contentDiffers', `file:${file.id}`]]);
    }
    expect((await verify(house.system, [fileWitness])).flaws).toEqual([]);
  });

  it('what was said is sealed as it is kept, whatever it was (C1)', async () => {
    const said = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()).filter((v) => !/\\u(0000|d[89a-f])/i.test(JSON.stringify(v)));
    await fc.assert(
      fc.asyncProperty(said, async (says) => {
        await issue(opening({ says: { ...says, message: '一句。' } }));
      }),
      { numRuns: 40 },
    );
    while (await sealPending(house.system, NOW));
    expect((await verify(house.system, [actWitness])).flaws).toEqual([]);
  });

  it('the last act of a year is of that year in the city, in its number and in its fact', async () => {
    const midnight = Date.UTC(2026, 11, 31, 16);
    const [old, fresh] = [await issue(opening(), midnight - 1), await issue(opening(), midnight)];
    expect([/〔2026〕\d+号$/.test(old.number), /〔2027〕1号$/.test(fresh.number)]).toEqual([true, true]);
    const days = await house.system.tx((tx) =>
      tx.query<{ day: string }>('select day from case_facts where ref_id = any($1) order by ref_id::bigint', [
        [String(old.id), String(fresh.id)],
      ]),
    );
    expect(days.map((d) => d.day)).toEqual(['2026-12-31', '2027-01-01']);
  });

  it('a message goes out from its level on, filled in, and to nobody where nobody is known', async () => {
    const loud = structuredClone(reminder) as Procedure;
    loud.steps.raised!.tells![0]!.fromLevel = 3;
    const engine = openCases(
      portsWith({
        procedures: [loud],
        contactOf: async (_tx, to) => (to === 'firm' ? { receiver: '方一', address: null } : null),
      }),
    );
    const first = opening();
    const on = (level: number, because: string) =>
      house.system.tx((tx) => engine.openOrRaise(tx, 'reminder', { ...first, level, because }, 'raised', NOW));
    const file = await on(1, 'l1');
    await on(2, 'l2');
    await on(3, 'l3');
    const bodies = await house.system.tx((tx) =>
      tx.query<{ body: string }>('select body from outbox where about_id = $1 order by id', [String(file.id)]),
    );
    const message = first.says.message;
    expect(bodies.map((m) => m.body.replace(/^【[^】]*】/, ''))).toEqual([
      `提醒：${message}请于 ${showInstant(NOW + 60 * 60_000)} 前登录平台反馈原因和措施。本提醒仅供自查，不作为认定依据。（${file.number}）`,
      `提醒升级：${message}请尽快采取措施并反馈。本提醒仅供自查，不作为认定依据。（${file.number}）`,
    ]);
  });

  it('a firm acts on its own file and sees no other; a branch sees its own area', async () => {
    const file = await issue(opening());
    const own = await house.app.as({ districts: [], party: FIRM }, (tx) =>
      cases.act(tx, file.id, 'replied', REPLY, people.fang as Actor, NOW),
    );
    expect(codeOf(own)).toBe('done');
    const foreign = await house.app.as({ districts: [], party: 'X' }, (tx) =>
      cases.act(tx, file.id, 'replied', REPLY, people.other as Actor, NOW),
    );
    expect(codeOf(foreign)).toBe('case.noSuchFile');
    const elsewhere = await house.app.as({ districts: ['339921000000'] }, (tx) =>
      cases.act(tx, file.id, 'accepted', OPINION, people.ding as Actor, NOW),
    );
    expect(codeOf(elsewhere)).toBe('case.noSuchFile');
  });
});

describe('random histories end as the slow twin says, step by step (C1–C8)', () => {
  const STEPS = [...Object.keys(reminder.steps), 'nothing'];
  const someone = fc.constantFrom(...Object.keys(people));
  const said = fc.constantFrom<Record<string, unknown>>(
    { ...REPLY, ...OPINION },
    { ...REPLY, ...OPINION, cause: 'weather' },
    { cause: 'process', measures: ' \0', opinion: '', reason: 7 },
    {},
  );
  const move = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('act' as const), step: fc.constantFrom(...STEPS), who: someone, says: said }) },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('forward' as const), pick: fc.nat(), says: fc.option(said, { freq: 5, nil: undefined }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('pass' as const),
        minutes: fc.oneof(fc.constantFrom(59, 60, 61, 1439, 1440, 1441), fc.integer({ min: 1, max: 1500 })),
        sweeps: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('again' as const),
        level: fc.integer({ min: 1, max: 3 }),
        cause: fc.constantFrom('a', 'b', 'c', 'd'),
      }),
    },
  );
  type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;
  const minutes = (parameter: string) => MINUTES[parameter] ?? 1;

  /** One history in engine and twin; null while they agree, else where they part. `astray` is an engine with a mistake in it. */
  async function history(
    moves: Move[],
    procedure: Procedure = reminder,
    ports: Partial<Ports> = {},
    astray = (e: Cases, _ports: Ports) => e,
  ) {
    const given = portsWith({ procedures: [procedure, request], ...ports });
    const engine = astray(openCases(given), given);
    const first = opening();
    let now = NOW;
    const started = await house.system.tx((tx) => engine.openOrRaise(tx, 'reminder', first, 'raised', now));
    const twin = model.begin(reminder, 1, first.because, now, minutes);
    const part = (after: string, engineSays: unknown, twinSays: unknown): string | null => {
      const [one, other] = [JSON.stringify(engineSays), JSON.stringify(twinSays)];
      return one === other ? null : `${after}: engine ${one}, twin ${other}`;
    };
    /** Everything there is to see of the file, as each of them has it. */
    const compare = (after: string) =>
      house.system.tx(async (tx) => {
        const file = (await findFile(tx, started.id)) as File;
        const acts = await listActs(tx, started.id);
        const clocks = await listClocks(tx, started.id);
        const about = await tx.query('select id from case_file where subject_key = $1', [first.subjectKey]);
        return part(
          after,
          {
            file: [file.step, file.status, file.waitingFor, file.level, file.dueAt, file.acts, about.length],
            end: [file.closing, file.closedAt],
            running: clocks.filter((c) => c.stoppedAt === null && c.firedAt === null).map((c) => [c.step, c.dueAt]),
            fired: clocks.filter((c) => c.firedAt !== null).length,
            both: clocks.filter((c) => c.firedAt !== null && c.stoppedAt !== null).length,
            acts: acts.map((a) => [a.seq, a.step, a.byLogin ?? '', a.late, a.at]),
            next: Object.values(people).map((who) => engine.mayCome(file, acts, who, now).map((n) => [n.step, n.why?.code ?? null])),
          },
          {
            file: [twin.step, twin.open ? 'open' : 'closed', model.waiting(reminder, twin), twin.level, twin.due, twin.acts.length, 1],
            end: twin.open ? [null, null] : [reminder.steps[twin.step]?.closes, twin.acts.findLast((a) => a.step === twin.step)?.at],
            running: twin.due === null ? [] : [[twin.step, twin.due]],
            fired: twin.fired,
            both: 0,
            acts: twin.acts.map((a, i) => [i + 1, a.step, a.by, a.late, a.at]),
            next: Object.values(people).map((who) => model.buttons(reminder, twin, who, FIRM).map((b) => [b.step, b.why])),
          },
        );
      });
    const take = async (step: string, who: Actor & model.Someone, says: Record<string, unknown> = { ...REPLY, ...OPINION }) => {
      const outcome = await house.system
        .tx((tx) => engine.act(tx, started.id, step, says, who, now))
        .catch((e: { refusal?: Refusal }) => e.refusal as Refusal);
      return part(`${who.login} ${step}`, codeOf(outcome), model.act(reminder, twin, step, who, FIRM, now, minutes, says) ?? 'done');
    };
    try {
      let differs = await compare('opened');
      for (const m of moves) {
        if (differs) break;
        if (m.kind === 'pass') {
          now += m.minutes * 60_000;
          if (!m.sweeps) continue;
          // The twin sweeps this file; the engine sweeps everyone's.
          await engine.sweepClocks(house.system, now);
          model.sweep(reminder, twin, now, minutes);
        } else if (m.kind === 'again') {
          const cause = `${first.because}-${m.cause}`;
          // Another cause after closing opens another file; that one is not this twin's.
          if (!twin.open && !twin.causes.includes(cause)) continue;
          await house.system.tx((tx) => engine.openOrRaise(tx, 'reminder', { ...first, because: cause, level: m.level }, 'raised', now));
          model.again(twin, m.level, cause, 'raised', now);
        } else if (m.kind === 'act') differs = await take(m.step, people[m.who] as Actor & model.Someone, m.says);
        else {
          const open = Object.values(people).flatMap((who) =>
            model.buttons(reminder, twin, who, FIRM).flatMap((b) => (b.why ? [] : [{ step: b.step, who }])),
          );
          const chosen = open[m.pick % (open.length || 1)];
          if (chosen) differs = await take(chosen.step, chosen.who, m.says);
        }
        differs ??= await compare(JSON.stringify(m));
      }
      return differs;
    } finally {
      // Left open, it would be swept by every history after it.
      await house.owner.query(`update case_clock set stopped_at = started_at where file = $1 and fired_at is null`, [started.id]);
    }
  }

  it('engine and twin agree', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 4, maxLength: 16 }), async (moves) => {
        expect(await history(moves)).toBeNull();
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);

  const changed = (change: (steps: Record<string, Procedure['steps'][string]>) => void): Procedure => {
    const steps = structuredClone(reminder.steps) as Record<string, Procedure['steps'][string]>;
    change(steps);
    return { ...reminder, steps };
  };
  /** Things an engine could get wrong, planted in the table or the ports it is given, or in what it does. */
  const MUTATIONS: [string, Procedure, Partial<Ports>, ((engine: Cases) => Cases)?][] = [
    ['the verifier may review', changed((s) => delete s.closed!.notBy), {}],
    ['the verifier may send back', changed((s) => delete s.sentBack!.notBy), {}],
    ['an officer may reply for the firm', changed((s) => Object.assign(s.replied!, { by: 'officer' })), { mayHandle: () => true }],
    ['a closed file can go on', changed((s) => Object.assign(s.closed!, { closes: undefined, next: ['accepted'], waits: 'x' })), {}],
    ['the clock runs half as long', reminder, { parameter: (id) => ({ value: (MINUTES[id] ?? 1) / 2, cite: '', provisional: false }) }],
    ['the clock takes the wrong step', changed((s) => Object.assign(s.issued!, { else: 'unverified' })), {}],
    ['everyone has every power', reminder, { mayHandle: () => true }],
    ['nobody has any power', reminder, { mayHandle: () => false }],
    ['a power of another act will do', reminder, { mayHandle: (actor) => (people[actor.login]?.powers.length ?? 0) > 0 }],
    ['a reply need not be verified', changed((s) => s.replied!.next.push('closed')), {}],
    ['a rise moves the file', changed((s) => Object.assign(s.raised!, { aside: undefined, waits: 'x', next: ['replied'] })), {}],
    ['the person who waits is told something else', changed((s) => Object.assign(s.accepted!, { waits: '等' })), {}],
    ['an act is never late', reminder, {}, (e) => ({ ...e, act: (tx, id, step, says, who) => e.act(tx, id, step, says, who, NOW) })],
    ['the clocks are never swept', reminder, {}, (e) => ({ ...e, sweepClocks: async () => 0 })],
    ['a clock fires a minute late', reminder, {}, (e) => ({ ...e, sweepClocks: (store, now) => e.sweepClocks(store, now - 60_000) })],
    [
      'the same cause is noted each time it comes',
      reminder,
      {},
      (e) => ({
        ...e,
        openOrRaise: (tx, id, of, raised, now) => e.openOrRaise(tx, id, { ...of, because: `${of.because}-${serial++}` }, raised, now),
      }),
    ],
    [
      'a rise goes unnoticed',
      reminder,
      {},
      (e) => ({ ...e, openOrRaise: (tx, id, of, raised, now) => e.openOrRaise(tx, id, { ...of, level: 1 }, raised, now) }),
    ],
    [
      'an act is written in the name of another',
      reminder,
      {},
      (e) => ({ ...e, act: (tx, id, step, says, who, now) => e.act(tx, id, step, says, { ...who, login: 'duty' }, now) }),
    ],
    [
      'a button is shown to all alike',
      reminder,
      {},
      (e) => ({ ...e, mayCome: (file, acts, _who, now) => e.mayCome(file, acts, people.shen!, now) }),
    ],
  ];
  it.each(MUTATIONS)(
    'a planted mistake in the table or the ports is caught: %s',
    async (_name, procedure, ports, astray) => {
      let caught: string | null = null;
      for (let seed = 1; seed <= 60 && !caught; seed += 1) {
        const [moves = []] = fc.sample(fc.array(move, { minLength: 8, maxLength: 16 }), { numRuns: 1, seed });
        caught = await history(moves, procedure, ports, astray);
      }
      expect(caught).not.toBeNull();
    },
    120_000,
  );

  /** Mistakes in the engine's own lines: file, the line as it stands, the line gone wrong. Planted in a copy, which is then run beside the twin. */
  const PLANTED: [string, string, string, string][] = [
    ['any step may come next', 'file.ts', 'if (!here.next.includes(wanted)) return', 'if (false) return'],
    ['any role may do any step', 'file.ts', 'if (step.by !== actor.role) return', 'if (false) return'],
    ['one firm may reply for another', 'file.ts', "step.by === 'firm' ? actor.party === of.party.id :", "step.by === 'firm' ? true :"],
    ['the verifier may review (C8)', 'file.ts', '=> lastOf(acts, id)?.byLogin === actor.login', '=> false'],
    [
      'who verified first may never review again',
      'file.ts',
      'acts.findLast((act) => act.step === step)',
      'acts.find((act) => act.step === step)',
    ],
    ['what must be said may be left out', 'file.ts', 'if (field.required) return', 'if (false) return'],
    ['a choice may be anything', 'file.ts', 'if (!choice) return refuse', 'if (!choice) continue; if (false) return refuse'],
    ['no act is ever late', 'cases.ts', "const late = actor.role !== 'system' && isLate", 'const late = false && isLate'],
    ['late only when the clock has fired', 'cases.ts', 'if (file.dueAt !== null && isOver(file.dueAt, now)) return true;', ''],
    ['late only when the clock has not fired', 'cases.ts', "i > 0 && moves[i]?.because?.startsWith('clock:')", 'i > 0 && false'],
    ['on the minute is late', 'cases.ts', 'dueAt < minuteOf(now)', 'dueAt <= minuteOf(now)'],
    [
      'an act leaves the clock running (C6)',
      'cases.ts',
      "where file = $1 and stopped_at is null and fired_at is null',",
      "where file = $1 and false',",
    ],
    ['an aside stops the clock', 'cases.ts', 'if (!step.aside) {', 'if (true) {'],
    ['a closed file stays open', 'cases.ts', "step.closes ? 'closed' : 'open'", "'open'"],
    [
      'a step without a deadline keeps the one before',
      'cases.ts',
      ': null;\n    }\n    await tx.query(',
      ': file.dueAt;\n    }\n    await tx.query(',
    ],
    ['acts are numbered from nought (C1)', 'cases.ts', 'const seq = acts.length + 1;', 'const seq = acts.length;'],
    [
      'a rise is noted and the level stays',
      'cases.ts',
      "'update case_file set level = $2 where id = $1'",
      "'update case_file set level = level where id = $1 and $2::int > 0'",
    ],
    ['an equal level is a rise', 'cases.ts', 'opening.level > file.level', 'opening.level >= file.level'],
    ['the same cause again is another (one file a subject)', 'cases.ts', 'if (before) return before;', ''],
    [
      'a clock fires a minute early',
      'cases.ts',
      'due_at < to_timestamp($1 / 1000.0)\n',
      "due_at <= to_timestamp($1 / 1000.0) + interval '1 minute'\n",
    ],
    ['whom it waits for is never brought up to date', 'cases.ts', 'step.aside ? file.waitingFor : (step.waits ?? null)', 'file.waitingFor'],
  ];
  it.each(PLANTED)(
    'a planted mistake in the engine is caught: %s',
    async (_name, file, right, wrong) => {
      const engine = await withMistake(file, right, wrong);
      try {
        let caught: string | null = null;
        for (let seed = 1; seed <= 80 && !caught; seed += 1) {
          const [moves = []] = fc.sample(fc.array(move, { minLength: 8, maxLength: 16 }), { numRuns: 1, seed });
          caught = await history(moves, reminder, {}, engine.astray).catch((error: Error) => `broke: ${error.message}`);
        }
        expect(caught).not.toBeNull();
      } finally {
        await engine.gone();
      }
    },
    120_000,
  );

  it('and a copy without a mistake is not: it is the mistakes that are caught, not the copying', async () => {
    const engine = await withMistake();
    for (let seed = 1; seed <= 30; seed += 1) {
      const [moves = []] = fc.sample(fc.array(move, { minLength: 8, maxLength: 16 }), { numRuns: 1, seed });
      expect(await history(moves, reminder, {}, engine.astray)).toBeNull();
    }
    await engine.gone();
  }, 120_000);

  /** The engine as it would be with one line gone wrong. */
  async function withMistake(file?: string, right = '', wrong = '') {
    const here = fileURLToPath(new URL('.', import.meta.url));
    const copy = await mkdtemp(join(tmpdir(), 'case-'));
    for (const name of ['cases.ts', 'file.ts', 'procedure.ts', 'refusals.ts', 'templates.ts', 'notices.ts']) {
      let text = await readFile(join(here, name), 'utf8');
      if (name === file) {
        expect(text.split(right), `'${right}' stands once in ${name}`).toHaveLength(2);
        text = text.replace(right, () => wrong);
      }
      await writeFile(join(copy, name), text.replaceAll("'../../foundation/", `'${join(here, '../../foundation/')}`));
    }
    const { openCases: openAstray } = (await import(/* @vite-ignore */ join(copy, 'cases.ts'))) as { openCases: typeof openCases };
    return { astray: (_right: Cases, ports: Ports) => openAstray(ports), gone: () => rm(copy, { recursive: true }) };
  }
});

/** A third procedure: opened by hand, with conditions, working days and every kind of field. */
const inspection = caseType({
  id: 'inspection',
  name: '核查',
  nameEn: 'Inspection',
  matter: 'm',
  effectiveFrom: '2025-01-01',
  series: '测查',
  first: 'asked',
  levels: ['普通'],
  opensBy: { step: 'asked', about: 'party', title: '{party}申请核查{kind}', oneFor: ['kind'] },
  steps: {
    asked: {
      name: '申请',
      nameEn: 'Ask',
      by: 'firm',
      waits: '等核查',
      next: ['passed', 'toSite'],
      within: { unit: 'workingDays', parameter: 'days' },
      else: 'overdue',
      asks: [
        // Asked before what makes it necessary.
        { field: 'since', name: '自', kind: 'day', required: false, requiredWhen: { field: 'kind', is: 'big' } },
        {
          field: 'kind',
          name: '类别',
          kind: 'choice',
          required: true,
          choices: [
            { value: 'big', name: '较大' },
            { value: 'small', name: '一般' },
          ],
        },
        { field: 'tonnes', name: '数量', kind: 'number', required: true, atLeast: 0, atMost: 100, unit: '吨' },
        { field: 'where', name: '地点', kind: 'place', required: false },
      ],
      tells: [{ to: 'firm', channel: 'sms', text: '{title}须现场核查', onlyWhen: { said: 'asked.kind', is: 'big' } }],
    },
    overdue: { name: '到时', nameEn: 'Overdue', by: 'system', detour: true, waits: '等核查（已到时）', next: ['passed', 'toSite'] },
    toSite: {
      name: '现场核查',
      nameEn: 'On site',
      by: 'officer',
      power: 'verify',
      onlyWhen: { said: 'asked.kind', is: 'big' },
      waits: '等办结',
      next: ['passed'],
    },
    passed: { name: '办结', nameEn: 'Done', by: 'officer', power: 'verify', next: [], closes: '办结' },
  },
});

describe('a file opened by hand', () => {
  const openedWith = openCases(
    portsWith({
      procedures: [inspection, reminder],
      lookUp: async (_tx, { kind }, value) => (kind === 'place' && value === 'DW001' ? { value, name: '总排口' } : null),
      subject: async (_tx, about, _of, id) =>
        about === 'party' && id === FIRM ? { party: { id, name: '青山染整厂' }, place: null, entry: null, district: DISTRICT } : null,
      workingDays: (after, count) => ({ day: after < '2026-09-30' ? '2026-09-30' : '2026-10-13', provisional: count > 9 }),
    }),
  );
  const ask = async (who: string, says: Record<string, unknown>, about = '', procedure = 'inspection') => {
    try {
      return await house.system.tx((tx) =>
        openedWith.openByHand(tx, procedure, { about, says, because: `hand-${++serial}` }, people[who] as Actor, NOW),
      );
    } catch (error) {
      return (error as { refusal: Refusal }).refusal;
    }
  };

  it('is about the firm of whoever opens it, one for each thing it is declared to be one for', async () => {
    const first = (await ask('fang', { kind: 'small', tonnes: 3 })) as File;
    expect([first.step, first.title, first.subjectKey]).toEqual(['asked', '青山染整厂申请核查一般', `inspection:${FIRM}:small`]);
    expect(codeOf(await ask('fang', { kind: 'small', tonnes: 4 }))).toBe('case.alreadyOpen');
    expect(codeOf(await ask('fang', { kind: 'big', tonnes: 4, since: '2026-08-01' }))).toBe('done');
  });

  it('is refused to another role, about nobody, and where the procedure is never opened by hand', async () => {
    expect(codeOf(await ask('qin', { kind: 'small', tonnes: 3 }, FIRM))).toBe('case.notYourStep');
    expect(codeOf(await ask('fang', { kind: 'small', tonnes: 3 }, 'nobody'))).toBe('case.noSuchSubject');
    expect(codeOf(await ask('fang', {}, '', 'reminder'))).toBe('case.notByHand');
    expect(codeOf(await ask('fang', {}, '', 'nothing'))).toBe('case.noSuchProcedure');
  });

  it('takes a number within its bounds, a real day, a place that is there, and what another field makes necessary', async () => {
    const tried = async (says: Record<string, unknown>) =>
      codeOf(await ask('fang', { kind: 'big', tonnes: 4, since: '2026-08-01', ...says }));
    expect(await tried({ tonnes: 101 })).toBe('case.fieldOutOfBounds');
    expect(await tried({ since: '2026-02-30' })).toBe('case.fieldNotADay');
    expect(await tried({ since: '' })).toBe('case.fieldMissing');
    expect(await tried({ where: 'DW009' })).toBe('case.fieldNotAChoice');
  });

  it('offers a step only where what was said allows it, and counts its time in working days', async () => {
    const [big, small] = await house.system.tx(async (tx) => {
      const files = await listFiles(tx, { procedure: 'inspection', status: 'open' });
      return ['big', 'small'].map((kind) => files.find((file) => file.subjectKey.endsWith(kind)) as File);
    });
    const offered = (of: File) =>
      house.system.tx(async (tx) => openedWith.mayCome(of, await listActs(tx, of.id), people.qin as Actor, NOW).map((n) => n.step));
    expect([await offered(big as File), await offered(small as File)]).toEqual([['passed', 'toSite'], ['passed']]);
    const refused = await house.system.tx((tx) => openedWith.act(tx, (small as File).id, 'toSite', {}, people.qin as Actor, NOW));
    expect(codeOf(refused)).toBe('case.notNext');
    expect(dayOf((small as File).dueAt ?? 0)).toBe('2026-10-01');
    expect((await house.system.tx((tx) => listClocks(tx, (small as File).id)))[0]?.explains).toContain('个工作日');
    expect(await count(`outbox where about_id = $1 and body like '%须现场核查%'`, [String((big as File).id)])).toBe(1);
    expect(await count(`outbox where about_id = $1`, [String((small as File).id)])).toBe(0);
  });

  it('a table that could leave a file stuck, or opens it about nothing, is refused when it is read (C4)', () => {
    const flaws = (change: (of: Procedure) => void) => {
      const of = structuredClone(inspection) as Procedure;
      change(of);
      return flawsOf(of).join('; ');
    };
    expect(flaws((of) => Object.assign(of.steps.toSite as object, { next: ['passed'] }))).toBe('');
    expect(flaws((of) => Object.assign(of.steps.passed as object, { onlyWhen: { said: 'asked.kind', is: 'big' } }))).toContain(
      'can be stuck',
    );
    expect(flaws((of) => Object.assign(of.steps.passed as object, { unless: { said: 'asked.nothing', is: 'big' } }))).toContain(
      "depends on 'asked.nothing'",
    );
    expect(flaws((of) => Object.assign(of, { opensBy: undefined }))).toContain('opensBy');
    expect(flaws((of) => Object.assign(of.opensBy as object, { title: '{nobody}申请' }))).toContain('left blank');
    expect(flaws((of) => Object.assign(of.opensBy as object, { oneFor: ['nothing'] }))).toContain('not asked');
  });
});

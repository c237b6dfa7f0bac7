/** Laws C1–C8 against a real PostgreSQL: a table of refusals, races, roll-backs, and random histories beside the slow twin. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Effect } from '../../foundation/effects/index.ts';
import { isRefusal, type Refusal, refusals } from '../../foundation/refusal.ts';
import { sealPending, verify } from '../../foundation/seal/index.ts';
import { FOUNDATION, type House, openHouse } from '../../foundation/testing/house.ts';
import { reminder } from '../../programmes/data/automatic-monitoring/cases/reminder.ts';
import {
  type Actor,
  actWitness,
  type Cases,
  caseType,
  type File,
  flawsOf,
  listActs,
  listClocks,
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
  duty: { login: 'duty', name: '值守', role: 'duty', body: 'watch', party: null, powers: ['verify', 'close'] },
};

const refuse = refusals('test', { no: () => ({ says: '账上不够', saysEn: 'not enough' }) });
const settle: Effect = {
  name: 'settle',
  run: async (_tx, act) => (act.said.asked?.amount === 13 ? refuse.no() : { kind: 'done', says: '已记', ref: null }),
};

/** A second procedure, with an effect, a need, and a choice from a register. */
const request = caseType({
  id: 'request',
  name: '申请',
  nameEn: 'Request',
  matter: 'm',
  effectiveFrom: '2025-01-01',
  series: '测申',
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
      does: [settle],
      tells: [{ to: 'firm', channel: 'sms', text: '{title}已确认，{number}' }],
    },
  },
});

function portsWith(change: Partial<Ports> = {}): Ports {
  return {
    procedures: [reminder, request],
    parameter: (id) => ({ value: MINUTES[id] ?? 1, cite: '测试参数', provisional: false }),
    choices: async () => [{ value: 'small', name: '小', carries: { least: 10 } }],
    contactOf: async (_tx, to) => ({ receiver: to === 'firm' ? '青山染整厂 方一' : '上游分局 值班', address: null }),
    mayHandle: (actor, _matter, power) => people[actor.login]?.powers.includes(power) ?? false,
    roleName: (role) => role,
    bodyName: (body) => body,
    areaName: (area) => area,
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
const REPLY = { cause: 'process', measures: '调节池分流' };
const OPINION = { opinion: '属实', reason: '请补充' };

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
    ['an aside moves the file', (s) => s.raised!.next.push('closed'), 'must not move the file'],
    ['nobody is waited for', (s) => delete s.replied!.waits, 'does not say who is waited for'],
    ["an officer's step names no power", (s) => delete s.accepted!.power, 'names no power'],
    ['a choice has no choices', (s) => Object.assign(s.replied!.asks![0]!, { choices: [] }), 'without choices'],
    ['a doer is excluded by a step that is not there', (s) => Object.assign(s.closed!, { notBy: ['nobody'] }), 'does not exist'],
  ] as [string, (steps: Record<string, Procedure['steps'][string]>) => void, string][])('%s', (_name, change, says) => {
    expect(broken(change).join('; ')).toContain(says);
  });
  it('the reminder itself has no flaw', () => expect(flawsOf(reminder)).toEqual([]));
});

describe('refusals, in the order in which they are said (C3, C8)', () => {
  it('reads like the table of the README', async () => {
    const file = await issue(opening());
    const rows: [string, string, Record<string, unknown>, string][] = [
      ['qin', 'nothing', {}, 'case.noSuchStep'],
      ['qin', 'overdue', {}, 'case.noSuchStep'],
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
      ['shen', 'closed', {}, 'done'],
      ['shen', 'closed', {}, 'case.alreadyClosed'],
    ];
    for (const [who, step, says, expected] of rows) expect(codeOf(await act(file.id, step, who, says)), `${who} ${step}`).toBe(expected);
    expect(codeOf(await act(999_999, 'replied', 'fang', REPLY))).toBe('case.noSuchFile');
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
  });

  it('a reply and the clock that would overtake it never both move the file', async () => {
    for (let round = 0; round < 6; round += 1) {
      const file = await issue(opening());
      const due = NOW + 60 * 60_000;
      await Promise.all([cases.sweepClocks(house.system, due), act(file.id, 'replied', 'fang', REPLY, due)]);
      const steps = (await house.system.tx((tx) => listActs(tx, file.id))).map((a) => a.step);
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

  it('a file that cannot go on does not stop the clocks of the others', async () => {
    const sick = await issue(opening());
    const well = await issue(opening());
    await house.owner.query(`update case_file set procedure_from = '1999-01-01' where id = $1`, [sick.id]);
    await expect(cases.sweepClocks(house.system, NOW + 61 * 60_000)).rejects.toThrow(/no longer declared/);
    expect((await house.system.tx((tx) => listActs(tx, well.id))).at(-1)?.step).toBe('overdue');
    await house.owner.query(`update case_file set procedure_from = '2025-01-01' where id = $1`, [sick.id]);
    await cases.sweepClocks(house.system, NOW + 61 * 60_000);
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
    const outcomes = await Promise.allSettled([issue(first), issue({ ...first, because: 'at-once' })]);
    expect(outcomes.some((o) => o.status === 'fulfilled')).toBe(true);
    expect(await count('case_file where subject_key = $1', [first.subjectKey])).toBe(1);
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
    expect((await house.system.tx((tx) => listActs(tx, file.id))).at(-1)?.effects).toEqual([{ kind: 'done', says: '已记', ref: null }]);
    const [message] = await house.system.tx((tx) =>
      tx.query<{ body: string }>('select body from outbox where about_id = $1', [String(file.id)]),
    );
    expect(message?.body).toBe(`${file.title}已确认，${file.number}`);
  });
  it('refused: no act, no message, no fact, and the file stands where it was', async () => {
    const file = await ask(13);
    const before = [await count('case_act'), await count('outbox'), await count('appeared'), await count('chain_row')];
    expect(codeOf(await act(file.id, 'granted', 'qin'))).toBe('test.no');
    expect([await count('case_act'), await count('outbox'), await count('appeared'), await count('chain_row')]).toEqual(before);
    expect((await house.system.tx((tx) => listActs(tx, file.id))).map((a) => a.step)).toEqual(['asked']);
  });
  it('a condition on what was said is a refusal with its own words', async () => {
    const file = await ask(5);
    expect(codeOf(await act(file.id, 'granted', 'qin'))).toBe('case.conditionNotMet');
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
    await house.owner.query(`update case_act set says = jsonb_set(says, '{measures}', '"改过"') where id = $1`, [`${file.id}/2`]);
    expect((await verify(house.system, [actWitness])).flaws.map((f) => f.about)).toContain(`act:${file.id}/2`);
    await house.owner.query(`update case_act set says = jsonb_set(says, '{measures}', '"调节池分流"') where id = $1`, [`${file.id}/2`]);
    expect((await verify(house.system, [actWitness])).flaws).toEqual([]);
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
  const move = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('act' as const),
        step: fc.constantFrom(...STEPS),
        who: fc.constantFrom(...Object.keys(people)),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('lawful' as const), pick: fc.nat(), who: fc.constantFrom(...Object.keys(people)) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 1500 }), sweeps: fc.boolean() }),
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

  async function history(moves: Move[], procedure: Procedure = reminder, ports: Partial<Ports> = {}): Promise<string | null> {
    const engine = openCases(portsWith({ procedures: [procedure, request], ...ports }));
    const first = opening();
    let now = NOW;
    const started = await house.system.tx((tx) => engine.openOrRaise(tx, 'reminder', first, 'raised', now));
    const twin = model.begin(reminder, 1, first.because, now, minutes);
    const say = (what: string, engineSays: unknown, twinSays: unknown) =>
      JSON.stringify(engineSays) === JSON.stringify(twinSays)
        ? null
        : `${what}: engine ${JSON.stringify(engineSays)}, twin ${JSON.stringify(twinSays)}`;
    for (const m of moves) {
      if (m.kind === 'pass') {
        now += m.minutes * 60_000;
        if (m.sweeps) {
          // The twin sweeps what this file needs; the engine sweeps everyone.
          await engine.sweepClocks(house.system, now).catch(() => {});
          model.sweep(reminder, twin, now, minutes);
        }
      } else if (m.kind === 'again') {
        if (!twin.open) continue;
        await house.system.tx((tx) =>
          engine.openOrRaise(tx, 'reminder', { ...first, because: `${first.because}-${m.cause}`, level: m.level }, 'raised', now),
        );
        model.again(twin, m.level, `${first.because}-${m.cause}`, 'raised');
      } else {
        const lawful = reminder.steps[twin.step]?.next ?? [];
        const step = m.kind === 'act' ? m.step : lawful.length ? (lawful[m.pick % lawful.length] as string) : 'closed';
        const who = people[m.who] as Actor & model.Someone;
        const says = step === 'replied' ? REPLY : OPINION;
        const engineSays = codeOf(
          await house.system
            .tx((tx) => engine.act(tx, started.id, step, says, who, now))
            .catch((e: { refusal?: Refusal }) => e.refusal as Refusal),
        );
        const twinSays = model.act(reminder, twin, step, who, FIRM, now, minutes) ?? 'done';
        const differs = say(`${m.who} ${step}`, engineSays, twinSays);
        if (differs) return differs;
      }
      const file = await house.system.tx(
        async (tx) =>
          await tx.get<{ step: string; status: string; level: number; due: number | null; acts: number }>(
            'select step, status, level, due_at as due, acts from case_file where id = $1',
            [started.id],
          ),
      );
      const acts = await house.system.tx((tx) => listActs(tx, started.id));
      const differs =
        say(
          'file',
          { step: file.step, open: file.status === 'open', level: file.level, due: file.due, acts: file.acts },
          { step: twin.step, open: twin.open, level: twin.level, due: twin.due, acts: twin.acts.length },
        ) ??
        say(
          'acts',
          acts.map((a) => [a.step, a.byLogin ?? '', a.late]),
          twin.acts.map((a) => [a.step, a.by, a.late]),
        );
      if (differs) return differs;
    }
    return null;
  }

  it('engine and twin agree', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 4, maxLength: 14 }), async (moves) => {
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
  /** Ten things an engine could get wrong, planted through the table or the ports it is given. */
  const MUTATIONS: [string, Procedure, Partial<Ports>][] = [
    ['the verifier may review', changed((s) => delete s.closed!.notBy), {}],
    ['the verifier may send back', changed((s) => delete s.sentBack!.notBy), {}],
    ['an officer may reply for the firm', changed((s) => Object.assign(s.replied!, { by: 'officer' })), { mayHandle: () => true }],
    ['a closed file can go on', changed((s) => Object.assign(s.closed!, { closes: undefined, next: ['accepted'], waits: 'x' })), {}],
    ['the clock runs half as long', reminder, { parameter: (id) => ({ value: (MINUTES[id] ?? 1) / 2, cite: '', provisional: false }) }],
    ['the clock takes the wrong step', changed((s) => Object.assign(s.issued!, { else: 'unverified' })), {}],
    ['everyone has every power', reminder, { mayHandle: () => true }],
    ['nobody has any power', reminder, { mayHandle: () => false }],
    ['a reply need not be verified', changed((s) => s.replied!.next.push('closed')), {}],
    ['a rise moves the file', changed((s) => Object.assign(s.raised!, { aside: undefined, waits: 'x', next: ['replied'] })), {}],
  ];
  it.each(MUTATIONS)(
    'a planted mistake is caught: %s',
    async (_name, procedure, ports) => {
      let caught: string | null = null;
      for (let seed = 1; seed <= 60 && !caught; seed += 1) {
        for (const moves of fc.sample(fc.array(move, { minLength: 8, maxLength: 16 }), { numRuns: 1, seed }))
          caught = await history(moves, procedure, ports);
      }
      expect(caught).not.toBeNull();
    },
    120_000,
  );
});

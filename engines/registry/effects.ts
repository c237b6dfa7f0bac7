/** The joint to files: an act that enters something in a register, or ends it, in its own transaction. If the entry is not as it must be, the act is refused. */
import type { Day } from '../../foundation/day.ts';
import type { Effect, Settled } from '../../foundation/effects/index.ts';
import { ref } from '../../foundation/ref.ts';
import { refusals } from '../../foundation/refusal.ts';
import { complete, type Handed } from './complete.ts';
import { find } from './find.ts';
import { end, put } from './put.ts';
import type { Finding, Register } from './register.ts';

export const refuse = refusals('registry', {
  notAsItMustBe: (register: Register, findings: Finding[]) => ({
    status: 422,
    says: `不能记入${register.name}：${findings.map((one) => one.says).join('；')}`,
    saysEn: `Not entered in ${register.nameEn}: ${findings.map((one) => one.saysEn).join('; ')}`,
    do: '补正后再办理',
    doEn: 'Correct what is named, then go on',
    about: { findings: findings.map(({ field, says, saysEn }) => ({ path: field, says, saysEn })) },
  }),
  notThere: (register: Register, code: string) => ({
    status: 409,
    says: `${register.name}中没有 ${code}，或者它已经终止`,
    saysEn: `There is no ${code} in ${register.nameEn}, or it has ended`,
    do: '先查台账',
    doEn: 'Look at the register first',
  }),
});

/** What is to be entered, and from which day until which. What is left out comes from the file: its firm, its place, its district. */
export interface EntryOfAct extends Handed {
  /** From this day; the day of the act unless said. */
  from?: Day;
  until?: Day | null;
}

/**
 * Binds an act to an entry of a register.
 *
 * @example
 * does: [enters(plan, (act) => ({ detail: { ...act.said.filed } }), { name: '记入预案台账', nameEn: 'Entered in the register of plans' })]
 */
export function enters(register: Register, entryOf: (act: Settled) => EntryOfAct, named: { name: string; nameEn: string }): Effect {
  return {
    ...named,
    async run(tx, act) {
      const { from = act.day, until = null, detail = {}, ...handed } = entryOf(act);
      // An act says more than a register keeps (a choice carries fields, a paper is attached): what the register does not declare stays in the act.
      const kept = Object.fromEntries(Object.entries(detail).filter(([id]) => Object.hasOwn(register.fields, id)));
      const { draft, findings } = await complete(
        tx,
        [],
        register,
        { party: act.party, place: act.place, district: act.district, ...handed, detail: kept },
        {
          known: { party: act.partyName, place: act.placeName ?? '' },
        },
      );
      if (findings.length) return refuse.notAsItMustBe(register, findings);
      const outcome = await put(tx, register, draft, { by: act.by, at: act.at, day: from, until });
      if (outcome.kind === 'findings') return refuse.notAsItMustBe(register, outcome.findings);
      return { kind: 'done', says: `记入${register.name}：${outcome.entry.name}`, ref: ref(register.id, outcome.entry.code) };
    },
  };
}

/**
 * Binds an act to a change of the entry its file is about: from the day of the act (or another) on it says this of these fields, and of every other what
 * it said before. A field that is left undefined stays; null takes it away.
 *
 * @example
 * does: [amends(boiler, ({ said, day }) => ({ detail: { status: 'retired', retiredOn: said.shown?.retiredOn, confirmedOn: day } }), { … })]
 */
export function amends(
  register: Register,
  changeOf: (act: Settled) => { detail: Record<string, unknown>; from?: Day },
  named: { name: string; nameEn: string },
): Effect {
  return {
    ...named,
    async run(tx, act) {
      const { from = act.day, detail } = changeOf(act);
      const code = act.entry?.kind === register.id ? act.entry.id : '';
      const entry = await find(tx, register, code, { day: from });
      if (!entry) return refuse.notThere(register, code);
      const { name, party, place, district, lon, lat, shape, datum } = entry;
      const said = Object.fromEntries(Object.entries(detail).filter(([, value]) => value !== undefined));
      const draft = { code, name, party, place, district, lon, lat, shape, datum, detail: { ...entry.detail, ...said } };
      const outcome = await put(tx, register, draft, { by: act.by, at: act.at, day: from });
      if (outcome.kind === 'findings') return refuse.notAsItMustBe(register, outcome.findings);
      return { kind: 'done', says: `${register.name}已更新：${name}`, ref: ref(register.id, code) };
    },
  };
}

/** Binds an act to the end of an entry. */
export function ends(
  register: Register,
  codeOf: (act: Settled) => { code: string; from?: Day },
  named: { name: string; nameEn: string },
): Effect {
  return {
    ...named,
    async run(tx, act) {
      const { code, from = act.day } = codeOf(act);
      const outcome = await end(tx, register, code, { by: act.by, at: act.at, day: from });
      if (outcome.kind === 'findings') return refuse.notAsItMustBe(register, outcome.findings);
      return { kind: 'done', says: `${register.name} ${code} 自 ${from} 起终止`, ref: ref(register.id, code) };
    },
  };
}

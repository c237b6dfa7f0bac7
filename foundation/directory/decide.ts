/**
 * What a change would make of the directory, or why it is refused. Pure: an order and a directory give a directory or the first reason against it, in
 * the order of refusals.ts. Nothing is overwritten: a statement without an end holds until the next one already known.
 */
import { type Day, isDay } from '../day.ts';
import type { Refusal } from '../refusal.ts';
import { areaOn, parentOf } from './areas.ts';
import { heirOfBody } from './bodies.ts';
import { type Area, type Body, type Directory, LEVELS, type Matter, type Post, type Power, postId, powerId } from './directory.ts';
import { firstOverlap, holdsThroughout } from './powers.ts';
import { refuse } from './refusals.ts';
import { bordersOf, cleared, type Dated, endOf, firstUncovered, holdsOn, restated, type Versions, withKey } from './versions.ts';

export type AreaDraft = Omit<Area, 'became'>;
export type BodyDraft = Omit<Body, 'became'>;
export type PostDraft = Omit<Post, 'id'>;
export type PowerDraft = Omit<Power, 'id'>;

/** One change. Everything in it happens together, or nothing does. */
export type Order =
  | { kind: 'area'; area: AreaDraft }
  /** Codes that end on a day and what comes after them (a code renamed, split, merged), with the areas that are new on that day. */
  | { kind: 'replaceAreas'; day: Day; areas: Omit<AreaDraft, 'from' | 'until'>[]; ended: { code: string; became: string[] }[] }
  | { kind: 'body'; body: BodyDraft }
  | { kind: 'dissolve'; id: string; day: Day; heir: string | null }
  | { kind: 'post'; post: PostDraft }
  | { kind: 'endPost'; id: string; day: Day }
  | { kind: 'power'; power: PowerDraft }
  | { kind: 'endPower'; id: string; day: Day };

export function decide(directory: Directory, order: Order, matters: readonly Matter[]): Directory | Refusal {
  switch (order.kind) {
    case 'area':
      return stateArea(directory, order.area);
    case 'replaceAreas':
      return replaceAreas(directory, order);
    case 'body':
      return stateBody(directory, order.body);
    case 'dissolve':
      return dissolve(directory, order.id, order.day, order.heir);
    case 'post':
      return statePost(directory, order.post);
    case 'endPost':
      return endKey(directory, 'posts', order.id, order.day);
    case 'power':
      return statePower(directory, order.power, matters);
    case 'endPower':
      return endKey(directory, 'powers', order.id, order.day);
  }
}

// ── areas ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function stateArea(directory: Directory, draft: AreaDraft): Directory | Refusal {
  const flaw = formOf(draft, draft.code, draft.name);
  if (flaw) return flaw;
  const known = directory.areas.get(draft.code) ?? [];
  const last = known.at(-1);
  if (last?.until && last.became.length && draft.from >= last.until) return refuse.ended(`${last.name}（${draft.code}）`, last.until);
  const said = reach(known, { ...draft, became: [] });
  // An end that was stated with its successors stays the end.
  const isLast = last !== undefined && last.until !== null && said.until === last.until;
  const next = {
    ...directory,
    areas: withKey(directory.areas, draft.code, restated(known, isLast ? { ...said, became: last.became } : said)),
  };
  return flawOfAreas(next, [draft.code]) ?? next;
}

function replaceAreas(directory: Directory, { day, areas, ended }: Extract<Order, { kind: 'replaceAreas' }>): Directory | Refusal {
  if (!isDay(day)) return refuse.badDays(day, null);
  let next = directory;
  for (const draft of areas) {
    const flaw = formOf({ from: day, until: null }, draft.code, draft.name);
    if (flaw) return flaw;
    const known = next.areas.get(draft.code) ?? [];
    const last = known.at(-1);
    if (last?.until && last.became.length && day >= last.until) return refuse.ended(`${last.name}（${draft.code}）`, last.until);
    next = {
      ...next,
      areas: withKey(next.areas, draft.code, restated(known, reach(known, { ...draft, from: day, until: null, became: [] }))),
    };
  }
  for (const { code, became } of ended) {
    const known = next.areas.get(code) ?? [];
    if (!known.some((one) => one.from < day && day < endOf(one))) return refuse.notThere(code, day);
    if (!became.length) return refuse.successorMissing(code);
    const kept = cleared(known, day, null).map((one) => (one.until === day ? { ...one, became: [...became].sort() } : one));
    next = { ...next, areas: withKey(next.areas, code, kept) };
  }
  const flaw = flawOfAreas(next, [...areas.map((one) => one.code), ...ended.map((one) => one.code)]);
  if (flaw) return flaw;
  return carried(directory, next, day, ended);
}

/**
 * What hangs on an area that ended. A code that only changed takes its bodies and the powers over it along; of one that was split, each part has the
 * powers of the whole; what was merged into another has the powers of that other, and its own end.
 */
function carried(before: Directory, after: Directory, day: Day, ended: readonly { code: string; became: string[] }[]): Directory {
  let next = after;
  for (const { code, became } of ended) {
    const isTaken = (heir: string) =>
      areaOn(before, heir, day) !== undefined || ended.some((other) => other.code !== code && other.became.includes(heir));
    const heirs = became.filter((heir) => !isTaken(heir));
    for (const list of before.powers.values()) {
      for (const power of list.filter((one) => one.area === code && endOf(one) > day)) {
        const known = next.powers.get(power.id) ?? [];
        next = { ...next, powers: withKey(next.powers, power.id, cleared(known, day, null)) };
        for (const area of heirs) {
          const id = powerId(power.matter, area, power.body);
          const moved = { ...power, id, area, from: power.from > day ? power.from : day };
          next = { ...next, powers: withKey(next.powers, id, restated(next.powers.get(id) ?? [], moved)) };
        }
      }
    }
    const [heir] = heirs;
    if (heirs.length !== 1 || became.length !== 1 || heir === undefined) continue;
    for (const [id, list] of next.bodies) {
      const moved = list.filter((one) => one.area === code && endOf(one) > day);
      let known: readonly Body[] = list;
      for (const body of moved) known = restated(known, { ...body, area: heir, from: body.from > day ? body.from : day });
      if (moved.length) next = { ...next, bodies: withKey(next.bodies, id, known) };
    }
  }
  return next;
}

const DIGITS: Record<Area['level'], number> = { city: 4, county: 6, town: 9, village: 12 };

/** The first thing wrong with these codes and with what hangs on them. */
function flawOfAreas(directory: Directory, codes: readonly string[]): Refusal | null {
  for (const code of codes) {
    const flaw = flawOfArea(directory, code);
    if (flaw) return flaw;
  }
  for (const code of codes) {
    const list = directory.areas.get(code) ?? [];
    for (const [child, versions] of directory.areas) {
      const below = versions.filter(
        (one) => one.administrativeParent === code || one.managementParent === code || one.liesIn.includes(code),
      );
      for (const one of below) {
        const missing = firstUncovered(one, list);
        if (missing) return refuse.childrenRemain(code, child, missing);
      }
      const flaw = below.length && !codes.includes(child) ? flawOfArea(directory, child) : null;
      if (flaw) return flaw;
    }
  }
  return null;
}

function flawOfArea(directory: Directory, code: string): Refusal | null {
  const list = directory.areas.get(code) ?? [];
  if (!/^\d{12}$/.test(code)) return refuse.badCode(code);
  for (const { level } of list) if (!hasDigitsOf(code, level)) return refuse.levelDisagrees(code, level);
  const gap = list.findIndex((one, i) => i > 0 && list[i - 1]?.until !== one.from);
  if (gap > 0) return refuse.gap(code, list[gap - 1]?.until as Day);
  for (const area of list) {
    const flaw = area.level === 'city' ? flawOfCity(directory, area) : (circleFrom(directory, area) ?? flawOfPlace(directory, area));
    if (flaw) return flaw;
  }
  const last = list.at(-1);
  for (const heir of last?.until ? last.became : []) {
    if (heir === code || !areaOn(directory, heir, last?.until as Day)) return refuse.successorNotThere(code, heir, last?.until as Day);
  }
  return null;
}

/** Zeros behind the digits of its level, and not only zeros in them. */
function hasDigitsOf(code: string, level: Area['level']): boolean {
  const digits = DIGITS[level];
  const above = DIGITS[LEVELS[LEVELS.indexOf(level) - 1] ?? 'city'];
  return /^0*$/.test(code.slice(digits)) && !/^0*$/.test(code.slice(level === 'city' ? 2 : above, digits));
}

function flawOfCity(directory: Directory, city: Area): Refusal | null {
  const isAnother = ([code, list]: [string, readonly Area[]]) =>
    code !== city.code && list.some((one) => one.level === 'city' && meets(one, city));
  return [...directory.areas].some(isAnother) ? refuse.secondCity(city.code) : null;
}

/** What is above an area, and what it lies in. */
function flawOfPlace(directory: Directory, area: Area): Refusal | null {
  const { code, administrativeParent: parent } = area;
  if (parent === null) return refuse.parentMissing(code);
  for (const above of [parent, area.managementParent]) {
    if (above === null) continue;
    const missing = firstUncovered(area, directory.areas.get(above) ?? []);
    if (missing) return refuse.parentNotThere(code, above, missing);
  }
  const during = (key: string) => (directory.areas.get(key) ?? []).filter((one) => meets(one, area));
  const isAbove = (one: Area) =>
    one.kind === 'administrative' &&
    // A management area has a code of its own making, and may lie in one county: it need not continue that county's code.
    (area.kind === 'management'
      ? LEVELS.indexOf(one.level) <= LEVELS.indexOf(area.level)
      : LEVELS.indexOf(one.level) < LEVELS.indexOf(area.level) && code.startsWith(one.code.slice(0, DIGITS[one.level])));
  if (!during(parent).every(isAbove)) return refuse.prefixDisagrees(code, parent);
  const isPlace = (key: string) =>
    firstUncovered(area, directory.areas.get(key) ?? []) === null &&
    during(key).every((one) => one.kind === 'administrative' && (key === parent || one.administrativeParent === parent));
  if ((area.kind === 'management') !== area.liesIn.length > 0 || !area.liesIn.every(isPlace)) return refuse.liesNowhere(code);
  return null;
}

function circleFrom(directory: Directory, area: Area): Refusal | null {
  const days = [area.from, ...bordersOf([...directory.areas.values()].flat()).filter((day) => day > area.from && day < endOf(area))];
  for (const day of days) {
    for (const by of ['administrative', 'management'] as const) {
      const met = new Set<string>();
      for (let at: Area | undefined = area; at; ) {
        if (met.has(at.code)) {
          if (at.code === area.code) return refuse.circle(area.code, day);
          break;
        }
        met.add(at.code);
        const parent: string | null = parentOf(at, by);
        at = parent === null ? undefined : areaOn(directory, parent, day);
      }
    }
  }
  return null;
}

// ── bodies ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function stateBody(directory: Directory, draft: BodyDraft): Directory | Refusal {
  const flaw = formOf(draft, draft.id, draft.name);
  if (flaw) return flaw;
  if (!/^[a-z][a-z0-9.-]{0,63}$/.test(draft.id)) return refuse.badId(draft.id);
  const known = directory.bodies.get(draft.id) ?? [];
  const last = known.at(-1);
  if (last?.until && draft.from >= last.until) return refuse.ended(last.name, last.until);
  const said = reach(known, { ...draft, became: null });
  const isLast = last !== undefined && last.until !== null && said.until === last.until;
  const next = {
    ...directory,
    bodies: withKey(directory.bodies, draft.id, restated(known, isLast ? { ...said, became: last.became } : said)),
  };
  return flawOfBody(next, draft) ?? next;
}

function flawOfBody(directory: Directory, { id, from, area, parent }: BodyDraft): Refusal | null {
  const list = directory.bodies.get(id) ?? [];
  const gap = list.findIndex((one, i) => i > 0 && list[i - 1]?.until !== one.from);
  if (gap > 0) return refuse.gap(id, list[gap - 1]?.until as Day);
  // Parents do not stand for ever; who took over stands above then.
  for (let at = parent, left = 20; at !== null; left -= 1) {
    if (at === id || left === 0) return refuse.circle(id, from);
    const heir = heirOfBody(directory, at, from);
    if (heir === undefined) return refuse.parentNotThere(id, at, from);
    at = directory.bodies.get(heir)?.find((one) => holdsOn(one, from))?.parent ?? null;
  }
  return areaOn(directory, area, from) ? null : refuse.areaNotThere(area, from);
}

function dissolve(directory: Directory, id: string, day: Day, heir: string | null): Directory | Refusal {
  if (!isDay(day)) return refuse.badDays(day, null);
  const known = directory.bodies.get(id) ?? [];
  if (!known.some((one) => one.from < day && day < endOf(one))) return refuse.notThere(id, day);
  const isNeeded =
    [...directory.powers.values()].flat().some((one) => one.body === id && endOf(one) > day) ||
    [...directory.posts.values()].flat().some((one) => one.body === id && endOf(one) > day) ||
    [...directory.bodies.values()].flat().some((one) => one.parent === id && endOf(one) > day);
  if (heir === null && isNeeded) return refuse.successorMissing(id);
  if (heir !== null && (heir === id || heirOfBody(directory, heir, day) !== heir)) return refuse.successorNotThere(id, heir, day);
  const kept = cleared(known, day, null).map((one) => (one.until === day ? { ...one, became: heir } : one));
  return { ...directory, bodies: withKey(directory.bodies, id, kept) };
}

// ── posts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function statePost(directory: Directory, draft: PostDraft): Directory | Refusal {
  const id = postId(draft.login, draft.body, draft.name);
  const flaw = formOf(draft, id, draft.login && draft.name);
  if (flaw) return flaw;
  if (!directory.bodies.get(draft.body)?.some((one) => holdsOn(one, draft.from))) return refuse.bodyNotThere(draft.body, draft.from);
  const { certificate, certificateFrom: first, certificateUntil: last } = draft;
  const isOdd = certificate === null ? first !== null || last !== null : [first, last].some((day) => day !== null && !isDay(day));
  if (isOdd || (first !== null && last !== null && last <= first)) return refuse.badCertificate(draft.login);
  const known = directory.posts.get(id) ?? [];
  return { ...directory, posts: withKey(directory.posts, id, restated(known, reach(known, { ...draft, id }))) };
}

// ── powers ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function statePower(directory: Directory, draft: PowerDraft, matters: readonly Matter[]): Directory | Refusal {
  const id = powerId(draft.matter, draft.area, draft.body);
  const flaw = formOf(draft, id, id);
  if (flaw) return flaw;
  if (!areaOn(directory, draft.area, draft.from)) return refuse.areaNotThere(draft.area, draft.from);
  if (!directory.bodies.get(draft.body)?.some((one) => holdsOn(one, draft.from))) return refuse.bodyNotThere(draft.body, draft.from);
  const matter = matters.find((one) => one.id === draft.matter);
  if (!matter) return refuse.noSuchMatter(draft.matter);
  const strange = draft.may.find((act) => !matter.acts.some((one) => one.id === act));
  if (strange !== undefined || !draft.may.length) return refuse.noSuchAct(matter.name, strange ?? '');
  if (!draft.clause.trim()) return refuse.clauseMissing();
  const known = directory.powers.get(id) ?? [];
  const power = reach(known, { ...draft, id, may: [...new Set(draft.may)].sort() });
  const next = { ...directory, powers: withKey(directory.powers, id, restated(known, power)) };
  if (power.delegatedBy !== null) {
    if (power.delegatedBy === power.body) return refuse.delegatesItself(power.body);
    const without = holdsThroughout(next, power.delegatedBy, power);
    if (without) return refuse.delegatorHasNot(power.delegatedBy, without);
  }
  for (const list of next.powers.values()) {
    for (const other of list) {
      const overlap = other === power ? null : firstOverlap(next, power, other);
      if (overlap) return refuse.overlaps(other.body, overlap.acts.join('、'), overlap.day);
    }
  }
  return next;
}

function endKey(directory: Directory, table: 'posts' | 'powers', id: string, day: Day): Directory | Refusal {
  if (!isDay(day)) return refuse.badDays(day, null);
  const known: readonly (Post | Power)[] = directory[table].get(id) ?? [];
  if (!known.some((one) => endOf(one) > day)) return refuse.notThere(id, day);
  return { ...directory, [table]: withKey(directory[table] as Versions<Post | Power>, id, cleared(known, day, null)) };
}

// ── days ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function formOf(of: Dated, key: string, name: string): Refusal | null {
  const isPeriod = isDay(of.from) && (of.until === null || (isDay(of.until) && of.until > of.from));
  if (!isPeriod) return refuse.badDays(of.from, of.until);
  return name.trim() ? null : refuse.nameMissing(key);
}

/** A statement without an end holds until the next one already known, or until the key's own end. */
function reach<T extends Dated>(known: readonly T[], said: T): T {
  if (said.until !== null) return said;
  const later = known.find((one) => one.from > said.from)?.from;
  const held = known.find((one) => holdsOn(one, said.from))?.until;
  return { ...said, until: later ?? held ?? null };
}

function meets(one: Dated, other: Dated): boolean {
  return one.from < endOf(other) && other.from < endOf(one);
}

/** Which keys of a table differ between two directories, for whoever writes or shows a change. */
export function changedKeys<T extends Dated>(before: Versions<T>, after: Versions<T>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
}

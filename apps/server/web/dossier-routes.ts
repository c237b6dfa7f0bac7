/**
 * One firm one page, one place one page (R4): whatever of any duty names it, in the asker's scope, section by section; and the same on two days side by
 * side. Entries and limits are as of a day and as known at a moment; files, verdicts and facts carry their own days.
 */
import { z } from 'zod';
import { listFiles } from '../../../engines/case/index.ts';
import { listNewest } from '../../../engines/evaluation/index.ts';
import { listFacts } from '../../../engines/plan/index.ts';
import {
  type AsOf,
  asksParty,
  asksPlace,
  type Entry,
  findEver,
  findSelf,
  list,
  maskedFor,
  page,
  type Register,
} from '../../../engines/registry/index.ts';
import type { Person } from '../../../foundation/access/index.ts';
import { dayOf } from '../../../foundation/day.ts';
import { FIRM, listMentions, PLACE } from '../../../foundation/facts/index.ts';
import { listNaming } from '../../../foundation/links/index.ts';
import type { Ref } from '../../../foundation/ref.ts';
import type { Refusal } from '../../../foundation/refusal.ts';
import { inTurn, type Tx } from '../../../foundation/store/store.ts';
import { BUSINESS, type Context, type Route } from './context.ts';
import { isPart, maySee, maySeeFact, shownEntries, shownRegister } from './entries.ts';
import { LINK_ROLES } from './file-routes.ts';
import { PAGE, paged } from './paging.ts';
import { refuse } from './problem.ts';
import { Compared, Dossier, type EntryShown, MentionShown } from './registers-contract.ts';
import { asOfAsked, DayAsked, shownFact } from './registers-routes.ts';
import { shownFile, shownVerdict } from './shown.ts';

type What = 'party' | 'place';
/** Entries of one register that a page shows before it asks for more. */
const FIRST = 10;
/** Files counted; whoever has more is told so. */
const COUNTED = 501;
/** Entries of one register compared at once. */
const MOST_COMPARED = 500;

/** As what a fact names somebody. A programme's own roles are shown as they are. */
const MENTION_ROLES: Record<string, [zh: string, en: string]> = {
  party: ['当事单位', 'The firm itself'],
  place: ['所在地点', 'The place itself'],
};

export function dossierRoutes(route: Route, context: Context): void {
  const { house, now } = context;
  const all = () => [...house.registers.values()];
  const asks = (what: What) => (what === 'party' ? asksParty : asksPlace);
  const Named = z.object({ code: z.string().min(1).max(300) });
  const Moment = z.object({ day: DayAsked.optional(), knownAt: z.coerce.number().int().optional() });

  for (const what of ['party', 'place'] as const) {
    const url = what === 'party' ? '/api/parties/:code' : '/api/places/:code';
    route({
      method: 'GET',
      url,
      summary: what === 'party' ? '一企一档：范围内提到这家单位的一切' : '一地一档：范围内提到这个地点的一切',
      tag: '台账',
      roles: BUSINESS,
      params: Named,
      query: Moment,
      answers: Dossier,
      run: ({ params, query, session, inScope }) => inScope((tx) => dossier(tx, what, params.code, asOfAsked(query), session.person)),
    });

    route({
      method: 'GET',
      url: `${url}/mentions`,
      summary: what === 'party' ? '提到这家单位的事实，新的在前' : '提到这个地点的事实，新的在前',
      tag: '台账',
      roles: BUSINESS,
      params: Named,
      query: z.object({ ...PAGE, limit: z.coerce.number().int().min(1).max(200).default(50) }),
      answers: paged(MentionShown),
      run: ({ params, query, session, inScope }) =>
        inScope(async (tx) => {
          const of = { kind: what === 'party' ? FIRM : PLACE, id: params.code };
          const asked = await listMentions(tx, of, { cursor: query.cursor ?? null, limit: query.limit });
          const found = { ...asked, items: asked.items.filter((one) => maySeeFact(house, one, session.person.role)) };
          const names = await namesOf(
            tx,
            found.items.map(({ ref }) => ref),
          );
          return {
            items: found.items.map(({ fact, role, kind, ref, day, at }) => {
              const [roleName, roleNameEn] = MENTION_ROLES[role] ?? [role, role];
              return {
                fact: String(fact),
                role,
                roleName,
                roleNameEn,
                kind,
                kindName: house.factsName({ kind }),
                ref,
                name: names.get(keyOf(ref)) ?? null,
                day,
                at,
              };
            }),
            next: found.next,
          };
        }),
    });

    route({
      method: 'GET',
      url: `${url}/compare`,
      summary: '两日对照：两日登记内容的不同，可指定各按何时所知',
      tag: '台账',
      roles: BUSINESS,
      params: Named,
      query: z.object({
        a: DayAsked,
        b: DayAsked,
        knownA: z.coerce.number().int().optional(),
        knownB: z.coerce.number().int().optional(),
      }),
      answers: Compared,
      run: ({ params, query, session, inScope }) =>
        inScope(async (tx) => {
          const sides: [AsOf, AsOf] = [
            asOfAsked({ day: query.a, knownAt: query.knownA }),
            asOfAsked({ day: query.b, knownAt: query.knownB }),
          ];
          return {
            a: { day: query.a, knownAt: query.knownA ?? null },
            b: { day: query.b, knownAt: query.knownB ?? null },
            registers: await compared(tx, what, params.code, sides, session.person),
          };
        }),
    });
  }

  async function dossier(tx: Tx, what: What, code: string, asOf: AsOf, person: Person): Promise<z.input<typeof Dossier> | Refusal> {
    const entry = await findSelf(tx, all(), what, code, asOf);
    const of = what === 'party' ? { party: code } : { place: code };
    const naming: { register: Register; total: number; entries: Entry[] }[] = [];
    for (const register of seenBy(person, what)) {
      const asked = { ...(what === 'party' ? { parties: [code] } : { places: [code] }), hidden: maskedFor(register, person.role) };
      const { entries, total } = await page(tx, register, { ...asked, sort: 'code', limit: FIRST + 1 }, asOf);
      // The thing's own entry stands at the head of the page and is not said again.
      const others = entries.filter((one) => !(one.register === entry?.register && one.code === code));
      const own = entries.length - others.length;
      if (others.length) naming.push({ register, total: total - own, entries: others.slice(0, FIRST) });
    }
    const files = await listFiles(tx, of, COUNTED);
    // Of a part that is counted by itself the entry's own fact says the same; and what a role may not open it is not told of here either.
    const facts = (await listFacts(tx, of)).filter((fact) => !isPart(fact.kind) && maySeeFact(house, fact, person.role));
    const mentioned = entry || naming.length || files.length || facts.length;
    if (!mentioned && !(await listMentions(tx, { kind: what === 'party' ? FIRM : PLACE, id: code }, { limit: 1 })).items.length)
      return refuse.notFound(what === 'party' ? '单位' : '地点', code);
    const ever = entry ?? (await everSelf(tx, what, code));
    const places =
      what === 'place' ? [code] : naming.flatMap(({ entries }) => entries.filter((one) => one.place === one.code).map((one) => one.code));
    const shown = async (entries: Entry[]) => shownEntries(tx, house, entries, person);
    return {
      of: {
        kind: what === 'party' ? 'firm' : 'place',
        id: code,
        name: ever?.name ?? files[0]?.[what === 'party' ? 'partyName' : 'placeName'] ?? code,
      },
      entry: entry ? ((await shown([entry]))[0] ?? null) : null,
      register: ever?.register ?? null,
      registers: await inTurn(naming, async ({ register, total, entries }) => ({
        register: register.id,
        registerName: register.name,
        registerNameEn: register.nameEn,
        total,
        entries: await shown(entries),
      })),
      outlets: await outletsOf(
        tx,
        what === 'place' && ever ? [ever] : naming.flatMap(({ entries }) => entries.filter((one) => one.place === one.code)),
        asOf,
        person,
      ),
      files: [...files]
        .sort((a, b) => b.openedAt - a.openedAt)
        .slice(0, FIRST)
        .map((file) => shownFile(house, file, now())),
      filesOpen: files.filter((file) => file.status === 'open').length,
      filesAll: files.length,
      verdicts: (places.length ? await listNewest(tx, places) : []).map((verdict) => {
        const { id, parameterName, period, startAt, outcome, outcomeName, consequence, reason, text, unit } = shownVerdict(
          house,
          verdict,
          null,
        );
        return {
          id,
          parameter: parameterName,
          period,
          startAt,
          outcome,
          outcomeName,
          consequence,
          reason,
          text,
          unit,
          place: verdict.place,
        };
      }),
      facts: facts.map((fact) => shownFact(context, fact)),
      links: await linksTo(tx, what, code, ever),
      asOf: { day: asOf.day ?? dayOf(now()), knownAt: asOf.knownAt ?? null },
    };
  }

  /** Registers this person may see whose entries may name such a thing. */
  const seenBy = (person: Person, what: What) =>
    all().filter((register) => maySee(register, person.role) && asks(what)(register) !== 'none');

  /** Its newest entry of any day: a firm that has ended still has a name. */
  async function everSelf(tx: Tx, what: What, code: string): Promise<Entry | undefined> {
    for (const { id } of all().filter((register) => register[what] === 'self')) {
      const found = await findEver(tx, id, code);
      if (found) return found;
    }
    return undefined;
  }

  /** Places with the limits that hold there on the day: what a measured value is judged by. */
  async function outletsOf(tx: Tx, places: Entry[], asOf: AsOf, person: Person): Promise<z.input<typeof Dossier>['outlets']> {
    const limits = house.registers.get('permit-limit');
    if (!limits || !maySee(limits, person.role)) return [];
    return inTurn(places, async (place) => ({
      ref: { kind: place.register, id: place.code },
      name: place.name,
      limits: (await list(tx, limits, { place: place.code }, asOf)).map(({ code, validFrom, detail }) => ({
        id: `${code}@${validFrom}`,
        parameter: String(detail.parameter),
        parameterName: house.factor(String(detail.parameter)).name,
        basis: detail.basis === 'day' ? ('day' as const) : ('hour' as const),
        lower: detail.lower === undefined ? null : Number(detail.lower),
        upper: detail.upper === undefined ? null : Number(detail.upper),
        unit: String(detail.unit ?? ''),
        clause: String(detail.clause ?? ''),
        effectiveFrom: validFrom,
        confidence: 'A' as const,
      })),
    }));
  }

  async function linksTo(tx: Tx, what: What, code: string, self: Entry | undefined): Promise<z.input<typeof Dossier>['links']> {
    // A firm is linked to as a firm; a place by the register it is an entry of, or simply as a place.
    const kinds = [...new Set([what === 'party' ? FIRM : PLACE, ...(self ? [self.register] : [])])];
    const found = (await inTurn(kinds, (kind) => listNaming(tx, { kind, id: code }))).flat();
    const names = await namesOf(
      tx,
      found.map(({ from }) => from),
    );
    return found.map(({ role, from }) => ({
      role,
      roleName: LINK_ROLES[role]?.[0] ?? role,
      ref: from,
      name: names.get(keyOf(from)) ?? `${from.kind} ${from.id}`,
    }));
  }

  /** What things are called, where they are files or entries in the asker's scope. */
  async function namesOf(tx: Tx, refs: Ref[]): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    const ids = [...new Set(refs.filter(({ kind, id }) => kind === 'file' && /^\d{1,15}$/.test(id)).map(({ id }) => Number(id)))];
    if (ids.length)
      for (const file of await listFiles(tx, { ids }))
        names.set(keyOf({ kind: 'file', id: String(file.id) }), `${file.number} ${file.title}`);
    for (const of of refs) {
      if (names.has(keyOf(of)) || !house.registers.has(of.kind)) continue;
      const found = await findEver(tx, of.kind, of.id);
      if (found) names.set(keyOf(of), found.name);
    }
    return names;
  }

  async function compared(
    tx: Tx,
    what: What,
    code: string,
    sides: [AsOf, AsOf],
    person: Person,
  ): Promise<z.input<typeof Compared>['registers']> {
    const found: z.input<typeof Compared>['registers'] = [];
    for (const register of seenBy(person, what)) {
      const filter = {
        ...(register[what] === 'self' ? { code } : what === 'party' ? { party: code } : { place: code }),
        limit: MOST_COMPARED,
      };
      const [a, b] = (await inTurn(sides, async (side) => {
        const entries = await list(tx, register, filter, side);
        return new Map((await shownEntries(tx, house, entries, person)).map((one) => [one.code, one]));
      })) as [Map<string, Shown>, Map<string, Shown>];
      const codes = [...new Set([...a.keys(), ...b.keys()])].sort();
      if (!codes.length) continue;
      const rows = codes.map((one) => {
        const [was, is] = [a.get(one) ?? null, b.get(one) ?? null];
        return { code: one, a: was, b: is, differs: was && is ? differing(was, is) : [] };
      });
      const apart = rows.filter((row) => !row.a || !row.b || row.differs.length > 0);
      found.push({ register: shownRegister(house, register, person, codes.length, now()), same: rows.length - apart.length, rows: apart });
    }
    return found;
  }
}

type Shown = z.input<typeof EntryShown>;
const keyOf = ({ kind, id }: Ref) => `${kind} ${id}`;

/** The fields and the parts of the spine in which two versions differ, as this person sees them: a mask that reads alike tells nothing. */
function differing(a: Shown, b: Shown): string[] {
  const spine = {
    name: [a.name, b.name],
    party: [a.party?.id, b.party?.id],
    place: [a.place?.id, b.place?.id],
    district: [a.district, b.district],
    position: [`${a.lon} ${a.lat}`, `${b.lon} ${b.lat}`],
  };
  const fields = [...new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])].filter((id) => a.fields[id] !== b.fields[id]);
  return [...Object.entries(spine).flatMap(([part, [was, is]]) => (was === is ? [] : [part])), ...fields];
}

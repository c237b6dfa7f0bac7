/**
 * Duties as documentation drawn from their declarations: what the law says, who does what within which time, what is counted, which stories hold; the
 * ways in which a file is opened by hand; and the pickers of forms.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { caseRefusals, type Procedure, type Step } from '../../../engines/case/index.ts';
import { figureOf } from '../../../engines/plan/index.ts';
import { countEntries, page, type Register } from '../../../engines/registry/index.ts';
import { type Person, ROLES, type Role } from '../../../foundation/access/index.ts';
import { dayOf, yearOf } from '../../../foundation/day.ts';
import { type Refusal, refusals } from '../../../foundation/refusal.ts';
import { inTurn, type Tx } from '../../../foundation/store/store.ts';
import type { Programme } from '../../../programmes/declare.ts';
import { folders } from '../../../programmes/programmes.gen.ts';
import { LAW_FOLDER } from '../city.ts';
import { asksShown } from './asks.ts';
import { BUSINESS, type Context, OFFICIALS, type Route } from './context.ts';
import { Duty, DutySummary, type OpeningShown, Picks, type ProcedureDrawn } from './duties-contract.ts';
import { maySee, registerFor, summaryOf } from './entries.ts';
import { shownFigure } from './report-routes.ts';

const PROGRAMMES = fileURLToPath(new URL('../../../programmes', import.meta.url));

export const refuse = refusals('duties', {
  noSuchDuty: (id: string) => ({
    status: 404,
    says: `没有“${id}”这项业务`,
    saysEn: `There is no duty '${id}'`,
    do: '从业务列表打开',
    doEn: 'Open it from the list of duties',
  }),
});

type State = 'none' | 'thin' | 'works' | 'exempt';
interface Folder {
  page: string;
  maturity: { row: string; state: State; says: string }[];
  stories: z.input<typeof Duty>['stories'];
}

export function dutiesRoutes(route: Route, context: Context): void {
  const { house, now } = context;
  const laws = (
    parse(readFileSync(join(LAW_FOLDER, 'statutes/index.yaml'), 'utf8')) as {
      laws: {
        law: string;
        from?: string;
        to?: string;
        confidence: string;
        articles?: { article: string; about: string; confidence: string }[];
      }[];
    }
  ).laws;
  const read = new Map<string, Folder>();
  const folderOf = (programme: Programme): Folder => {
    const known = read.get(programme.id);
    if (known) return known;
    const made = readFolder(folders[programme.id] ?? '', programme);
    read.set(programme.id, made);
    return made;
  };

  route({
    method: 'GET',
    url: '/api/duties',
    summary: '业务：每项业务的台账、办件类型、指标和成熟度，及可手工开件的入口',
    tag: '业务',
    roles: BUSINESS,
    answers: z.object({ items: z.array(DutySummary) }),
    run: ({ session, inScope }) =>
      inScope(async (tx) => ({ items: await inTurn(house.programmes, (programme) => summaryOfDuty(tx, programme, session.person)) })),
  });

  route({
    method: 'GET',
    url: '/api/duties/:programme',
    summary: '一项业务：依据、台账、流程图、指标、故事、成熟度',
    tag: '业务',
    roles: OFFICIALS,
    params: z.object({ programme: z.string().max(64) }),
    answers: Duty,
    run: ({ params, session, inScope }) =>
      inScope(async (tx) => {
        const programme = house.programmes.find((p) => p.id === params.programme);
        if (!programme) return refuse.noSuchDuty(params.programme);
        const folder = folderOf(programme);
        const counts = await countEntries(tx);
        const year = yearOf(dayOf(now()));
        return {
          id: programme.id,
          name: programme.name,
          nameEn: programme.nameEn,
          folder: folders[programme.id] ?? '',
          group: groupOf(programme),
          page: folder.page,
          basis: programme.basis.map((citation) => basisShown(laws, citation, dayOf(now()))),
          registers: (programme.registers ?? [])
            .filter((register) => maySee(register, session.person.role))
            .map((register) => summaryOf(house, register, session.person, counts.get(register.id) ?? 0)),
          procedures: await inTurn(programme.cases ?? [], (procedure) => drawn(tx, procedure)),
          openings: await openingsOf(tx, programme, session.person),
          reactions: (programme.reactions ?? []).map(({ id, when }) => ({ id, when, whenName: house.factsName({ kind: when }) })),
          indicators: await inTurn(programme.indicators ?? [], async (indicator) =>
            shownFigure(await figureOf(tx, indicator, year, now(), house.factsName)),
          ),
          stories: folder.stories,
          maturity: folder.maturity,
        };
      }),
  });

  route({
    method: 'GET',
    url: '/api/picks/:what',
    summary: '表单选择：单位、地点、某本台账的登记项',
    tag: '业务',
    roles: BUSINESS,
    params: z.object({ what: z.enum(['party', 'place', 'entry']) }),
    query: z.object({ q: z.string().max(80).default(''), of: z.string().max(64).optional(), code: z.string().max(300).optional() }),
    answers: Picks,
    run: ({ params, query, session, inScope }) =>
      inScope(async (tx) => {
        const from: (Register | Refusal)[] =
          params.what === 'entry'
            ? [registerFor(house, query.of ?? '', session.person)]
            : [...house.registers.values()].filter((register) => register[params.what as 'party' | 'place'] === 'self');
        const items: z.input<typeof Picks>['items'] = [];
        for (const register of from) {
          if ('code' in register) return register;
          const { entries } = await page(tx, register, { text: query.code ?? query.q, sort: 'name', limit: 20 });
          for (const { code, name, party, district } of entries)
            items.push({
              value: code,
              name,
              hint: [params.what === 'party' ? code : (party ?? code), house.city.areaName(district)].join(' · '),
              ref: { kind: register.id, id: code },
            });
        }
        return { items: items.slice(0, 20) };
      }),
  });

  async function summaryOfDuty(tx: Tx, programme: Programme, person: Person): Promise<z.input<typeof DutySummary>> {
    const named = <T extends { id: string; name: string; nameEn: string }>({ id, name, nameEn }: T) => ({ id, name, nameEn });
    return {
      ...named(programme),
      group: groupOf(programme),
      registers: (programme.registers ?? []).filter((register) => maySee(register, person.role)).map(named),
      procedures: (programme.cases ?? []).map(named),
      indicators: (programme.indicators ?? []).length,
      states: folderOf(programme).maturity.map(({ row, state }) => ({ row, state })),
      openings: await openingsOf(tx, programme, person),
    };
  }

  async function openingsOf(tx: Tx, programme: Programme, person: Person): Promise<z.input<typeof OpeningShown>[]> {
    const openings: z.input<typeof OpeningShown>[] = [];
    for (const procedure of programme.cases ?? []) {
      const { opensBy } = procedure;
      if (!opensBy || context.cases.procedureOn(procedure.id, now()) !== procedure) continue;
      const step = procedure.steps[opensBy.step] as Step;
      const isMine = step.by === person.role;
      const hasPower = isMine && (step.by === 'firm' || person.districts.some((d) => mayHandle(person, procedure, step, d)));
      const why = !isMine
        ? caseRefusals.notYourStep(step.name, ROLES[step.by as Role] ?? step.by)
        : hasPower
          ? null
          : caseRefusals.notYourMatter(house.city.bodyName(person.body), house.city.areaName(person.districts[0] ?? ''));
      openings.push({
        procedure: procedure.id,
        name: procedure.name,
        nameEn: procedure.nameEn,
        step: opensBy.step,
        stepName: step.name,
        stepNameEn: step.nameEn,
        about: opensBy.about,
        of: opensBy.of ?? null,
        asksAbout: !(opensBy.about === 'party' && step.by === 'firm'),
        can: why === null,
        why: why?.says ?? null,
        whyEn: why?.saysEn ?? null,
        asks: isMine ? await asksShown(tx, context, step) : [],
      });
    }
    return openings;
  }

  /** Whether the person's body has the power anywhere they look: the file's own district decides when it is opened. */
  function mayHandle(person: Person, procedure: Procedure, step: Step, district: string): boolean {
    const areas = district === '*' ? house.city.districts.map((area) => area.code) : [district];
    return areas.some((area) => house.city.mayHandle(person, procedure.matter, step.power ?? '', area, now()));
  }

  async function drawn(tx: Tx, procedure: Procedure): Promise<z.input<typeof ProcedureDrawn>> {
    return {
      id: procedure.id,
      name: procedure.name,
      nameEn: procedure.nameEn,
      effectiveFrom: procedure.effectiveFrom,
      first: procedure.first,
      opensAt: procedure.opensBy?.step ?? null,
      steps: await inTurn(Object.entries(procedure.steps), async ([id, step]) => ({
        step: id,
        name: step.name,
        nameEn: step.nameEn,
        by: step.by,
        byName: ROLES[step.by as Role] ?? '系统',
        waits: step.waits ?? null,
        waitsEn: step.waitsEn ?? null,
        bodies: step.power ? bodiesWith(procedure.matter, step.power) : [],
        within: step.within ? { unit: step.within.unit, ...house.city.parameter(step.within.parameter, now()) } : null,
        next: step.next,
        else: step.else ?? null,
        notBy: step.notBy ?? [],
        asks: await asksShown(tx, context, step),
        does: (step.does ?? []).map(({ name, nameEn }) => ({ name, nameEn })),
        tells: (step.tells ?? []).map(({ to, text }) => ({ to, text })),
        closes: step.closes ?? null,
        detour: step.detour === true,
        aside: step.aside === true,
      })),
    };
  }

  function bodiesWith(matter: string, power: string): string[] {
    return house.city.bodies
      .filter((body) =>
        house.city.districts.some((area) => house.city.mayHandle({ login: '', body: body.id }, matter, power, area.code, now())),
      )
      .map((body) => body.name);
  }
}

const groupOf = (programme: Programme) => (folders[programme.id] ?? '').split('/')[0] ?? '';

function basisShown(
  laws: {
    law: string;
    from?: string;
    to?: string;
    confidence: string;
    articles?: { article: string; about: string; confidence: string }[];
  }[],
  { law, article }: { law: string; article?: string },
  today: string,
) {
  const found = laws.find((one) => one.law === law && (one.from ?? '') <= today && (one.to ?? '9999') >= today);
  const clause = found?.articles?.find((one) => one.article === article);
  return {
    law,
    article: article ?? null,
    about: clause?.about ?? null,
    confidence: clause?.confidence ?? found?.confidence ?? 'C',
    inForce: found !== undefined,
  };
}

/** What stands in a programme's folder beside its declarations. */
function readFolder(folder: string, programme: Programme): Folder {
  const at = (name: string) => join(PROGRAMMES, folder, name);
  const textOf = (name: string) => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');
  const { rows = {} } = (parse(textOf('maturity.yaml') || '{}') ?? {}) as { rows?: Record<string, { state: State; says?: string }> };
  const names = existsSync(at('examples'))
    ? readdirSync(at('examples'))
        .filter((name) => name.endsWith('.yaml'))
        .sort()
    : [];
  return {
    page: textOf('README.md'),
    maturity: Object.entries(rows).map(([row, { state, says }]) => ({ row, state, says: says ?? '' })),
    stories: names.map((name) => storyShown(name, parse(textOf(`examples/${name}`)) as StoryRead, programme)),
  };
}

interface StoryRead {
  title: string;
  tells: string;
  source: string;
  when: ({ at: string; then?: Record<string, unknown> } & Record<string, unknown>)[];
}

/** A story as a page shows it: who did what when, and what held then, with the names of steps and registers instead of their ids. */
function storyShown(name: string, story: StoryRead, programme: Programme): z.input<typeof Duty>['stories'][number] {
  const stepName = (id: string) => programme.cases?.map(({ steps }) => steps[id]?.name).find(Boolean) ?? id;
  const registerName = (id: string) => programme.registers?.find((register) => register.id === id)?.name ?? id;
  const list = (of: unknown) =>
    Object.entries((of ?? {}) as Record<string, unknown>)
      .map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
      .join('，');
  return {
    name,
    title: story.title,
    tells: story.tells.trim(),
    source: story.source,
    moments: story.when.map(({ at, then = {}, ...moment }) => ({
      at,
      does: Object.entries(moment).map(([what, of]) => {
        const { by, step, procedure, register, says, fields } = of as Record<string, string>;
        if (what === 'act') return `${by} 办理“${stepName(step ?? '')}” ${list(says)}`.trim();
        if (what === 'opens')
          return `${by} 开件“${programme.cases?.find(({ id }) => id === procedure)?.name ?? procedure}” ${list(says)}`.trim();
        if (what === 'enters') return `${by} 登记“${registerName(register ?? '')}” ${list(fields)}`.trim();
        return `收到数据（${what}）`;
      }),
      holds: Object.entries(then).map(([what, of]) => {
        if (what === 'file') {
          const { step, waits, due, status, closing } = of as Record<string, string>;
          return ['办件', step && `在“${stepName(step)}”`, waits, due && `时限 ${due}`, status === 'closed' && '已关闭', closing]
            .filter(Boolean)
            .join('，');
        }
        if (what === 'refused') return `被拒绝：${of}`;
        if (what === 'told')
          return (of as { receiver: string; says: string[] }[]).map((one) => `短信告知${one.receiver}：${one.says.join('、')}`).join('；');
        if (what === 'entry')
          return `台账“${registerName((of as { register: string }).register)}”：${list((of as { says?: unknown }).says)}`;
        if (what === 'figures') return `指标：${list(of)}`;
        return `${what} ${typeof of === 'object' ? JSON.stringify(of) : of}`;
      }),
    })),
  };
}

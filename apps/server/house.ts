/** What every role of this house knows from the start: the law, the city, the programmes, and the rooms whose tables it keeps. Reads data, opens nothing. */
import { fileURLToPath } from 'node:url';
import { actWitness, room as caseRoom, citedIds, fileWitness, type Procedure, templatesOf } from '../../engines/case/index.ts';
import { room as evaluationRoom, verdictWitness } from '../../engines/evaluation/index.ts';
import { room as ledgerRoom, transferWitness } from '../../engines/ledger/index.ts';
import { room as observationRoom, type Validity, validityOf } from '../../engines/observation/index.ts';
import type { Facts, Indicator } from '../../engines/plan/index.ts';
import {
  decisionWitness,
  entryEndWitness,
  entryWitness,
  type Register,
  room as registryRoom,
  requestWitness,
} from '../../engines/registry/index.ts';
import { auditWitness } from '../../foundation/audit/index.ts';
import { type Following, followDirectory, type Matter } from '../../foundation/directory/index.ts';
import { type Lawbook, openLawbook } from '../../foundation/lawbook/index.ts';
import type { Template } from '../../foundation/outbox/index.ts';
import { personalWitness } from '../../foundation/personal/index.ts';
import type { Witness } from '../../foundation/seal/index.ts';
import type { Room } from '../../foundation/store/migrate.ts';
import type { Store } from '../../foundation/store/store.ts';
import { type Calendar, calendarFrom, type RawCalendar } from '../../foundation/working-days.ts';
import type { Programme, ReactionDeclared } from '../../programmes/declare.ts';
import { programmes } from '../../programmes/programmes.gen.ts';
import { type City, LAW_FOLDER, openCity } from './city.ts';
import { HOUSE_TEMPLATES } from './messages.ts';

/** In the order in which their migrations run. */
export const ROOMS: Room[] = [
  { name: 'foundation', migrations: fileURLToPath(new URL('../../foundation/migrations', import.meta.url)) },
  observationRoom,
  evaluationRoom,
  caseRoom,
  ledgerRoom,
  registryRoom,
];

/** What `audit verify` compares sealed rows with. */
export const WITNESSES: Witness[] = [
  actWitness,
  fileWitness,
  transferWitness,
  entryWitness,
  entryEndWitness,
  requestWitness,
  decisionWitness,
  verdictWitness(citedIds('verdict')),
  auditWitness,
  personalWitness,
];

interface Factor {
  name: string;
  unit: string;
  type: string;
}

export interface House {
  law: Lawbook;
  city: City;
  calendar: Calendar;
  validity: Validity;
  programmes: Programme[];
  procedures: Procedure[];
  /** Matters of the table of powers and their acts: as procedures declare them, and those the city names besides. */
  matters: Matter[];
  registers: Map<string, Register>;
  /** Every message this house sends, by its template. */
  templates: Template[];
  /** The programme that declares a register or a procedure. */
  programmeOf(id: string): Programme;
  reactions: ReactionDeclared[];
  indicators: Indicator[];
  /** What HJ 212 calls a parameter, its unit, and the decimals it is shown with. A code the standard does not have is shown as it came. */
  factor(code: string): { name: string; unit: string; decimals: number };
  markName(mark: string | null): string | null;
  /** A set of facts in words, for the formula of a figure. */
  factsName(facts: Facts): string;
}

export function openHouse(city: City = openCity()): House {
  const law = openLawbook(LAW_FOLDER);
  const { factors } = law.table<{ factors: Record<string, Factor> }>('hj212/factors');
  const { marks } = law.table<{ marks: Record<string, { name: string }> }>('hj212/marks');
  const procedures = programmes.flatMap((p) => p.cases ?? []);
  const registers = new Map(programmes.flatMap((p) => p.registers ?? []).map((r) => [r.id, r]));
  return {
    law,
    city,
    calendar: calendarFrom(law.table<RawCalendar>('calendar/holidays')),
    validity: validityOf(law, city.parameters),
    programmes,
    procedures,
    registers,
    matters: mattersOf(procedures, city),
    programmeOf: (id) => {
      const found = programmes.find((p) => [...(p.registers ?? []), ...(p.cases ?? [])].some((one) => one.id === id));
      if (!found) throw new Error(`no programme declares ${id}`);
      return found;
    },
    templates: [...templatesByNewest(procedures), ...HOUSE_TEMPLATES],
    reactions: programmes.flatMap((p) => p.reactions ?? []),
    indicators: programmes.flatMap((p) => p.indicators ?? []),
    factor: (code) => {
      const factor = factors[code];
      return { name: factor?.name ?? code, unit: factor?.unit ?? '', decimals: Number(factor?.type.split('.')[1] ?? 2) };
    },
    markName: (mark) => (mark === null ? null : (marks[mark]?.name ?? mark)),
    factsName: (facts) => factsName(facts, procedures, registers),
  };
}

function factsName({ kind, status }: Facts, procedures: Procedure[], registers: Map<string, Register>): string {
  const [engine, what = '', step = ''] = kind.split('.');
  const suffix = status === 'late' ? '（逾期）' : status === 'onTime' ? '（按时）' : '';
  if (engine === 'case') {
    const procedure = procedures.find((p) => p.id === what);
    return `${procedure?.name ?? what}·${procedure?.steps[step]?.name ?? step}${suffix}`;
  }
  if (engine === 'registry') {
    const register = registers.get(what);
    const part = register?.watches?.find(({ id }) => id === step) ?? register?.counting?.[step];
    return register ? `${register.name}${part ? `·${part.name}` : ''}` : kind;
  }
  if (engine === 'ledger') return '积分入账';
  return kind;
}

/** A matter is declared by the procedures that need it; the page of powers shows those nobody has power over, too. */
function mattersOf(procedures: Procedure[], city: City): Matter[] {
  const matters = new Map<string, { id: string; name: string; acts: Map<string, string> }>();
  const matterOf = (id: string, name: string) => {
    const known = matters.get(id) ?? { id, name, acts: new Map<string, string>() };
    matters.set(id, known);
    return known;
  };
  for (const { id, name, acts } of city.matters) for (const act of acts) matterOf(id, name).acts.set(act.id, act.name);
  for (const { matter, name, steps } of procedures) {
    const known = matterOf(matter, name);
    for (const { power, name: step } of Object.values(steps)) if (power && !known.acts.has(power)) known.acts.set(power, step);
  }
  return [...matters.values()].map(({ id, name, acts }) => ({ id, name, acts: [...acts].map(([act, said]) => ({ id: act, name: said })) }));
}

/** The house's city follows the database: what administrators change is known here within a second. Before anything was put there, the pack stands. */
export function followCity(house: House, store: Store, url: string, name: string): Promise<Following> {
  return followDirectory(store, url, name, (directory) => {
    if (directory.version > 0) house.city.use(directory);
  });
}

/** A procedure declared anew keeps the names of its steps; its newest words are the ones the office sees. */
function templatesByNewest(procedures: Procedure[]): Template[] {
  const newest = [...procedures].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  return [...new Map(newest.flatMap(templatesOf).map((template) => [template.id, template])).values()];
}

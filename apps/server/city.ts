/**
 * One city. What it calls itself, its parameters and its demonstration are read from its pack; its areas, bodies and powers are the pack's only until the
 * database has them (seed-directory.ts), and then whatever the database says, followed by every role that asks (`use`). A City made from a pack alone is
 * what stories and tests play in.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Role } from '../../foundation/access/index.ts';
import { addDays, type Day, dayOf, type Instant } from '../../foundation/day.ts';
import {
  type Area,
  areaName,
  type Body,
  bodiesOf,
  bodyName,
  branchOf,
  cityOf,
  type Directory,
  decide,
  EMPTY,
  listAreas,
  listBodies,
  type Matter,
  mayHandle,
  type Order,
  rollUp,
} from '../../foundation/directory/index.ts';
import { type Lawbook, onDay, openLawbook } from '../../foundation/lawbook/index.ts';
import { orRollBack } from '../../foundation/refusal.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const LAW_FOLDER = join(ROOT, 'law');
export const CITY_FOLDER = join(ROOT, 'city/jiaxing');

/** As a pack writes them: an end is the last day, and what goes without saying is left out. */
interface PackArea {
  code: string;
  name: string;
  kind: Area['kind'];
  parent?: string | null;
  liesIn?: string[];
  /** The management area that runs it. */
  runBy?: string;
  effectiveFrom?: Day;
  codeKind?: 'national' | 'statistical' | 'own';
  confidence?: Area['confidence'];
  /** West, south, east, north, rounded outward: for telling that a position cannot be there. */
  bounds?: [number, number, number, number];
}
interface PackBody {
  id: string;
  name: string;
  kind: string;
  area: string;
  parent?: string | null;
}
interface PackPower {
  matter: string;
  area: string;
  body: string;
  may: string[];
  rollUp?: 'administrative' | 'management';
  concurrent?: boolean;
  effectiveFrom: Day;
  effectiveTo: Day | null;
  confidence?: Area['confidence'];
  clause?: string;
}
interface PackPowers {
  matters?: Record<string, { name: string; may: string[] }>;
  acts?: Record<string, string>;
  clause?: string;
  powers: PackPower[];
}
export interface CityPerson {
  login: string;
  name: string;
  role: Role;
  post: string;
  body: string | null;
  districts: string[];
  certificate: string | null;
  party: string | null;
  introduce?: boolean;
}

/** Where a district lies, as a sketch: rings in degrees of CGCS2000. */
export interface Boundary {
  area: string;
  geometry: { type: 'MultiPolygon'; coordinates: [number, number][][][] };
}

export interface City {
  /** Who signs a message, and what every document number begins with. */
  signature: string;
  seriesPrefix: string;
  people: CityPerson[];
  parameters: Lawbook;
  /** What the pack says of areas, bodies and powers, for seeding. */
  orders: Order[];
  /** Matters the pack names and their acts, beside those that procedures declare. */
  matters: Matter[];
  /** An act of a matter in words. */
  actName(act: string): string;
  /** Areas, bodies, posts and powers as this process knows them now. */
  directory(): Directory;
  /** From now on the directory is this one. */
  use(directory: Directory): void;
  /** The whole city's code. */
  code: string;
  /** Of today. */
  areas: Area[];
  /** Those that records and scopes name: the city, its counties, the areas it manages. A town is said beside its county, never instead of it. */
  districts: Area[];
  bodies: Body[];
  /** The district a name or a code means: of a town, the county it lies in. Nothing, when it is not of this city. */
  districtOf(given: string): string | undefined;
  areaName(code: string): string;
  /** The box an area lies in, where the pack knows it. */
  boundsOf(code: string): [west: number, south: number, east: number, north: number] | undefined;
  bodyName(id: string): string;
  /** The dated table matter × area × body, for the bodies a person acts for on that day (F22). */
  mayHandle(actor: { login: string; body: string }, matter: string, act: string, area: string, at: Instant): boolean;
  /** The branch that answers for an area. */
  branchOf(area: string): Body | undefined;
  parameter(id: string, at: Instant): { value: number; cite: string; provisional: boolean };
  /** The districts as the map draws them (边界示意); none, when the pack has none. */
  boundaries(): Boundary[];
}

export function openCity(folder = CITY_FOLDER): City {
  const read = <T>(name: string): T => parse(readFileSync(join(folder, name), 'utf8')) as T;
  const { signature, seriesPrefix } = read<{ signature: string; seriesPrefix: string }>('city.yaml');
  const { areas } = read<{ areas: PackArea[] }>('areas.yaml');
  const bounds = new Map(areas.flatMap((area) => (area.bounds ? [[area.code, area.bounds] as const] : [])));
  const { bodies } = read<{ bodies: PackBody[] }>('bodies.yaml');
  const powers = read<PackPowers>('powers.yaml');
  const { people } = read<{ people: CityPerson[] }>('people.yaml');
  const parameters = openLawbook(join(folder, 'parameters'));
  const acts = powers.acts ?? {};
  const matters = mattersOf(powers);
  const orders = ordersOf(areas, bodies, powers);
  let directory = orders.reduce((known, order) => orRollBack(decide(known, order, matters)), EMPTY);
  const today = () => dayOf(Date.now());
  let boundaries: Boundary[] | undefined;
  return {
    signature,
    seriesPrefix,
    people,
    parameters,
    orders,
    matters,
    actName: (act) => acts[act] ?? act,
    directory: () => directory,
    use: (next) => {
      directory = next;
    },
    get code() {
      return cityOf(directory);
    },
    get areas() {
      return listAreas(directory, today());
    },
    get districts() {
      return districtsOf(directory, today());
    },
    get bodies() {
      return listBodies(directory, today());
    },
    districtOf: (given) => {
      const area = listAreas(directory, today()).find(({ code, name }) => code === given || name === given);
      return area && isBelowCounty(area)
        ? rollUp(directory, area.code, today(), 'administrative').find((one) => !isBelowCounty(one))?.code
        : area?.code;
    },
    areaName: (code) => areaName(directory, code, today()),
    boundsOf: (code) => bounds.get(code),
    bodyName: (id) => bodyName(directory, id, today()),
    branchOf: (area) => branchOf(directory, area, today()),
    mayHandle: ({ login, body }, matter, act, area, at) =>
      bodiesOf(directory, login, body, dayOf(at)).some((one) => mayHandle(directory, one, matter, act, area, dayOf(at))),
    parameter: (id, at) => {
      const found = onDay(parameters.get<number>(id), dayOf(at));
      if (!found) throw new Error(`the city has no ${id} on ${dayOf(at)}`);
      return { value: Number(found.value), cite: found.cite, provisional: found.confidence === 'C' };
    },
    boundaries: () => {
      // Read when the first map is opened: only the role that draws needs them, and they are the longest file of the pack.
      const drawn = join(folder, 'boundaries', 'districts.yaml');
      boundaries ??= existsSync(drawn) ? read<{ districts: Boundary[] }>('boundaries/districts.yaml').districts : [];
      return boundaries;
    },
  };
}

const isBelowCounty = ({ level }: Area) => level === 'town' || level === 'village';
const districtsOf = (directory: Directory, day: Day) => listAreas(directory, day).filter((area) => !isBelowCounty(area));

/** Before everything a pack speaks of. */
const LONG_AGO: Day = '2000-01-01';

function mattersOf({ matters = {}, acts = {}, powers }: PackPowers): Matter[] {
  const named = Object.entries(matters).map(([id, { name, may }]) => ({
    id,
    name,
    acts: may.map((act) => ({ id: act, name: acts[act] ?? act })),
  }));
  // A pack that names no matters is taken at its word.
  const other = [...new Set(powers.map((power) => power.matter))].filter((id) => !matters[id]);
  return [
    ...named,
    ...other.map((id) => {
      const may = [...new Set(powers.filter((power) => power.matter === id).flatMap((power) => power.may))];
      return { id, name: id, acts: may.map((act) => ({ id: act, name: acts[act] ?? act })) };
    }),
  ];
}

/** A pack as changes of an empty directory: what lies above before what lies below. */
function ordersOf(areas: PackArea[], bodies: PackBody[], { powers, clause }: PackPowers): Order[] {
  const city = areas.find(({ code }) => /^\d{4}0{8}$/.test(code))?.code ?? null;
  const level = (code: string) => (code === city ? 'city' : /0{6}$/.test(code) ? 'county' : /000$/.test(code) ? 'town' : 'village');
  // A management area lies in counties, and towns may be run by it.
  const turn = ({ code, kind }: PackArea) => (kind === 'management' ? 1 : /0{6}$/.test(code) ? 0 : 2);
  const cites = {
    national: '统计用区划代码',
    statistical: '统计用区划代码（2022-10-31 版，此后变动待核）',
    own: '未见国家代码，本平台自定',
  };
  return [
    ...[...areas]
      .sort((a, b) => turn(a) - turn(b) || (a.code < b.code ? -1 : 1))
      .map(({ code, name, kind, parent, liesIn = [], runBy = null, effectiveFrom, codeKind = 'national', confidence }): Order => {
        const above = code === city ? null : (parent ?? city);
        const isManagement = kind === 'management';
        return {
          kind: 'area',
          area: {
            code,
            name,
            level: level(code),
            kind,
            // What lies in one county lies below it by the law's lines; what lies in two, below what they have in common.
            administrativeParent: isManagement && liesIn.length === 1 ? (liesIn[0] as string) : above,
            managementParent: isManagement ? above : runBy,
            liesIn,
            confidence: confidence ?? 'A',
            cite: cites[codeKind],
            from: effectiveFrom ?? LONG_AGO,
            until: null,
          },
        };
      }),
    ...bodies.map(({ id, name, kind, area, parent = null }): Order => {
      const from = areas.find(({ code }) => code === area)?.effectiveFrom ?? LONG_AGO;
      return { kind: 'body', body: { id, name, kind, area, parent, from, until: null } };
    }),
    ...powers.map((power): Order => {
      const { effectiveFrom, effectiveTo, rollUp = 'management', concurrent = false, confidence = 'C', ...row } = power;
      const days = { from: effectiveFrom, until: effectiveTo && addDays(effectiveTo, 1) };
      return {
        kind: 'power',
        power: { ...row, ...days, rollUp, concurrent, confidence, delegatedBy: null, clause: row.clause ?? clause ?? '权限表' },
      };
    }),
  ];
}

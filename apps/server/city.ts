/** One city's pack, read once: areas, bodies, powers, people, parameters, and the small demonstration. Data in, typed tables out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Role } from '../../foundation/access/index.ts';
import { type Day, dayOf, type Instant } from '../../foundation/day.ts';
import { type Lawbook, onDay, openLawbook } from '../../foundation/lawbook/index.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const LAW_FOLDER = join(ROOT, 'law');
export const CITY_FOLDER = join(ROOT, 'city/jiaxing');

export interface Area {
  code: string;
  name: string;
  kind: 'administrative' | 'management';
}
export interface Body {
  id: string;
  name: string;
  kind: string;
  area: string;
}
interface Power {
  matter: string;
  area: string;
  body: string;
  may: string[];
  effectiveFrom: Day;
  effectiveTo: Day | null;
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

export interface City {
  /** Who signs a message, and what every document number begins with. */
  signature: string;
  seriesPrefix: string;
  areas: Area[];
  bodies: Body[];
  people: CityPerson[];
  parameters: Lawbook;
  areaName(code: string): string;
  bodyName(id: string): string;
  /** The dated table matter × area × body: a body with power over the whole city has it in every area of it. */
  mayHandle(body: string, matter: string, power: string, area: string, at: Instant): boolean;
  /** The branch that answers for an area. */
  branchOf(area: string): Body | undefined;
  parameter(id: string, at: Instant): { value: number; cite: string; provisional: boolean };
}

export function openCity(folder = CITY_FOLDER): City {
  const read = <T>(name: string): T => parse(readFileSync(join(folder, name), 'utf8')) as T;
  const { signature, seriesPrefix } = read<{ signature: string; seriesPrefix: string }>('city.yaml');
  const { areas } = read<{ areas: Area[] }>('areas.yaml');
  const { bodies } = read<{ bodies: Body[] }>('bodies.yaml');
  const { powers } = read<{ powers: Power[] }>('powers.yaml');
  const { people } = read<{ people: CityPerson[] }>('people.yaml');
  const parameters = openLawbook(join(folder, 'parameters'));
  const city = areas.find((area) => area.code.endsWith('00000000'))?.code ?? '';
  const names = new Map(areas.map((area) => [area.code, area.name]));
  return {
    signature,
    seriesPrefix,
    areas,
    bodies,
    people,
    parameters,
    areaName: (code) => names.get(code) ?? code,
    bodyName: (id) => bodies.find((body) => body.id === id)?.name ?? id,
    branchOf: (area) => bodies.find((body) => body.kind === 'branch' && body.area === area),
    mayHandle: (body, matter, power, area, at) => {
      const day = dayOf(at);
      return powers.some(
        (p) =>
          p.body === body &&
          p.matter === matter &&
          p.may.includes(power) &&
          (p.area === area || p.area === city) &&
          p.effectiveFrom <= day &&
          (p.effectiveTo === null || p.effectiveTo >= day),
      );
    },
    parameter: (id, at) => {
      const found = onDay(parameters.get<number>(id), dayOf(at));
      if (!found) throw new Error(`the city has no ${id} on ${dayOf(at)}`);
      return { value: Number(found.value), cite: found.cite, provisional: found.confidence === 'C' };
    },
  };
}

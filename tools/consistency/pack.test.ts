import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openCity } from '../../apps/server/city.ts';
import { areasBelow } from '../../foundation/directory/index.ts';
import { onDay, openLawbook } from '../../foundation/lawbook/index.ts';
import { packLoggers, SCENARIOS } from '../simulate/index.ts';

const root = join(import.meta.dirname, '..', '..');
const city = join(root, 'city', 'jiaxing');
const read = <T>(path: string): T => parse(readFileSync(join(city, path), 'utf8')) as T;

interface Area {
  code: string;
  name: string;
  kind: 'administrative' | 'management';
  level: string;
  parent: string | null;
  liesIn?: string[];
  bounds?: [number, number, number, number];
}
interface Firm {
  creditCode: string;
  key: string;
  name: string;
  district: string;
  managementArea?: string;
  lon: number;
  lat: number;
  permit: { number: string };
  contact: { name: string; phone: string };
}
interface Outlet {
  id: string;
  code: string;
  kind: string;
  firm: string;
  district: string;
  managementArea?: string;
  lon: number;
  lat: number;
  rule: string;
  referenceOxygen?: number;
}
interface Logger {
  mn: string;
  outlet: string;
  edition: string;
  systemCode: string;
  parameters: { code: string; unit: string; simulate: { typical: number; swing: number } }[];
  simulate: { scenario: { id: string; parameter?: string; peak?: number }; referenceOxygen?: number };
}
interface Limit {
  outlet: string;
  parameter: string;
  basis: string;
  lower?: number;
  upper: number;
  unit: string;
  effectiveFrom: string;
  effectiveTo: string | null;
  clause: string;
  converted?: boolean;
}

const { areas } = read<{ areas: Area[] }>('areas.yaml');
const { bodies } = read<{ bodies: { id: string; name: string; area: string; parent: string | null }[] }>('bodies.yaml');
const { matters, powers } = read<{
  matters: Record<string, { may: string[] }>;
  powers: { matter: string; area: string; body: string; may: string[]; effectiveFrom: string }[];
}>('powers.yaml');
const { people } = read<{
  people: { login: string; role: string; body: string | null; districts: string[]; certificate: string | null; party: string | null }[];
}>('people.yaml');
const { firms } = read<{ firms: Firm[] }>('pack-small/firms.yaml');
const { outlets } = read<{ outlets: Outlet[] }>('pack-small/outlets.yaml');
const { loggers } = read<{ loggers: Logger[] }>('pack-small/loggers.yaml');
const { limits } = read<{ limits: Limit[] }>('pack-small/permit-limits.yaml');
const study = read<{
  courses: { id: string; cites: { law: string; article: string }[] }[];
  exams: { id: string; course: string; year: number; points?: number; passScore?: number }[];
  issues: { year: number; points?: number; day: string }[];
}>('pack-small/study.yaml');

const law = openLawbook(join(root, 'law'));
const parameters = openLawbook(join(city, 'parameters'));
const { factors } = law.table<{ factors: Record<string, { unit: string }> }>('hj212/factors');
const codes = areas.map((area) => area.code);

/** GB 32100-2015: 31 characters, weights 3^i mod 31. Written here from the standard's rule, not taken from the platform. */
function creditCheck(first17: string): string {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const sum = [...first17].reduce((total, char, index) => total + letters.indexOf(char) * (3 ** index % 31), 0);
  return letters[(31 - (sum % 31)) % 31] ?? '';
}

/** GB 11714-1997, the organisation code inside: weights 3 7 9 10 5 8 4 2, modulo 11. */
function organisationCheck(first8: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const value = (char: string) => (/\d/.test(char) ? Number(char) : char.charCodeAt(0) - 55);
  const rest = 11 - ([...first8].reduce((total, char, index) => total + value(char) * (weights[index] ?? 0), 0) % 11);
  return rest === 10 ? 'X' : rest === 11 ? '0' : String(rest);
}

describe('areas', () => {
  it('are seven administrative ones under the city and two management ones that lie in them', () => {
    const under = areas.filter((area) => area.parent === '330400000000');
    expect(under.filter((area) => area.kind === 'administrative')).toHaveLength(7);
    const managed = under.filter((area) => area.kind === 'management');
    expect(managed.map((area) => area.name)).toEqual(['嘉兴经济技术开发区', '嘉兴港区']);
    for (const area of managed) for (const within of area.liesIn ?? []) expect(codes).toContain(within);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^3304\d{8}$/);
    expect(codes.map((code) => code.slice(0, 6))).not.toContain('330499');
  });

  it('hold 42 towns and 30 streets, as the city counts them itself, each in its county and five of them run by a management area', () => {
    // 嘉兴市“十四五”规划纲要: 建制镇 42 个、街道 30 个. The digits behind the county say which: 0 a street, 1 a town.
    const towns = areas.filter((area) => area.level === 'town');
    expect(towns.filter(({ code, name }) => code[6] === '1' && name.endsWith('镇'))).toHaveLength(42);
    expect(towns.filter(({ code, name }) => code[6] === '0' && name.endsWith('街道'))).toHaveLength(30);
    for (const { code, parent } of towns) expect(parent).toBe(`${code.slice(0, 6)}000000`);
    expect(new Set(towns.map(({ name }) => name)).size).toBe(72);
    const directory = openCity().directory();
    const below = (code: string, by: 'administrative' | 'management') =>
      areasBelow(directory, code, '2026-11-24', by).filter(({ level }) => level === 'town');
    const counties = areas.filter((area) => area.kind === 'administrative' && area.level !== 'town' && area.parent);
    const managed = areas.filter((area) => area.kind === 'management').map(({ code }) => code);
    expect(counties.flatMap(({ code }) => below(code, 'administrative'))).toHaveLength(72);
    expect(managed.flatMap((code) => below(code, 'administrative'))).toEqual([]);
    expect(managed.flatMap((code) => below(code, 'management')).map(({ name }) => name)).toEqual([
      '城南街道',
      '长水街道',
      '嘉北街道',
      '塘汇街道',
      '乍浦镇',
    ]);
    expect(counties.flatMap(({ code }) => below(code, 'management'))).toHaveLength(67);
  });

  it('are named in a record by the county: a town leads to the one it lies in', () => {
    const city = openCity();
    expect(city.districts.map(({ code }) => code)).toHaveLength(10);
    expect(city.districtOf('乍浦镇')).toBe('330482000000');
    expect(city.districtOf('330411101000')).toBe('330411000000');
    expect(city.districtOf('秀洲区')).toBe('330411000000');
    expect(city.districtOf('青山市')).toBeUndefined();
  });
});

describe('firms', () => {
  it('the check digit recipe gives the published example of GB 32100-2015', () => {
    // 91350100M000100Y43, the example in the standard's text.
    expect(creditCheck('91350100M000100Y4')).toBe('3');
  });

  it('have valid credit codes whose district belongs to nobody', () => {
    for (const { creditCode } of firms) {
      expect(creditCode).toMatch(/^91330499[0-9A-HJ-NPQRTUWXY]{10}$/);
      expect(creditCheck(creditCode.slice(0, 17)), creditCode).toBe(creditCode[17]);
      expect(organisationCheck(creditCode.slice(8, 16)), creditCode).toBe(creditCode[16]);
    }
    expect(new Set(firms.map((firm) => firm.creditCode)).size).toBe(12);
  });

  it('are seen to be invented', () => {
    for (const firm of firms) {
      expect(firm.name).toMatch(/^示例/);
      expect(firm.contact.phone).toMatch(/^1000\d{7}$/);
      expect(firm.permit.number).toBe(`${firm.creditCode}001P`);
    }
  });
});

describe('places', () => {
  it('lie in the district they say, and in a management area only where one is', () => {
    const firmOf = new Map(firms.map((firm) => [firm.creditCode, firm]));
    for (const place of [...firms, ...outlets]) {
      const area = areas.find((one) => one.code === place.district);
      expect(area?.kind, place.district).toBe('administrative');
      const [west, south, east, north] = area?.bounds ?? [0, 0, 0, 0];
      expect(place.lon > west && place.lon < east && place.lat > south && place.lat < north, JSON.stringify(place)).toBe(true);
      if (place.managementArea) expect(areas.find((one) => one.code === place.managementArea)?.liesIn).toContain(place.district);
    }
    for (const outlet of outlets) {
      const firm = firmOf.get(outlet.firm);
      expect(firm?.district, outlet.id).toBe(outlet.district);
      expect(firm?.managementArea, outlet.id).toBe(outlet.managementArea);
      expect(outlet.id).toBe(`${outlet.firm}-${outlet.code}`);
    }
  });

  it('are twenty outlets, thirteen of water and seven stacks, each judged by a rule the law has', () => {
    expect(outlets.filter((outlet) => outlet.kind === 'wastewaterOutlet' && outlet.code.startsWith('DW'))).toHaveLength(13);
    expect(outlets.filter((outlet) => outlet.kind === 'stack' && outlet.code.startsWith('DA'))).toHaveLength(7);
    expect(new Set(outlets.map((outlet) => outlet.id)).size).toBe(20);
    for (const outlet of outlets) {
      expect(() => law.get(`monitoring/${outlet.rule}-judging-basis`)).not.toThrow();
      expect(outlet.referenceOxygen !== undefined, outlet.id).toBe(outlet.kind === 'stack');
    }
  });
});

describe('loggers', () => {
  it('one an outlet, with 24 hex digits and no password', () => {
    expect(loggers.map((logger) => logger.outlet).sort()).toEqual(outlets.map((outlet) => outlet.id).sort());
    expect(new Set(loggers.map((logger) => logger.mn)).size).toBe(20);
    for (const logger of loggers) {
      expect(logger.mn).toMatch(/^58534A58[0-9A-F]{16}$/);
      expect(logger.edition).toBe('2017');
      expect(logger.systemCode).toBe(outlets.find((outlet) => outlet.id === logger.outlet)?.kind === 'stack' ? '31' : '32');
      expect(logger).not.toHaveProperty('pw');
      expect(logger.simulate.referenceOxygen).toBe(outlets.find((outlet) => outlet.id === logger.outlet)?.referenceOxygen);
    }
  });

  it('measure codes of HJ 212-2017 in its units', () => {
    for (const logger of loggers) for (const { code, unit } of logger.parameters) expect(unit, code).toBe(factors[code]?.unit);
  });

  it('tell every story the simulator knows, half of them none', () => {
    const told = loggers.map((logger) => logger.simulate.scenario.id);
    expect([...new Set(told)].sort()).toEqual([...SCENARIOS].sort());
    expect(told.filter((id) => id === 'steady').length).toBeGreaterThanOrEqual(10);
    const run = packLoggers(join(city, 'pack-small'), () => '123456');
    expect(run).toHaveLength(20);
    expect(run[0]?.parameters[0]).toEqual({ code: 'w00000', typical: 9, swing: 0.3 });
  });
});

describe('permit limits', () => {
  const of = (outlet: string, parameter: string, day: string) =>
    limits.filter(
      (limit) =>
        limit.outlet === outlet &&
        limit.parameter === parameter &&
        limit.effectiveFrom <= day &&
        day <= (limit.effectiveTo ?? '9999-12-31'),
    );

  it('belong to an outlet, a parameter its logger sends, and the unit it is sent in', () => {
    for (const limit of limits) {
      const logger = loggers.find((one) => one.outlet === limit.outlet);
      expect(logger?.parameters.find((one) => one.code === limit.parameter)?.unit, limit.clause).toBe(limit.unit);
      expect(limit.clause).toContain(firms.find((firm) => limit.outlet.startsWith(firm.creditCode))?.permit.number);
      expect(limit.effectiveFrom).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      if (limit.lower !== undefined) expect(limit.lower).toBeLessThan(limit.upper);
      expect(limit.converted === true).toBe(limit.parameter.startsWith('a'));
    }
  });

  it('never leave a day without a limit, never give it two', () => {
    for (const { outlet, parameter } of limits)
      for (const day of ['2024-03-01', '2026-02-28', '2026-03-01', '2026-06-30', '2026-07-01', '2026-11-24'])
        expect(of(outlet, parameter, day), `${outlet} ${parameter} ${day}`).toHaveLength(1);
  });

  it('are meant for the mean that the law judges', () => {
    for (const limit of limits) {
      const outlet = outlets.find((one) => one.id === limit.outlet);
      const basis = law.get<{ judges: string }>(`monitoring/${outlet?.rule}-judging-basis`).values.at(-1)?.value.judges;
      expect(limit.basis, limit.clause).toBe(basis);
    }
  });

  it('change on a day in 2026: ammonia of one water outlet, nitrogen oxides of both incinerators', () => {
    const changed = limits.filter((limit) => limit.effectiveFrom.startsWith('2026-'));
    expect(changed.map((limit) => [limit.parameter, limit.upper, limit.effectiveFrom])).toEqual([
      ['w21003', 10, '2026-07-01'],
      ['a21002', 120, '2026-03-01'],
      ['a21002', 120, '2026-03-01'],
    ]);
    for (const limit of changed) {
      const dayBefore = new Date(Date.parse(`${limit.effectiveFrom}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
      expect(of(limit.outlet, limit.parameter, dayBefore)[0]?.upper).toBeGreaterThan(limit.upper);
    }
  });

  it('are kept by a steady logger and passed by one that is to pass them', () => {
    for (const logger of loggers) {
      const scenario = logger.simulate.scenario;
      for (const { code, simulate } of logger.parameters) {
        const limit = of(logger.outlet, code, '2026-11-24')[0];
        if (!limit) continue;
        const oxygen = logger.parameters.find((one) => one.code === 'a19001');
        const most = oxygen ? oxygen.simulate.typical * (1 + oxygen.simulate.swing) : 0;
        const factor = limit.converted ? (21 - (logger.simulate.referenceOxygen ?? 0)) / (21 - most) : 1;
        expect(simulate.typical * (1 + simulate.swing) * factor, `${logger.outlet} ${code}`).toBeLessThan(limit.upper);
        if (scenario.peak !== undefined && scenario.parameter === code) expect(scenario.peak).toBeGreaterThan(limit.upper * 1.05);
      }
    }
  });
});

describe('people, bodies and powers', () => {
  it('name bodies, areas and firms that exist, and hold no password', () => {
    const ids = bodies.map((body) => body.id);
    for (const body of bodies) {
      expect(codes).toContain(body.area);
      if (body.parent) expect(ids).toContain(body.parent);
    }
    for (const power of powers) {
      expect(ids).toContain(power.body);
      expect(codes).toContain(power.area);
      for (const act of power.may) expect(matters[power.matter]?.may, power.matter).toContain(act);
    }
    for (const person of people) {
      expect(person).not.toHaveProperty('password');
      if (person.body) expect(ids).toContain(person.body);
      for (const district of person.districts) expect(district === '*' || codes.includes(district), person.login).toBe(true);
      if (person.role === 'firm') expect(firms.map((firm) => firm.creditCode)).toContain(person.party);
    }
    expect(new Set(people.map((person) => person.login)).size).toBe(people.length);
  });

  it('has every role, and two officers with certificates in different branches', () => {
    expect([...new Set(people.map((person) => person.role))].sort()).toEqual([
      'admin',
      'auditor',
      'citizen',
      'duty',
      'engineer',
      'firm',
      'leader',
      'office',
      'officer',
      'security',
    ]);
    const officers = people.filter((person) => person.role === 'officer');
    expect(new Set(officers.map((person) => person.body)).size).toBeGreaterThanOrEqual(2);
    for (const officer of officers) expect(officer.certificate).toMatch(/^示例-/);
  });

  it('someone may verify a reminder in every area where a firm is', () => {
    for (const firm of firms) {
      const here = ['330400000000', firm.district, firm.managementArea];
      expect(
        powers.some(
          (power) => power.matter === 'automatic-monitoring.reminder' && here.includes(power.area) && power.may.includes('verify'),
        ),
      ).toBe(true);
    }
  });
});

describe('study and parameters', () => {
  it('every parameter is dated, has a unit and a confidence; what nobody published is C', () => {
    expect(parameters.list().length).toBeGreaterThanOrEqual(8);
    for (const one of parameters.list()) {
      expect(one.unit, one.id).not.toBe('');
      for (const value of one.values) expect(value.confidence === 'C', one.id).toBe(value.cite.includes('待核'));
    }
    expect(parameters.get('reminder-reply-minutes').values[0]?.value).toBe(60);
  });

  it('an exam gives whole shares of points, and the pool of its year could pay every firm', () => {
    const set = (id: string, day: string) => Number(onDay(parameters.get<number>(id), day)?.value);
    for (const exam of study.exams) {
      expect(study.courses.map((course) => course.id)).toContain(exam.course);
      const share = set('study-points-per-exam', `${exam.year}-01-01`);
      const { points = share, passScore = set('study-pass-score', `${exam.year}-01-01`) } = exam;
      expect(points % share).toBe(0);
      expect(passScore).toBeGreaterThanOrEqual(60);
      const issue = study.issues.find(({ year }) => year === exam.year);
      expect(issue?.points ?? set('study-yearly-pool', String(issue?.day))).toBeGreaterThan(points * firms.length);
    }
  });

  it('a course cites articles that are listed', () => {
    const { laws } = law.table<{ laws: { law: string; articles: { article: string }[] }[] }>('statutes/index');
    for (const course of study.courses)
      for (const cite of course.cites)
        expect(
          laws.find((one) => one.law === cite.law)?.articles.map((one) => one.article),
          course.id,
        ).toContain(cite.article);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, type Day } from '../day.ts';
import { isRefusal } from '../refusal.ts';
import { WHOLE_CITY } from '../store/store.ts';
import { type House, openHouse } from '../testing/house.ts';
import {
  type Area,
  type AreaDraft,
  areaOn,
  areasBelow,
  bodiesOf,
  bodyName,
  branchOf,
  certificateOf,
  change,
  type Directory,
  decide,
  directoryRefusals,
  EMPTY,
  followDirectory,
  heirOfBody,
  heirsOfArea,
  historyOf,
  listChanges,
  listGaps,
  listOverlaps,
  loadDirectory,
  type Matter,
  mayHandle,
  type Order,
  type PowerDraft,
  rollUp,
  within,
} from './index.ts';
import { above, copyOf, DAYS, emptyTwin, FIRST, fill, isSound, isWhole, mayInTwin, type Twin } from './testing/twin.ts';

// 青山市, whose codes belong to nobody.
const CITY = '339900000000';
const UP = '339902000000';
const DOWN = '339921000000';
const ZONE = '339990000000';
const PORT = '339991000000';
const MATTERS: Matter[] = [
  { id: 'reminder', name: '提醒', acts: ['issue', 'verify', 'close'].map((id) => ({ id, name: id })) },
  { id: 'points', name: '积分', acts: [{ id: 'award', name: '授予' }] },
];

const area = (code: string, more: Partial<AreaDraft> = {}): AreaDraft => ({
  code,
  name: `区划${code.slice(4, 9)}`,
  level: 'county',
  kind: 'administrative',
  administrativeParent: CITY,
  managementParent: null,
  liesIn: [],
  confidence: 'A',
  cite: '青山市区划表',
  from: '2020-01-01',
  until: null,
  ...more,
});
const city = area(CITY, { level: 'city', administrativeParent: null });
const zone = area(ZONE, { kind: 'management', managementParent: CITY, liesIn: [UP, DOWN] });
const port = area(PORT, { kind: 'management', administrativeParent: DOWN, managementParent: CITY, liesIn: [DOWN] });
const body = (id: string, of: string, more: object = {}): Order => ({
  kind: 'body',
  body: { id, name: `青山市${id}`, kind: 'branch', area: of, parent: null, from: '2020-01-01', until: null, ...more },
});
const power = (of: string, over: string, may: string[], more: Partial<PowerDraft> = {}): Order => ({
  kind: 'power',
  power: {
    matter: 'reminder',
    area: over,
    body: of,
    may,
    rollUp: 'management',
    concurrent: false,
    delegatedBy: null,
    clause: '青环发〔2025〕1号',
    confidence: 'B',
    from: '2025-01-01',
    until: null,
    ...more,
  },
});
const state = (one: AreaDraft): Order => ({ kind: 'area', area: one });

function having(orders: Order[], from: Directory = EMPTY): Directory {
  return orders.reduce((directory, order) => {
    const next = decide(directory, order, MATTERS);
    if (isRefusal(next)) throw new Error(`${next.code} ${next.saysEn}`);
    return next;
  }, from);
}
const codeOf = (directory: Directory, order: Order) => {
  const outcome = decide(directory, order, MATTERS);
  return isRefusal(outcome) ? outcome.code.replace('directory.', '') : 'done';
};
const QINGSHAN = having([city, area(UP, { name: '上游区' }), area(DOWN, { name: '下游县' }), zone, port].map(state));
const BODIES = having(
  [
    body('bureau', CITY, { kind: 'bureau' }),
    body('up', UP),
    body('down', DOWN),
    body('zone', ZONE),
    body('port', PORT),
    body('team', CITY, { kind: 'enforcementTeam' }),
  ],
  QINGSHAN,
);
const DAY = '2026-03-01';
const codes = (list: Area[]) => list.map((one) => one.code);

describe('areas by day (F21)', () => {
  it('a port inside a county rolls up to the county by the law, and to the city by who runs it', () => {
    expect(codes(rollUp(QINGSHAN, PORT, DAY, 'administrative'))).toEqual([DOWN, CITY]);
    expect(codes(rollUp(QINGSHAN, PORT, DAY, 'management'))).toEqual([CITY]);
    expect([within(QINGSHAN, PORT, DOWN, DAY, 'administrative'), within(QINGSHAN, PORT, DOWN, DAY, 'management')]).toEqual([true, false]);
  });

  it('each area lies below exactly one other in each roll-up, so that no sum counts it twice', () => {
    expect(codes(areasBelow(QINGSHAN, CITY, DAY, 'administrative'))).toEqual([UP, DOWN, ZONE]);
    expect(codes(areasBelow(QINGSHAN, DOWN, DAY, 'administrative'))).toEqual([PORT]);
    expect(codes(areasBelow(QINGSHAN, CITY, DAY, 'management'))).toEqual([UP, DOWN, ZONE, PORT]);
    expect(areasBelow(QINGSHAN, DOWN, DAY, 'management')).toEqual([]);
  });

  it('a zone in two districts belongs to neither of them by the law', () => {
    expect(within(QINGSHAN, ZONE, UP, DAY, 'administrative')).toBe(false);
    expect(within(QINGSHAN, ZONE, CITY, DAY, 'administrative')).toBe(true);
  });

  it('an area renamed keeps the name it had for the days it had it', () => {
    const renamed = having([state(area(UP, { name: '青源区', from: '2026-07-01' }))], QINGSHAN);
    expect(areaOn(renamed, UP, '2026-06-30')?.name).toBe('上游区');
    expect(areaOn(renamed, UP, '2026-07-01')?.name).toBe('青源区');
  });

  it('a change without an end holds until the next one already known, and does not overwrite it', () => {
    const planned = having(
      [state(area(UP, { name: '丙', from: '2027-01-01' })), state(area(UP, { name: '乙', from: '2026-07-01' }))],
      QINGSHAN,
    );
    expect(planned.areas.get(UP)?.map(({ name, from, until }) => [name, from, until])).toEqual([
      ['上游区', '2020-01-01', '2026-07-01'],
      ['乙', '2026-07-01', '2027-01-01'],
      ['丙', '2027-01-01', null],
    ]);
  });

  it('a county that becomes a district takes its towns, its body and the powers over it along under the new code', () => {
    const TOWN = '339921101000';
    const NEW = '339903000000';
    const NEWTOWN = '339903101000';
    const before = having([state(area(TOWN, { level: 'town', administrativeParent: DOWN })), power('down', DOWN, ['verify'])], BODIES);
    const recoded: Order = {
      kind: 'replaceAreas',
      day: '2026-07-01',
      areas: [
        area(NEW, { name: '下游区' }),
        area(NEWTOWN, { level: 'town', administrativeParent: NEW }),
        { ...port, administrativeParent: NEW, liesIn: [NEW] },
        { ...zone, liesIn: [UP, NEW] },
      ],
      ended: [
        { code: DOWN, became: [NEW] },
        { code: TOWN, became: [NEWTOWN] },
      ],
    };
    const later = having([recoded], before);
    expect(heirsOfArea(later, TOWN, '2026-06-30')).toEqual([TOWN]);
    expect(heirsOfArea(later, TOWN, '2026-07-01')).toEqual([NEWTOWN]);
    expect(mayHandle(later, 'down', 'reminder', 'verify', TOWN, '2026-06-30')).toBe(true);
    // A file of the old town, acted on today.
    expect(mayHandle(later, 'down', 'reminder', 'verify', TOWN, '2026-07-01')).toBe(true);
    expect(mayHandle(later, 'down', 'reminder', 'verify', NEWTOWN, '2026-06-30')).toBe(false);
    expect(branchOf(later, NEWTOWN, '2026-07-01')?.id).toBe('down');
    expect(codeOf(before, { ...recoded, areas: recoded.areas.slice(0, 2) } as Order)).toBe('childrenRemain');
  });

  it('of an area that was split each part has the powers of the whole; what was merged has those of the other', () => {
    const [A, B] = ['339904000000', '339905000000'];
    const before = having([power('up', UP, ['verify'])], having([state({ ...zone, liesIn: [DOWN], administrativeParent: CITY })], BODIES));
    const split = having(
      [{ kind: 'replaceAreas', day: '2026-07-01', areas: [area(A), area(B)], ended: [{ code: UP, became: [A, B] }] }],
      before,
    );
    for (const part of [A, B]) expect(mayHandle(split, 'up', 'reminder', 'verify', part, '2026-07-01')).toBe(true);
    const merged = having(
      [
        power('team', A, ['close'], { from: '2026-07-01' }),
        { kind: 'replaceAreas', day: '2026-09-01', areas: [], ended: [{ code: A, became: [B] }] },
      ],
      split,
    );
    expect(heirsOfArea(merged, UP, '2026-09-01')).toEqual([B]);
    expect(mayHandle(merged, 'team', 'reminder', 'close', A, '2026-08-31')).toBe(true);
    expect(mayHandle(merged, 'team', 'reminder', 'close', A, '2026-09-01')).toBe(false);
  });

  // Setup, change, reason: in the order in which the reasons are said.
  it.each<[string, Order, string]>([
    ['a day that is none', state(area('339922000000', { from: '2026-02-30' })), 'badDays'],
    ['an end before the beginning', state(area('339922000000', { until: '2019-01-01' })), 'badDays'],
    ['no name', state(area('339922000000', { name: ' ' })), 'nameMissing'],
    ['eleven digits', state(area('33992200000')), 'badCode'],
    ['a county with digits of a town', state(area('339922101000')), 'levelDisagrees'],
    ['a town without digits of a town', state(area('339922000000', { level: 'town', administrativeParent: DOWN })), 'levelDisagrees'],
    ['a hole in its days', state(area(UP, { from: '2010-01-01', until: '2015-01-01' })), 'gap'],
    ['another city', state(area('339800000000', { level: 'city', administrativeParent: null })), 'secondCity'],
    ['an area above itself', state(area(UP, { administrativeParent: UP, from: '2026-01-01' })), 'circle'],
    ['two zones each run by the other', state({ ...zone, managementParent: PORT, from: '2026-01-01' }), 'done'],
    ['no area above', state(area('339922000000', { administrativeParent: null })), 'parentMissing'],
    ['a parent that is not there', state(area('339922000000', { administrativeParent: '339700000000' })), 'parentNotThere'],
    ['a parent that is not there yet', state(area('339922000000', { from: '2019-01-01' })), 'parentNotThere'],
    [
      'a town with the digits of another county',
      state(area('339921101000', { level: 'town', administrativeParent: UP })),
      'prefixDisagrees',
    ],
    ['a county below a county', state(area('339922000000', { administrativeParent: UP })), 'prefixDisagrees'],
    ['a management area that lies nowhere', state(area('339992000000', { kind: 'management' })), 'liesNowhere'],
    ['an administrative area that lies in another besides', state(area('339922000000', { liesIn: [UP] })), 'liesNowhere'],
    [
      'a county that ends under its port',
      { kind: 'replaceAreas', day: '2026-07-01', areas: [], ended: [{ code: DOWN, became: [UP] }] },
      'childrenRemain',
    ],
    [
      'an end without what comes after',
      { kind: 'replaceAreas', day: '2026-07-01', areas: [], ended: [{ code: PORT, became: [] }] },
      'successorMissing',
    ],
    [
      'an end of what is not there',
      { kind: 'replaceAreas', day: '2026-07-01', areas: [], ended: [{ code: '339955000000', became: [UP] }] },
      'notThere',
    ],
    [
      'a successor that is not there',
      { kind: 'replaceAreas', day: '2026-07-01', areas: [], ended: [{ code: PORT, became: ['339955000000'] }] },
      'successorNotThere',
    ],
  ])('%s: %#', (_, order, reason) => {
    expect(codeOf(QINGSHAN, order)).toBe(reason);
  });

  it('two zones each run by the other are refused, and a code that ended does not come back', () => {
    const one = having([state({ ...zone, managementParent: PORT, from: '2026-01-01' })], QINGSHAN);
    expect(codeOf(one, state({ ...port, managementParent: ZONE, from: '2026-02-01' }))).toBe('circle');
    const gone = having([{ kind: 'replaceAreas', day: '2026-07-01', areas: [], ended: [{ code: PORT, became: [DOWN] }] }], QINGSHAN);
    expect(codeOf(gone, state({ ...port, from: '2027-01-01' }))).toBe('ended');
  });
});

describe('bodies and posts', () => {
  it('a body dissolved is read as the one that took over, and keeps its name for its own days', () => {
    const gone = having([power('up', UP, ['verify']), { kind: 'dissolve', id: 'up', day: '2026-07-01', heir: 'down' }], BODIES);
    expect(heirOfBody(gone, 'up', '2026-06-30')).toBe('up');
    expect(heirOfBody(gone, 'up', '2026-07-01')).toBe('down');
    expect(bodyName(gone, 'up', '2026-07-01')).toBe('青山市up');
    // Its power is its heir's; whoever still acts in its name acts for the heir.
    expect(mayHandle(gone, 'down', 'reminder', 'verify', UP, '2026-06-30')).toBe(false);
    expect(mayHandle(gone, 'down', 'reminder', 'verify', UP, '2026-07-01')).toBe(true);
    expect(mayHandle(gone, 'up', 'reminder', 'verify', UP, '2026-07-01')).toBe(true);
  });

  it('a person acts for the body of the post in force; when the last post ended, for none', () => {
    const post = (of: string, from: Day, until: Day | null, manner: 'substantive' | 'acting' = 'substantive'): Order => ({
      kind: 'post',
      post: {
        login: 'qin',
        personName: '秦核',
        body: of,
        name: '执法人员',
        manner,
        certificate: '青-01',
        certificateFrom: '2025-01-01',
        certificateUntil: '2026-06-01',
        from,
        until,
      },
    });
    const posted = having([post('up', '2025-01-01', '2026-05-01'), post('down', '2026-03-01', '2026-09-01', 'acting')], BODIES);
    const on = (day: Day) => bodiesOf(posted, 'qin', 'bureau', day);
    expect([on('2026-01-01'), on('2026-04-01'), on('2026-06-01'), on('2026-10-01')]).toEqual([['up'], ['up', 'down'], ['down'], []]);
    expect([certificateOf(posted, 'qin', '2026-05-31'), certificateOf(posted, 'qin', '2026-06-01')]).toEqual(['青-01', null]);
    // Of whom no post was recorded, the account says it.
    expect(bodiesOf(posted, 'wang', 'bureau', DAY)).toEqual(['bureau']);
  });

  it.each<[string, Order, string]>([
    ['an id with a stroke', body('a/b', UP), 'badId'],
    ['no such area', body('new', '339955000000'), 'areaNotThere'],
    ['no such parent', body('new', UP, { parent: 'nobody' }), 'parentNotThere'],
    ['its own parent', body('up', UP, { parent: 'up', from: '2026-01-01' }), 'circle'],
    ['dissolved into itself', { kind: 'dissolve', id: 'up', day: '2026-01-01', heir: 'up' }, 'successorNotThere'],
    ['dissolved before it stood', { kind: 'dissolve', id: 'up', day: '2019-01-01', heir: null }, 'notThere'],
    [
      'a post in no body',
      {
        kind: 'post',
        post: {
          login: 'a',
          personName: '甲',
          body: 'x',
          name: '科员',
          manner: 'deputy',
          certificate: null,
          certificateFrom: null,
          certificateUntil: null,
          from: DAY,
          until: null,
        },
      },
      'bodyNotThere',
    ],
    [
      'days of no certificate',
      {
        kind: 'post',
        post: {
          login: 'a',
          personName: '甲',
          body: 'up',
          name: '科员',
          manner: 'deputy',
          certificate: null,
          certificateFrom: DAY,
          certificateUntil: null,
          from: DAY,
          until: null,
        },
      },
      'badCertificate',
    ],
  ])('%s: %#', (_, order, reason) => {
    expect(codeOf(BODIES, order)).toBe(reason);
  });

  it('a body with powers does not end without an heir', () => {
    expect(codeOf(having([power('up', UP, ['verify'])], BODIES), { kind: 'dissolve', id: 'up', day: DAY, heir: null })).toBe(
      'successorMissing',
    );
    expect(codeOf(BODIES, { kind: 'dissolve', id: 'up', day: DAY, heir: null })).toBe('done');
  });
});

describe('powers (F22)', () => {
  it('a body with power over an area has it in the areas below, by the lines its row names', () => {
    const byLaw = having([power('down', DOWN, ['verify'], { rollUp: 'administrative' })], BODIES);
    const byRun = having([power('down', DOWN, ['verify'], { rollUp: 'management' })], BODIES);
    expect([mayHandle(byLaw, 'down', 'reminder', 'verify', PORT, DAY), mayHandle(byRun, 'down', 'reminder', 'verify', PORT, DAY)]).toEqual([
      true,
      false,
    ]);
    expect(mayHandle(byLaw, 'down', 'reminder', 'verify', CITY, DAY)).toBe(false);
    expect(mayHandle(byLaw, 'down', 'reminder', 'verify', DOWN, '2024-12-31')).toBe(false);
  });

  it('two bodies with one power over one area are refused unless it is said that both are meant', () => {
    const one = having([power('team', CITY, ['verify', 'close'])], BODIES);
    expect(codeOf(one, power('port', PORT, ['issue', 'verify']))).toBe('overlaps');
    expect(codeOf(one, power('port', PORT, ['issue']))).toBe('done');
    expect(codeOf(one, power('port', PORT, ['verify'], { concurrent: true }))).toBe('done');
    // By the law's lines the port lies in the county, by management lines it does not.
    const county = having([power('down', DOWN, ['verify'])], BODIES);
    expect(codeOf(county, power('port', PORT, ['verify']))).toBe('done');
  });

  it('a power begins to overlap when an area is moved, and the page is told', () => {
    const TOWN = '339921101000';
    const before = having(
      [state(area(TOWN, { level: 'town', administrativeParent: DOWN })), power('up', TOWN, ['verify']), power('zone', ZONE, ['verify'])],
      BODIES,
    );
    const moved = having(
      [state(area(TOWN, { level: 'town', administrativeParent: DOWN, managementParent: ZONE, from: '2026-07-01' }))],
      before,
    );
    expect(listOverlaps(moved, '2026-06-30')).toEqual([]);
    expect(listOverlaps(moved, '2026-07-01')).toMatchObject([
      { matter: 'reminder', acts: ['verify'], rows: [{ body: 'zone' }, { body: 'up' }] },
    ]);
  });

  it('a delegated power is the delegating body’s: it needs theirs, ends with it, and is not delegated on', () => {
    expect(codeOf(BODIES, power('port', PORT, ['verify'], { delegatedBy: 'team' }))).toBe('delegatorHasNot');
    const given = having(
      [
        power('team', CITY, ['verify'], { until: '2026-07-01' }),
        power('port', PORT, ['verify'], { delegatedBy: 'team', until: '2026-07-01' }),
      ],
      BODIES,
    );
    expect(mayHandle(given, 'port', 'reminder', 'verify', PORT, '2026-06-30')).toBe(true);
    expect(codeOf(given, power('zone', PORT, ['verify'], { delegatedBy: 'port', until: '2026-07-01' }))).toBe('delegatorHasNot');
    const ended = having([{ kind: 'endPower', id: `reminder/${CITY}/team`, day: '2026-05-01' }], given);
    expect(mayHandle(ended, 'port', 'reminder', 'verify', PORT, '2026-05-01')).toBe(false);
  });

  it('what nobody may do is listed with its days', () => {
    const some = having(
      [power('up', UP, ['verify']), power('down', DOWN, ['verify'], { until: '2026-07-01' }), power('zone', ZONE, ['verify'])],
      BODIES,
    );
    const gaps = listGaps(some, [{ id: 'reminder', name: '', acts: [{ id: 'verify', name: '' }] }], '2026-01-01');
    expect(gaps.map(({ area: of, from, until }) => [of, from, until])).toEqual([
      [PORT, '2026-01-01', null],
      [DOWN, '2026-07-01', null],
    ]);
    expect(listGaps(some, [{ id: 'points', name: '', acts: [{ id: 'award', name: '' }] }], '2026-01-01')).toHaveLength(4);
  });

  it.each<[string, Order, string]>([
    ['no such area', power('up', '339955000000', ['verify']), 'areaNotThere'],
    ['no such body', power('nobody', UP, ['verify']), 'bodyNotThere'],
    ['no such matter', power('up', UP, ['verify'], { matter: 'nothing' }), 'noSuchMatter'],
    ['no act of the matter', power('up', UP, ['award']), 'noSuchAct'],
    ['no act at all', power('up', UP, []), 'noSuchAct'],
    ['no source', power('up', UP, ['verify'], { clause: ' ' }), 'clauseMissing'],
    ['delegated to itself', power('up', UP, ['verify'], { delegatedBy: 'up' }), 'delegatesItself'],
    ['an end of what is not there', { kind: 'endPower', id: 'reminder/x/y', day: DAY }, 'notThere'],
  ])('%s: %#', (_, order, reason) => {
    expect(codeOf(BODIES, order)).toBe(reason);
  });
});

describe('a random history against a slow twin', () => {
  const TOWNS = ['339902101000', '339902102000', '339921101000'];
  const CODES = [CITY, UP, DOWN, ZONE, PORT, ...TOWNS];
  const dayOf = fc.integer({ min: 0, max: 35 }).map((n) => DAYS[n] as Day);
  const span = fc
    .tuple(dayOf, fc.option(fc.integer({ min: 1, max: 20 }), { nil: null, freq: 2 }))
    .map(([from, length]) => ({ from, until: length === null ? null : addDays(from, length) }));
  const stated = fc
    .tuple(
      fc.constantFrom(...CODES.slice(1)),
      span,
      fc.constantFrom('甲', '乙', '丙'),
      fc.constantFrom<string | null>(null, null, CITY, CITY, ZONE, PORT, UP),
      fc.constantFrom(CITY, UP, UP, DOWN),
      fc.constantFrom<string[]>([UP], [DOWN], [UP, DOWN]),
    )
    .map(([code, days, name, run, parent, places]): Order => {
      const isZone = code === ZONE || code === PORT;
      const level = TOWNS.includes(code) ? 'town' : 'county';
      // A county lies in the city and a zone where its places do, most of the time; nonsense is for the refusals.
      const administrativeParent = isZone
        ? parent === UP
          ? CITY
          : places.length === 1 && parent === DOWN
            ? (places[0] as string)
            : CITY
        : level === 'town'
          ? parent
          : CITY;
      return state(
        area(code, {
          ...days,
          name,
          level,
          kind: isZone ? 'management' : 'administrative',
          administrativeParent,
          managementParent: run,
          liesIn: isZone ? places : [],
        }),
      );
    });
  const granted = fc
    .tuple(
      fc.constantFrom('up', 'team', 'port'),
      fc.constantFrom(...CODES),
      span,
      fc.subarray(['issue', 'verify', 'close'], { minLength: 1 }),
      fc.constantFrom<'administrative' | 'management'>('administrative', 'management'),
    )
    .map(([of, over, days, may, by]) => power(of, over, may, { ...days, rollUp: by, concurrent: true }));
  const GROUND = [
    area(CITY, { level: 'city', administrativeParent: null, from: FIRST }),
    area(UP, { from: FIRST }),
    area(DOWN, { from: FIRST }),
    area(TOWNS[0] as string, { level: 'town', administrativeParent: UP, from: FIRST }),
  ];
  const START = having([...GROUND.map(state), ...['up', 'team', 'port'].map((id) => body(id, CITY, { from: FIRST }))]);

  /** What the twin makes of a statement: null when some day would make no sense. */
  function inTwin(twin: Twin, before: Directory, order: Order): Twin | null {
    if (order.kind === 'area') {
      const { from, until, ...cell } = order.area;
      const areas = copyOf(twin.areas);
      fill(areas, cell.code, cell, from, until ?? nextBorder(before.areas.get(cell.code), from));
      return [...areas.values()].every(isSound) && isWhole(areas, cell.code) ? { ...twin, areas } : null;
    }
    if (order.kind !== 'power') throw new Error('not of this history');
    const { from, until, ...cell } = order.power;
    if (!twin.areas.get(from)?.has(cell.area)) return null;
    const powers = copyOf(twin.powers);
    const id = `${cell.matter}/${cell.area}/${cell.body}`;
    fill(powers, id, { ...cell, id }, from, until ?? nextBorder(before.powers.get(id), from));
    return { ...twin, powers };
  }
  // The one thing the twin is told: where the next statement already known begins. That it is not overwritten has its own test above.
  function nextBorder(list: readonly { from: Day; until: Day | null }[] | undefined, day: Day): Day | null {
    return list?.find((one) => one.from > day)?.from ?? list?.find((one) => one.from <= day && (one.until ?? '9') > day)?.until ?? null;
  }

  it('agrees on what may stand, on both roll-ups and on every power, as of every day', () => {
    let stood = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 3, arbitrary: stated }, { weight: 1, arbitrary: granted }), { minLength: 5, maxLength: 30 }),
        (orders) => {
          let directory = START;
          let twin = emptyTwin();
          for (const { from, until, ...cell } of GROUND) fill(twin.areas, cell.code, cell, from, until);
          for (const order of orders) {
            const next = decide(directory, order, MATTERS);
            const twinNext = inTwin(twin, directory, order);
            expect(isRefusal(next) ? `refused ${next.code}` : 'stands', JSON.stringify(order)).toMatch(twinNext ? /^stands$/ : /^refused/);
            if (isRefusal(next) || !twinNext) {
              refused++;
              continue;
            }
            stood++;
            directory = next;
            twin = twinNext;
          }
          for (const day of DAYS) {
            for (const code of CODES) {
              expect(areaOn(directory, code, day)?.name).toBe(twin.areas.get(day)?.get(code)?.name);
              for (const by of ['administrative', 'management'] as const)
                expect(codes(rollUp(directory, code, day, by))).toEqual(twin.areas.get(day)?.has(code) ? above(twin, code, day, by) : []);
              for (const of of ['up', 'team', 'port'])
                for (const act of ['issue', 'verify'])
                  expect(mayHandle(directory, of, 'reminder', act, code, day)).toBe(mayInTwin(twin, of, 'reminder', act, code, day));
            }
          }
        },
      ),
      { seed: 20261124, numRuns: 60 },
    );
    expect(stood).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(100);
  }, 60_000);
});

describe('in the store', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house?.close());
  const by = (at: number) => ({ login: 'admin', name: '许管安', at });
  const T = Date.UTC(2026, 10, 24);
  const put = (order: Order, at: number) => house.app.as(WHOLE_CITY, (tx) => change(tx, order, MATTERS, by(at)));

  it('what was decided is what is read, and what was known at a moment can still be read (F21)', async () => {
    let at = T;
    for (const order of [city, area(UP, { name: '上游区' }), area(DOWN), zone, port].map(state))
      expect(isRefusal(await put(order, at++))).toBe(false);
    await put(state(area(UP, { name: '青源区', from: '2026-07-01' })), T + 1_000);
    const now = await house.system.tx((tx) => loadDirectory(tx));
    const then = await house.system.tx((tx) => loadDirectory(tx, T + 999));
    expect([areaOn(now, UP, '2026-08-01')?.name, areaOn(then, UP, '2026-08-01')?.name]).toEqual(['青源区', '上游区']);
    expect(now.areas.get(UP)).toEqual(having([state(area(UP, { name: '青源区', from: '2026-07-01' }))], QINGSHAN).areas.get(UP));
    expect(await house.system.tx((tx) => historyOf(tx, 'areas', UP))).toHaveLength(3);
  });

  it('the same change twice is one, and each leaves one line of history and one audit event', async () => {
    const order = state(area('339922000000', { name: '中游县' }));
    const count = async () =>
      (
        await house.owner.query(
          `select (select count(*) from directory_change) as changes, (select count(*) from audit_event where did like 'directory.%') as events`,
        )
      ).rows[0];
    const before = await count();
    await put(order, T + 2_000);
    await put(order, T + 3_000);
    const afterwards = await count();
    expect([Number(afterwards.changes) - Number(before.changes), Number(afterwards.events) - Number(before.events)]).toEqual([1, 1]);
    expect((await house.system.tx((tx) => listChanges(tx, { kind: 'area', id: '339922000000' }))).map((one) => one.byName)).toEqual([
      '许管安',
    ]);
  });

  it('is changed only by those who see the whole city, whatever door they come by', async () => {
    const order = state(area('339923000000'));
    expect(await house.app.as({ districts: [UP] }, (tx) => change(tx, order, MATTERS, by(T)))).toMatchObject({
      code: 'directory.wholeCityOnly',
    });
    await expect(
      house.app.as({ districts: [UP] }, (tx) =>
        tx.query(
          `insert into directory_change (did, about_kind, about_id, says, says_en, by, by_name, at) values ('x', 'x', 'x', 'x', 'x', 'x', 'x', now())`,
        ),
      ),
    ).rejects.toThrow(/row-level security/);
    await expect(house.app.as(WHOLE_CITY, (tx) => tx.query(`update area set name = 'x'`))).rejects.toThrow(/permission denied/);
    await expect(house.system.tx((tx) => tx.query(`update area set name = 'x'`))).rejects.toThrow(/permission denied/);
    await expect(house.system.tx((tx) => tx.query(`update area set known_to = now() where known_to is not null`))).rejects.toThrow(
      /not changed again/,
    );
  });

  it('two changes at once wait for each other, and every follower sees both within a second', async () => {
    const seen: number[] = [];
    const following = await followDirectory(house.system, house.urls.system, 'test', (directory) => seen.push(directory.version));
    try {
      const start = performance.now();
      await Promise.all([put(body('one', UP), T + 4_000), put(body('two', DOWN), T + 4_000)]);
      const { n } = (await house.owner.query<{ n: number }>('select max(id) as n from directory_change')).rows[0] as { n: number };
      while (Number(seen.at(-1)) < Number(n) && performance.now() - start < 3_000) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(seen.at(-1)).toBe(Number(n));
      expect(performance.now() - start).toBeLessThan(1_000);
    } finally {
      await following.close();
    }
  });
});

describe('the reasons', () => {
  it('stand in the README in the order in which they are said', () => {
    const page = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    const section = page.slice(page.indexOf('## Reasons'));
    const places = directoryRefusals.codes.map((code) => section.indexOf(`\`${code.split('.')[1]}\``));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
});

import { describe, expect, it } from 'vitest';
import { isRefusal } from '../refusal.ts';
import { areasBelow, columnsOf, type Directory, decide, EMPTY, listAreas, type Matter, type Order, readSheet } from './index.ts';

const DAY = '2026-03-01';
const CITY = '339900000000';
const UP = '339902000000';
const MATTERS: Matter[] = [
  {
    id: 'reminder',
    name: '提醒',
    acts: [
      { id: 'verify', name: '核实' },
      { id: 'close', name: '办结' },
    ],
  },
];
const HEAD = ['区划代码', '名称', '级别', '类别', '行政上级', '管理上级', '所在行政区', '可信程度', '依据', '起始日', '截止日（当日有效）'];
const line = (
  code: string,
  name: string,
  level: string,
  parent: string,
  more: string[] = ['行政区', '', '', 'A', '区划表', '2020-01-01', ''],
) => [code, name, level, more[0] ?? '', parent, ...more.slice(1)];

function having(orders: Order[]): Directory {
  return orders.reduce((known, order) => {
    const next = decide(known, order, MATTERS);
    if (isRefusal(next)) throw new Error(next.code);
    return next;
  }, EMPTY);
}

describe('a sheet of areas', () => {
  it('may name what lies below before what lies above, and every flaw is found by row and field', () => {
    const sheet = readSheet(
      'areas',
      [
        HEAD,
        line('339902101000', '青石镇', '镇街', UP),
        line('33990210', '短码镇', '镇街', UP),
        line('339902102000', '无级镇', '乡级', UP, ['行政区', '', '', 'A', '区划表', '2026-02-30', '']),
        line(UP, '上游区', '县级', CITY),
        line(CITY, '青山市', '市', ''),
      ],
      EMPTY,
      MATTERS,
      DAY,
    );
    expect([sheet?.rows, sheet?.changed]).toEqual([5, 3]);
    expect(sheet?.findings.map(({ row, field, value }) => [row, field, value])).toEqual([
      [2, 'code', '33990210'],
      [3, 'level', '乡级'],
      [3, 'from', '2026-02-30'],
    ]);
    expect(areasBelow(sheet?.after ?? EMPTY, UP, DAY, 'administrative').map((one) => one.name)).toEqual(['青石镇']);
  });

  it('that was exported is read back, with its title and sum, and changes nothing', () => {
    const first = readSheet('areas', [HEAD, line(CITY, '青山市', '市', ''), line(UP, '上游区', '县级', CITY)], EMPTY, MATTERS, DAY)
      ?.after as Directory;
    const columns = columnsOf('areas', first, MATTERS, DAY);
    const rows = listAreas(first, DAY).map((area, i) => [String(i + 1), ...columns.map((column) => column.of(area as never))]);
    const again = readSheet(
      'areas',
      [['区划（2026-03-01）'], ['导出：某人'], ['序号', ...columns.map(({ name }) => name)], ...rows, ['合计', '2 行']],
      first,
      MATTERS,
      DAY,
    );
    expect(again).toMatchObject({ rows: 2, changed: 0, unchanged: 2, findings: [] });
  });

  it('without headings is none', () => {
    expect(readSheet('areas', [['339902000000', '上游区']], EMPTY, MATTERS, DAY)).toBeNull();
  });

  it('shows the last day, and takes it as the last', () => {
    const sheet = readSheet(
      'areas',
      [HEAD, line(CITY, '青山市', '市', '', ['行政区', '', '', 'A', '区划表', '2020-01-01', '2026-06-30'])],
      EMPTY,
      MATTERS,
      DAY,
    );
    expect(sheet?.after.areas.get(CITY)?.[0]?.until).toBe('2026-07-01');
  });
});

it('a sheet of powers names matters, areas, bodies and acts as people do', () => {
  const base = readSheet('areas', [HEAD, line(CITY, '青山市', '市', ''), line(UP, '上游区', '县级', CITY)], EMPTY, MATTERS, DAY)
    ?.after as Directory;
  const bodies = having([]);
  const known = readSheet(
    'bodies',
    [
      ['单位代号', '名称', '类别', '负责区划', '上级单位', '起始日'],
      ['up', '上游分局', 'branch', '上游区', '', '2020-01-01'],
    ],
    { ...base, bodies: bodies.bodies },
    MATTERS,
    DAY,
  )?.after as Directory;
  const head = ['事项', '区划', '单位', '职权', '汇总口径', '并行', '依据', '可信程度', '起始日'];
  const sheet = readSheet(
    'powers',
    [
      head,
      ['提醒', '上游区', '上游分局', '核实、办结', '管理', '否', '青环发〔2025〕1号', 'B', '2025-01-01'],
      ['提醒', '下游县', '无名局', '核实', '别的', '也许', '', 'B', '2025-01-01'],
    ],
    known,
    MATTERS,
    DAY,
  );
  expect([...(sheet?.after.powers.values() ?? [])].flat()).toMatchObject([
    { matter: 'reminder', area: UP, body: 'up', may: ['close', 'verify'], rollUp: 'management' },
  ]);
  expect(sheet?.findings.map(({ row, field }) => [row, field])).toEqual([
    [2, 'area'],
    [2, 'body'],
    [2, 'rollUp'],
    [2, 'concurrent'],
  ]);
});

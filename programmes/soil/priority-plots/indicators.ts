import { count, indicator, ratio } from '../../../engines/plan/index.ts';

const plots = {
  unit: '个',
  unitEn: 'plots',
  decimals: 0,
  basis: '登记',
  scope: '全市，列入日不晚于年末、今日仍在清单',
  scopeEn: 'Whole city, listed by the end of the year and in the list today',
  office: '土壤生态环境处',
  officeEn: 'Division of soil',
} as const;
const share = { ...plots, unit: '%', unitEn: '%', decimals: 1, basis: '测算' } as const;

const listed = { kind: 'registry.priority-plot', standing: true } as const;
const managed = { kind: 'registry.priority-plot.managed', standing: true } as const;

export const indicators = [
  indicator({
    id: 'priority-plots-listed',
    name: '优先监管地块',
    nameEn: 'Priority plots listed',
    ...plots,
    of: count(listed),
    feeds: ['R24-053'],
  }),
  indicator({
    id: 'priority-plots-managed',
    name: '已完成监测管控的优先监管地块',
    nameEn: 'Priority plots monitored and controlled',
    ...plots,
    of: count(managed),
    feeds: ['R24-054'],
  }),
  indicator({
    id: 'priority-plots-managed-share',
    name: '优先监管地块监测管控完成率',
    nameEn: 'Share of priority plots monitored and controlled',
    ...share,
    of: ratio(managed, listed),
  }),
  indicator({
    id: 'priority-plots-control-rate',
    name: '优先监管地块污染管控率',
    nameEn: 'Share of polluted priority plots under control',
    ...share,
    scope: '全市，已落实并核实管控的占超筛选值的；分母口径待核',
    scopeEn: 'Whole city, under verified control out of those above the screening value; what it is divided by is unchecked',
    of: ratio({ kind: 'registry.priority-plot.controlled', standing: true }, { kind: 'registry.priority-plot.polluted', standing: true }),
    feeds: ['T25-010'],
  }),
];

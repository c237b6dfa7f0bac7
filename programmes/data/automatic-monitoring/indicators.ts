import { count, indicator, ratio } from '../../../engines/plan/index.ts';

const office = '生态环境监控值守中心';
const officeEn = 'Monitoring duty centre';

const stations = {
  unit: '个',
  unitEn: 'stations',
  decimals: 0,
  basis: '登记',
  scope: '全市，在用和试运行，今日台账',
  scopeEn: 'Whole city, in service or on trial, in the register today',
  office: '市生态环境监测站（示例）',
  officeEn: 'Monitoring station',
} as const;

export const indicators = [
  indicator({
    id: 'reminders-issued',
    name: '发出自动监测提醒',
    nameEn: 'Monitoring reminders issued',
    unit: '件',
    unitEn: 'files',
    decimals: 0,
    basis: '测算',
    scope: '全市，按发出日',
    scopeEn: 'Whole city, by day of issue',
    office,
    officeEn,
    of: count({ kind: 'case.reminder.issued' }),
  }),
  indicator({
    id: 'reminders-done-share',
    name: '自动监测提醒办结率',
    nameEn: 'Share of monitoring reminders done',
    unit: '%',
    unitEn: '%',
    decimals: 1,
    basis: '测算',
    scope: '全市，当年办结件占当年发出件',
    scopeEn: 'Whole city, done in the year out of issued in the year',
    office,
    officeEn,
    of: ratio({ kind: 'case.reminder.closed' }, { kind: 'case.reminder.issued' }),
  }),
  indicator({
    id: 'water-stations',
    name: '在用地表水自动站',
    nameEn: 'Water stations in service',
    ...stations,
    of: count({ kind: 'registry.station.water', standing: true }),
  }),
  indicator({
    id: 'air-stations',
    name: '在用空气自动站',
    nameEn: 'Air stations in service',
    ...stations,
    of: count({ kind: 'registry.station.air', standing: true }),
  }),
  indicator({
    id: 'sections-with-station-share',
    name: '县控以上地表水自动监测覆盖率',
    nameEn: 'Share of controlled sections with an automatic station',
    ...stations,
    unit: '%',
    unitEn: '%',
    decimals: 1,
    scope: '全市，登记了自动站的断面占县控以上断面，今日台账',
    scopeEn: 'Whole city, sections with a station out of those of the county and above, in the register today',
    of: ratio({ kind: 'registry.section.automatic', standing: true }, { kind: 'registry.section', standing: true }),
    feeds: ['T25-054'],
  }),
];

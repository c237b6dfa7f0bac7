import { count, indicator, ratio } from '../../../engines/plan/index.ts';

const office = '生态环境监控值守中心';
const officeEn = 'Monitoring duty centre';

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
];

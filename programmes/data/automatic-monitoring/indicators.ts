import { count, indicator, ratio } from '../../../engines/plan/index.ts';

const office = '生态环境监控值守中心';

export const indicators = [
  indicator({
    id: 'reminders-issued',
    name: '发出自动监测提醒',
    unit: '件',
    decimals: 0,
    basis: '测算',
    scope: '全市，按发出日',
    office,
    of: count({ kind: 'case.reminder.issued' }),
  }),
  indicator({
    id: 'reminders-done-share',
    name: '自动监测提醒办结率',
    unit: '%',
    decimals: 1,
    basis: '测算',
    scope: '全市，当年办结件占当年发出件',
    office,
    of: ratio({ kind: 'case.reminder.closed' }, { kind: 'case.reminder.issued' }),
  }),
];

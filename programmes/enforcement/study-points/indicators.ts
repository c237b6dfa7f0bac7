import { distinct, indicator, sum } from '../../../engines/plan/index.ts';

const office = '综合行政执法队';

export const indicators = [
  indicator({
    id: 'study-firms',
    name: '参与学法企业',
    unit: '家',
    decimals: 0,
    basis: '测算',
    scope: '全市，当年至少获得一次积分',
    office,
    of: distinct('party', { kind: 'ledger.study-points.posted', aboutFirm: true }),
  }),
  indicator({
    id: 'study-points-awarded',
    name: '发放学法积分',
    unit: '分',
    decimals: 0,
    basis: '测算',
    scope: '全市，按发放日',
    office,
    of: sum({ kind: 'ledger.study-points.posted', aboutFirm: true }),
  }),
];

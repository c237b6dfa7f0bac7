import { distinct, indicator, sum } from '../../../engines/plan/index.ts';

const office = '综合行政执法队';
const officeEn = 'Enforcement team';

export const indicators = [
  indicator({
    id: 'study-firms',
    name: '参与学法企业',
    nameEn: 'Firms that took part in law study',
    unit: '家',
    unitEn: 'firms',
    decimals: 0,
    basis: '测算',
    scope: '全市，当年至少获得一次积分',
    scopeEn: 'Whole city, awarded points at least once in the year',
    office,
    officeEn,
    of: distinct('party', { kind: 'ledger.study-points.posted', aboutFirm: true }),
  }),
  indicator({
    id: 'study-points-awarded',
    name: '发放学法积分',
    nameEn: 'Study points awarded',
    unit: '分',
    unitEn: 'points',
    decimals: 0,
    basis: '测算',
    scope: '全市，按发放日',
    scopeEn: 'Whole city, by day of award',
    office,
    officeEn,
    of: sum({ kind: 'ledger.study-points.posted', aboutFirm: true }),
  }),
];

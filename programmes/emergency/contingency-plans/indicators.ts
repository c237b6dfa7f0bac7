import { count, indicator } from '../../../engines/plan/index.ts';

const office = '应急与辐射管理处';
const officeEn = 'Division of emergencies and radiation';

export const indicators = [
  indicator({
    id: 'plans-filed',
    name: '应急预案备案',
    nameEn: 'Contingency plans filed',
    unit: '件',
    unitEn: 'files',
    decimals: 0,
    basis: '测算',
    scope: '全市，按确认备案日',
    scopeEn: 'Whole city, by day of confirmation',
    office,
    officeEn,
    of: count({ kind: 'case.plan-filing.accepted' }),
  }),
  indicator({
    id: 'plans-of-large-risk',
    name: '较大及以上风险单位预案在册',
    nameEn: 'Plans on file of firms of large or major risk',
    unit: '份',
    unitEn: 'plans',
    decimals: 0,
    basis: '登记',
    scope: '全市，今日台账有效、备案日不晚于年末',
    scopeEn: 'Whole city, in the register today and filed by the end of the year',
    office,
    officeEn,
    of: count({ kind: 'registry.contingency-plan', status: ['large', 'major'], standing: true }),
  }),
];

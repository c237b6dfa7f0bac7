import { count, indicator, ratio } from '../../../engines/plan/index.ts';

const office = '应急与辐射管理处';
const officeEn = 'Division of emergencies and radiation';

export const indicators = [
  indicator({
    id: 'key-risk-firms',
    name: '重点环境风险源企业',
    nameEn: 'Key firms of environmental risk',
    unit: '家',
    unitEn: 'firms',
    decimals: 0,
    basis: '登记',
    scope: '全市，今日台账，列入日不晚于年末',
    scopeEn: 'Whole city, in the register today, listed by the end of the year',
    office,
    officeEn,
    of: count({ kind: 'registry.risk-firm.key', standing: true }),
    feeds: ['R24-120'],
  }),
  indicator({
    id: 'key-risk-firms-with-plan',
    name: '重点环境风险源企业预案备案率',
    nameEn: 'Share of key firms with a plan filed',
    unit: '%',
    unitEn: '%',
    decimals: 1,
    basis: '登记',
    scope: '全市，今日台账，列入日不晚于年末',
    scopeEn: 'Whole city, in the register today, listed by the end of the year',
    office,
    officeEn,
    of: ratio({ kind: 'registry.risk-firm.keyWithPlan', standing: true }, { kind: 'registry.risk-firm.key', standing: true }),
  }),
];

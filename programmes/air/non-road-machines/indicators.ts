import { count, indicator } from '../../../engines/plan/index.ts';

const office = '大气环境处';
const officeEn = 'Division of air';

export const indicators = [
  indicator({
    id: 'machines-scrapped',
    name: '淘汰老旧非道路移动机械',
    nameEn: 'Old non-road machines scrapped',
    unit: '台',
    unitEn: 'machines',
    decimals: 0,
    basis: '测算',
    scope: '全市，经另一人核实，按淘汰日',
    scopeEn: 'Whole city, verified by another, by day scrapped',
    office,
    officeEn,
    of: count({ kind: 'registry.non-road-machine.retired' }),
    feeds: ['R24-036', 'T25-022'],
  }),
  indicator({
    id: 'machines-tagged',
    name: '非道路移动机械编码登记挂牌',
    nameEn: 'Non-road machines registered and tagged',
    unit: '台',
    unitEn: 'machines',
    decimals: 0,
    basis: '登记',
    scope: '全市，今日台账，累计',
    scopeEn: 'Whole city, in the register today',
    office,
    officeEn,
    of: count({ kind: 'registry.non-road-machine.tagged', standing: true }),
  }),
];

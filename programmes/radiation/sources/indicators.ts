import { count, indicator } from '../../../engines/plan/index.ts';

const office = '应急与辐射管理处';
const officeEn = 'Division of emergencies and radiation';

export const indicators = [
  indicator({
    id: 'sources-held',
    name: '在册放射源',
    nameEn: 'Sources held',
    unit: '枚',
    unitEn: 'sources',
    decimals: 0,
    basis: '登记',
    scope: '全市，今日台账，未转出',
    scopeEn: 'Whole city, in the register today',
    office,
    officeEn,
    of: count({ kind: 'registry.radioactive-source.held', standing: true }),
  }),
  indicator({
    id: 'sources-dangerous',
    name: 'Ⅰ、Ⅱ、Ⅲ类放射源',
    nameEn: 'Sources of categories I to III',
    unit: '枚',
    unitEn: 'sources',
    decimals: 0,
    basis: '登记',
    scope: '全市，按标定日活度的类别；衰变后的类别尚未计算',
    scopeEn: 'Whole city, by category when calibrated; decay is not counted yet',
    office,
    officeEn,
    of: count({ kind: 'registry.radioactive-source.held', status: ['I', 'II', 'III'], standing: true }),
  }),
  indicator({
    id: 'sources-idle',
    name: '闲置或废旧放射源',
    nameEn: 'Sources idle or spent',
    unit: '枚',
    unitEn: 'sources',
    decimals: 0,
    basis: '登记',
    scope: '全市，今日台账',
    scopeEn: 'Whole city, in the register today',
    office,
    officeEn,
    of: count({ kind: 'registry.radioactive-source.idle', standing: true }),
  }),
];

import { count, indicator } from '../../../engines/plan/index.ts';

const office = '大气环境处';
const officeEn = 'Division of air';

export const indicators = [
  indicator({
    id: 'straw-lookouts',
    name: '露天焚烧高位瞭望设施',
    nameEn: 'Lookouts over open burning',
    unit: '路',
    unitEn: 'cameras',
    decimals: 0,
    basis: '登记',
    scope: '全市，今日台账在用（含故障待修），投用日不晚于年末',
    scopeEn: 'Whole city, in service today (broken ones too), in service by the end of the year',
    office,
    officeEn,
    of: count({ kind: 'registry.straw-lookout.inService', standing: true }),
    feeds: ['R24-037'],
  }),
];

import { count, indicator } from '../../../engines/plan/index.ts';

const office = '声环境处';
const officeEn = 'Division of noise';

export const indicators = [
  indicator({
    id: 'quiet-estates-named',
    name: '建设宁静小区',
    nameEn: 'Quiet estates named',
    unit: '个',
    unitEn: 'estates',
    decimals: 0,
    basis: '测算',
    scope: '全市，经县级核查、另一人命名，按命名日；撤销的不计',
    scopeEn: 'Whole city, by day named; those withdrawn do not count',
    office,
    officeEn,
    of: count({ kind: 'registry.quiet-estate.named' }),
    feeds: ['R24-061', 'T25-014'],
  }),
  indicator({
    id: 'quiet-estates-national',
    name: '宁静小区国家级试点通过验收',
    nameEn: 'National pilots of quiet estates accepted',
    unit: '个',
    unitEn: 'estates',
    decimals: 0,
    basis: '测算',
    scope: '全市，按验收日',
    scopeEn: 'Whole city, by day accepted',
    office,
    officeEn,
    of: count({ kind: 'registry.quiet-estate.nationPilots' }),
    feeds: ['R24-062'],
  }),
];

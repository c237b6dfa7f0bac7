import { count, indicator } from '../../../engines/plan/index.ts';

const sections = {
  unit: '个',
  unitEn: 'sections',
  decimals: 0,
  basis: '登记',
  scope: '全市，今日台账有效',
  scopeEn: 'Whole city, in the register today',
  office: '水生态环境处',
  officeEn: 'Division of water',
} as const;
const ofLevel = (...status: string[]) => count({ kind: 'registry.section', status, standing: true });

export const indicators = [
  indicator({ id: 'sections-national', name: '国控断面', nameEn: 'National sections', ...sections, of: ofLevel('national') }),
  indicator({ id: 'sections-provincial', name: '省控断面', nameEn: 'Provincial sections', ...sections, of: ofLevel('provincial') }),
  indicator({
    id: 'sections-city-and-above',
    name: '市控以上断面',
    nameEn: 'Sections of the city and above',
    ...sections,
    of: ofLevel('national', 'provincial', 'city'),
  }),
  indicator({
    id: 'sections-at-boundaries',
    name: '交接断面',
    nameEn: 'Boundary sections',
    ...sections,
    of: count({ kind: 'registry.section.boundary', standing: true }),
  }),
  indicator({
    id: 'sections-of-drinking-water',
    name: '饮用水水源断面',
    nameEn: 'Sections of drinking-water sources',
    ...sections,
    of: count({ kind: 'registry.section.drinking', standing: true }),
  }),
];

import { count, indicator, ratio } from '../../../engines/plan/index.ts';

const outfalls = {
  unit: '个',
  unitEn: 'outfalls',
  decimals: 0,
  basis: '登记',
  scope: '全市，登记日不晚于年末、今日台账有效（重复的已合并）',
  scopeEn: 'Whole city, registered by the end of the year and in the register today (duplicates merged)',
  office: '水生态环境处',
  officeEn: 'Division of water',
} as const;
const ofClass = (status: string) => count({ kind: 'registry.outfall', status, standing: true });

export const indicators = [
  indicator({
    id: 'outfalls-registered',
    name: '排查登记入河排口',
    nameEn: 'Outfalls registered',
    ...outfalls,
    of: count({ kind: 'registry.outfall', standing: true }),
    feeds: ['R24-010'],
  }),
  indicator({ id: 'outfalls-industrial', name: '入河排口·工业', nameEn: 'Outfalls: industrial', ...outfalls, of: ofClass('industrial') }),
  indicator({
    id: 'outfalls-sewage-works',
    name: '入河排口·城镇污水处理厂',
    nameEn: 'Outfalls: sewage works',
    ...outfalls,
    of: ofClass('sewageWorks'),
  }),
  indicator({ id: 'outfalls-farm', name: '入河排口·农业', nameEn: 'Outfalls: farm', ...outfalls, of: ofClass('farm') }),
  indicator({ id: 'outfalls-other', name: '入河排口·其他', nameEn: 'Outfalls: other', ...outfalls, of: ofClass('other') }),
  indicator({
    id: 'outfalls-ownerless',
    name: '无主入河排口',
    nameEn: 'Outfalls nobody answers for',
    ...outfalls,
    of: count({ kind: 'registry.outfall.ownerless', standing: true }),
  }),
  indicator({
    id: 'outfalls-fixed-share',
    name: '入河排污口整治完成率',
    nameEn: 'Share of outfalls put in order',
    ...outfalls,
    unit: '%',
    unitEn: '%',
    decimals: 1,
    scope: '全市，台账上已销号的占需整治的；销号的核查还不在本平台办理',
    scopeEn: 'Whole city, closed out of those to be put in order, as registered; closing is not yet verified here',
    of: ratio({ kind: 'registry.outfall.fixed', standing: true }, { kind: 'registry.outfall.toFix', standing: true }),
    feeds: ['T25-030'],
  }),
];

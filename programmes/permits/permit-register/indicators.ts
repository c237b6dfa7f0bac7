import { count, indicator, ratio, sum } from '../../../engines/plan/index.ts';

const office = '行政审批处（排污许可）';
const officeEn = 'Division of approvals (permits)';
const standing = { scope: '全市，今日底册有效', scopeEn: 'Whole city, in the register today', office, officeEn };
const tonnes = { unit: '吨/年', unitEn: 't/a', decimals: 2, basis: '登记', ...standing } as const;
const amountOf = (status: string) => sum({ kind: 'registry.permitted-amount', status, standing: true });

const CONTENTS_DUE = ['both', 'wasteOnly', 'noiseOnly', 'neither'];

export const indicators = [
  indicator({
    id: 'permits-in-force',
    name: '排污许可证在册',
    nameEn: 'Permits on the register',
    unit: '张',
    unitEn: 'permits',
    decimals: 0,
    basis: '登记',
    ...standing,
    of: count({ kind: 'registry.permit', standing: true }),
  }),
  indicator({
    id: 'permits-with-noise-and-waste',
    name: '工业噪声、固体废物纳入许可完成率',
    nameEn: 'Permits with noise and solid waste in them',
    unit: '%',
    unitEn: '%',
    decimals: 1,
    basis: '测算',
    scope: '全市，噪声和固体废物均已纳入的许可证占应纳入的，今日底册',
    scopeEn: 'Whole city, permits with both out of those that must have them, in the register today',
    office,
    officeEn,
    of: ratio(
      { kind: 'registry.permit', status: 'both', standing: true },
      { kind: 'registry.permit', status: CONTENTS_DUE, standing: true },
    ),
    feeds: ['T25-044'],
  }),
  indicator({ id: 'permitted-cod', name: '许可排放量·化学需氧量', nameEn: 'Permitted COD', ...tonnes, of: amountOf('cod') }),
  indicator({ id: 'permitted-ammonia', name: '许可排放量·氨氮', nameEn: 'Permitted ammonia nitrogen', ...tonnes, of: amountOf('ammonia') }),
  indicator({
    id: 'permitted-nitrogen-oxides',
    name: '许可排放量·氮氧化物',
    nameEn: 'Permitted nitrogen oxides',
    ...tonnes,
    of: amountOf('nitrogenOxides'),
  }),
  indicator({
    id: 'permitted-organic-compounds',
    name: '许可排放量·挥发性有机物',
    nameEn: 'Permitted volatile organic compounds',
    ...tonnes,
    of: amountOf('organicCompounds'),
  }),
  indicator({
    id: 'monitoring-duties-automatic',
    name: '自行监测要求中的自动监测',
    nameEn: 'Monitoring duties done automatically',
    unit: '项',
    unitEn: 'duties',
    decimals: 0,
    basis: '登记',
    ...standing,
    of: count({ kind: 'registry.monitoring-duty', status: 'automatic', standing: true }),
  }),
  indicator({
    id: 'permits-renewed',
    name: '排污许可证延续',
    nameEn: 'Permits renewed',
    unit: '张',
    unitEn: 'permits',
    decimals: 0,
    basis: '测算',
    scope: '全市，按登记延续结果的日期',
    scopeEn: 'Whole city, by the day the outcome was noted',
    office,
    officeEn,
    of: count({ kind: 'case.permit-renewal.renewed' }),
  }),
];

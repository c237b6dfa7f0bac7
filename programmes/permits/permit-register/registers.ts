import { checkCreditCode, register } from '../../../engines/registry/index.ts';

const keepers = ['officer', 'office'];

/** 排污单位：一家一个统一社会信用代码（GB 32100-2015）。 */
export const firm = register({
  id: 'firm',
  name: '排污单位',
  nameEn: 'Firms',
  checkCode: checkCreditCode,
  party: 'self',
  place: 'none',
  position: true,
  keepers,
  fields: {
    industry: { name: '行业', nameEn: 'Industry', type: 'text', search: true, column: true },
    industryCode: { name: '行业代码（GB/T 4754）', nameEn: 'Industry code (GB/T 4754)', type: 'text' },
    address: { name: '地址', nameEn: 'Address', type: 'text', search: true, column: true },
    permit: { name: '排污许可证编号', nameEn: 'Permit number', type: 'text', search: true, column: true },
    permitKind: { name: '管理类别', nameEn: 'Kind of management', type: 'text', column: true },
    contact: { name: '环保负责人', nameEn: 'Contact', type: 'text', seenBy: ['duty', 'officer', 'engineer', 'office', 'firm'] },
    phone: { name: '联系电话', nameEn: 'Telephone', type: 'text', seenBy: ['duty', 'officer', 'engineer', 'firm'] },
  },
});

/** 排放口：废水 DW、废气 DA，编号按许可证。 */
export const outlet = register({
  id: 'outlet',
  name: '排放口',
  nameEn: 'Outlets',
  party: 'required',
  place: 'self',
  position: true,
  keepers,
  codeOf: ({ party, detail }) => `${party}-${detail?.number ?? ''}`,
  fields: {
    number: { name: '口号', nameEn: 'Number', type: 'text', required: true, column: true, search: true },
    kind: {
      name: '类别',
      nameEn: 'Kind',
      type: 'choice',
      required: true,
      column: true,
      choices: { wastewaterOutlet: '废水排放口', stack: '废气排放口' },
      choicesEn: { wastewaterOutlet: 'Wastewater outlet', stack: 'Stack' },
    },
    receives: { name: '排放去向', nameEn: 'Goes to', type: 'text', column: true },
    /** Which rule of judging applies: the file law/monitoring/<rule>-judging-basis. */
    rule: {
      name: '评价规则',
      nameEn: 'Judging rule',
      type: 'choice',
      required: true,
      column: true,
      choices: { water: '水污染源（日均值）', gas: '固定源废气（小时均值）', incineration: '生活垃圾焚烧（日均值）' },
      choicesEn: {
        water: 'Water (daily mean)',
        gas: 'Stationary source gas (hourly mean)',
        incineration: 'Waste incineration (daily mean)',
      },
    },
  },
});

/** 许可排放限值：一条一个因子，按生效日。 */
export const permitLimit = register({
  id: 'permit-limit',
  name: '许可排放限值',
  nameEn: 'Permitted limits',
  place: 'required',
  keepers,
  fields: {
    outlet: { name: '排放口', nameEn: 'Outlet', type: 'ref', of: 'outlet', required: true },
    parameter: { name: '因子', nameEn: 'Parameter', type: 'text', required: true, column: true, search: true },
    basis: {
      name: '均值',
      nameEn: 'Averaging',
      type: 'choice',
      required: true,
      column: true,
      choices: { hour: '小时均值', day: '日均值' },
      choicesEn: { hour: 'Hourly mean', day: 'Daily mean' },
    },
    upper: { name: '上限', nameEn: 'Upper', type: 'number', column: true },
    lower: { name: '下限', nameEn: 'Lower', type: 'number', column: true },
    unit: { name: '单位', nameEn: 'Unit', type: 'text', required: true, column: true },
    clause: { name: '依据', nameEn: 'Clause', type: 'text', required: true, column: true },
  },
});

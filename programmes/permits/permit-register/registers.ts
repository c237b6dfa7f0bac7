import { checkCreditCode, register } from '../../../engines/registry/index.ts';

/** 排污单位：一家一个统一社会信用代码（GB 32100-2015）。 */
export const firm = register({
  id: 'firm',
  name: '排污单位',
  nameEn: 'firm',
  checkCode: checkCreditCode,
  fields: {
    industry: { name: '行业', nameEn: 'industry', type: 'text' },
    industryCode: { name: '行业代码（GB/T 4754）', nameEn: 'industry code', type: 'text' },
    address: { name: '地址', nameEn: 'address', type: 'text' },
    permit: { name: '排污许可证编号', nameEn: 'permit', type: 'text' },
    permitKind: { name: '管理类别', nameEn: 'kind of management', type: 'text' },
    contact: { name: '环保负责人', nameEn: 'contact', type: 'text' },
    phone: { name: '联系电话', nameEn: 'telephone', type: 'text' },
  },
});

/** 排放口：废水 DW、废气 DA，编号按许可证。 */
export const outlet = register({
  id: 'outlet',
  name: '排放口',
  nameEn: 'outlet',
  fields: {
    number: { name: '口号', nameEn: 'number', type: 'text', required: true },
    kind: {
      name: '类别',
      nameEn: 'kind',
      type: 'choice',
      required: true,
      choices: { wastewaterOutlet: '废水排放口', stack: '废气排放口' },
    },
    receives: { name: '排放去向', nameEn: 'goes to', type: 'text' },
    /** Which rule of judging applies: the file law/monitoring/<rule>-judging-basis. */
    rule: {
      name: '评价规则',
      nameEn: 'judging rule',
      type: 'choice',
      required: true,
      choices: { water: '水污染源（日均值）', gas: '固定源废气（小时均值）', incineration: '生活垃圾焚烧（日均值）' },
    },
  },
});

/** 许可排放限值：一条一个因子，按生效日。 */
export const permitLimit = register({
  id: 'permit-limit',
  name: '许可排放限值',
  nameEn: 'permitted limit',
  fields: {
    outlet: { name: '排放口', nameEn: 'outlet', type: 'ref', of: 'outlet', required: true },
    parameter: { name: '因子', nameEn: 'parameter', type: 'text', required: true },
    basis: { name: '均值', nameEn: 'averaging', type: 'choice', required: true, choices: { hour: '小时均值', day: '日均值' } },
    upper: { name: '上限', nameEn: 'upper', type: 'number' },
    lower: { name: '下限', nameEn: 'lower', type: 'number' },
    unit: { name: '单位', nameEn: 'unit', type: 'text', required: true },
    clause: { name: '依据', nameEn: 'clause', type: 'text', required: true },
  },
});

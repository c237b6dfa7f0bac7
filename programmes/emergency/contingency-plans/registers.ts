import { register } from '../../../engines/registry/index.ts';

/** 应急预案：一家一份，重新备案就是新的一版，旧版仍可查到。 */
export const contingencyPlan = register({
  id: 'contingency-plan',
  name: '应急预案',
  nameEn: 'Contingency plans',
  party: 'required',
  place: 'none',
  keepers: ['officer'],
  codeOf: ({ party }) => `${party}-YA`,
  nameOf: (_draft, { party }) => `${party}突发环境事件应急预案`,
  fields: {
    level: {
      name: '风险级别',
      nameEn: 'Level of risk',
      type: 'choice',
      required: true,
      column: true,
      choices: { general: '一般', large: '较大', major: '重大' },
      choicesEn: { general: 'General', large: 'Large', major: 'Major' },
    },
    signedOn: { name: '签署发布日', nameEn: 'Signed on', type: 'day', required: true, column: true },
    filedOn: { name: '备案日', nameEn: 'Filed on', type: 'day', required: true, column: true },
    filingNumber: { name: '备案编号', nameEn: 'Filing number', type: 'text', column: true, search: true },
    stores: {
      name: '应急物资存放点',
      nameEn: 'Where supplies are kept',
      type: 'longText',
      requiredWhen: { field: 'level', is: ['large', 'major'] },
    },
  },
  counts: { status: 'level', day: 'filedOn' },
  watches: [
    {
      id: 'expiring',
      name: '预案将满三年',
      nameEn: 'A plan is about to be three years old',
      of: 'signedOn',
      yearsAfter: 'contingency-plan-years',
      daysBefore: 'contingency-plan-remind-days',
    },
  ],
});

import { opens } from '../../../engines/case/index.ts';
import { when } from '../../declare.ts';
import { planFiling } from './cases/plan-filing.ts';

export const reactions = [
  when('registry.contingency-plan.expiring')
    .as('contingency-plans.expiring')
    .follows(opens(planFiling, { title: '{party}应急预案重新备案', says: { message: '{name}于 {signedOn} 签署，{comes} 满三年。' } })),
];

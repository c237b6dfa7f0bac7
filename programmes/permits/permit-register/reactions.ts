import { opens } from '../../../engines/case/index.ts';
import { when } from '../../declare.ts';
import { permitRenewal } from './cases/permit-renewal.ts';

export const reactions = [
  when('registry.permit.renewalNear')
    .unless({ state: ['renewing', 'suspended', 'cancelled'] })
    .as('permit-register.renewal')
    .follows(
      opens(permitRenewal, {
        subject: (fact) => `permit:${fact.detail.code}`,
        title: '{party}排污许可证延续',
        says: { message: '排污许可证 {code} 于 {comes} 到期。' },
      }),
    ),
];

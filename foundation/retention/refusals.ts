/** Why a hold or a removal is refused. */
import { refusals } from '../refusal.ts';

export const refuse = refusals('retention', {
  holdNamesNothing: () => ({
    says: '封存须写明单位、地点或时段中的至少一项',
    saysEn: 'A hold names a party, a place or a period',
    do: '填写后再提交',
    doEn: 'Fill one in',
    status: 422,
  }),
  holdWithoutReason: () => ({
    says: '封存须写明理由',
    saysEn: 'A hold needs a reason',
    do: '填写理由',
    doEn: 'Give the reason',
    status: 422,
  }),
  noSuchHold: (id: string) => ({ says: `没有编号为 ${id} 的封存，或已解除`, saysEn: `There is no standing hold ${id}`, status: 404 }),
  noSuchProposal: (id: string) => ({ says: `没有编号为 ${id} 的清理`, saysEn: `There is no removal ${id}`, status: 404 }),
  otherStep: (says: string, saysEn: string) => ({
    says: `这次清理现在是“${says}”，不能这样做`,
    saysEn: `This removal is now "${saysEn}" and cannot go that way`,
    do: '刷新后再看',
    doEn: 'Look again',
  }),
  needsAnother: () => ({
    says: '提出清理的人不能自己确认',
    saysEn: 'Whoever proposed it cannot confirm it',
    do: '由安全管理员或安全审计员中的另一人确认',
    doEn: 'Another person confirms, the security administrator or the auditor',
    status: 403,
  }),
});

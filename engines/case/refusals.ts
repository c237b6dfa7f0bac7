import { refusals } from '../../foundation/refusal.ts';

/** In the order in which they are said. */
export const refuse = refusals('case', {
  noSuchFile: (id: string) => ({
    status: 404,
    says: `没有编号为 ${id} 的办件，或不在您的范围内`,
    saysEn: `No file ${id} in your scope`,
    do: '从办件列表打开',
    doEn: 'Open it from the list',
  }),
  noSuchProcedure: (id: string) => ({
    status: 404,
    says: `没有“${id}”这类办件`,
    saysEn: `No procedure '${id}'`,
    do: '核对办件类型',
    doEn: 'Check the kind of file',
  }),
  alreadyOpen: (number: string) => ({
    says: `同一事项已有办件 ${number} 在办`,
    saysEn: `A file about the same thing is open: ${number}`,
    do: '打开该办件查看进度',
    doEn: 'Open that file',
  }),
  alreadyClosed: (number: string, closing: string) => ({
    says: `${number} 已${closing}，不能再办理`,
    saysEn: `${number} is closed; nothing more can be done on it`,
    do: '如有新情况，另行登记',
    doEn: 'Open a new file for anything new',
  }),
  noSuchStep: (step: string) => ({
    status: 400,
    says: `没有“${step}”这一步`,
    saysEn: `No step '${step}'`,
    do: '刷新页面后重试',
    doEn: 'Reload and try again',
  }),
  notNext: (wanted: string, at: string, waits: string) => ({
    says: `当前为“${at}”，不能“${wanted}”；${waits}`,
    saysEn: 'This cannot come next on the file',
    do: '刷新页面查看当前可办理的环节',
    doEn: 'Reload to see what may come next',
  }),
  notYourStep: (wanted: string, whose: string) => ({
    status: 403,
    says: `“${wanted}”由${whose}办理`,
    saysEn: 'This step belongs to another role',
    do: `请${whose}登录办理`,
    doEn: 'Ask someone of that role',
  }),
  notYourMatter: (body: string, district: string) => ({
    status: 403,
    says: `${body}对${district}的此类事项没有办理权限`,
    saysEn: 'Your body has no power over this matter in this area',
    do: '转由有权限的单位办理',
    doEn: 'Hand it to the body that has it',
  }),
  sameDoer: (wanted: string, did: string) => ({
    status: 403,
    says: `“${wanted}”须由未办理“${did}”的另一人完成`,
    saysEn: 'This step must be done by someone else than the doer of the earlier one',
    do: '请另一名执法人员复核',
    doEn: 'Ask another officer',
  }),
  conditionNotMet: (says: string, saysEn: string) => ({ says, saysEn, do: '核对此前填报的内容', doEn: 'Check what was said before' }),
  fieldMissing: (name: string, field: string) => ({
    status: 422,
    says: `请填写“${name}”`,
    saysEn: `Please fill in ${field}`,
    do: '填写后重新提交',
    doEn: 'Fill it in and send again',
    about: { field },
  }),
  fieldNotAChoice: (name: string, field: string) => ({
    status: 422,
    says: `“${name}”的取值不在可选范围内`,
    saysEn: `${field} is not one of the choices`,
    do: '从所列选项中选择后重新提交',
    doEn: 'Choose one of those listed and send again',
    about: { field },
  }),
});

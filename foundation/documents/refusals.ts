/** Every reason not to make or give a document, in the order in which they are said. */
import { refusals } from '../refusal.ts';

export const refuse = refusals('documents', {
  noSuchDocument: (id: string) => ({
    status: 404,
    says: `没有编号为 ${id} 的文书，或不在您的范围内`,
    saysEn: `No document ${id} in your scope`,
    do: '从办件页打开',
    doEn: 'Open it from the page of its file',
  }),
  outsideTheForm: (template: string, what: string) => ({
    says: `模板“${template}”用了不支持的排版：${what}`,
    saysEn: 'The template uses a form that cannot be laid out',
    do: '请系统管理员按模板说明修改',
    doEn: 'Ask the administrator to change the template',
  }),
  noSign: (signs: string) => ({
    says: `有字库中没有的字：${signs}`,
    saysEn: 'Some characters have no sign in the face of the document',
    do: '改用通用字后重试，或联系系统管理员',
    doEn: 'Use other characters, or ask the administrator',
  }),
  neverGiven: (number: string) => ({
    status: 422,
    says: `文号 ${number} 没有发出过`,
    saysEn: 'This number was never given out',
    do: '核对文号',
    doEn: 'Check the number',
  }),
  alreadyVoid: (number: string) => ({
    says: `文号 ${number} 已作废`,
    saysEn: 'This number is void already',
    do: '查看作废记录',
    doEn: 'See the list of voids',
  }),
  numberInUse: (number: string) => ({
    says: `文号 ${number} 是在办办件的编号，不能作废`,
    saysEn: 'This is the number of a file that is open; it cannot be void',
    do: '办结后再作废，或另行制作文书',
    doEn: 'Close the file first, or make another paper',
  }),
  notBoundYet: () => ({
    says: '卷宗还在装订',
    saysEn: 'The dossier is still being bound',
    do: '稍候再下载',
    doEn: 'Wait a little, then download it',
  }),
});

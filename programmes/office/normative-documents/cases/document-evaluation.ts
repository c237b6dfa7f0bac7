import { caseType } from '../../../../engines/case/index.ts';
import { amends } from '../../../../engines/registry/index.ts';
import { normativeDocument } from '../registers.ts';

/** 到期评估：有效期将满由系统开件；继续有效、修订或废止，由负责人审定后记入台账。 */
export const documentEvaluation = caseType({
  id: 'document-evaluation',
  name: '规范性文件到期评估',
  nameEn: 'Evaluation of a document',
  matter: 'office.normative-documents',
  effectiveFrom: '2025-01-01',
  series: '评估',
  first: 'due',
  levels: ['普通'],
  levelsEn: ['Ordinary'],
  steps: {
    due: {
      name: '有效期将满',
      nameEn: 'About to expire',
      by: 'system',
      waits: '等起草处室评估',
      waitsEn: 'Waiting for an evaluation',
      next: ['proposed'],
      within: { unit: 'naturalDays', parameter: 'normative-document-remind-days' },
      else: 'expired',
    },
    expired: {
      detour: true,
      name: '已到期未评估',
      nameEn: 'Expired and not evaluated',
      by: 'system',
      waits: '等起草处室评估（文件已到期）',
      waitsEn: 'Waiting for an evaluation (expired)',
      next: ['proposed'],
    },
    proposed: {
      name: '提出评估结论',
      nameEn: 'Outcome proposed',
      by: 'office',
      power: 'submit',
      waits: '等负责人审定',
      waitsEn: 'Waiting for a decision',
      next: ['decided', 'sentBack'],
      asks: [
        {
          field: 'outcome',
          name: '评估结论',
          nameEn: 'Outcome',
          kind: 'choice',
          required: true,
          choices: [
            { value: 'keep', name: '继续有效', nameEn: 'Kept' },
            { value: 'revise', name: '修订', nameEn: 'Revised' },
            { value: 'abolish', name: '废止', nameEn: 'Abolished' },
          ],
        },
        { field: 'reason', name: '理由', nameEn: 'Reason', kind: 'longText', required: true },
        {
          field: 'expiresOn',
          name: '新的有效期届满日',
          nameEn: 'New day of expiry',
          kind: 'day',
          required: false,
          requiredWhen: { field: 'outcome', is: 'keep' },
        },
      ],
    },
    sentBack: {
      detour: true,
      name: '退回重评',
      nameEn: 'Sent back',
      by: 'leader',
      power: 'confirm',
      waits: '等重新评估',
      waitsEn: 'Waiting for another evaluation',
      next: ['proposed'],
      asks: [{ field: 'reason', name: '理由', nameEn: 'Reason', kind: 'longText', required: true }],
    },
    decided: {
      name: '审定',
      nameEn: 'Decided',
      by: 'leader',
      power: 'confirm',
      notBy: ['proposed'],
      next: [],
      closes: '办结',
      does: [
        amends(
          normativeDocument,
          ({ said, day }) => ({
            detail: {
              evaluatedOn: day,
              outcome: said.proposed?.outcome,
              expiresOn: said.proposed?.outcome === 'keep' ? said.proposed?.expiresOn : undefined,
              stage: said.proposed?.outcome === 'abolish' ? 'abolished' : undefined,
            },
          }),
          { name: '评估结论记入台账', nameEn: 'Outcome entered' },
        ),
      ],
    },
  },
});

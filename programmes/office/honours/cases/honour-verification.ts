import { caseType } from '../../../../engines/case/index.ts';
import { amends } from '../../../../engines/registry/index.ts';
import { honour } from '../registers.ts';

/** 佐证核实：文秘提交佐证件，分管领导对照原件核实，核实后才可用于报告。 */
export const honourVerification = caseType({
  id: 'honour-verification',
  name: '荣誉佐证核实',
  nameEn: 'Verification of an honour',
  matter: 'office.honours',
  effectiveFrom: '2025-01-01',
  series: '佐证',
  first: 'shown',
  levels: ['普通'],
  levelsEn: ['Ordinary'],
  opensBy: { step: 'shown', about: 'entry', of: 'honour', title: '{entry}佐证核实' },
  steps: {
    shown: {
      name: '提交佐证件',
      nameEn: 'Show the document',
      by: 'office',
      power: 'submit',
      waits: '等负责人核实',
      waitsEn: 'Waiting for another person to verify',
      next: ['confirmed', 'returned', 'declined'],
      asks: [
        { field: 'heldAt', name: '佐证件存放（档案号或附件名）', nameEn: 'Where the document is kept', kind: 'text', required: true },
        {
          field: 'copy',
          name: '佐证件扫描件',
          nameEn: 'Scan of the document',
          kind: 'file',
          required: false,
          accepts: 'document',
          most: 5,
        },
        { field: 'note', name: '说明', nameEn: 'Note', kind: 'longText', required: false },
      ],
    },
    returned: {
      detour: true,
      name: '退回补充',
      nameEn: 'Returned for more',
      by: 'leader',
      power: 'confirm',
      notBy: ['shown'],
      waits: '等提交人补充',
      waitsEn: 'Waiting for whoever submitted it',
      next: ['shown'],
      asks: [{ field: 'reason', name: '需要补充的内容', nameEn: 'What is missing', kind: 'longText', required: true }],
    },
    confirmed: {
      name: '核实确认',
      nameEn: 'Confirmed',
      by: 'leader',
      power: 'confirm',
      notBy: ['shown'],
      next: [],
      closes: '办结',
      asks: [{ field: 'compared', name: '与原件核对情况', nameEn: 'How it was compared', kind: 'longText', required: true }],
      does: [
        amends(honour, ({ said, day }) => ({ detail: { heldAt: said.shown?.heldAt, verifiedOn: day } }), {
          name: '记入荣誉台账',
          nameEn: 'Entered in the register of honours',
        }),
      ],
    },
    declined: {
      detour: true,
      name: '不予认定',
      nameEn: 'Declined',
      by: 'leader',
      power: 'confirm',
      notBy: ['shown'],
      next: [],
      closes: '办结',
      asks: [{ field: 'reason', name: '理由', nameEn: 'Reason', kind: 'longText', required: true }],
    },
  },
});

import { caseType } from '../../../../engines/case/index.ts';
import { amends } from '../../../../engines/registry/index.ts';
import { choiceListOf } from '../../../declare.ts';
import { outfall } from '../registers.ts';

const CLASSES = 'water/outfall-classes';

/** 排口改类：一名执法人员提出新的分类和理由，另一名核对后改；从核对那一天起算新类，以前的仍按原类。 */
export const outfallClass = caseType({
  id: 'outfall-class',
  name: '入河排口改类',
  nameEn: 'An outfall put into another class',
  matter: 'water.outfall-class',
  effectiveFrom: '2025-01-01',
  series: '排口',
  first: 'proposed',
  levels: ['普通'],
  levelsEn: ['Ordinary'],
  opensBy: { step: 'proposed', about: 'entry', of: 'outfall', title: '{entry}改类' },
  steps: {
    proposed: {
      name: '提出改类',
      nameEn: 'Proposed',
      by: 'officer',
      power: 'check',
      waits: '等另一名执法人员核对',
      waitsEn: 'Waiting for another officer to check it',
      next: ['changed', 'returned', 'kept'],
      within: { unit: 'workingDays', parameter: 'outfall-class-check-days' },
      else: 'unchecked',
      asks: [
        { field: 'firstClass', name: '一级分类', nameEn: 'Class', kind: 'choice', required: true, choices: choiceListOf(CLASSES, 'first') },
        {
          field: 'secondClass',
          name: '二级分类',
          nameEn: 'Second class',
          kind: 'choice',
          required: false,
          choices: choiceListOf(CLASSES, 'second'),
        },
        {
          field: 'thirdClass',
          name: '三级分类',
          nameEn: 'Third class',
          kind: 'choice',
          required: false,
          choices: choiceListOf(CLASSES, 'third'),
        },
        { field: 'reason', name: '改类理由', nameEn: 'Reason', kind: 'longText', required: true },
        { field: 'photos', name: '现场照片', nameEn: 'Photos', kind: 'file', required: false, accepts: 'evidence', most: 5 },
      ],
    },
    unchecked: {
      detour: true,
      name: '到时未核对',
      nameEn: 'Check overdue',
      by: 'system',
      waits: '等另一名执法人员核对（已到时）',
      waitsEn: 'Waiting for another officer to check it (time has run out)',
      next: ['changed', 'returned', 'kept'],
      tells: [{ to: 'branch', channel: 'sms', text: '{title}到时未核对，请尽快办理。（{number}）' }],
    },
    returned: {
      detour: true,
      name: '退回补正',
      nameEn: 'Returned for correction',
      by: 'officer',
      power: 'confirm',
      notBy: ['proposed'],
      waits: '等提出人补正',
      waitsEn: 'Waiting for it to be corrected',
      next: ['proposed', 'kept'],
      asks: [{ field: 'reason', name: '需要补正的内容', nameEn: 'What is to be corrected', kind: 'longText', required: true }],
    },
    changed: {
      name: '核对改类',
      nameEn: 'Checked and changed',
      by: 'officer',
      power: 'confirm',
      notBy: ['proposed'],
      next: [],
      closes: '办结',
      does: [
        amends(
          outfall,
          ({ said }) => ({
            detail: {
              firstClass: said.proposed?.firstClass,
              secondClass: said.proposed?.secondClass ?? null,
              thirdClass: said.proposed?.thirdClass ?? null,
              reclassifiedBecause: said.proposed?.reason,
            },
          }),
          { name: '入河排口台账换成新的分类', nameEn: 'The register has its new class' },
        ),
      ],
    },
    kept: {
      detour: true,
      name: '维持原分类',
      nameEn: 'Left as it was',
      by: 'officer',
      power: 'confirm',
      notBy: ['proposed'],
      next: [],
      closes: '办结',
      asks: [{ field: 'reason', name: '理由', nameEn: 'Reason', kind: 'longText', required: true }],
    },
  },
});

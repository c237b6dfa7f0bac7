import { caseType } from '../../../../engines/case/index.ts';
import { amends } from '../../../../engines/registry/index.ts';
import { project } from '../registers.ts';

/** 项目完工核实：经办人提交验收佐证，另一人核实后才算完成。 */
export const projectAcceptance = caseType({
  id: 'project-acceptance',
  name: '项目完工核实',
  nameEn: 'Verification of a finished project',
  matter: 'projects.projects',
  effectiveFrom: '2025-01-01',
  series: '项目',
  first: 'shown',
  levels: ['普通'],
  levelsEn: ['Ordinary'],
  opensBy: { step: 'shown', about: 'entry', of: 'project', title: '{entry}完工核实' },
  steps: {
    shown: {
      name: '提交验收佐证',
      nameEn: 'Show the acceptance',
      by: 'officer',
      power: 'submit',
      waits: '等另一名经办人核实',
      waitsEn: 'Waiting for another person to verify',
      next: ['confirmed', 'returned', 'declined'],
      asks: [
        { field: 'acceptedOn', name: '完工验收日', nameEn: 'Accepted on', kind: 'day', required: true },
        { field: 'acceptance', name: '验收佐证', nameEn: 'Proof of acceptance', kind: 'longText', required: true },
        {
          field: 'papers',
          name: '验收意见、监测报告、照片',
          nameEn: 'Opinions, reports, photographs',
          kind: 'file',
          required: false,
          accepts: 'evidence',
          most: 10,
        },
      ],
    },
    returned: {
      detour: true,
      name: '退回补充',
      nameEn: 'Returned for more',
      by: 'officer',
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
      by: 'officer',
      power: 'confirm',
      notBy: ['shown'],
      next: [],
      closes: '办结',
      asks: [
        {
          field: 'stage',
          name: '核实后阶段',
          nameEn: 'Stage after it',
          kind: 'choice',
          required: true,
          choices: [
            { value: 'done', name: '完工', nameEn: 'Done' },
            { value: 'operating', name: '运行', nameEn: 'Operating' },
          ],
        },
        { field: 'found', name: '核实情况', nameEn: 'What was found', kind: 'longText', required: true },
      ],
      does: [
        amends(
          project,
          ({ said, day }) => ({
            detail: {
              stage: said.confirmed?.stage,
              acceptedOn: said.shown?.acceptedOn,
              acceptance: said.shown?.acceptance,
              confirmedOn: day,
            },
          }),
          { name: '记入项目台账', nameEn: 'Entered in the register of projects' },
        ),
      ],
    },
    declined: {
      detour: true,
      name: '不予认定',
      nameEn: 'Declined',
      by: 'officer',
      power: 'confirm',
      notBy: ['shown'],
      next: [],
      closes: '办结',
      asks: [{ field: 'reason', name: '理由', nameEn: 'Reason', kind: 'longText', required: true }],
    },
  },
});

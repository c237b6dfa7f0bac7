import { caseType } from '../../../../engines/case/index.ts';
import { amends } from '../../../../engines/registry/index.ts';
import { boiler } from '../registers.ts';

/** 锅炉淘汰或改造：经办人提交完成情况和佐证，另一人现场核实后记入台账。 */
export const boilerClosing = caseType({
  id: 'boiler-closing',
  name: '锅炉淘汰改造核实',
  nameEn: 'Verification of a boiler retired or renewed',
  matter: 'air.boilers',
  effectiveFrom: '2025-01-01',
  series: '锅炉',
  first: 'shown',
  levels: ['普通'],
  levelsEn: ['Ordinary'],
  opensBy: { step: 'shown', about: 'entry', of: 'boiler', title: '{entry}淘汰改造核实' },
  steps: {
    shown: {
      name: '提交完成情况',
      nameEn: 'Show that it is done',
      by: 'officer',
      power: 'submit',
      waits: '等另一名经办人核实',
      waitsEn: 'Waiting for another person to verify',
      next: ['confirmed', 'returned', 'declined'],
      asks: [
        {
          field: 'doneHow',
          name: '完成方式',
          nameEn: 'How it was done',
          kind: 'choice',
          required: true,
          choices: [
            { value: 'dismantled', name: '拆除', nameEn: 'Dismantled' },
            { value: 'replaced', name: '替代（集中供热、电、空气能等）', nameEn: 'Replaced' },
            { value: 'renewed', name: '更新改造', nameEn: 'Renewed' },
            { value: 'lowNox', name: '低氮改造', nameEn: 'Low-NOx retrofit' },
          ],
        },
        { field: 'doneOn', name: '完成日', nameEn: 'Done on', kind: 'day', required: true },
        {
          field: 'certificateCancelledOn',
          name: '使用登记证注销日',
          nameEn: 'Certificate cancelled on',
          kind: 'day',
          required: false,
          requiredWhen: { field: 'doneHow', is: ['dismantled', 'replaced'] },
        },
        { field: 'proof', name: '佐证说明', nameEn: 'What proves it', kind: 'longText', required: true },
        {
          field: 'papers',
          name: '拆除照片、注销证明、监测报告',
          nameEn: 'Photographs, certificates, reports',
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
          field: 'status',
          name: '核实后状态',
          nameEn: 'State after it',
          kind: 'choice',
          required: true,
          choices: [
            { value: 'retired', name: '已淘汰', nameEn: 'Retired' },
            { value: 'inUse', name: '在用（改造后）', nameEn: 'In use (after the retrofit)' },
          ],
        },
        { field: 'found', name: '现场核实情况', nameEn: 'What was found', kind: 'longText', required: true },
      ],
      does: [
        amends(
          boiler,
          ({ said, day }) => ({
            detail: {
              doneHow: said.shown?.doneHow,
              doneOn: said.shown?.doneOn,
              certificateCancelledOn: said.shown?.certificateCancelledOn,
              proof: said.shown?.proof,
              confirmedOn: day,
              status: said.confirmed?.status,
            },
          }),
          { name: '记入锅炉台账', nameEn: 'Entered in the register of boilers' },
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

import { caseType } from '../../../../engines/case/index.ts';
import { amends } from '../../../../engines/registry/index.ts';
import { nonRoadMachine } from '../registers.ts';

/** 机械淘汰：经办人提交淘汰方式和佐证，另一人核实后计数。 */
export const machineScrapping = caseType({
  id: 'machine-scrapping',
  name: '非道路移动机械淘汰核实',
  nameEn: 'Verification of a scrapped machine',
  matter: 'air.non-road-machines',
  effectiveFrom: '2025-01-01',
  series: '机械',
  first: 'shown',
  levels: ['普通'],
  levelsEn: ['Ordinary'],
  opensBy: { step: 'shown', about: 'entry', of: 'non-road-machine', title: '{entry}淘汰核实' },
  steps: {
    shown: {
      name: '提交淘汰佐证',
      nameEn: 'Show that it is scrapped',
      by: 'officer',
      power: 'submit',
      waits: '等另一名经办人核实',
      waitsEn: 'Waiting for another person to verify',
      next: ['confirmed', 'returned', 'declined'],
      asks: [
        {
          field: 'scrapHow',
          name: '淘汰方式',
          nameEn: 'How it went',
          kind: 'choice',
          required: true,
          choices: [
            { value: 'scrapped', name: '报废拆解', nameEn: 'Taken apart' },
            { value: 'replaced', name: '更换国四以上或电动', nameEn: 'Replaced' },
          ],
        },
        { field: 'scrappedOn', name: '淘汰日', nameEn: 'Scrapped on', kind: 'day', required: true },
        { field: 'proof', name: '佐证说明', nameEn: 'What proves it', kind: 'longText', required: true },
        {
          field: 'papers',
          name: '拆解照片、回收凭证、标牌回收照片',
          nameEn: 'Photographs and receipts',
          kind: 'file',
          required: false,
          accepts: 'evidence',
          most: 8,
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
      asks: [{ field: 'found', name: '核实情况', nameEn: 'What was found', kind: 'longText', required: false }],
      does: [
        amends(
          nonRoadMachine,
          ({ said, day }) => ({
            detail: {
              scrapHow: said.shown?.scrapHow,
              scrappedOn: said.shown?.scrappedOn,
              proof: said.shown?.proof,
              confirmedOn: day,
              status: 'scrapped',
            },
          }),
          { name: '记入机械台账', nameEn: 'Entered in the register of machines' },
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

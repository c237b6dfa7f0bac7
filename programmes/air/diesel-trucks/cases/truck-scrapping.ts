import { caseType } from '../../../../engines/case/index.ts';
import { amends } from '../../../../engines/registry/index.ts';
import { dieselTruck } from '../registers.ts';

/** 柴油货车淘汰：经办人登记回收证明和注销登记，另一人核实后计数。 */
export const truckScrapping = caseType({
  id: 'truck-scrapping',
  name: '柴油货车淘汰核实',
  nameEn: 'Verification of a scrapped diesel truck',
  matter: 'air.diesel-trucks',
  effectiveFrom: '2025-01-01',
  series: '货车',
  first: 'shown',
  levels: ['普通'],
  levelsEn: ['Ordinary'],
  opensBy: { step: 'shown', about: 'entry', of: 'diesel-truck', title: '{entry}淘汰核实' },
  steps: {
    shown: {
      name: '提交注销证明',
      nameEn: 'Show the certificates',
      by: 'officer',
      power: 'submit',
      waits: '等另一名经办人核实',
      waitsEn: 'Waiting for another person to verify',
      next: ['confirmed', 'returned', 'declined'],
      asks: [
        { field: 'recycler', name: '报废回收企业', nameEn: 'Recycler', kind: 'text', required: true },
        {
          field: 'scrapCertificate',
          name: '报废机动车回收证明编号',
          nameEn: 'Number of the scrap certificate',
          kind: 'text',
          required: true,
        },
        { field: 'cancelledOn', name: '注销登记日', nameEn: 'Registration cancelled on', kind: 'day', required: true },
        {
          field: 'papers',
          name: '回收证明、注销证明',
          nameEn: 'Certificates',
          kind: 'file',
          required: false,
          accepts: 'evidence',
          most: 6,
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
          field: 'subsidyYuan',
          name: '核定补助',
          nameEn: 'Subsidy granted',
          kind: 'number',
          required: false,
          unit: '元',
          unitEn: 'yuan',
          atLeast: 0,
        },
        { field: 'found', name: '核实情况', nameEn: 'What was found', kind: 'longText', required: false },
      ],
      does: [
        amends(
          dieselTruck,
          ({ said, day }) => ({
            detail: {
              recycler: said.shown?.recycler,
              scrapCertificate: said.shown?.scrapCertificate,
              cancelledOn: said.shown?.cancelledOn,
              subsidyYuan: said.confirmed?.subsidyYuan,
              confirmedOn: day,
              status: 'cancelled',
            },
          }),
          { name: '记入柴油货车台账', nameEn: 'Entered in the register of diesel trucks' },
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

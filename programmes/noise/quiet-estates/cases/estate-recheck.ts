import { caseType } from '../../../../engines/case/index.ts';
import { amends } from '../../../../engines/registry/index.ts';
import { quietEstate } from '../registers.ts';

/** 每年复核：由系统开件；合格的写复核日，不合格的由另一人审定撤销。 */
export const estateRecheck = caseType({
  id: 'estate-recheck',
  name: '宁静小区复核',
  nameEn: 'Yearly check of a quiet estate',
  matter: 'noise.quiet-estates',
  effectiveFrom: '2025-01-01',
  series: '宁复',
  first: 'due',
  levels: ['普通'],
  levelsEn: ['Ordinary'],
  steps: {
    due: {
      name: '应当复核',
      nameEn: 'Due',
      by: 'system',
      waits: '等分局复核',
      waitsEn: 'Waiting for the branch',
      next: ['kept', 'proposed'],
      within: { unit: 'naturalDays', parameter: 'quiet-estate-remind-days' },
      else: 'overdue',
    },
    overdue: {
      detour: true,
      name: '到期未复核',
      nameEn: 'Not checked in time',
      by: 'system',
      waits: '等分局复核（已到时）',
      waitsEn: 'Waiting for the branch (overdue)',
      next: ['kept', 'proposed'],
    },
    kept: {
      name: '复核合格',
      nameEn: 'Kept',
      by: 'officer',
      power: 'submit',
      next: [],
      closes: '办结',
      asks: [
        {
          field: 'nightDb',
          name: '夜间等效声级',
          nameEn: 'Level by night',
          kind: 'number',
          required: true,
          unit: 'dB(A)',
          atLeast: 0,
          atMost: 120,
        },
        { field: 'found', name: '复核情况', nameEn: 'What was found', kind: 'longText', required: true },
      ],
      does: [
        amends(
          quietEstate,
          ({ said, day }) => ({ detail: { recheckedOn: day, recheckFound: said.kept?.found, nightDb: said.kept?.nightDb } }),
          { name: '复核记入台账', nameEn: 'Check entered' },
        ),
      ],
    },
    proposed: {
      detour: true,
      name: '建议撤销',
      nameEn: 'Withdrawal proposed',
      by: 'officer',
      power: 'submit',
      waits: '等另一名经办人审定',
      waitsEn: 'Waiting for another person to decide',
      next: ['withdrawn', 'kept'],
      asks: [{ field: 'found', name: '复核情况', nameEn: 'What was found', kind: 'longText', required: true }],
    },
    withdrawn: {
      detour: true,
      name: '撤销命名',
      nameEn: 'Withdrawn',
      by: 'officer',
      power: 'confirm',
      notBy: ['proposed'],
      next: [],
      closes: '办结',
      asks: [{ field: 'reason', name: '理由', nameEn: 'Reason', kind: 'longText', required: true }],
      does: [
        amends(quietEstate, ({ said, day }) => ({ detail: { stage: 'withdrawn', recheckedOn: day, recheckFound: said.proposed?.found } }), {
          name: '台账改为已撤销',
          nameEn: 'Register: withdrawn',
        }),
      ],
    },
  },
});

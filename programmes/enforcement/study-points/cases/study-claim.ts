import { caseType } from '../../../../engines/case/index.ts';
import { awardPoints } from '../accounts.ts';

/** 学法积分申请：单位提交测验成绩，执法人员确认时积分同时入账。 */
export const studyClaim = caseType({
  id: 'study-claim',
  name: '学法积分申请',
  nameEn: 'Study points claim',
  matter: 'study.points',
  effectiveFrom: '2025-01-01',
  series: '学法',
  first: 'claimed',
  levels: ['普通'],
  levelsEn: ['Ordinary'],
  opensBy: { step: 'claimed', about: 'party', title: '{party}申请学法积分', oneFor: ['exam'] },
  steps: {
    claimed: {
      name: '提交成绩',
      nameEn: 'Claim',
      by: 'firm',
      waits: '等执法人员确认',
      waitsEn: 'Waiting for an officer to confirm',
      next: ['confirmed', 'rejected'],
      asks: [
        {
          field: 'exam',
          name: '测验',
          nameEn: 'Exam',
          kind: 'choice',
          required: true,
          choicesFrom: 'exam',
          carries: ['points', 'passScore'],
        },
        {
          field: 'score',
          name: '成绩',
          nameEn: 'Score',
          kind: 'number',
          required: true,
          unit: '分',
          unitEn: 'points',
          atLeast: 0,
          atMost: 100,
        },
      ],
    },
    confirmed: {
      name: '确认并发放积分',
      nameEn: 'Confirm and award',
      by: 'officer',
      power: 'award',
      next: [],
      needs: [
        {
          said: 'claimed.score',
          atLeast: 'claimed.exam_passScore',
          says: '成绩未达到合格分，不能确认',
          saysEn: 'The score is below the pass score',
        },
      ],
      does: [awardPoints],
      closes: '办结',
      tells: [{ to: 'firm', channel: 'sms', text: '{title}已确认，积分已入账。（{number}）' }],
    },
    rejected: {
      detour: true,
      name: '不予确认',
      nameEn: 'Not confirmed',
      by: 'officer',
      power: 'award',
      next: [],
      closes: '办结',
      asks: [{ field: 'reason', name: '理由', nameEn: 'Reason', kind: 'longText', required: true }],
      tells: [{ to: 'firm', channel: 'sms', text: '{title}未予确认：{reason}（{number}）' }],
    },
  },
});

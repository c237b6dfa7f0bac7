import { caseType } from '../../../../engines/case/index.ts';
import { amends, ends } from '../../../../engines/registry/index.ts';
import { permit } from '../registers.ts';

const NATIONAL = '全国排污许可证管理信息平台';

/** 许可证延续：到期前由系统提醒；单位在国家平台申请后登记受理编号，执法人员按国家平台的结果登记新的有效期，或者写明不再延续。 */
export const permitRenewal = caseType({
  id: 'permit-renewal',
  name: '排污许可证延续',
  nameEn: 'Renewal of a permit',
  matter: 'permits.renewal',
  effectiveFrom: '2025-01-01',
  series: '许可',
  first: 'reminded',
  levels: ['普通'],
  levelsEn: ['Ordinary'],
  steps: {
    reminded: {
      name: '提醒延续',
      nameEn: 'Reminded to renew',
      by: 'system',
      waits: '等排污单位申请延续',
      waitsEn: 'Waiting for the firm to apply',
      next: ['applied', 'notRenewed'],
      within: { unit: 'naturalDays', parameter: 'permit-renewal-apply-days' },
      else: 'overdue',
      tells: [
        { to: 'firm', channel: 'sms', text: `提醒：{message}请于 {due} 前在${NATIONAL}申请延续，并在本平台登记受理编号。（{number}）` },
      ],
    },
    overdue: {
      detour: true,
      name: '未按期申请',
      nameEn: 'Not applied for in time',
      by: 'system',
      waits: '等排污单位申请延续，分局跟进',
      waitsEn: 'Waiting for the firm to apply; the branch follows up',
      next: ['applied', 'notRenewed'],
      tells: [{ to: 'branch', channel: 'sms', text: '{party}排污许可证未按期申请延续，请跟进。（{number}）' }],
    },
    applied: {
      name: '登记延续申请',
      nameEn: 'Application noted',
      by: 'firm',
      waits: '等执法人员登记审批结果',
      waitsEn: 'Waiting for an officer to note the outcome',
      next: ['renewed', 'returned', 'notRenewed'],
      asks: [
        { field: 'appliedOn', name: '申请日', nameEn: 'Applied on', kind: 'day', required: true },
        { field: 'acceptance', name: '国家平台受理编号', nameEn: 'Number of the national platform', kind: 'text', required: true },
      ],
    },
    returned: {
      detour: true,
      name: '退回补正',
      nameEn: 'Returned for correction',
      by: 'officer',
      power: 'check',
      waits: '等排污单位补正',
      waitsEn: 'Waiting for the firm to correct it',
      next: ['applied', 'notRenewed'],
      asks: [{ field: 'reason', name: '需要补正的内容', nameEn: 'What is to be corrected', kind: 'longText', required: true }],
      tells: [{ to: 'firm', channel: 'sms', text: '{title}需要补正：{reason}（{number}）' }],
    },
    renewed: {
      name: '登记延续结果',
      nameEn: 'Renewal noted',
      by: 'officer',
      power: 'confirm',
      next: [],
      closes: '办结',
      asks: [
        { field: 'issuedOn', name: '本次发证日', nameEn: 'Issued on', kind: 'day', required: true },
        { field: 'from', name: '有效期起', nameEn: 'Valid from', kind: 'day', required: true },
        { field: 'to', name: '有效期止', nameEn: 'Valid to', kind: 'day', required: true },
      ],
      does: [
        amends(
          permit,
          ({ said, day }) => ({
            detail: {
              issuedOn: said.renewed?.issuedOn,
              from: said.renewed?.from,
              to: said.renewed?.to,
              renewedOn: said.renewed?.issuedOn,
              state: 'inForce',
              sourceSystem: 'national',
              sourceNumber: said.applied?.acceptance,
              takenOn: day,
              writtenBack: 'notNeeded',
            },
          }),
          { name: '登记新的有效期', nameEn: 'Entered with its new term' },
        ),
      ],
      tells: [{ to: 'firm', channel: 'sms', text: '{title}已登记，新的有效期至 {to}。（{number}）' }],
    },
    notRenewed: {
      detour: true,
      name: '不再延续',
      nameEn: 'Not renewed',
      by: 'officer',
      power: 'confirm',
      next: [],
      closes: '办结',
      asks: [
        { field: 'reason', name: '理由', nameEn: 'Reason', kind: 'longText', required: true },
        { field: 'cancelledOn', name: '注销日', nameEn: 'Cancelled on', kind: 'day', required: true },
      ],
      does: [
        ends(permit, ({ said, entry }) => ({ code: entry?.id ?? '', from: String(said.notRenewed?.cancelledOn) }), {
          name: '许可证注销',
          nameEn: 'The permit ends',
        }),
      ],
    },
  },
});

import { type Fault, register } from '../../../engines/registry/index.ts';

/** A plate: province, letter, five characters (six of a new-energy vehicle). Invented ones have 示例 in place of the province and the letter. */
function checkPlate(code: string): Fault | null {
  if (/^(?:[\u4e00-\u9fff][A-Z]|示例)[0-9A-HJ-NP-Z]{5,6}$/.test(code)) return null;
  return {
    code: 'notAPlate',
    says: '号牌应为省份简称、字母和五至六位字母数字（不含 I、O）',
    saysEn: 'A plate is a province, a letter and five or six characters without I and O',
  };
}

/** 一车一条，编号就是号牌；注销以后仍在册。 */
export const dieselTruck = register({
  id: 'diesel-truck',
  name: '柴油货车',
  nameEn: 'Diesel trucks',
  place: 'none',
  keepers: ['officer', 'office'],
  checkCode: checkPlate,
  fields: {
    stage: {
      name: '排放阶段',
      nameEn: 'Emission stage',
      type: 'choice',
      required: true,
      column: true,
      choices: { s0: '国零及以前', s1: '国一', s2: '国二', s3: '国三', s4: '国四', s5: '国五', s6: '国六' },
      choicesEn: { s0: 'Before China I', s1: 'China I', s2: 'China II', s3: 'China III', s4: 'China IV', s5: 'China V', s6: 'China VI' },
    },
    stageBasis: {
      name: '阶段依据',
      nameEn: 'How the stage is known',
      type: 'choice',
      choices: { declared: '环保信息公开', inspection: '检验报告', date: '按注册日期推定' },
      choicesEn: { declared: 'Published by its maker', inspection: 'Inspection report', date: 'From the day of registration' },
    },
    weight: {
      name: '车型',
      nameEn: 'Class',
      type: 'choice',
      required: true,
      column: true,
      choices: { light: '轻型', medium: '中型', heavy: '重型' },
      choicesEn: { light: 'Light', medium: 'Medium', heavy: 'Heavy' },
    },
    registeredOn: { name: '初次登记日', nameEn: 'First registered on', type: 'day', required: true, column: true },
    vinTail: { name: '车辆识别代号后六位', nameEn: 'Last six of its identification number', type: 'text', search: true },
    owner: { name: '所有人', nameEn: 'Owner', type: 'text', seenBy: ['officer', 'office', 'firm'] },
    phone: { name: '联系电话', nameEn: 'Telephone', type: 'text', seenBy: ['officer', 'firm'] },
    noticeOn: { name: '告知淘汰政策日', nameEn: 'Told of the scheme on', type: 'day' },
    status: {
      name: '状态',
      nameEn: 'State',
      type: 'choice',
      required: true,
      column: true,
      choices: { inUse: '在用', away: '转出本市', cancelled: '已注销' },
      choicesEn: { inUse: 'In use', away: 'Moved elsewhere', cancelled: 'Cancelled' },
    },
    passKind: {
      name: '通行许可',
      nameEn: 'Pass',
      type: 'choice',
      choices: { none: '无', livelihood: '民生保障', emergency: '应急抢险', temporary: '临时通行' },
      choicesEn: { none: 'None', livelihood: 'Livelihood', emergency: 'Emergency', temporary: 'Temporary' },
    },
    passFrom: { name: '通行许可起', nameEn: 'Pass from', type: 'day' },
    passTo: {
      name: '通行许可止',
      nameEn: 'Pass until',
      type: 'day',
      requiredWhen: { field: 'passKind', is: ['livelihood', 'emergency', 'temporary'] },
    },
    recycler: { name: '报废回收企业', nameEn: 'Recycler', type: 'text', byFile: true },
    scrapCertificate: { name: '报废机动车回收证明编号', nameEn: 'Number of the scrap certificate', type: 'text', byFile: true },
    cancelledOn: { name: '注销登记日', nameEn: 'Registration cancelled on', type: 'day', byFile: true, column: true },
    subsidyYuan: { name: '补助金额', nameEn: 'Subsidy', type: 'number', unit: '元', unitEn: 'yuan', byFile: true, atLeast: 0 },
    subsidyPaidOn: { name: '补助拨付日', nameEn: 'Subsidy paid on', type: 'day' },
    confirmedOn: { name: '核实日', nameEn: 'Confirmed on', type: 'day', byFile: true },
  },
  counts: { status: 'stage' },
  counting: {
    scrappedTo3: {
      name: '国三及以下已注销',
      nameEn: 'Up to China III, cancelled',
      only: { stage: ['s0', 's1', 's2', 's3'], status: 'cancelled' },
      has: ['confirmedOn', 'scrapCertificate'],
      status: 'stage',
      amount: 'subsidyYuan',
      day: 'cancelledOn',
    },
    scrappedTo4: {
      name: '国四及以下已注销',
      nameEn: 'Up to China IV, cancelled',
      only: { stage: ['s0', 's1', 's2', 's3', 's4'], status: 'cancelled' },
      has: ['confirmedOn', 'scrapCertificate'],
      status: 'stage',
      amount: 'subsidyYuan',
      day: 'cancelledOn',
    },
    leftTo3: {
      name: '国三及以下在用',
      nameEn: 'Up to China III, in use',
      only: { stage: ['s0', 's1', 's2', 's3'], status: 'inUse' },
      status: 'stage',
    },
  },
});

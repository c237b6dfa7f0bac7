import { checkAreaCode, type Field, register } from '../../../engines/registry/index.ts';
import { choicesOf, formOf, masterFields, mustStandUnder } from '../../declare.ts';

const CLASSES = 'water/outfall-classes';
const clause = 'HJ 1312-2023';

const fromMaster = masterFields({
  nation: ['全国入河入海排污口监督管理信息平台', 'National outfall platform'],
  province: ['省级入河排污口系统', 'Provincial outfall system'],
});

const town: Field = {
  name: '镇街（12 位区划代码）',
  nameEn: 'Town (12 digits)',
  type: 'text',
  search: true,
  check: (value) => checkAreaCode(String(value)),
};

/**
 * 入河排口：排查一个登一个，编号是排查编号；国家编码在登记后才有，另记。一个区县的国家编码只有四位顺序号，放不下全部排口，所以不能当编号用。
 */
export const outfall = register({
  id: 'outfall',
  name: '入河排口',
  nameEn: 'Outfalls into rivers',
  place: 'self',
  position: true,
  keepers: ['officer', 'engineer'],
  sameThing: { metres: 20, fields: ['firstClass'] },
  fields: {
    firstClass: {
      name: '一级分类',
      nameEn: 'Class',
      type: 'choice',
      required: true,
      column: true,
      clause,
      ...choicesOf(CLASSES, 'first'),
    },
    secondClass: {
      name: '二级分类',
      nameEn: 'Second class',
      type: 'choice',
      column: true,
      clause,
      ...choicesOf(CLASSES, 'second'),
      mustBe: mustStandUnder(CLASSES, 'second', { field: 'firstClass', list: 'first' }),
    },
    thirdClass: {
      name: '三级分类',
      nameEn: 'Third class',
      type: 'choice',
      clause,
      ...choicesOf(CLASSES, 'third'),
      mustBe: mustStandUnder(CLASSES, 'third', { field: 'secondClass', list: 'second' }),
    },
    nationalCode: {
      name: '国家编码（HJ 1235，待核）',
      nameEn: 'National number (HJ 1235)',
      type: 'text',
      unique: true,
      search: true,
      clause: 'HJ 1235-2021',
      check: formOf('water/outfall-codes'),
    },
    river: { name: '受纳河流', nameEn: 'River', type: 'ref', of: 'river', column: true },
    water: { name: '受纳水体名称', nameEn: 'Water body', type: 'text', required: true, column: true, search: true },
    town,
    village: { name: '村社', nameEn: 'Village', type: 'text', search: true },
    mouth: {
      name: '口门形式',
      nameEn: 'Mouth',
      type: 'choice',
      choices: { pipe: '管道', ditch: '明渠沟渠', culvert: '暗涵', sluice: '闸门', pump: '泵站', other: '其他' },
      choicesEn: { pipe: 'Pipe', ditch: 'Ditch', culvert: 'Culvert', sluice: 'Sluice', pump: 'Pump', other: 'Other' },
    },
    size: { name: '口门尺寸', nameEn: 'Size', type: 'number', unit: '毫米', unitEn: 'mm', atLeast: 0, atMost: 20_000 },
    dryFlow: {
      name: '晴天排水',
      nameEn: 'Flow in dry weather',
      type: 'choice',
      column: true,
      choices: { none: '无', trickle: '少量渗流', flow: '有', unknown: '未查明' },
      choicesEn: { none: 'None', trickle: 'A trickle', flow: 'Yes', unknown: 'Not known' },
    },
    batch: { name: '排查批次', nameEn: 'Survey', type: 'text', required: true, column: true, filter: true },
    surveyStep: {
      name: '排查级次',
      nameEn: 'Step of the survey',
      type: 'choice',
      clause: 'HJ 1232-2021',
      choices: { first: '第一级（遥感判读）', second: '第二级（人工徒步）', third: '第三级（攻坚）', report: '群众或单位报告' },
      choicesEn: { first: 'First (from the air)', second: 'Second (on foot)', third: 'Third (hard cases)', report: 'Reported' },
    },
    surveyedOn: { name: '排查日', nameEn: 'Surveyed on', type: 'day', required: true },
    registeredOn: { name: '登记日', nameEn: 'Registered on', type: 'day', required: true, column: true, sort: true },
    responsible: {
      name: '责任主体',
      nameEn: 'Who answers for it',
      type: 'choice',
      required: true,
      column: true,
      choices: { known: '已明确', tracing: '溯源中', none: '无主（属地政府负责）' },
      choicesEn: { known: 'Known', tracing: 'Being traced', none: 'Nobody (the local government answers)' },
    },
    responsibleName: {
      name: '责任主体名称',
      nameEn: 'Name of who answers',
      type: 'text',
      search: true,
      requiredWhen: { field: 'responsible', is: ['known', 'none'] },
    },
    outlet: { name: '对应的许可排放口', nameEn: 'Outlet of the permit', type: 'ref', of: 'outlet' },
    photo: { name: '照片编号', nameEn: 'Photo', type: 'text' },
    state: {
      name: '状态',
      nameEn: 'State',
      type: 'choice',
      required: true,
      column: true,
      choices: {
        registered: '已登记',
        monitored: '已监测',
        traced: '已溯源',
        fixing: '整治中',
        closed: '已销号',
        reopened: '销号后复查有问题',
      },
      choicesEn: {
        registered: 'Registered',
        monitored: 'Monitored',
        traced: 'Traced',
        fixing: 'Being put in order',
        closed: 'Closed',
        reopened: 'Opened again',
      },
    },
    rectification: {
      name: '整治类型',
      nameEn: 'What is asked',
      type: 'choice',
      clause: '国办函〔2022〕17号',
      ...choicesOf('water/rectification', 'kinds'),
    },
    fixBy: { name: '整治期限', nameEn: 'To be done by', type: 'day' },
    closedOn: { name: '销号日', nameEn: 'Closed on', type: 'day', requiredWhen: { field: 'state', is: 'closed' } },
    reclassifiedBecause: { name: '改类理由', nameEn: 'Why it was put into another class', type: 'longText', byFile: true },
    ...fromMaster,
  },
  counts: { status: 'firstClass', day: 'registeredOn' },
  counting: {
    toFix: {
      name: '需整治的排口',
      nameEn: 'Outfalls to be put in order',
      only: { rectification: ['ban', 'merge', 'regulate'] },
      day: 'registeredOn',
    },
    fixed: {
      name: '已销号的需整治排口',
      nameEn: 'Outfalls put in order and closed',
      only: { rectification: ['ban', 'merge', 'regulate'], state: 'closed' },
      has: ['closedOn'],
      day: 'closedOn',
    },
    ownerless: { name: '无主排口', nameEn: 'Outfalls nobody answers for', only: { responsible: 'none' }, day: 'registeredOn' },
    dryFlowing: { name: '晴天排水的排口', nameEn: 'Outfalls that flow in dry weather', only: { dryFlow: 'flow' }, day: 'registeredOn' },
  },
});

import { register } from '../../../engines/registry/index.ts';
import { masterFields } from '../../declare.ts';

/** 数采仪（现场机）：一个 MN 对应一个排放口；访问密码不显示。 */
export const logger = register({
  id: 'logger',
  name: '数采仪',
  nameEn: 'Loggers',
  place: 'required',
  keepers: ['engineer'],
  checkCode: (code) =>
    /^[\x21-\x7e]{1,64}$/.test(code) && !/[;,=&#]/.test(code)
      ? null
      : {
          code: 'notAnMn',
          says: 'MN 应为 1 至 64 个可见字符，不含 ; , = & #',
          saysEn: 'An MN has 1 to 64 visible characters without ; , = & #',
        },
  fields: {
    pw: { name: '访问密码（PW）', nameEn: 'Access password (PW)', type: 'text', required: true, secret: true },
    edition: {
      name: '协议版本',
      nameEn: 'Protocol edition',
      type: 'choice',
      required: true,
      choices: { '2017': 'HJ 212-2017' },
      choicesEn: { '2017': 'HJ 212-2017' },
    },
    everySeconds: {
      name: '实时数据间隔',
      nameEn: 'Real-time interval',
      type: 'number',
      unit: '秒',
      unitEn: 's',
      atLeast: 1,
      atMost: 3600,
      required: true,
    },
    minuteMinutes: {
      name: '分钟数据间隔',
      nameEn: 'Minute interval',
      type: 'number',
      unit: '分钟',
      unitEn: 'min',
      atLeast: 1,
      atMost: 60,
      required: true,
    },
  },
});

/** 环境质量自动监测站：地表水站和空气站。断面登记用哪个站；站不属于哪家排污单位。 */
export const station = register({
  id: 'station',
  name: '环境质量自动站',
  nameEn: 'Automatic stations',
  party: 'none',
  place: 'self',
  position: true,
  keepers: ['engineer'],
  fields: {
    kind: {
      name: '类别',
      nameEn: 'Kind',
      type: 'choice',
      required: true,
      column: true,
      choices: { water: '地表水水质自动站', air: '环境空气自动站' },
      choicesEn: { water: 'Surface water', air: 'Ambient air' },
    },
    level: {
      name: '级别',
      nameEn: 'Level',
      type: 'choice',
      required: true,
      column: true,
      choices: { national: '国控', provincial: '省控', city: '市控', county: '县控' },
      choicesEn: { national: 'National', provincial: 'Provincial', city: 'City', county: 'County' },
    },
    state: {
      name: '状态',
      nameEn: 'State',
      type: 'choice',
      required: true,
      column: true,
      choices: { inService: '在用', trial: '试运行', underRepair: '停运检修', moved: '迁移中', planned: '在建' },
      choicesEn: { inService: 'In service', trial: 'On trial', underRepair: 'Under repair', moved: 'Being moved', planned: 'Being built' },
    },
    parameters: { name: '监测项目', nameEn: 'Measures', type: 'text', required: true, search: true },
    everyMinutes: {
      name: '数据间隔',
      nameEn: 'Interval',
      type: 'number',
      unit: '分钟',
      unitEn: 'min',
      atLeast: 1,
      atMost: 1440,
      column: true,
    },
    mn: { name: '设备唯一标识（MN）', nameEn: 'Device number (MN)', type: 'text', unique: true, search: true },
    operator: { name: '运维单位', nameEn: 'Kept running by', type: 'text', search: true },
    inServiceOn: {
      name: '投用日',
      nameEn: 'In service since',
      type: 'day',
      requiredWhen: { field: 'state', is: ['inService', 'underRepair', 'moved'] },
    },
    goesTo: { name: '数据上传', nameEn: 'Data go to', type: 'text' },
    house: { name: '站房形式', nameEn: 'House', type: 'text' },
    ...masterFields({
      nation: ['国家监测网系统', 'National monitoring network'],
      province: ['省级监测网系统', 'Provincial monitoring network'],
    }),
  },
  counts: { status: 'state', day: 'inServiceOn' },
  counting: {
    water: { name: '在用地表水自动站', nameEn: 'Water stations in service', only: { kind: 'water', state: ['inService', 'trial'] } },
    air: { name: '在用空气自动站', nameEn: 'Air stations in service', only: { kind: 'air', state: ['inService', 'trial'] } },
  },
});

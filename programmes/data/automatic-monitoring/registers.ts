import { register } from '../../../engines/registry/index.ts';

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

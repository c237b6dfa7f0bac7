import { cite, programme } from '../../declare.ts';
import { reminder } from './cases/reminder.ts';
import { documents } from './documents.ts';
import { indicators } from './indicators.ts';
import { reactions } from './reactions.ts';
import { logger, station } from './registers.ts';

/** 自动监测提醒：短时高于限值和数据中断，先提醒排污单位，再核实办结。 */
export default programme({
  id: 'automatic-monitoring',
  name: '自动监测提醒',
  nameEn: 'Automatic monitoring reminders',
  basis: [cite('生态环境法典', '第一百八十四条'), cite('排污许可管理条例', '第二十条')],
  registers: [logger, station],
  cases: [reminder],
  reactions,
  indicators,
  documents,
});

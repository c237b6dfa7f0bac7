import { cite, programme } from '../../declare.ts';
import { honourVerification } from './cases/honour-verification.ts';
import { indicators } from './indicators.ts';
import { honour } from './registers.ts';

/** 荣誉与佐证：报告里的每个第一、批示、简报和活动，凭哪份文件，谁核实。 */
export default programme({
  id: 'honours',
  name: '荣誉、批示、案例与排名登记',
  nameEn: 'Honours, instructions, cases and ranks',
  basis: [cite('生态环境法典', '第十三条')],
  registers: [honour],
  cases: [honourVerification],
  indicators,
});

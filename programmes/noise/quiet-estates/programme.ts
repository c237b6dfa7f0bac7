import { cite, programme } from '../../declare.ts';
import { estateNaming } from './cases/estate-naming.ts';
import { estateRecheck } from './cases/estate-recheck.ts';
import { indicators } from './indicators.ts';
import { reactions } from './reactions.ts';
import { quietEstate } from './registers.ts';

/** 宁静小区：申请、建设、核查、命名、每年复核、撤销。 */
export default programme({
  id: 'quiet-estates',
  name: '宁静小区',
  nameEn: 'Quiet estates',
  basis: [cite('生态环境法典', '第五百六十条')],
  registers: [quietEstate],
  cases: [estateNaming, estateRecheck],
  reactions,
  indicators,
});

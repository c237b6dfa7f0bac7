import { cite, programme } from '../../declare.ts';
import { boilerClosing } from './cases/boiler-closing.ts';
import { indicators } from './indicators.ts';
import { boiler } from './registers.ts';

/** 锅炉底册：一台一条，按清单淘汰、更新、低氮改造，另一人核实后计数。 */
export default programme({
  id: 'boilers',
  name: '锅炉清单与淘汰改造',
  nameEn: 'Boilers: retired, renewed, low-NOx',
  basis: [cite('生态环境法典', '第二百零八条'), cite('生态环境法典', '第二百零九条')],
  registers: [boiler],
  cases: [boilerClosing],
  indicators,
});

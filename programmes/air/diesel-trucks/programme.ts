import { cite, programme } from '../../declare.ts';
import { truckScrapping } from './cases/truck-scrapping.ts';
import { indicators } from './indicators.ts';
import { dieselTruck } from './registers.ts';

/** 老旧柴油货车：排放阶段、通行许可、报废注销与补助。 */
export default programme({
  id: 'diesel-trucks',
  name: '老旧柴油货车淘汰',
  nameEn: 'Old diesel trucks',
  basis: [cite('生态环境法典', '第二百二十九条')],
  registers: [dieselTruck],
  cases: [truckScrapping],
  indicators,
});

import { cite, programme } from '../../declare.ts';
import { machineScrapping } from './cases/machine-scrapping.ts';
import { indicators } from './indicators.ts';
import { nonRoadMachine } from './registers.ts';

/** 非道路移动机械：编码登记、标牌、排放阶段、淘汰。 */
export default programme({
  id: 'non-road-machines',
  name: '非道路移动机械',
  nameEn: 'Non-road machinery',
  basis: [cite('生态环境法典', '第二百二十四条'), cite('生态环境法典', '第二百三十条')],
  registers: [nonRoadMachine],
  cases: [machineScrapping],
  indicators,
});

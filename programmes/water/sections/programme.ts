import { cite, programme } from '../../declare.ts';
import { indicators } from './indicators.ts';
import { river, section } from './registers.ts';

/** 河流与断面：在哪条河、几级、目标几类、归谁负责，按生效日。 */
export default programme({
  id: 'sections',
  name: '河流与断面',
  nameEn: 'Rivers and sections',
  basis: [cite('生态环境法典', '第二百七十二条'), cite('生态环境监测条例')],
  registers: [river, section],
  indicators,
});

import { cite, programme } from '../../declare.ts';
import { indicators } from './indicators.ts';
import { radioactiveSource } from './registers.ts';

/** 放射源：许可、编码、核素、活度与标定日、类别、场所、状态、去向。 */
export default programme({
  id: 'sources',
  name: '放射源台账',
  nameEn: 'Radioactive sources',
  basis: [cite('生态环境法典', '第六百二十三条'), cite('生态环境法典', '第六百二十五条'), cite('放射性同位素与射线装置安全和防护条例')],
  registers: [radioactiveSource],
  indicators,
});

import { cite, programme } from '../../declare.ts';
import { outfallClass } from './cases/outfall-class.ts';
import { indicators } from './indicators.ts';
import { outfall } from './registers.ts';

/** 入河排口：排查登记、去重、分类；改类由两名执法人员先后办理。 */
export default programme({
  id: 'outfalls',
  name: '入河排口',
  nameEn: 'Outfalls into rivers',
  basis: [cite('生态环境法典', '第二百七十七条'), cite('入河排污口监督管理办法')],
  registers: [outfall],
  cases: [outfallClass],
  indicators,
});

import { cite, programme } from '../../declare.ts';
import { permitRenewal } from './cases/permit-renewal.ts';
import { indicators } from './indicators.ts';
import { reactions } from './reactions.ts';
import { registers } from './registers.ts';

/** 排污许可底册：谁、从哪个口、许可多少、怎样监测和报告，按生效日；到期前提醒延续。 */
export default programme({
  id: 'permit-register',
  name: '排污许可底册',
  nameEn: 'Permit register',
  basis: [cite('生态环境法典', '第一百五十一条'), cite('排污许可管理条例', '第十四条')],
  registers,
  cases: [permitRenewal],
  reactions,
  indicators,
});

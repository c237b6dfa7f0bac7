import { cite, programme } from '../../declare.ts';
import { firm, outlet, permitLimit } from './registers.ts';

/** 排污许可底册：谁、从哪个口、许可多少，按生效日。 */
export default programme({
  id: 'permit-register',
  name: '排污许可底册',
  nameEn: 'Permit register',
  basis: [cite('生态环境法典', '第一百五十一条'), cite('排污许可管理条例')],
  registers: [firm, outlet, permitLimit],
});

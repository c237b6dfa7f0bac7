import { cite, programme } from '../../declare.ts';
import { indicators } from './indicators.ts';
import { riskFirm } from './registers.ts';

/** 环境风险源企业名录：Q、M、E、等级、评估报告、风险物质、应急预案。 */
export default programme({
  id: 'risk-firms',
  name: '环境风险源企业名录',
  nameEn: 'Firms of environmental risk',
  basis: [cite('生态环境法典', '第一百二十一条'), cite('HJ 941-2018')],
  registers: [riskFirm],
  indicators,
});

import { cite, programme } from '../../declare.ts';
import { planFiling } from './cases/plan-filing.ts';
import { indicators } from './indicators.ts';
import { reactions } from './reactions.ts';
import { contingencyPlan } from './registers.ts';

/** 应急预案备案：企业预案签署后备案，满三年前提醒重新备案，两名执法人员先后核对。 */
export default programme({
  id: 'contingency-plans',
  name: '应急预案备案',
  nameEn: 'Filing of contingency plans',
  basis: [cite('生态环境法典', '第一百二十三条'), cite('企业事业单位突发环境事件应急预案备案管理办法', '第十四条')],
  registers: [contingencyPlan],
  cases: [planFiling],
  reactions,
  indicators,
});

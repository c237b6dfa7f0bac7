import { cite, programme } from '../../declare.ts';
import { plotControl } from './cases/plot-control.ts';
import { indicators } from './indicators.ts';
import { priorityPlot } from './registers.ts';

/** 优先监管地块：列入、检查、监测、管控；管控由另一名执法人员核实后才算完成。 */
export default programme({
  id: 'priority-plots',
  name: '优先监管地块',
  nameEn: 'Priority plots',
  basis: [cite('生态环境法典', '第四百五十四条')],
  registers: [priorityPlot],
  cases: [plotControl],
  indicators,
});

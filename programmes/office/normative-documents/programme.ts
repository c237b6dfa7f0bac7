import { cite, programme } from '../../declare.ts';
import { documentEvaluation } from './cases/document-evaluation.ts';
import { documentMaking } from './cases/document-making.ts';
import { indicators } from './indicators.ts';
import { reactions } from './reactions.ts';
import { normativeDocument } from './registers.ts';

/** 规范性文件全周期：需求、计划、起草、征求意见、审查、印发、备案、评估、废止。 */
export default programme({
  id: 'normative-documents',
  name: '规范性文件与地方标准',
  nameEn: 'Normative documents and standards',
  basis: [cite('浙江省行政规范性文件管理办法')],
  registers: [normativeDocument],
  cases: [documentMaking, documentEvaluation],
  reactions,
  indicators,
});

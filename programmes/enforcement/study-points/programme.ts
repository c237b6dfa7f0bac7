import { cite, programme } from '../../declare.ts';
import { studyPoints } from './accounts.ts';
import { studyClaim } from './cases/study-claim.ts';
import { indicators } from './indicators.ts';
import { exam } from './registers.ts';

/** 学法积分：测验合格，执法人员确认，积分入账。依据是处罚与教育相结合；抵扣罚款的规定本市没有公开，还没有做。 */
export default programme({
  id: 'study-points',
  name: '学法积分',
  nameEn: 'Study points',
  basis: [cite('行政处罚法')],
  registers: [exam],
  cases: [studyClaim],
  accounts: [{ asset: studyPoints }],
  indicators,
});

import { cite, programme } from '../../declare.ts';
import { projectAcceptance } from './cases/project-acceptance.ts';
import { indicators } from './indicators.ts';
import { project, projectFund } from './registers.ts';

/** 项目库：一个项目一条，储备到运行，投资来源，成熟度，上级资金。 */
export default programme({
  id: 'project-register',
  name: '项目库与上级资金',
  nameEn: 'Projects and funds from above',
  basis: [cite('生态环保金融支持项目储备库入库指南')],
  registers: [project, projectFund],
  cases: [projectAcceptance],
  indicators,
});

import { cite, programme } from '../../declare.ts';
import { indicators } from './indicators.ts';
import { strawLookout } from './registers.ts';

/** 秸秆禁烧高位瞭望：一路一条，位置、覆盖、在线。 */
export default programme({
  id: 'straw-lookouts',
  name: '秸秆禁烧高位瞭望',
  nameEn: 'Straw-burning lookouts',
  basis: [cite('生态环境法典', '第二百四十六条')],
  registers: [strawLookout],
  indicators,
});

import { register } from '../../../engines/registry/index.ts';
import { choicesOf, masterFields } from '../../declare.ts';

const fromMaster = masterFields({
  province: ['省级水环境监测系统', 'Provincial water monitoring'],
  nation: ['国家地表水监测系统', 'National surface-water monitoring'],
});

/** 河流：线位按示意画出，只列主要河道；几个县都经过，属于全市。 */
export const river = register({
  id: 'river',
  name: '河流',
  nameEn: 'Rivers',
  shared: true,
  shape: 'line',
  schematic: true,
  fields: {
    basin: { name: '水系', nameEn: 'System', type: 'text', column: true, search: true },
    from: { name: '起', nameEn: 'From', type: 'text', column: true },
    to: { name: '止', nameEn: 'To', type: 'text', column: true },
    passes: { name: '流经', nameEn: 'Passes', type: 'text', search: true },
    length: { name: '市内长度', nameEn: 'Length in the city', type: 'number', unit: '公里', unitEn: 'km', atLeast: 0, column: true },
    reverses: { name: '往复流', nameEn: 'Flows both ways', type: 'yesNo' },
    toSea: { name: '入海（入湾）河流', nameEn: 'Runs to the sea', type: 'yesNo', column: true },
    alias: { name: '别名', nameEn: 'Also called', type: 'text', search: true },
    says: { name: '说明', nameEn: 'Remarks', type: 'longText' },
  },
});

/** 断面：所属区县就是责任县；级别、目标、功能区按下达的文件，变了就是新的一版。 */
export const section = register({
  id: 'section',
  name: '断面',
  nameEn: 'Sections',
  party: 'none',
  place: 'self',
  position: true,
  keepers: ['engineer', 'office'],
  // A target decides what counts as failed for a whole year: one person alone does not move it.
  approval: { by: ['engineer', 'office', 'leader'] },
  fields: {
    level: {
      name: '级别',
      nameEn: 'Level',
      type: 'choice',
      required: true,
      column: true,
      choices: { national: '国控', provincial: '省控', city: '市控', county: '县控' },
      choicesEn: { national: 'National', provincial: 'Provincial', city: 'City', county: 'County' },
    },
    river: { name: '河流', nameEn: 'River', type: 'ref', of: 'river', required: true, column: true },
    water: {
      name: '水体类型',
      nameEn: 'Kind of water',
      type: 'choice',
      required: true,
      choices: { river: '河流', lake: '湖荡（总磷用湖库限值）' },
      choicesEn: { river: 'River', lake: 'Lake (phosphorus by the limits of lakes)' },
    },
    target: {
      name: '考核目标',
      nameEn: 'Target',
      clause: 'GB 3838-2002',
      type: 'choice',
      required: true,
      column: true,
      ...choicesOf('water/classes', 'classes'),
    },
    targetBasis: { name: '目标依据', nameEn: 'Basis of the target', type: 'text' },
    functionZone: { name: '水功能区', nameEn: 'Function zone', type: 'text', search: true },
    functionClass: {
      name: '功能区目标',
      nameEn: 'Class of the function zone',
      type: 'choice',
      requiredWhen: { field: 'boundary', is: 'yes' },
      ...choicesOf('water/classes', 'classes'),
    },
    boundary: { name: '交接断面', nameEn: 'Boundary section', type: 'yesNo', required: true, column: true },
    upstream: { name: '上游区县', nameEn: 'Upstream area', type: 'text', requiredWhen: { field: 'boundary', is: 'yes' } },
    downstream: { name: '下游区县', nameEn: 'Downstream area', type: 'text', requiredWhen: { field: 'boundary', is: 'yes' } },
    pair: { name: '配对的上游断面', nameEn: 'Paired with, upstream', type: 'ref', of: 'section' },
    inflow: {
      name: '外来水',
      nameEn: 'Water from outside',
      type: 'choice',
      choices: {
        none: '无',
        jiangsu: '江苏来水',
        hangzhou: '杭州来水',
        huzhou: '湖州来水',
        shanghai: '上海来水',
        county: '市内上游区县来水',
      },
      choicesEn: {
        none: 'None',
        jiangsu: 'From Jiangsu',
        hangzhou: 'From Hangzhou',
        huzhou: 'From Huzhou',
        shanghai: 'From Shanghai',
        county: 'From a county upstream in the city',
      },
    },
    drinking: { name: '饮用水水源', nameEn: 'Drinking-water source', type: 'yesNo', required: true, column: true },
    source: { name: '水源地', nameEn: 'Name of the source', type: 'text', requiredWhen: { field: 'drinking', is: 'yes' }, search: true },
    frequency: {
      name: '监测频次',
      nameEn: 'How often',
      type: 'choice',
      choices: { month: '每月一次', twoMonths: '单月一次', quarter: '每季度一次', automatic: '自动，另每月比对' },
      choicesEn: { month: 'Monthly', twoMonths: 'Every other month', quarter: 'Quarterly', automatic: 'Automatic, compared monthly' },
    },
    station: { name: '水质自动站', nameEn: 'Automatic station', type: 'ref', of: 'station' },
    setOn: { name: '设立日', nameEn: 'Set up on', type: 'day' },
    ...fromMaster,
  },
  counts: { status: 'level' },
  counting: {
    automatic: { name: '有自动站的断面', nameEn: 'Sections with an automatic station', has: ['station'] },
    boundary: { name: '交接断面', nameEn: 'Boundary sections', only: { boundary: 'yes' } },
    drinking: { name: '饮用水水源断面', nameEn: 'Sections of drinking-water sources', only: { drinking: 'yes' } },
  },
});

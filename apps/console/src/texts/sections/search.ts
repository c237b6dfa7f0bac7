import { pair } from './pair.ts';

/** One box over all registers. */
export const search = pair(
  {
    title: '全部台账查找',
    lead: '按名称、编号、拼音或首字母，在可查看的所有台账中查找',
    box: '查找单位、地点、台账',
    ask: '输入要查找的内容',
    askWhen: '例如：单位名称、统一社会信用代码、口号，或拼音首字母',
    none: '没有找到“{{q}}”',
    noneWhen: '换一种写法，或到相应台账按条件查找',
    all: '全部 {{n}} 项',
    entry: '登记内容',
  },
  {
    title: 'Search all registers',
    lead: 'By name, code, pinyin or initials, in every register you may see',
    box: 'Find a firm, a place, an entry',
    ask: 'Type what you look for',
    askWhen: 'A name, a credit code, the number of an outlet, or initials of the pinyin',
    none: 'Nothing found for “{{q}}”',
    noneWhen: 'Write it another way, or narrow the list of a register',
    all: 'All {{n}}',
    entry: 'Its entry',
  },
);

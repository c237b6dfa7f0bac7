/** `xiushui reactions list`: every reaction, the kind of fact it waits for, and how far it has come. */
import { listReactions } from '../../../foundation/facts/index.ts';
import type { Command } from '../command.ts';
import { inLanguage } from '../words.ts';
import { withReactions } from './reactions.ts';

export default {
  name: 'reactions list',
  summary: { zh: '列出各项后续处理及其进度', en: 'List the reactions and how far each has come' },
  usage: '',
  flags: {},
  async run({ json, language }) {
    const shown = await withReactions((store, reactions) => store.tx((tx) => listReactions(tx, reactions)));
    if (json) console.log(JSON.stringify(shown, null, 2));
    else
      for (const one of shown)
        console.log(
          `${one.id}  ← ${one.when}  ${inLanguage(language, {
            zh: `已办 ${one.done}，待办 ${one.waiting}，搁置 ${one.setAside}，跳过 ${one.skipped}${one.repeatable ? '，可重复' : ''}`,
            en: `${one.done} done, ${one.waiting} waiting, ${one.setAside} set aside, ${one.skipped} skipped${one.repeatable ? ', repeatable' : ''}`,
          })}`,
        );
    return 0;
  },
} satisfies Command;

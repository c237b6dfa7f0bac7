/**
 * `xiushui reactions replay --reaction X`: a reaction that was mended meets the facts that appeared before. With `--dry-run` it only tells what would be
 * opened and sent. May be run beside a working house.
 */
import { dryRun, replay } from '../../../foundation/facts/index.ts';
import { type Args, type Command, textFlag, UsageError } from '../command.ts';
import { inLanguage } from '../words.ts';
import { withReactions } from './reactions.ts';

export default {
  name: 'reactions replay',
  summary: {
    zh: '让改过的后续处理重新遇到以前的事实；--dry-run 只看会发生什么',
    en: 'Let a mended reaction meet earlier facts; --dry-run only tells what would happen',
  },
  usage: '--reaction X [--from DAY] [--fact ID] [--again] [--dry-run]',
  flags: {
    reaction: { type: 'string', value: 'X', says: { zh: '哪一项，见 reactions list', en: 'which one, see reactions list' } },
    from: { type: 'string', value: 'DAY', says: { zh: '从哪一日的事实起', en: 'facts from this day on' } },
    fact: { type: 'string', value: 'ID', says: { zh: '只这一件事实', en: 'only this fact' } },
    again: {
      type: 'boolean',
      says: { zh: '已办过的也再办一次（限声明为可重复的）', en: 'also what was carried out already (repeatable ones only)' },
    },
    'dry-run': { type: 'boolean', says: { zh: '试运行，不写入', en: 'write nothing' } },
  },
  async run(args) {
    const { json, language } = args;
    const id = textFlag(args, 'reaction');
    const of = { from: dayFlag(args), fact: factFlag(args), again: args.flags.again === true };
    return withReactions(async (store, reactions) => {
      const reaction = reactions.find((one) => one.id === id);
      if (!reaction) {
        const known = reactions.map((one) => one.id).join(' · ');
        throw new UsageError({
          zh: `没有名为“${id ?? ''}”的后续处理。可用：${known}`,
          en: `There is no reaction "${id ?? ''}". Known: ${known}`,
        });
      }
      if (of.again && !reaction.repeatable)
        throw new UsageError({
          zh: `${reaction.id} 未声明为可重复，不能用 --again。`,
          en: `${reaction.id} is not declared repeatable: --again is refused.`,
        });
      if (args.flags['dry-run'] === true) {
        const found = await dryRun(store, reaction, of, Date.now());
        if (json) console.log(JSON.stringify(found, null, 2));
        else {
          for (const { kind, ref, detail } of found.appeared) console.log(`+ ${kind}  ${ref.kind}:${ref.id}  ${JSON.stringify(detail)}`);
          for (const { receiver, body } of found.messages) console.log(`> ${receiver}  ${body}`);
          for (const { fact, error } of found.failures) console.log(`! ${fact}  ${error}`);
          console.log(
            inLanguage(language, {
              zh: `试运行：${found.facts} 件事实，产生 ${found.appeared.length} 件，发送 ${found.messages.length} 条，失败 ${found.failures.length} 件；未写入${found.more ? '；还有更多，分段查看' : ''}`,
              en: `Dry run: ${found.facts} facts, ${found.appeared.length} would appear, ${found.messages.length} would be sent, ${found.failures.length} fail; nothing written${found.more ? '; there are more' : ''}`,
            }),
          );
        }
        return found.failures.length ? 1 : 0;
      }
      const done = await replay(store, reaction, of, Date.now());
      if (json) console.log(JSON.stringify(done));
      else
        console.log(
          inLanguage(language, {
            zh: `重放 ${done.facts} 件事实，办成 ${done.ran} 件`,
            en: `${done.facts} facts met again, ${done.ran} carried out`,
          }),
        );
      return done.ran < done.facts ? 1 : 0;
    });
  },
} satisfies Command;

function dayFlag(args: Args): string | undefined {
  const day = textFlag(args, 'from');
  if (day === undefined || (/^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)))) return day;
  throw new UsageError({
    zh: `--from 应为 2026-11-24 这样的日期，而不是“${day}”。`,
    en: `--from is a day such as 2026-11-24, not "${day}".`,
  });
}

function factFlag(args: Args): number | undefined {
  const id = textFlag(args, 'fact');
  if (id === undefined) return undefined;
  if (/^\d{1,15}$/.test(id)) return Number(id);
  throw new UsageError({ zh: `--fact 应为编号，而不是“${id}”。`, en: `--fact is a number, not "${id}".` });
}

/** The templates of the messages a procedure sends: declared with its steps, named by them, reworded by the office (foundation/outbox). */
import type { Template, TemplateField } from '../../foundation/outbox/index.ts';
import type { Procedure, Step, Telling } from './procedure.ts';

/** What a message about a file can always tell of. */
const ALWAYS: TemplateField[] = [
  { field: 'number', name: '办件编号', sample: '青环提醒〔2026〕1号' },
  { field: 'title', name: '标题', sample: '青山染整厂 DW001 废水总排口 化学需氧量高于限值' },
  { field: 'party', name: '排污单位', sample: '青山染整厂' },
  { field: 'place', name: '排放口', sample: 'DW001 废水总排口', optional: true },
  { field: 'level', name: '级别', sample: '一级提醒' },
];
const DUE: TemplateField = { field: 'due', name: '截止时间', sample: '2026-11-24 13:00' };
export const ALWAYS_TOLD = new Set([...ALWAYS, DUE].map(({ field }) => field));

const GROUPS = { firm: '排污单位', branch: '分局' } as const;
const GROUPS_EN = { firm: 'the firm', branch: 'the branch' } as const;

export function templateOf(procedure: Procedure, id: string, step: Step, telling: Telling): Template {
  // A step may tell one group two things: from the second on they are numbered.
  const same = (step.tells ?? []).filter((one) => one.to === telling.to);
  const nth = same.indexOf(telling);
  const asked: TemplateField[] = (step.asks ?? []).map(({ field, name, choices }) => ({ field, name, sample: choices?.[0]?.name ?? name }));
  const known = new Set([...ALWAYS_TOLD, ...asked.map(({ field }) => field)]);
  const spoken = [...new Set([...telling.text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string))].filter(
    (word) => !known.has(word),
  );
  return {
    id: `${procedure.id}.${id}.${telling.to}${nth > 0 ? `.${nth + 1}` : ''}`,
    name: `${procedure.name}·${step.name}（给${GROUPS[telling.to]}）`,
    nameEn: `${procedure.nameEn}: ${step.nameEn} (to ${GROUPS_EN[telling.to]})`,
    channel: telling.channel,
    to: telling.to,
    text: telling.text,
    many: telling.many,
    urgent: telling.urgent,
    fields: [
      ...ALWAYS,
      ...(step.within ? [DUE] : []),
      ...asked,
      ...spoken.map((field) => ({ field, name: telling.words?.[field]?.name ?? field, sample: telling.words?.[field]?.sample ?? field })),
    ],
  };
}

/** Every template of a procedure, in the order of its steps. */
export function templatesOf(procedure: Procedure): Template[] {
  return Object.entries(procedure.steps).flatMap(([id, step]) =>
    (step.tells ?? []).map((telling) => templateOf(procedure, id, step, telling)),
  );
}

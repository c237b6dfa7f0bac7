/** How the fields of a step are shown to a form: labels in both languages, units, bounds, choices, and what a field of attachments takes. */
import type { z } from 'zod';
import { type Field, MOST_ATTACHED, type Step } from '../../../engines/case/index.ts';
import { FAMILIES, showSize, TYPES } from '../../../foundation/files/index.ts';
import type { Tx } from '../../../foundation/store/store.ts';
import type { Context } from './context.ts';
import type { AskShown } from './contract.ts';

export async function asksShown(tx: Tx, context: Context, step: Step): Promise<z.input<typeof AskShown>[]> {
  return (await context.cases.asksOf(tx, step)).map((field) => askShown(context, field));
}

function askShown(context: Context, field: Field): z.input<typeof AskShown> {
  const { field: id, name, nameEn = name, kind, required, requiredWhen, unit, unitEn, atLeast, atMost, of, accepts, most, choices } = field;
  return {
    field: id,
    name,
    nameEn,
    kind,
    required,
    requiredWhen: requiredWhen ? { field: requiredWhen.field, is: [requiredWhen.is].flat() } : null,
    unit: unit ?? null,
    unitEn: unitEn ?? unit ?? null,
    atLeast: atLeast ?? null,
    atMost: atMost ?? null,
    of: of ?? null,
    ...(accepts ? { accepts: acceptsOf(context, accepts, most) } : {}),
    ...(choices ? { choices: choices.map((c) => ({ value: c.value, name: c.name, nameEn: c.nameEn ?? c.name })) } : {}),
  };
}

/** What a file field takes, in words and as a chooser of files understands it. */
function acceptsOf({ files }: Context, id: string, most = MOST_ATTACHED) {
  const kind = files.kinds[id];
  const families = kind?.accepts ?? [];
  return {
    kind: id,
    says: `${families.map((f) => FAMILIES[f].zh).join('、')}，单份不超过 ${showSize(kind?.mostBytes ?? 0)}`,
    saysEn: `${families.map((f) => FAMILIES[f].en).join(', ')}; ${showSize(kind?.mostBytes ?? 0)} each at most`,
    endings: Object.values(TYPES).flatMap(({ family, endings }) => (families.includes(family) ? endings : [])),
    mostBytes: kind?.mostBytes ?? 0,
    most,
  };
}

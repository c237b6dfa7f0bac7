/** What must be filled in when: a field that is required only when another says so, as the form holds it and as people read it. The server decides. */
import type { Typed } from '../draft.ts';
import { inWords, type Language } from '../texts/index.ts';

interface Named {
  field: string;
  name: string;
  nameEn: string;
  required: boolean;
  requiredWhen: { field: string; is: string[] } | null;
  choices?: { value: string; name: string; nameEn: string }[] | undefined;
}

/** Whether a field must be filled in, by what the others say now. */
export function isRequired({ required, requiredWhen: when }: Pick<Named, 'required' | 'requiredWhen'>, values: Typed | undefined): boolean {
  return required || (when?.is.includes(String(values?.[when.field] ?? '').trim()) ?? false);
}

/** The field it hangs on and the values that make it required, in the reader's words; null when it hangs on none. */
export function whenRequired(ask: Named, asks: Named[], language: Language): { name: string; values: string } | null {
  const when = ask.requiredWhen;
  if (!when || ask.required) return null;
  const other = asks.find(({ field }) => field === when.field);
  const named = (value: string) => {
    const choice = other?.choices?.find((one) => one.value === value);
    return choice ? inWords(language, choice.name, choice.nameEn) : value;
  };
  return {
    name: inWords(language, other?.name ?? when.field, other?.nameEn),
    values: when.is.map(named).join(language === 'en' ? ', ' : '、'),
  };
}

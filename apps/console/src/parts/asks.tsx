/**
 * The fields a declaration asks for, as a form draws them: labels in the reader's language, units, bounds, choices, pickers; and a field that is
 * required only when another says so is marked the moment it does. The server decides; this spares people a round.
 */
import { useQuery } from '@tanstack/react-query';
import { Form, type FormInstance, Input, InputNumber, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import type { AskShown, FieldShown } from '../contract.ts';
import type { Typed } from '../draft.ts';
import { picks } from '../queries.ts';
import { UploadField } from '../screens/attachments/upload-field.tsx';
import { inWords, useTexts } from '../texts/index.ts';
import { Choice } from './choice.tsx';
import { isRequired, whenRequired } from './required.ts';

/** What a form needs to know of one field, whether a step or a register asks for it. */
export interface Asked {
  field: string;
  name: string;
  nameEn: string;
  kind: AskShown['kind'] | 'secret' | 'choices' | 'yesNo';
  required: boolean;
  requiredWhen: AskShown['requiredWhen'];
  unit: string | null;
  unitEn: string | null;
  atLeast: number | null;
  atMost: number | null;
  of: string | null;
  choices: { value: string; name: string; nameEn: string }[];
  /** Of a field that takes attachments: which, and how many. */
  accepts?: AskShown['accepts'];
}

export const askOfStep = (ask: AskShown): Asked => ({ ...ask, choices: ask.choices ?? [] });
export const askOfField = (field: FieldShown): Asked => ({
  ...field,
  kind: field.secret ? 'secret' : field.type === 'ref' ? 'entry' : field.type,
});

/** The values of a form as they are sent: what was left empty is left out. */
export const filled = (typed: Typed) =>
  Object.fromEntries(Object.entries(typed).filter(([, v]) => v !== undefined && v !== null && v !== ''));

export function AskItems({ asks, form }: { asks: Asked[]; form: FormInstance<Typed> }) {
  const { t, language } = useTexts();
  const values = Form.useWatch([], form) as Typed | undefined;
  return asks.map((ask) => {
    const required = isRequired(ask, values);
    const when = whenRequired(ask, asks, language);
    const said = ask.kind === 'secret' ? t('registers.secretKept') : when ? t('file.requiredWhen', when) : null;
    const label = inWords(language, ask.name, ask.nameEn);
    const unit = inWords(language, ask.unit, ask.unitEn);
    return (
      <Form.Item
        key={ask.field}
        name={ask.field}
        label={unit ? t('registers.withUnit', { name: label, unit }) : label}
        {...(said ? { extra: said } : {})}
        {...(ask.requiredWhen ? { dependencies: [ask.requiredWhen.field] } : {})}
        rules={[{ required, whitespace: ask.kind === 'text' || ask.kind === 'longText', message: t('file.required', { name: label }) }]}
      >
        <AskInput ask={ask} required={required ?? false} />
      </Form.Item>
    );
  });
}

function AskInput({ ask, required, ...control }: { ask: Asked; required: boolean; value?: string; onChange?: (value: string) => void }) {
  const { t, language } = useTexts();
  const given = control as object;
  const options = ask.choices.map(({ value, name, nameEn }) => ({ value, label: inWords(language, name, nameEn) }));
  switch (ask.kind) {
    case 'file':
      return ask.accepts ? <UploadField accepts={ask.accepts} {...control} /> : null;
    case 'longText':
      return <Input.TextArea rows={4} maxLength={2000} showCount {...given} />;
    case 'choice':
      return <Choice required={required} choices={options} {...given} />;
    case 'choices': {
      // Several of a list are kept, and sent, as one text.
      const { value, onChange, ...rest } = control;
      return (
        <Select
          mode="multiple"
          allowClear
          placeholder={t('file.choose')}
          options={options}
          value={value ? value.split(';') : []}
          onChange={(chosen: string[]) => onChange?.(chosen.join(';'))}
          {...(rest as object)}
        />
      );
    }
    case 'yesNo':
      return (
        <Choice
          required={required}
          choices={[
            { value: 'yes', label: t('registers.isYes') },
            { value: 'no', label: t('registers.isNo') },
          ]}
          {...given}
        />
      );
    case 'number':
      return (
        <InputNumber
          style={{ width: '100%' }}
          {...(ask.atLeast === null ? {} : { min: ask.atLeast })}
          {...(ask.atMost === null ? {} : { max: ask.atMost })}
          {...given}
        />
      );
    case 'day':
      return <Input type="date" {...given} />;
    case 'secret':
      return <Input.Password maxLength={200} autoComplete="new-password" {...given} />;
    case 'party':
    case 'place':
    case 'entry':
      return <Picker what={ask.kind} of={ask.of} {...given} />;
    default:
      return <Input maxLength={200} {...given} />;
  }
}

/** Chooses a firm, a place or an entry by typing part of its name or code. */
export function Picker({
  what,
  of = null,
  value,
  onChange,
  id,
  testid,
}: {
  what: 'party' | 'place' | 'entry';
  of?: string | null;
  value?: string;
  onChange?: (value: string) => void;
  id?: string;
  testid?: string;
}) {
  const { t } = useTexts();
  const [typed, type] = useState('');
  const asked = useQuery(picks(what, of, useDeferredValue(typed)));
  const named = useQuery({ ...picks(what, of, value ?? '', true), enabled: Boolean(value) });
  const items = [...(asked.data?.items ?? [])];
  for (const item of named.data?.items ?? []) if (item.value === value && !items.some((one) => one.value === value)) items.unshift(item);
  return (
    <Select<string>
      {...(id ? { id } : {})}
      showSearch={{ filterOption: false, onSearch: type }}
      allowClear
      placeholder={t('registers.pick')}
      value={value ?? null}
      onChange={(chosen) => onChange?.(chosen ?? '')}
      loading={asked.isFetching}
      notFoundContent={t('registers.pickNone')}
      options={items.map((item) => ({ value: item.value, label: item.name, title: item.hint }))}
      optionRender={(option) => (
        <div>
          <div>{option.label}</div>
          <div className="small soft mono">{option.data.title}</div>
        </div>
      )}
      data-testid={testid}
    />
  );
}

/** What narrows a list or a map of a register: its declared choices with how many there are of each, ranges of numbers and days, the district and the day. */
import { useQuery } from '@tanstack/react-query';
import { Button, Input, InputNumber, Select } from 'antd';
import { useAddress } from '../../address.ts';
import type { FieldShown, RegisterShown } from '../../contract.ts';
import { registerCounts } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';
import { SearchBox } from '../files.tsx';

/** What stands in the address, for the list, the map, the counts and the export alike. */
export function useNarrowing() {
  const { read, write } = useAddress();
  const narrow = {
    q: read('q') || undefined,
    filter: read('filter') || undefined,
    district: read('district') || undefined,
    party: read('party') || undefined,
    place: read('place') || undefined,
    day: read('day') || undefined,
  };
  return { narrow, change: (changes: Record<string, string | null>) => write({ ...changes, cursor: null, chosen: null }) };
}

export function RegisterFilters({ of }: { of: RegisterShown }) {
  const { t, language } = useTexts();
  const { narrow, change } = useNarrowing();
  const asked = useQuery(registerCounts(of.id, narrow));
  const countsOf = (field: string) => asked.data?.fields.find((one) => one.field === field)?.values ?? [];
  const filters = of.fields.filter((field) => field.filter);
  const isNarrowed = Object.values(narrow).some(Boolean);
  const say = (field: string, said: string | null) => change({ filter: saidOf(narrow.filter, field, said) });
  return (
    <search className="filters" aria-label={t('shell.filters')}>
      <SearchBox value={narrow.q ?? ''} says={t('registers.searchHint')} onSearch={(q) => change({ q })} />
      {(asked.data?.districts.length ?? 0) > 1 || narrow.district ? (
        <Select
          allowClear
          aria-label={t('registers.district')}
          placeholder={t('registers.district')}
          value={narrow.district ?? null}
          onChange={(district) => change({ district: district ?? null })}
          options={(asked.data?.districts ?? []).map(({ value, name, n }) => ({ value, label: t('registers.counted', { name, n }) }))}
        />
      ) : null}
      {filters.map((field) =>
        field.type === 'number' || field.type === 'day' ? (
          <Range
            key={field.field}
            field={field}
            said={partsOf(narrow.filter).get(field.field)?.[0] ?? ''}
            onSay={(said) => say(field.field, said)}
          />
        ) : (
          <Select
            key={field.field}
            mode="multiple"
            allowClear
            maxTagCount={1}
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={inWords(language, field.name, field.nameEn)}
            placeholder={inWords(language, field.name, field.nameEn)}
            value={partsOf(narrow.filter).get(field.field) ?? []}
            onChange={(values: string[]) => change({ filter: chosenOf(narrow.filter, field.field, values) })}
            options={choicesOf(field, countsOf(field.field), (yes) => t(yes ? 'registers.isYes' : 'registers.isNo'), language).map(
              ({ value, name, n }) => ({
                value,
                label: t('registers.counted', { name, n }),
              }),
            )}
            data-testid={`filter-${field.field}`}
          />
        ),
      )}
      <span className="small">
        {t('registers.asOf')}{' '}
        <Input
          aria-label={t('registers.asOf')}
          type="date"
          style={{ width: 150 }}
          value={narrow.day ?? ''}
          onChange={(e) => change({ day: e.target.value || null })}
          data-testid="as-of"
        />
      </span>
      {[narrow.party, narrow.place].map((one) =>
        one ? (
          <span key={one} className="tag note mono">
            {one}
          </span>
        ) : null,
      )}
      {isNarrowed ? (
        <Button
          type="link"
          onClick={() => change({ q: null, filter: null, district: null, party: null, place: null, day: null })}
          data-testid="clear-filters"
        >
          {t('shell.clear')}
        </Button>
      ) : null}
    </search>
  );
}

/** From one value to another, both in; one side may stay open. */
function Range({ field, said, onSay }: { field: FieldShown; said: string; onSay: (said: string | null) => void }) {
  const { t, language } = useTexts();
  const [from = '', to = ''] = said.includes('..') ? said.split('..') : [];
  const name = inWords(language, field.name, field.nameEn);
  const unit = inWords(language, field.unit, field.unitEn);
  const set = (a: string, b: string) => onSay(a === '' && b === '' ? null : `${a}..${b}`);
  const end = (value: string, label: string, onEnd: (value: string) => void) =>
    field.type === 'day' ? (
      <Input aria-label={label} type="date" style={{ width: 150 }} value={value} onChange={(e) => onEnd(e.target.value)} />
    ) : (
      <InputNumber
        aria-label={label}
        style={{ width: 92 }}
        value={value === '' ? null : Number(value)}
        onChange={(number) => onEnd(number === null ? '' : String(number))}
        changeOnWheel={false}
      />
    );
  return (
    <span className="small range" data-testid={`range-${field.field}`}>
      {unit ? t('registers.withUnit', { name, unit }) : name} {end(from, t('registers.atLeast', { name }), (value) => set(value, to))}
      {' – '}
      {end(to, t('registers.atMost', { name }), (value) => set(from, value))}
    </span>
  );
}

interface Choice {
  value: string;
  name: string;
  n: number;
}
/** What is there, most frequent first; a choice that nothing has comes last and says so. */
function choicesOf(field: FieldShown, counted: Choice[], yesNo: (yes: boolean) => string, language: 'zh' | 'en'): Choice[] {
  const known =
    field.type === 'yesNo'
      ? ['yes', 'no'].map((value) => ({ value, name: yesNo(value === 'yes') }))
      : field.choices.map((one) => ({ value: one.value, name: inWords(language, one.name, one.nameEn) }));
  const nameOf = (value: string, otherwise: string) => known.find((one) => one.value === value)?.name ?? otherwise;
  const rest = known.filter(({ value }) => !counted.some((one) => one.value === value));
  return [...counted.map(({ value, name, n }) => ({ value, n, name: nameOf(value, name) })), ...rest.map((one) => ({ ...one, n: 0 }))];
}

/** `kind:stack;kind:pipe;height:20..50` as the server reads it: the values of one field are either-or. */
function partsOf(filter: string | undefined): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  for (const part of (filter ?? '').split(';')) {
    const at = part.indexOf(':');
    if (at > 0) parts.set(part.slice(0, at), [...(parts.get(part.slice(0, at)) ?? []), part.slice(at + 1)]);
  }
  return parts;
}
function chosenOf(filter: string | undefined, field: string, values: string[]): string | null {
  const all = partsOf(filter);
  all.delete(field);
  if (values.length) all.set(field, values);
  return [...all].flatMap(([id, said]) => said.map((value) => `${id}:${value}`)).join(';') || null;
}
const saidOf = (filter: string | undefined, field: string, said: string | null) => chosenOf(filter, field, said === null ? [] : [said]);

/** Entries of a register as rows and as facts: drawn from what the register declares. */
import { Link } from 'react-router';
import type { EntryShown, RegisterShown } from '../contract.ts';
import { inWords, useTexts } from '../texts/index.ts';
import { Nothing } from './problem-notice.tsx';
import { RefLink } from './ref-link.tsx';
import { type Column, Sheet } from './sheet.tsx';

type Fields = RegisterShown['fields'];

/** A value in words: a choice by its name, a reference as a link, a number with its unit. */
export function ValueShown({ field, entry }: { field: Fields[number]; entry: EntryShown }) {
  const { t, language } = useTexts();
  const value = entry.fields[field.field];
  if (field.secret) return <span className="soft">{t('registers.secret')}</span>;
  if (value === undefined || value === '') return <span className="soft">{t('shell.nothing')}</span>;
  if (field.type === 'choice') {
    const choice = field.choices.find((one) => one.value === value);
    return <>{choice ? inWords(language, choice.name, choice.nameEn) : value}</>;
  }
  if (field.type === 'choices') {
    const chosen = String(value).split(';');
    const named = field.choices.filter((one) => chosen.includes(one.value)).map((one) => inWords(language, one.name, one.nameEn));
    return <>{named.join(t('registers.between'))}</>;
  }
  if (field.type === 'yesNo') return <>{t(value === 'yes' ? 'registers.isYes' : 'registers.isNo')}</>;
  if (field.type === 'ref' && field.of)
    return <RefLink of={{ kind: field.of, id: String(value) }}>{entry.names[field.field] ?? value}</RefLink>;
  const unit = inWords(language, field.unit, field.unitEn);
  return (
    <span
      className={field.type === 'number' || field.type === 'day' ? 'num nowrap' : undefined}
      title={field.masked ? t('registers.masked') : undefined}
    >
      {value}
      {unit && field.type === 'number' ? <small> {unit}</small> : null}
    </span>
  );
}

export function DistrictShown({ entry }: { entry: EntryShown }) {
  const { t } = useTexts();
  return <>{entry.district === '*' ? t('shell.wholeCity') : entry.districtName}</>;
}

export function EntrySheet({
  register,
  entries,
  loading = false,
  order,
  onOrder,
}: {
  register: RegisterShown;
  entries: EntryShown[];
  loading?: boolean;
  order?: string;
  onOrder?: (order: string) => void;
}) {
  const { t, language } = useTexts();
  const at = (entry: EntryShown) => `/registers/${encodeURIComponent(register.id)}/${encodeURIComponent(entry.code)}`;
  const columns: Column<EntryShown>[] = [
    {
      key: 'name',
      title: t('registers.name'),
      sort: 'name',
      width: 240,
      render: (entry) => (
        <div>
          <Link to={at(entry)}>{entry.name}</Link>
          <div className="small soft mono">{entry.code}</div>
        </div>
      ),
    },
    ...(register.party === 'self' || register.party === 'none'
      ? []
      : [
          {
            key: 'party',
            title: t('registers.party'),
            sort: 'party',
            width: 200,
            render: (entry: EntryShown) => (entry.party ? <RefLink of={entry.party}>{entry.party.name}</RefLink> : t('shell.nothing')),
          },
        ]),
    ...(register.place === 'required' || register.place === 'optional'
      ? [
          {
            key: 'place',
            title: t('registers.place'),
            width: 150,
            render: (entry: EntryShown) => (entry.place ? <RefLink of={entry.place}>{entry.place.name}</RefLink> : t('shell.nothing')),
          },
        ]
      : []),
    ...register.fields
      .filter((field) => field.column)
      .map((field) => ({
        key: field.field,
        title: inWords(language, field.name, field.nameEn),
        right: field.type === 'number',
        ...(field.sort ? { sort: field.field } : {}),
        render: (entry: EntryShown) => <ValueShown field={field} entry={entry} />,
      })),
    { key: 'district', title: t('registers.district'), sort: 'district', width: 110, render: (entry) => <DistrictShown entry={entry} /> },
    {
      key: 'days',
      title: t('registers.holds'),
      sort: 'validFrom',
      width: 130,
      render: (entry) => (
        <span className="num small nowrap">
          {entry.validFrom}
          {entry.validTo ? ` – ${entry.validTo}` : ''}
        </span>
      ),
    },
  ];
  return (
    <Sheet
      numbered
      rows={entries}
      rowKey={(entry) => `${entry.code}|${entry.validFrom}|${entry.knownFrom}`}
      minWidth={1000}
      pageSize={1_000}
      loading={loading}
      {...(order === undefined ? {} : { order })}
      {...(onOrder ? { onOrder } : {})}
      columns={columns}
      empty={<Nothing title={t('registers.empty')} when={t('registers.emptyWhen')} icon="nothing" />}
      marks={(entry) => ({ 'data-testid': 'entry-row', 'data-entry': entry.code })}
    />
  );
}

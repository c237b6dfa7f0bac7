/** A thing on two days side by side (R1): each day, and as known at which moment. What differs is marked in words and not by colour alone. */
import { Input } from 'antd';
import type { ReactNode } from 'react';
import { useAddress } from '../address.ts';
import type { EntryShown, RegisterShown } from '../contract.ts';
import { inWords, useTexts } from '../texts/index.ts';
import { cityOffset, dayOf } from '../time.ts';
import { DistrictShown, ValueShown } from './entries.tsx';
import { Tag } from './tags.tsx';

export interface Side {
  day: string;
  knownAt: number | undefined;
}

/** The two days and their moments, in the address. Without a word, today and a year ago. */
export function useTwoDays(): [Side, Side] {
  const { read } = useAddress();
  const now = Date.now();
  const side = (name: 'a' | 'b', otherwise: string): Side => ({
    day: read(name) || otherwise,
    knownAt: Number(read(`known${name.toUpperCase()}`)) || undefined,
  });
  return [side('a', dayOf(now - 365 * 86_400_000)), side('b', dayOf(now))];
}

export function SidePicker({ name, side }: { name: 'a' | 'b'; side: Side }) {
  const { t } = useTexts();
  const { write } = useAddress();
  const says = name === 'a' ? t('twoDays.a') : t('twoDays.b');
  return (
    <fieldset className="side" data-testid={`side-${name}`}>
      <legend>{says}</legend>
      <span className="small">
        {t('twoDays.day')}{' '}
        <Input
          aria-label={`${says} ${t('twoDays.day')}`}
          type="date"
          style={{ width: 150 }}
          value={side.day}
          onChange={(e) => write({ [name]: e.target.value || null })}
        />
      </span>{' '}
      <KnownPicker value={side.knownAt} onPick={(at) => write({ [`known${name.toUpperCase()}`]: at ? String(at) : null })} />
    </fieldset>
  );
}

/** As known at the end of that minute, in the city's time; nothing means as known now. */
export function KnownPicker({ value, onPick }: { value: number | undefined; onPick: (at: number | null) => void }) {
  const { t } = useTexts();
  return (
    <span className="small" title={t('twoDays.knownHint')}>
      {t('twoDays.known')}{' '}
      <Input
        aria-label={t('twoDays.known')}
        type="datetime-local"
        style={{ width: 190 }}
        value={value ? new Date(value + cityOffset).toISOString().slice(0, 16) : ''}
        onChange={(e) => onPick(e.target.value ? Date.parse(`${e.target.value}:00Z`) - cityOffset + 59_999 : null)}
        data-testid="known-at"
      />
    </span>
  );
}

/** Rows of one entry on both days. `all` shows what is the same too. */
export function SideBySide({
  register,
  a,
  b,
  differs,
  all = false,
}: {
  register: RegisterShown;
  a: EntryShown | null;
  b: EntryShown | null;
  differs: string[];
  all?: boolean;
}) {
  const { t, language } = useTexts();
  const spine: { id: string; name: string; of: (one: EntryShown) => ReactNode }[] = [
    { id: 'name', name: t('registers.name'), of: (one) => one.name },
    { id: 'party', name: t('registers.party'), of: (one) => one.party?.name ?? t('shell.nothing') },
    { id: 'place', name: t('registers.place'), of: (one) => one.place?.name ?? t('shell.nothing') },
    { id: 'district', name: t('registers.district'), of: (one) => <DistrictShown entry={one} /> },
    { id: 'position', name: t('registers.position'), of: (one) => (one.lon === null ? t('shell.nothing') : `${one.lon}, ${one.lat}`) },
  ];
  const fields = register.fields.map((field) => ({
    id: field.field,
    name: inWords(language, field.name, field.nameEn),
    of: (one: EntryShown) => <ValueShown field={field} entry={one} />,
  }));
  const rows = [...spine, ...fields].filter(({ id }) => all || differs.includes(id));
  return (
    <table className="two-days">
      <thead>
        <tr>
          <th scope="col">{t('registers.field')}</th>
          <th scope="col">{t('twoDays.a')}</th>
          <th scope="col">{t('twoDays.b')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, of }) => (
          <tr key={id} className={differs.includes(id) ? 'differs' : undefined}>
            <th scope="row">
              {name} {differs.includes(id) ? <Tag tone="warn">{t('twoDays.differs')}</Tag> : null}
            </th>
            <td>{a ? of(a) : <span className="soft">{t('twoDays.notThere')}</span>}</td>
            <td>{b ? of(b) : <span className="soft">{t('twoDays.notThere')}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What two versions say differently, as this person sees them. */
export function differing(a: EntryShown, b: EntryShown): string[] {
  const spine: [string, unknown, unknown][] = [
    ['name', a.name, b.name],
    ['party', a.party?.id, b.party?.id],
    ['place', a.place?.id, b.place?.id],
    ['district', a.district, b.district],
    ['position', `${a.lon} ${a.lat}`, `${b.lon} ${b.lat}`],
  ];
  const fields = [...new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])].filter((id) => a.fields[id] !== b.fields[id]);
  return [...spine.flatMap(([part, was, is]) => (was === is ? [] : [part])), ...fields];
}

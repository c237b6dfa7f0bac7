/** One register: what holds on a day, searched, filtered and sorted by what it declares; entered and imported by who keeps it. */
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useAddress } from '../../address.ts';
import type { RegisterShown } from '../../contract.ts';
import { EntrySheet } from '../../parts/entries.tsx';
import { EntryForm } from '../../parts/entry-form.tsx';
import { ExportButton, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { WhenReady } from '../../parts/problem-notice.tsx';
import { register } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';
import { SearchBox } from '../files.tsx';
import { ImportWindow } from './import.tsx';

export default function RegisterScreen() {
  const { register: id = '' } = useParams();
  const { t, language } = useTexts();
  const { read, write } = useAddress();
  const go = useNavigate();
  const [doing, does] = useState<'enter' | 'import' | null>(null);
  const filter = {
    q: read('q') || undefined,
    filter: read('filter') || undefined,
    sort: read('sort') || undefined,
    day: read('day') || undefined,
  };
  const asked = useQuery(register(id, { ...filter, cursor: read('cursor') || undefined, limit: 50 }));
  const narrow = (changes: Record<string, string | null>) => write({ ...changes, cursor: null });
  return (
    <WhenReady asked={asked} whole>
      {({ register: of, items, next, total }) => (
        <>
          <PageHead
            back={{ to: '/registers', says: t('registers.title') }}
            title={inWords(language, of.name, of.nameEn)}
            lead={
              of.watches.length > 0 ? (
                <span className="small">
                  {of.watches
                    .map((watch) =>
                      t(watch.years === null ? 'registers.watched' : 'registers.watchedYears', {
                        name: inWords(language, watch.name, watch.nameEn),
                        of: inWords(language, watch.of, watch.ofEn),
                        days: watch.days ?? 0,
                        years: watch.years ?? 0,
                        cite: watch.cite ?? '',
                      }),
                    )
                    .join(' · ')}
                </span>
              ) : undefined
            }
            actions={
              <>
                <Keep of={of} onDo={does} />
                <ExportButton path={`/registers/${encodeURIComponent(id)}`} query={filter} />
                <PrintButton />
              </>
            }
          />
          <search className="filters" aria-label={t('shell.filters')}>
            <SearchBox value={filter.q ?? ''} says={t('registers.search')} onSearch={(q) => narrow({ q })} />
            {of.fields
              .filter((field) => field.type === 'choice' && !field.masked && !field.secret)
              .map((field) => (
                <Select
                  key={field.field}
                  allowClear
                  aria-label={inWords(language, field.name, field.nameEn)}
                  placeholder={inWords(language, field.name, field.nameEn)}
                  value={chosen(filter.filter, field.field)}
                  onChange={(value) => narrow({ filter: choose(filter.filter, field.field, value ?? null) })}
                  options={field.choices.map((one) => ({ value: one.value, label: inWords(language, one.name, one.nameEn) }))}
                />
              ))}
            <Select
              aria-label={t('registers.sort')}
              value={filter.sort ?? 'code'}
              onChange={(sort) => narrow({ sort: sort === 'code' ? null : sort })}
              options={sorts(of, (key) => t(`registers.sorts.${key}`), language)}
            />
            <span className="small">
              {t('registers.asOf')}{' '}
              <Input
                aria-label={t('registers.asOf')}
                type="date"
                style={{ width: 150 }}
                value={filter.day ?? ''}
                onChange={(e) => narrow({ day: e.target.value || null })}
                data-testid="as-of"
              />
            </span>
            <span className="soft">{t('registers.rows', { n: total })}</span>
          </search>
          <Panel flush testid="entries">
            <EntrySheet register={of} entries={items} loading={asked.isPlaceholderData} />
            {next || read('cursor') ? (
              <div className="more" style={{ gap: 8 }}>
                {read('cursor') ? <Button onClick={() => write({ cursor: null })}>{t('registers.firstPage')}</Button> : null}
                {next ? (
                  <Button onClick={() => write({ cursor: next }, { push: true })} data-testid="next-page">
                    {t('registers.nextPage')}
                  </Button>
                ) : null}
              </div>
            ) : null}
          </Panel>
          {doing === 'enter' ? (
            <EntryForm
              register={of}
              onClose={() => does(null)}
              then={(code) => void go(`/registers/${encodeURIComponent(id)}/${encodeURIComponent(code)}`)}
            />
          ) : null}
          {doing === 'import' ? <ImportWindow register={of} onClose={() => does(null)} /> : null}
        </>
      )}
    </WhenReady>
  );
}

function Keep({ of, onDo }: { of: RegisterShown; onDo: (what: 'enter' | 'import') => void }) {
  const { t, language } = useTexts();
  const why = of.mayWrite ? undefined : inWords(language, of.why, of.whyEn);
  return (
    <>
      <Button type="primary" disabled={!of.mayWrite} title={why} onClick={() => onDo('enter')} data-testid="enter-entry">
        {t('registers.enterShort')}
      </Button>
      <Button disabled={!of.mayWrite} title={why} onClick={() => onDo('import')} data-testid="import-entries">
        {t('registers.import')}
      </Button>
      {why ? <span className="small soft">{why}</span> : null}
      {of.approval ? (
        <Link to={`/requests/${encodeURIComponent(of.id)}`} data-testid="requests">
          {t('requests.door', { n: of.waiting })}
        </Link>
      ) : null}
    </>
  );
}

/** `kind:stack;rule:gas` in the address. */
const parts = (filter: string | undefined) =>
  new Map(
    (filter ?? '')
      .split(';')
      .flatMap((part) => (part.includes(':') ? [[part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)] as const] : [])),
  );
const chosen = (filter: string | undefined, field: string) => parts(filter).get(field) ?? null;
function choose(filter: string | undefined, field: string, value: string | null): string | null {
  const all = parts(filter);
  if (value) all.set(field, value);
  else all.delete(field);
  return [...all].map(([id, is]) => `${id}:${is}`).join(';') || null;
}

type Sorts = 'code' | 'name' | 'validFrom' | 'newest' | 'validTo';
function sorts(of: RegisterShown, says: (key: Sorts) => string, language: 'zh' | 'en') {
  return [
    { value: 'code', label: says('code') },
    { value: 'name', label: says('name') },
    { value: 'validFrom', label: says('validFrom') },
    { value: '-validFrom', label: says('newest') },
    { value: 'validTo', label: says('validTo') },
    ...of.fields
      .filter((field) => !field.masked && !field.secret && field.column)
      .map((field) => ({ value: field.field, label: inWords(language, field.name, field.nameEn) })),
  ];
}

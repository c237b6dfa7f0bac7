/** One register: what holds on a day, searched, filtered and sorted by what it declares, as a list or on the map; entered and imported by who keeps it. */
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useAddress } from '../../address.ts';
import type { RegisterShown } from '../../contract.ts';
import { EntrySheet } from '../../parts/entries.tsx';
import { EntryForm } from '../../parts/entry-form.tsx';
import { ExportButton, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { WhenReady } from '../../parts/problem-notice.tsx';
import { useNarrow } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { register } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';
import { OnMap } from '../map/on-map.tsx';
import { RegisterFilters, useNarrowing } from './filters.tsx';

const SIZES = [25, 50, 100, 200];

export default function RegisterScreen() {
  const { register: id = '' } = useParams();
  const { t, language } = useTexts();
  const { read, write } = useAddress();
  const go = useNavigate();
  const narrowScreen = useNarrow();
  const [doing, does] = useState<'enter' | null>(null);
  const { narrow, change } = useNarrowing();
  const size = SIZES.find((one) => String(one) === read('size')) ?? 50;
  const filter = { ...narrow, sort: read('sort') || undefined };
  const asked = useQuery(register(id, { ...filter, cursor: read('cursor') || undefined, limit: size }));
  const order = (sort: string) => change({ sort: sort === 'code' ? null : sort });
  return (
    <WhenReady asked={asked} whole>
      {({ register: of, items, next, total }) => {
        const isDrawn = of.position || of.shape !== null;
        const view = isDrawn && read('view') === 'map' ? 'map' : 'list';
        return (
          <>
            <PageHead
              back={{ to: '/registers', says: t('registers.title') }}
              title={inWords(language, of.name, of.nameEn)}
              lead={<Lead of={of} />}
              actions={
                <>
                  <Keep of={of} onDo={does} />
                  <ExportButton path={`/registers/${encodeURIComponent(id)}`} query={filter} />
                  <PrintButton />
                </>
              }
            />
            <RegisterFilters of={of} />
            <div className="filters">
              {isDrawn ? (
                <Segmented
                  aria-label={t('map.view')}
                  value={view}
                  onChange={(to) => write({ view: to === 'map' ? 'map' : null, chosen: null })}
                  options={[
                    { value: 'list', label: t('map.list') },
                    { value: 'map', label: <span data-testid="view-map">{t('map.drawn')}</span> },
                  ]}
                />
              ) : null}
              <span className="soft" data-testid="total">
                {t('registers.rows', { n: total })}
              </span>
              {view === 'list' ? (
                <>
                  {narrowScreen ? (
                    <Select
                      aria-label={t('registers.sort')}
                      value={filter.sort ?? 'code'}
                      onChange={order}
                      options={sorts(of, (key) => t(`registers.sorts.${key}`), language)}
                    />
                  ) : null}
                  <Select
                    aria-label={t('registers.size')}
                    value={size}
                    onChange={(to) => change({ size: to === 50 ? null : String(to) })}
                    options={SIZES.map((value) => ({ value, label: t('registers.perPage', { n: value }) }))}
                  />
                </>
              ) : null}
            </div>
            {view === 'map' ? (
              <OnMap registers={[id]} narrow={narrow} />
            ) : (
              <Panel flush testid="entries">
                <EntrySheet register={of} entries={items} loading={asked.isPlaceholderData} order={filter.sort ?? 'code'} onOrder={order} />
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
            )}
            {doing === 'enter' ? (
              <EntryForm
                register={of}
                onClose={() => does(null)}
                then={(code) => void go(`/registers/${encodeURIComponent(id)}/${encodeURIComponent(code)}`)}
              />
            ) : null}
          </>
        );
      }}
    </WhenReady>
  );
}

function Lead({ of }: { of: RegisterShown }) {
  const { t, language } = useTexts();
  if (!of.watches.length && !of.schematic) return null;
  const watched = of.watches.map((watch) =>
    t(watch.years === null ? 'registers.watched' : 'registers.watchedYears', {
      name: inWords(language, watch.name, watch.nameEn),
      of: inWords(language, watch.of, watch.ofEn),
      days: watch.days ?? 0,
      years: watch.years ?? 0,
      cite: watch.cite ?? '',
    }),
  );
  return (
    <span className="small">
      {of.schematic ? <Tag tone="note">{t('map.schematic')}</Tag> : null} {watched.join(' · ')}
    </span>
  );
}

function Keep({ of, onDo }: { of: RegisterShown; onDo: (what: 'enter') => void }) {
  const go = useNavigate();
  const { t, language } = useTexts();
  const why = of.mayWrite ? undefined : inWords(language, of.why, of.whyEn);
  return (
    <>
      <Button type="primary" disabled={!of.mayWrite} title={why} onClick={() => onDo('enter')} data-testid="enter-entry">
        {t('registers.enterShort')}
      </Button>
      <Button
        disabled={!of.mayWrite}
        title={why}
        onClick={() => void go(`/registers/${encodeURIComponent(of.id)}/imports`)}
        data-testid="import-entries"
      >
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

type Sorts = 'code' | 'name' | 'validFrom' | 'newest' | 'validTo';
/** On a telephone there are no heads of columns to press. */
function sorts(of: RegisterShown, says: (key: Sorts) => string, language: 'zh' | 'en') {
  return [
    { value: 'code', label: says('code') },
    { value: 'name', label: says('name') },
    { value: 'validFrom', label: says('validFrom') },
    { value: '-validFrom', label: says('newest') },
    { value: 'validTo', label: says('validTo') },
    ...of.fields.filter((field) => field.sort).map((field) => ({ value: field.field, label: inWords(language, field.name, field.nameEn) })),
  ];
}

import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Select } from 'antd';
import { Link } from 'react-router';
import { useAddress } from '../address.ts';
import type { StationSummary } from '../contract.ts';
import { ExportButton, PageHead, Panel, PrintButton } from '../parts/page.tsx';
import { Nothing, WhenReady } from '../parts/problem-notice.tsx';
import { type Column, Sheet } from '../parts/sheet.tsx';
import { StateTag } from '../parts/tags.tsx';
import { Values } from '../parts/values.tsx';
import { Ago } from '../parts/when.tsx';
import { stations } from '../queries.ts';
import { usePerson } from '../session.tsx';
import { useTexts } from '../texts/index.ts';
import { occurring, SearchBox } from './files.tsx';

const matches = (s: StationSummary, q: string) =>
  [s.name, s.code, s.firm.name, s.logger ?? '', s.districtName].some((text) => text.toLowerCase().includes(q.toLowerCase()));

export function StationsScreen() {
  const { t } = useTexts();
  const { role } = usePerson();
  const { read, write } = useAddress();
  const filter = { kind: read('kind') || undefined, district: read('district') || undefined, state: read('state') || undefined };
  const q = read('q');
  const page = Number(read('page')) || 1;
  const asked = useQuery(stations(filter));
  const everything = useQuery(stations()).data?.items ?? [];
  const narrow = (changes: Record<string, string | null>) => write({ ...changes, page: null });
  const columns: Column<StationSummary>[] = [
    {
      title: t('stations.outlet'),
      key: 'outlet',
      width: 250,
      bare: true,
      render: (s) => (
        <div>
          <Link to={`/stations/${encodeURIComponent(s.outlet)}`} style={{ fontWeight: 600 }}>
            {s.firm.name}
            <br />
            <span className="mono">{s.code}</span> {s.name}
          </Link>
          <div className="small soft">
            {s.kindName} · {s.districtName}
          </div>
          <div className="small soft" title={t('stations.logger')}>
            {s.logger ? <span className="mono">{s.logger}</span> : t('stations.unregistered')}
          </div>
        </div>
      ),
    },
    {
      title: t('stations.state'),
      key: 'state',
      width: 130,
      render: (s) => (
        <div>
          <StateTag state={s.state} />
          <div className="small soft" style={{ marginTop: 2 }}>
            <Ago at={s.lastAt} />
          </div>
        </div>
      ),
    },
    { title: t('stations.latest'), key: 'latest', bare: true, render: (s) => <Values of={s.latest} most={5} /> },
    {
      title: t('stations.openFiles'),
      key: 'files',
      width: 80,
      right: true,
      render: (s) =>
        s.openFiles > 0 ? (
          <Link to={`/files?party=${encodeURIComponent(s.firm.id)}`} className="count bad" style={{ textDecoration: 'none' }}>
            {t('stations.filesN', { n: s.openFiles })}
          </Link>
        ) : (
          <span className="soft num">0</span>
        ),
    },
  ];
  return (
    <>
      <PageHead
        title={t(role === 'firm' ? 'stations.titleFirm' : 'stations.title')}
        actions={
          <>
            <ExportButton path="/stations" query={{ ...filter, q }} />
            <PrintButton />
          </>
        }
      />
      <search className="filters" aria-label={t('shell.filters')}>
        <Segmented
          aria-label={t('stations.state')}
          value={filter.state ?? ''}
          onChange={(state) => narrow({ state })}
          options={[
            { value: '', label: t('shell.all') },
            { value: 'reporting', label: t('stations.reporting') },
            { value: 'silent', label: t('stations.silent') },
            { value: 'never', label: t('stations.never') },
          ]}
        />
        <SearchBox value={q} says={t('stations.search')} onSearch={(text) => narrow({ q: text })} />
        <Select
          allowClear
          aria-label={t('stations.kind')}
          placeholder={t('stations.kind')}
          value={filter.kind ?? null}
          onChange={(kind) => narrow({ kind })}
          options={[
            { value: 'wastewaterOutlet', label: t('stations.wastewaterOutlet') },
            { value: 'stack', label: t('stations.stack') },
          ]}
        />
        <Select
          allowClear
          aria-label={t('stations.district')}
          placeholder={t('stations.district')}
          value={filter.district ?? null}
          onChange={(district) => narrow({ district })}
          options={occurring(everything, (s) => ({ value: s.district, label: s.districtName }), filter.district ?? '')}
        />
        {filter.kind || filter.district || filter.state || q ? (
          <Button type="link" onClick={() => narrow({ kind: null, district: null, state: null, q: null })}>
            {t('shell.clear')}
          </Button>
        ) : null}
        {asked.data ? (
          <span className="soft">{t('stations.rows', { n: asked.data.items.filter((s) => !q || matches(s, q)).length })}</span>
        ) : null}
      </search>
      <WhenReady asked={asked} whole>
        {({ items }) => {
          const shown = items.filter((s) => !q || matches(s, q));
          return (
            <Panel flush>
              <Sheet
                columns={columns}
                rows={shown}
                rowKey={(s) => s.outlet}
                minWidth={960}
                pageSize={30}
                page={page}
                onPage={(n) => write({ page: n > 1 ? String(n) : null })}
                loading={asked.isPlaceholderData}
                empty={<Nothing title={t('stations.empty')} when={t('stations.emptyWhen')} icon="monitoring" />}
                marks={(s) => ({ 'data-testid': 'station-row', 'data-outlet': s.outlet, 'data-state': s.state })}
              />
            </Panel>
          );
        }}
      </WhenReady>
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useAddress } from '../address.ts';
import { FileTable } from '../parts/file-table.tsx';
import { Icon } from '../parts/icons.tsx';
import { OpenFileButton } from '../parts/open-file.tsx';
import { ExportButton, PageHead, Panel, PrintButton } from '../parts/page.tsx';
import { WhenReady } from '../parts/problem-notice.tsx';
import type { FileFilter } from '../queries.ts';
import { files } from '../queries.ts';
import { useTexts } from '../texts/index.ts';

/** What is being typed is searched for when the typing pauses. */
export function SearchBox({ value, onSearch, says }: { value: string; onSearch: (text: string) => void; says: string }) {
  const [typed, type] = useState(value);
  useEffect(() => type(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const pause = setTimeout(() => onSearch(typed.trim()), 350);
    return () => clearTimeout(pause);
  }, [typed, value, onSearch]);
  return (
    <Input
      allowClear
      prefix={<Icon of="search" />}
      placeholder={says}
      aria-label={says}
      value={typed}
      onChange={(e) => type(e.target.value)}
      data-testid="search"
    />
  );
}

/** The values that occur, for a filter; a chosen one stays on the list even when nothing matches it now. */
export function occurring<T>(rows: T[], read: (row: T) => { value: string; label: string }, chosen: string) {
  const found = new Map(rows.map((row) => [read(row).value, read(row)]));
  if (chosen && !found.has(chosen)) found.set(chosen, { value: chosen, label: chosen });
  return [...found.values()].sort((a, b) => a.label.localeCompare(b.label, 'zh'));
}

const statusOf = (text: string): FileFilter['status'] => (text === 'closed' || text === 'all' ? text : 'open');

export function FilesScreen() {
  const { t } = useTexts();
  const { read, write } = useAddress();
  const filter: FileFilter = {
    status: statusOf(read('status')),
    procedure: read('procedure') || undefined,
    district: read('district') || undefined,
    party: read('party') || undefined,
    q: read('q') || undefined,
  };
  const asked = useQuery(files(filter));
  // The choices come from the unfiltered list of the same status, so that choosing one does not hide the others.
  const everything = useQuery(files({ status: filter.status })).data?.items ?? [];
  const narrowed = Boolean(filter.procedure || filter.district || filter.party || filter.q);
  const page = Number(read('page')) || 1;
  const narrow = (changes: Record<string, string | null>) => write({ ...changes, page: null });
  return (
    <>
      <PageHead
        title={t('files.title')}
        actions={
          <>
            <OpenFileButton />
            <ExportButton path="/files" query={{ ...filter }} />
            <PrintButton />
          </>
        }
      />
      <search className="filters" aria-label={t('shell.filters')}>
        <Segmented
          aria-label={t('files.status')}
          value={filter.status}
          onChange={(status) => narrow({ status: status === 'open' ? null : status })}
          options={[
            { value: 'open', label: t('files.open') },
            { value: 'closed', label: t('files.closed') },
            { value: 'all', label: t('files.any') },
          ]}
        />
        <SearchBox value={filter.q ?? ''} says={t('files.search')} onSearch={(q) => narrow({ q })} />
        <Select
          allowClear
          aria-label={t('files.procedure')}
          placeholder={t('files.procedure')}
          value={filter.procedure ?? null}
          onChange={(procedure) => narrow({ procedure })}
          options={occurring(everything, (f) => ({ value: f.procedure, label: f.procedureName }), filter.procedure ?? '')}
        />
        <Select
          allowClear
          aria-label={t('files.district')}
          placeholder={t('files.district')}
          value={filter.district ?? null}
          onChange={(district) => narrow({ district })}
          options={occurring(everything, (f) => ({ value: f.district, label: f.districtName }), filter.district ?? '')}
        />
        {filter.party ? (
          <span className="tag note">
            {t('files.ofParty', { name: everything.find((f) => f.party.id === filter.party)?.party.name ?? filter.party })}
          </span>
        ) : null}
        {narrowed ? (
          <Button type="link" onClick={() => narrow({ q: null, procedure: null, district: null, party: null })}>
            {t('shell.clear')}
          </Button>
        ) : null}
        {asked.data ? <span className="soft">{t('files.rows', { n: asked.data.items.length })}</span> : null}
      </search>
      <WhenReady asked={asked} whole>
        {({ items }) => (
          <Panel flush>
            <FileTable
              files={items}
              page={page}
              onPage={(n) => write({ page: n > 1 ? String(n) : null })}
              loading={asked.isPlaceholderData}
            />
          </Panel>
        )}
      </WhenReady>
    </>
  );
}

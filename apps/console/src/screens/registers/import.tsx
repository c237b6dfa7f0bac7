/**
 * Sheets into one register, step by step: choose, say what each column means, see what would be, enter, undo. Beside it, what was handed in before, and
 * duplicates made one. What is decided stands in the batch, so a page left can be opened again.
 */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input, Popconfirm, Progress, Select, Steps, Upload } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useAddress } from '../../address.ts';
import { address, api, upload } from '../../api.ts';
import type { ImportRow, ImportRows, ImportShown, Imports, Upload as Uploaded } from '../../contract.ts';
import { PageHead, Panel } from '../../parts/page.tsx';
import { Nothing, Notice, ProblemNotice, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { At } from '../../parts/when.tsx';
import { queryClient, register as registerQuery } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';
import { dayOf } from '../../time.ts';
import { MergesPanel } from './merges.tsx';

const isUnderWay = ({ state }: ImportShown) => state === 'reading' || state === 'entering' || state === 'undoing';
const DATUMS = [
  { value: 'CGCS2000', label: 'CGCS2000 / WGS-84' },
  { value: 'GCJ-02', label: 'GCJ-02' },
  { value: 'BD-09', label: 'BD-09' },
];

export default function ImportScreen() {
  const { register: id = '' } = useParams();
  const { t, language } = useTexts();
  const { read, write } = useAddress();
  const asked = useQuery(registerQuery(id, { limit: 1 }));
  const batch = read('batch');
  return (
    <WhenReady asked={asked} whole>
      {({ register: of }) => (
        <>
          <PageHead
            back={{ to: `/registers/${encodeURIComponent(id)}`, says: inWords(language, of.name, of.nameEn) }}
            title={t('imports.title', { name: inWords(language, of.name, of.nameEn) })}
            lead={t('imports.lead')}
            actions={batch ? <Button onClick={() => write({ batch: null })}>{t('imports.another')}</Button> : undefined}
          />
          {batch ? (
            <BatchPanel id={batch} />
          ) : of.mayWrite ? (
            <Choose register={id} onChosen={(one) => write({ batch: one }, { push: true })} />
          ) : null}
          <Earlier register={id} onOpen={(one) => write({ batch: one }, { push: true })} />
          <MergesPanel register={id} mayWrite={of.mayWrite} />
        </>
      )}
    </WhenReady>
  );
}

function Choose({ register, onChosen }: { register: string; onChosen: (id: string) => void }) {
  const { t } = useTexts();
  const [day, setDay] = useState(dayOf(Date.now()));
  const send = useMutation({
    mutationFn: async (file: File) => {
      const arrived = await upload<Uploaded>('/uploads', { kind: 'sheet' }, file, () => {}, new AbortController().signal);
      return api.post<ImportShown>(`/registers/${encodeURIComponent(register)}/imports`, { upload: arrived.id, day });
    },
    onSuccess: ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: ['imports', register] });
      onChosen(id);
    },
  });
  return (
    <Panel title={t('imports.choose')} testid="import-choose-panel">
      <div className="stack" style={{ gap: 12 }}>
        <p className="small soft">{t('imports.chooseHint')}</p>
        <span>
          {t('registers.from')}{' '}
          <Input aria-label={t('registers.from')} type="date" style={{ width: 160 }} value={day} onChange={(e) => setDay(e.target.value)} />
        </span>
        <Upload
          accept=".xlsx,.csv,.txt"
          maxCount={1}
          showUploadList={false}
          beforeUpload={(file) => {
            send.mutate(file);
            return false;
          }}
        >
          <Button type="primary" loading={send.isPending} data-testid="import-choose">
            {t('imports.chooseSheet')}
          </Button>
        </Upload>
        {send.error ? <ProblemNotice error={send.error} /> : null}
      </div>
    </Panel>
  );
}

const STEP: Record<ImportShown['state'], number> = { chosen: 0, failed: 0, reading: 1, waiting: 1, entering: 2, done: 3, cancelled: 3, undoing: 3, undone: 3 }; // biome-ignore format: one row

function BatchPanel({ id }: { id: string }) {
  const { t, language } = useTexts();
  const key = ['import', id];
  const asked = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<ImportShown>(`/imports/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? 1_000 : false),
  });
  const act = useMutation({
    mutationFn: ({ what, body = {} }: { what: string; body?: object }) => api.post<ImportShown>(`/imports/${id}/${what}`, body),
    onSuccess: (shown) => {
      queryClient.setQueryData(key, shown);
      for (const name of ['import-rows', 'imports', 'register', 'registers']) void queryClient.invalidateQueries({ queryKey: [name] });
    },
  });
  const does = (what: string, body?: object) => act.mutate({ what, ...(body ? { body } : {}) });
  return (
    <WhenReady asked={asked}>
      {(of) => (
        <Panel title={of.fileName} note={[of.format.toUpperCase(), of.encoding].filter(Boolean).join(' · ')} testid="import-batch">
          <div className="stack" style={{ gap: 16 }} data-state={of.state}>
            <Steps
              size="small"
              current={STEP[of.state]}
              items={(['columns', 'report', 'entering', 'done'] as const).map((step) => ({ title: t(`imports.steps.${step}`) }))}
            />
            {act.error ? <ProblemNotice error={act.error} /> : null}
            {of.error ? <Notice tone="bad">{inWords(language, of.error.says, of.error.saysEn)}</Notice> : null}
            {of.state === 'chosen' || of.state === 'failed' ? <Columns of={of} does={does} busy={act.isPending} /> : null}
            {isUnderWay(of) ? <UnderWay of={of} does={does} /> : null}
            {of.state === 'waiting' ? <Report of={of} does={does} busy={act.isPending} /> : null}
            {['done', 'cancelled', 'undone'].includes(of.state) ? <Over of={of} does={does} busy={act.isPending} /> : null}
          </div>
        </Panel>
      )}
    </WhenReady>
  );
}

interface Doing {
  of: ImportShown;
  does: (what: string, body?: object) => void;
  busy?: boolean;
}

function Columns({ of, does, busy = false }: Doing) {
  const { t, language } = useTexts();
  const choose = (body: object) => does('choose', body);
  const seen = of.sheets.filter(({ hidden }) => !hidden);
  return (
    <>
      <div className="filters">
        {seen.length > 1 ? (
          <Select
            aria-label={t('imports.sheet')}
            placeholder={t('imports.whichSheet')}
            style={{ minWidth: 180 }}
            value={of.sheet}
            onChange={(sheet) => choose({ sheet })}
            options={seen.map(({ name }) => ({ value: name, label: name }))}
          />
        ) : null}
        <span className="small">
          {t('imports.headingRow')}{' '}
          <Input
            aria-label={t('imports.headingRow')}
            type="number"
            min={1}
            style={{ width: 80 }}
            key={of.headingRow}
            defaultValue={of.headingRow ?? 1}
            onBlur={(e) => (Number(e.target.value) > 0 ? choose({ headingRow: Number(e.target.value) }) : undefined)}
          />
        </span>
        {of.hasPosition ? (
          <Select
            aria-label={t('imports.datum')}
            style={{ minWidth: 180 }}
            value={of.datum}
            onChange={(datum) => choose({ datum })}
            options={DATUMS}
          />
        ) : null}
      </div>
      <Sheet
        tight
        rows={of.headings}
        rowKey={(one) => one.column}
        minWidth={560}
        pageSize={30}
        empty={<Nothing title={t('imports.noColumns')} />}
        columns={[
          { key: 'column', title: t('imports.column'), width: 60, render: (one) => <span className="mono">{one.column}</span> },
          { key: 'says', title: t('imports.heading'), width: 160, render: (one) => one.says },
          {
            key: 'as',
            title: t('imports.as'),
            width: 220,
            render: (one) => (
              <Select
                allowClear
                showSearch
                optionFilterProp="label"
                aria-label={`${t('imports.as')} ${one.column}`}
                placeholder={t('imports.notRead')}
                style={{ width: '100%' }}
                value={one.as}
                onChange={(as: string | undefined) => choose({ headings: [{ index: one.index, as: as ?? null }] })}
                options={of.meanings.map((meaning) => ({ value: meaning.as, label: inWords(language, meaning.name, meaning.nameEn) }))}
              />
            ),
          },
          { key: 'sample', title: t('imports.sample'), render: (one) => <span className="small soft">{one.sample.join(' · ')}</span> },
        ]}
      />
      <div style={{ display: 'flex', gap: 8 }}>
        <Button
          type="primary"
          loading={busy}
          disabled={!of.mine || !of.headings.some(({ as }) => as)}
          title={of.mine ? undefined : t('imports.notMine', { name: of.by })}
          onClick={() => does('read')}
          data-testid="import-read"
        >
          {t('imports.read')}
        </Button>
      </div>
    </>
  );
}

function UnderWay({ of, does }: Doing) {
  const { t } = useTexts();
  const entering = of.state === 'entering';
  return (
    <>
      <p data-testid="import-progress">
        {t(of.state === 'undoing' ? 'imports.undoing' : entering ? 'imports.enteringNow' : 'imports.reading', {
          n: of.state === 'undoing' ? of.undone : entering ? of.entered : of.rowsRead,
          of: of.toEnter,
        })}
      </p>
      {entering && of.toEnter > 0 ? <Progress percent={Math.floor(((of.entered + of.unchanged + of.refused) * 100) / of.toEnter)} /> : null}
      {of.state !== 'undoing' && of.mine ? (
        <div>
          <Button onClick={() => does('cancel')} data-testid="import-cancel">
            {t('imports.cancel')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

type Group = ImportRow['outcome'];
const GROUPS: Group[] = ['new', 'changed', 'similar', 'findings', 'same'];

function Report({ of, does, busy = false }: Doing) {
  const { t, language } = useTexts();
  const [group, setGroup] = useState<Group>(
    of.counts.findings ? 'findings' : of.counts.similar ? 'similar' : of.counts.changed ? 'changed' : 'new',
  );
  return (
    <>
      {of.notes.length ? (
        <Notice tone="warn" testid="import-notes">
          {of.notes.map((note) => (
            <div key={note.says} className="small">
              {t('imports.note', { n: note.times, says: inWords(language, note.says, note.saysEn), places: note.places.join(', ') })}
            </div>
          ))}
        </Notice>
      ) : null}
      <div className="filters">
        {GROUPS.map((one) => (
          <Button key={one} type={one === group ? 'primary' : 'default'} onClick={() => setGroup(one)} data-testid={`group-${one}`}>
            {t(`imports.groups.${one}`)} {of.counts[one]}
          </Button>
        ))}
      </div>
      {group === 'similar' && of.counts.similar > 0 && of.mine ? (
        <div className="filters">
          <span className="small soft">{t('imports.similarHint')}</span>
          <Button onClick={() => does('decide', { group: 'similar', decision: 'leave' })}>{t('imports.leaveAll')}</Button>
          <Button onClick={() => does('decide', { group: 'similar', decision: 'enter' })}>{t('imports.enterAll')}</Button>
          <Button onClick={() => does('decide', { group: 'similar', decision: 'as' })}>{t('imports.asAll')}</Button>
        </div>
      ) : null}
      {group === 'changed' && of.counts.changed > 0 && of.mine ? (
        <div className="filters">
          <Button onClick={() => does('decide', { group: 'changed', decision: 'leave' })}>{t('imports.leaveAll')}</Button>
          <Button onClick={() => does('decide', { group: 'changed', decision: 'enter' })}>{t('imports.takeAll')}</Button>
        </div>
      ) : null}
      <Rows
        id={of.id}
        query={{ group }}
        decide={
          of.mine && group !== 'same' && group !== 'findings' ? (row, decision) => does('decide', { rows: [row], decision }) : undefined
        }
      />
      {of.counts.findings > 0 ? <Findings id={of.id} n={of.counts.findings} /> : null}
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
        <Button
          type="primary"
          loading={busy}
          disabled={!of.mine || of.toEnter === 0}
          title={of.mine ? (of.toEnter === 0 ? t('imports.nothing') : undefined) : t('imports.notMine', { name: of.by })}
          onClick={() => does('enter')}
          data-testid="import-enter"
        >
          {t('imports.enter', { n: of.toEnter })}
        </Button>
        {of.mine ? <Button onClick={() => does('choose', {})}>{t('imports.columnsAgain')}</Button> : null}
        {of.mine ? <Button onClick={() => does('cancel')}>{t('imports.cancel')}</Button> : null}
      </div>
    </>
  );
}

function Findings({ id, n }: { id: string; n: number }) {
  const { t } = useTexts();
  return (
    <Button href={address(`/imports/${id}/rows`, { group: 'findings', format: 'xlsx' })} download data-testid="import-findings">
      {t('imports.findingsSheet', { n })}
    </Button>
  );
}

function Over({ of, does, busy = false }: Doing) {
  const { t } = useTexts();
  const state = of.state === 'undone' || of.state === 'cancelled' ? of.state : 'done';
  return (
    <>
      <Notice tone={of.refused || of.kept ? 'warn' : 'good'} testid="import-outcome">
        {t(`imports.over.${state}`, {
          entered: of.entered,
          unchanged: of.unchanged,
          refused: of.refused,
          findings: of.counts.findings,
          undone: of.undone,
          kept: of.kept,
        })}
      </Notice>
      {of.refused > 0 ? <Rows id={of.id} query={{ result: 'findings' }} /> : null}
      {of.kept > 0 ? <Rows id={of.id} query={{ result: 'kept' }} /> : null}
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
        {of.counts.findings > 0 ? <Findings id={of.id} n={of.counts.findings} /> : null}
        {of.state !== 'undone' && of.entered > 0 ? (
          <Popconfirm
            title={t('imports.undoSure')}
            okText={t('imports.undo')}
            cancelText={t('shell.cancel')}
            onConfirm={() => does('undo')}
          >
            <Button danger loading={busy} data-testid="import-undo">
              {t('imports.undo')}
            </Button>
          </Popconfirm>
        ) : null}
      </div>
    </>
  );
}

function Rows({
  id,
  query,
  decide,
}: {
  id: string;
  query: Record<string, string>;
  decide?: ((row: number, decision: string) => void) | undefined;
}) {
  const { t, language } = useTexts();
  const [after, setAfter] = useState(0);
  const asked = useQuery({
    queryKey: ['import-rows', id, query, after],
    queryFn: ({ signal }) => api.get<ImportRows>(`/imports/${id}/rows`, { query: { ...query, after }, signal }),
  });
  const nearest = (row: ImportRow) => row.near.find((one) => one.row === null);
  return (
    <WhenReady asked={asked}>
      {({ items, next }) => (
        <>
          <Sheet
            tight
            rows={items}
            rowKey={(row) => String(row.row)}
            minWidth={720}
            pageSize={50}
            empty={<Nothing title={t('imports.noRows')} />}
            columns={[
              { key: 'row', title: t('registers.row'), width: 70, right: true, render: (row) => <span className="num">{row.row}</span> },
              { key: 'code', title: t('registers.code'), width: 160, render: (row) => <span className="mono">{row.code}</span> },
              { key: 'name', title: t('registers.name'), width: 160, render: (row) => row.name },
              {
                key: 'what',
                title: t('registers.what'),
                render: (row) => (
                  <>
                    {row.changes.map((one) => (
                      <div key={one.name} className="small">
                        {inWords(language, one.name, one.nameEn)}: {one.before ?? '—'} → <b>{one.after ?? '—'}</b>
                      </div>
                    ))}
                    {row.near.map((one) => (
                      <div key={`${one.code} ${one.row}`} className="small">
                        {t(one.row === null ? 'imports.near' : 'imports.nearRow', {
                          name: one.name,
                          code: one.code,
                          metres: one.metres,
                          row: one.row ?? 0,
                        })}
                      </div>
                    ))}
                    {row.findings.map((one) => (
                      <div key={`${one.field} ${one.says}`} className="small">
                        {one.name}: {inWords(language, one.says, one.saysEn)} <span className="mono soft">{one.value}</span>
                      </div>
                    ))}
                  </>
                ),
              },
              ...(decide
                ? [
                    {
                      key: 'decision',
                      title: t('imports.decision'),
                      width: 150,
                      render: (row: ImportRow) => (
                        <Select
                          size="small"
                          aria-label={`${t('imports.decision')} ${row.row}`}
                          style={{ width: '100%' }}
                          value={row.decision ?? (row.outcome === 'similar' ? 'leave' : 'enter')}
                          onChange={(decision: string) => decide(row.row, decision)}
                          options={[
                            { value: 'leave', label: t('imports.leave') },
                            { value: 'enter', label: t(row.outcome === 'changed' ? 'imports.take' : 'imports.enterNew') },
                            ...(nearest(row) ? [{ value: 'as', label: t('imports.asChange', { code: nearest(row)?.code ?? '' }) }] : []),
                          ]}
                        />
                      ),
                    },
                  ]
                : []),
            ]}
          />
          {after || next ? (
            <div className="more" style={{ gap: 8 }}>
              {after ? <Button onClick={() => setAfter(0)}>{t('registers.firstPage')}</Button> : null}
              {next ? <Button onClick={() => setAfter(next)}>{t('registers.nextPage')}</Button> : null}
            </div>
          ) : null}
        </>
      )}
    </WhenReady>
  );
}

function Earlier({ register, onOpen }: { register: string; onOpen: (id: string) => void }) {
  const { t } = useTexts();
  const asked = useQuery({
    queryKey: ['imports', register],
    queryFn: ({ signal }) => api.get<Imports>(`/registers/${encodeURIComponent(register)}/imports`, { signal }),
  });
  return (
    <Panel title={t('imports.earlier')} flush testid="imports">
      <WhenReady asked={asked}>
        {({ items }) => (
          <Sheet
            tight
            rows={items}
            rowKey={(one) => one.id}
            minWidth={640}
            pageSize={10}
            empty={<Nothing title={t('imports.noEarlier')} />}
            columns={[
              {
                key: 'name',
                title: t('imports.sheetName'),
                render: (one) => (
                  <Button type="link" size="small" onClick={() => onOpen(one.id)}>
                    {one.fileName}
                  </Button>
                ),
              },
              { key: 'state', title: t('imports.state'), width: 110, render: (one) => t(`imports.states.${one.state}`) },
              {
                key: 'rows',
                title: t('imports.rowsRead'),
                width: 90,
                right: true,
                render: (one) => <span className="num">{one.rowsRead}</span>,
              },
              {
                key: 'entered',
                title: t('imports.enteredRows'),
                width: 90,
                right: true,
                render: (one) => <span className="num">{one.entered}</span>,
              },
              { key: 'by', title: t('registers.by'), width: 110, render: (one) => one.by },
              { key: 'at', title: t('imports.at'), width: 160, render: (one) => <At at={one.at} /> },
            ]}
          />
        )}
      </WhenReady>
    </Panel>
  );
}

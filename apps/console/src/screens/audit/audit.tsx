/** The auditor's page: the sealed record searched by day, person, kind, thing, text, address and state; each row with its seals; heads and verification. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Drawer, Input, Select } from 'antd';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/audit-contract.ts';
import { useAddress } from '../../address.ts';
import { api } from '../../api.ts';
import { Act } from '../../parts/change.tsx';
import { ExportButton, Facts, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { usePages, WhenPaged } from '../../parts/pages.tsx';
import { Nothing, Notice, ProblemNotice, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { inWords, useTexts } from '../../texts/index.ts';
import { SearchBox } from '../files.tsx';

type Row = z.infer<typeof shapes.AuditRow>;
type Entry = z.infer<typeof shapes.AuditEntry>;
type Flaw = z.infer<typeof shapes.FlawShown>;
type Verified = z.infer<typeof shapes.Verified>;
type Head = z.infer<typeof shapes.HeadRow>;
type State = z.infer<typeof shapes.SealState>;

const KINDS = ['act', 'transfer', 'auditEvent', 'personalField', 'file', 'entry', 'entryEnd', 'verdict'] as const;
const FILTERS = ['from', 'to', 'person', 'kind', 'thing', 'q', 'address', 'sealed'] as const;

export default function AuditScreen() {
  const { t } = useTexts();
  const { kindInWords, thingInWords } = useRecordWords();
  const { read, write } = useAddress();
  const query = Object.fromEntries(FILTERS.map((name) => [name, read(name) || undefined]));
  const asked = usePages<Row>('audit', '/audit', { ...query, limit: 100 });
  const narrowed = FILTERS.some((name) => read(name));
  return (
    <>
      <PageHead
        title={t('audit.title')}
        lead={t('audit.lead')}
        actions={
          <>
            <ExportButton path="/audit" query={query} />
            <PrintButton />
          </>
        }
      />
      <Verification />
      <div className="filters">
        <DayBox says={t('audit.from')} value={read('from')} onDay={(from) => write({ from })} testid="audit-from" />
        <DayBox says={t('audit.to')} value={read('to')} onDay={(to) => write({ to })} testid="audit-to" />
        <Select
          allowClear
          aria-label={t('audit.anyKind')}
          placeholder={t('audit.anyKind')}
          value={read('kind') || null}
          onChange={(kind) => write({ kind })}
          options={KINDS.map((value) => ({ value, label: t(`audit.kinds.${value}`) }))}
        />
        <Select
          allowClear
          aria-label={t('audit.sealedAny')}
          placeholder={t('audit.sealedAny')}
          value={read('sealed') || null}
          onChange={(sealed) => write({ sealed })}
          options={[
            { value: 'yes', label: t('audit.sealedYes') },
            { value: 'no', label: t('audit.sealedNo') },
          ]}
        />
        <SearchBox value={read('person')} says={t('audit.person')} onSearch={(person) => write({ person })} />
        <SearchBox value={read('thing')} says={t('audit.thing')} onSearch={(thing) => write({ thing })} />
        <SearchBox value={read('q')} says={t('audit.text')} onSearch={(q) => write({ q })} />
        <SearchBox value={read('address')} says={t('audit.address')} onSearch={(address) => write({ address })} />
        {narrowed ? (
          <Button type="link" onClick={() => write(Object.fromEntries(FILTERS.map((name) => [name, null])))}>
            {t('shell.clear')}
          </Button>
        ) : null}
      </div>
      <WhenPaged asked={asked} whole>
        {(rows) => (
          <Panel title={t('audit.records')} count={<span className="count">{rows.length}</span>} flush testid="audit">
            <Sheet
              tight
              rows={rows}
              rowKey={(row) => row.id}
              minWidth={980}
              pageSize={50}
              empty={<Nothing title={t('audit.recordsEmpty')} when={t('audit.recordsEmptyWhen')} />}
              marks={() => ({ 'data-testid': 'audit-row' })}
              columns={[
                { title: t('audit.at'), key: 'at', width: 170, render: (row) => <At at={row.at} to="second" /> },
                { title: t('audit.who'), key: 'who', width: 120, render: (row) => row.who },
                {
                  title: t('audit.did'),
                  key: 'did',
                  width: 220,
                  render: (row) => (
                    <Button
                      type="link"
                      style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'start' }}
                      onClick={() => write({ row: row.id }, { push: true })}
                      data-testid="audit-open"
                    >
                      {row.did || kindInWords(row.kind)}
                    </Button>
                  ),
                },
                { title: t('audit.about'), key: 'about', render: (row) => thingInWords(row.about) },
                {
                  title: t('audit.address'),
                  key: 'address',
                  width: 130,
                  render: (row) => <span className="mono small">{row.address ?? ''}</span>,
                },
                {
                  title: t('audit.chain'),
                  key: 'chain',
                  width: 190,
                  render: (row) => <span className="mono small">{`${row.chain}${row.position === null ? '' : ` #${row.position}`}`}</span>,
                },
                {
                  title: t('audit.sealed'),
                  key: 'sealed',
                  width: 110,
                  render: (row) =>
                    row.sealed ? (
                      <Tag tone="good" icon="seal">
                        {t('audit.sealedYes')}
                      </Tag>
                    ) : (
                      <Tag icon="clock">{t('audit.sealedNo')}</Tag>
                    ),
                },
              ]}
            />
          </Panel>
        )}
      </WhenPaged>
      <Heads />
      {read('row') ? <EntryDrawer id={read('row')} onClose={() => write({ row: null })} /> : null}
    </>
  );
}

const THINGS = [
  'person',
  'file',
  'verdict',
  'act',
  'document',
  'dossier',
  'attachment',
  'entry',
  'entryEnd',
  'personalField',
  'transfer',
  'firmApplication',
  'area',
  'body',
  'post',
  'power',
  'directory',
  'setting',
  'verification',
  'dayHead',
  'backup',
  'message',
  'platform',
  'firm',
  'outlet',
] as const;

/** The record names things as the house does; a person reads what they are called. What has no name here stands as it is: nothing of the record is hidden. */
function useRecordWords() {
  const { t } = useTexts();
  return {
    kindInWords: (kind: string) => {
      const known = KINDS.find((one) => one === kind);
      return known ? t(`audit.kinds.${known}`) : kind;
    },
    thingInWords: (about: string) => {
      const [, kind = '', id = ''] = /^([A-Za-z]+):(.+)$/.exec(about) ?? [];
      const known = THINGS.find((one) => one === kind);
      return known ? `${t(`audit.things.${known}`)} ${id}` : about;
    },
  };
}

function DayBox({ says, value, onDay, testid }: { says: string; value: string; onDay: (day: string) => void; testid: string }) {
  return (
    <Input
      type="date"
      prefix={says}
      aria-label={says}
      value={value}
      onChange={(event) => onDay(event.target.value)}
      style={{ width: 210 }}
      data-testid={testid}
    />
  );
}

function Verification() {
  const { t } = useTexts();
  const asked = useQuery({
    queryKey: ['sealState'],
    queryFn: ({ signal }) => api.get<State>('/audit/state', { signal }),
    refetchInterval: 30_000,
  });
  return (
    <WhenReady asked={asked}>
      {({ unsealed, last }) => (
        <Panel
          title={t('audit.verification')}
          note={t('audit.verificationNote')}
          end={
            <Act
              says={t('audit.order')}
              done={t('audit.ordered')}
              refresh={['sealState', 'audit']}
              does={() => api.post('/audit/verification', {})}
              testid="verify-all"
            />
          }
          testid="verification"
        >
          {last ? (
            <Notice tone={last.flaws ? 'bad' : 'good'}>
              <b>{last.flaws ? t('audit.flaws', { count: last.flaws }) : t('audit.holds', { rows: last.rows })}</b> <At at={last.endedAt} />{' '}
              {t('audit.took', { seconds: last.seconds.toFixed(1), chains: last.chains })}
            </Notice>
          ) : (
            <Nothing title={t('audit.never')} slim />
          )}
          <div className="small soft">{t('audit.unsealed', { rows: unsealed.rows })}</div>
          {last?.listed.length ? <Flaws of={last.listed} /> : null}
        </Panel>
      )}
    </WhenReady>
  );
}

function Flaws({ of }: { of: Flaw[] }) {
  const { t, language } = useTexts();
  return (
    <Sheet
      tight
      rows={of}
      rowKey={(flaw) => `${flaw.code} ${flaw.chain} ${flaw.position} ${flaw.about}`}
      minWidth={760}
      empty={null}
      marks={() => ({ 'data-testid': 'flaw' })}
      columns={[
        { title: t('audit.code'), key: 'code', width: 130, render: (flaw) => <Tag tone="bad">{flaw.code}</Tag> },
        {
          title: t('audit.chain'),
          key: 'chain',
          width: 160,
          render: (flaw) => <span className="mono small">{`${flaw.chain}${flaw.position === null ? '' : ` #${flaw.position}`}`}</span>,
        },
        { title: t('audit.what'), key: 'says', render: (flaw) => inWords(language, flaw.says, flaw.saysEn) },
        { title: t('audit.doNext'), key: 'do', width: 300, render: (flaw) => inWords(language, flaw.do, flaw.doEn) },
      ]}
    />
  );
}

function Heads() {
  const { t } = useTexts();
  const asked = usePages<Head>('auditHeads', '/audit/heads', { limit: 60 });
  return (
    <WhenPaged asked={asked}>
      {(rows) => (
        <Panel title={t('audit.heads')} note={t('audit.headsNote')} flush testid="heads">
          <Sheet
            tight
            rows={rows}
            rowKey={(head) => head.day}
            minWidth={900}
            pageSize={20}
            empty={<Nothing title={t('audit.headsEmpty')} when={t('audit.headsEmptyWhen')} />}
            columns={[
              { title: t('audit.day'), key: 'day', width: 120, render: (head) => head.day },
              {
                title: t('audit.rows'),
                key: 'rows',
                width: 140,
                right: true,
                render: (head) => <span className="num">{`${head.chains} / ${head.rows}`}</span>,
              },
              {
                title: t('audit.moved'),
                key: 'moved',
                width: 110,
                right: true,
                render: (head) => <span className="num">{head.moved}</span>,
              },
              {
                title: t('audit.key'),
                key: 'key',
                width: 260,
                render: (head) => (
                  <>
                    <Tag tone={head.isSigned ? 'good' : 'bad'} icon="seal">
                      {head.isSigned ? t('audit.signed') : t('audit.unsigned')}
                    </Tag>{' '}
                    <span className="mono small">{`${head.algorithm} ${head.keyId}`}</span>
                    {head.nextKeyId ? <div className="mono small">{`${t('audit.nextKey')} ${head.nextKeyId}`}</div> : null}
                  </>
                ),
              },
              {
                title: t('audit.arrived'),
                key: 'exports',
                render: (head) =>
                  head.exports.map((one) => (
                    <div key={one.place} className="small">
                      <Tag tone={one.arrivedAt ? 'good' : 'bad'}>{one.arrivedAt ? t('audit.arrived') : t('audit.waiting')}</Tag>{' '}
                      <span className="mono">{one.place}</span> {one.error ?? ''}
                    </div>
                  )),
              },
            ]}
          />
        </Panel>
      )}
    </WhenPaged>
  );
}

function EntryDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTexts();
  const { kindInWords, thingInWords } = useRecordWords();
  const asked = useQuery({ queryKey: ['auditEntry', id], queryFn: ({ signal }) => api.get<Entry>(`/audit/${id}`, { signal }) });
  const verify = useMutation({ mutationFn: () => api.post<Verified>(`/audit/${id}/verify`, {}) });
  const mono = (text: string | null) => <span className="mono small">{text ?? '–'}</span>;
  return (
    <Drawer open onClose={onClose} title={t('audit.entry')} size="large" data-testid="audit-entry">
      <WhenReady asked={asked}>
        {(entry) => (
          <>
            <Facts
              of={[
                { name: t('audit.at'), value: <At at={entry.at} to="second" /> },
                { name: t('audit.who'), value: entry.who },
                { name: t('audit.did'), value: entry.did || kindInWords(entry.kind) },
                { name: t('audit.about'), value: thingInWords(entry.about) },
                { name: t('audit.position'), value: mono(`${entry.chain}${entry.position === null ? '' : ` #${entry.position}`}`) },
                { name: t('audit.before'), value: mono(entry.before) },
                { name: t('audit.seal'), value: mono(entry.seal) },
                { name: t('audit.after'), value: mono(entry.after) },
                {
                  name: t('audit.head'),
                  value: entry.head ? t('audit.headOf', { day: entry.head.day, position: entry.head.position }) : t('audit.noHead'),
                },
              ]}
            />
            <h3>{t('audit.content')}</h3>
            <pre className="mono small" style={{ whiteSpace: 'pre-wrap' }} data-testid="sealed-text">
              {pretty(entry.content)}
            </pre>
            <Button loading={verify.isPending} onClick={() => verify.mutate()} data-testid="verify-chain">
              {t('audit.verifyChain')}
            </Button>
            {verify.error ? <ProblemNotice error={verify.error} /> : null}
            {verify.data ? (
              <Notice tone={verify.data.flaws.length ? 'bad' : 'good'} testid="chain-verified">
                {verify.data.flaws.length
                  ? t('audit.flaws', { count: verify.data.flaws.length + verify.data.more })
                  : t('audit.chainHolds', { rows: verify.data.rows })}
              </Notice>
            ) : null}
            {verify.data?.flaws.length ? <Flaws of={verify.data.flaws} /> : null}
          </>
        )}
      </WhenReady>
    </Drawer>
  );
}

function pretty(content: string): string {
  try {
    return JSON.stringify(JSON.parse(content), null, 2);
  } catch {
    return content;
  }
}

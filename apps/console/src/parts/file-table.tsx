/** Files as rows: a plain list where one acts (today), a table where one searches (files). */
import { Link } from 'react-router';
import type { FileSummary } from '../contract.ts';
import { inWords, useTexts } from '../texts/index.ts';
import { Nothing } from './problem-notice.tsx';
import { type Column, Sheet, useNarrow } from './sheet.tsx';
import { Tag } from './tags.tsx';
import { At, Due } from './when.tsx';

export function LevelTag({ file }: { file: Pick<FileSummary, 'level' | 'levelName' | 'levelNameEn'> }) {
  const { language } = useTexts();
  return <Tag tone={file.level >= 2 ? 'bad' : 'warn'}>{inWords(language, file.levelName, file.levelNameEn)}</Tag>;
}

export function ClosingTag({ file }: { file: Pick<FileSummary, 'status' | 'closing' | 'closingEn' | 'stepName' | 'stepNameEn'> }) {
  const { t, language } = useTexts();
  return file.status === 'closed' ? (
    <Tag tone="good" icon="check">
      {inWords(language, file.closing, file.closingEn) || t('files.closed')}
    </Tag>
  ) : (
    <Tag tone="note">{inWords(language, file.stepName, file.stepNameEn)}</Tag>
  );
}

export function FileRows({ files }: { files: FileSummary[] }) {
  const { t, language } = useTexts();
  return (
    <ul className="rows">
      {files.map((file) => (
        <li key={file.id}>
          <Link to={`/files/${encodeURIComponent(file.id)}`} className="file-row" data-testid="file-row" data-file={file.id}>
            <div>
              <div className="title">{file.title}</div>
              <div className="meta">
                <span className="mono">{file.number}</span>
                <span>{file.party.name}</span>
                <span>{file.districtName}</span>
                <LevelTag file={file} />
              </div>
            </div>
            <div className="wait">
              <small>{t('files.waitingFor')}</small>
              {file.status === 'closed'
                ? inWords(language, file.closing, file.closingEn) || t('files.closed')
                : inWords(language, file.waitingFor, file.waitingForEn) || t('files.waitingNobody')}
            </div>
            <div className="end">
              <ClosingTag file={file} />
              <div className="small">
                <Due dueAt={file.dueAt} closed={file.status === 'closed'} />
              </div>
            </div>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Files in a narrow column beside something else: what each is about, where it stands, and until when. */
export function FileList({ files }: { files: FileSummary[] }) {
  const { language } = useTexts();
  return (
    <ul className="list">
      {files.map((file) => (
        <li key={file.id}>
          <Link to={`/files/${encodeURIComponent(file.id)}`} data-testid="file-link">
            {file.title}
          </Link>
          <div className="small" style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }}>
            <span className="mono soft">{file.number}</span>
            <ClosingTag file={file} />
            {file.status === 'open' ? <Due dueAt={file.dueAt} /> : null}
          </div>
          {file.waitingFor && file.status === 'open' ? (
            <div className="small soft">{inWords(language, file.waitingFor, file.waitingForEn)}</div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

interface FileTableProps {
  files: FileSummary[];
  page: number;
  onPage: (page: number) => void;
  loading: boolean;
}

export function FileTable({ files, page, onPage, loading }: FileTableProps) {
  const { t, language } = useTexts();
  const narrow = useNarrow();
  if (narrow && files.length > 0) return <FileRows files={files} />;
  const columns: Column<FileSummary>[] = [
    {
      title: t('files.number'),
      key: 'number',
      width: 180,
      render: (f) => (
        <div>
          <Link to={`/files/${encodeURIComponent(f.id)}`} className="mono nowrap">
            {f.number}
          </Link>
          <div className="small soft">
            {t('files.opened')} <At at={f.openedAt} to="short" />
          </div>
        </div>
      ),
    },
    {
      title: t('files.fileTitle'),
      key: 'title',
      render: (f) => (
        <div>
          <div>{f.title}</div>
          <div className="small soft">{inWords(language, f.procedureName, f.procedureNameEn)}</div>
        </div>
      ),
    },
    {
      title: t('files.party'),
      key: 'party',
      width: 210,
      render: (f) => (
        <div>
          <div>{f.party.name}</div>
          <div className="small soft">{[f.districtName, f.place?.name].filter(Boolean).join(' · ')}</div>
        </div>
      ),
    },
    { title: t('files.level'), key: 'level', width: 96, render: (f) => <LevelTag file={f} /> },
    { title: t('files.step'), key: 'step', width: 110, render: (f) => <ClosingTag file={f} /> },
    {
      title: t('files.waitingFor'),
      key: 'waiting',
      width: 150,
      render: (f) => inWords(language, f.waitingFor, f.waitingForEn) || <span className="soft">{t('shell.nothing')}</span>,
    },
    { title: t('files.due'), key: 'due', width: 160, render: (f) => <Due dueAt={f.dueAt} closed={f.status === 'closed'} /> },
  ];
  return (
    <Sheet
      numbered
      columns={columns}
      rows={files}
      rowKey={(f) => f.id}
      minWidth={1080}
      page={page}
      onPage={onPage}
      loading={loading}
      empty={<Nothing title={t('files.empty')} when={t('files.emptyWhen')} icon="files" />}
      marks={(f) => ({ 'data-testid': 'file-row', 'data-file': f.id })}
    />
  );
}

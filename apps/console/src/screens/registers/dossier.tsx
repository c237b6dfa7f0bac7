/** All the city knows of a firm or a place, within one's scope (R4): its entries, its files, its newest verdicts, what is on record. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { FileList } from '../../parts/file-table.tsx';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { RefLink } from '../../parts/ref-link.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { VerdictTag } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { dossier } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';
import { FactsPanel } from './entry.tsx';

export function DossierScreen({ of: what }: { of: 'parties' | 'places' }) {
  const { code = '' } = useParams();
  const { t, language } = useTexts();
  const asked = useQuery(dossier(what, code));
  return (
    <WhenReady asked={asked} whole>
      {({ of, entry, register, registers, files, verdicts, facts }) => (
        <>
          <PageHead
            title={of.name}
            lead={
              <span style={{ display: 'flex', gap: 12, flexWrap: 'wrap' }}>
                <span className="mono">{of.id}</span>
                {entry && register ? (
                  <Link to={`/registers/${encodeURIComponent(register)}/${encodeURIComponent(entry.code)}`}>{t('registers.ownEntry')}</Link>
                ) : null}
                {entry ? <span>{entry.districtName}</span> : null}
              </span>
            }
            actions={<PrintButton />}
          />
          <div className="two">
            <div className="stack">
              {registers.length === 0 ? (
                <Panel title={t('registers.title')}>
                  <Nothing title={t('registers.noneNames')} slim />
                </Panel>
              ) : (
                registers.map((group) => (
                  <Panel
                    key={group.register}
                    title={inWords(language, group.registerName, group.registerNameEn)}
                    count={<span className="count">{group.entries.length}</span>}
                    testid={`naming-${group.register}`}
                  >
                    <ul className="list">
                      {group.entries.map((one) => (
                        <li key={one.code}>
                          <Link to={`/registers/${encodeURIComponent(group.register)}/${encodeURIComponent(one.code)}`}>{one.name}</Link>
                          <div className="small soft">
                            <span className="num">{one.validFrom}</span>
                            {one.place && one.place.id !== one.code ? <> · {one.place.name}</> : null}
                          </div>
                        </li>
                      ))}
                    </ul>
                  </Panel>
                ))
              )}
            </div>
            <div className="stack">
              <Panel title={t('registers.files')} count={<span className="count">{files.length}</span>} testid="dossier-files">
                {files.length ? <FileList files={files} /> : <Nothing title={t('registers.noFiles')} slim />}
              </Panel>
              <Panel title={t('registers.verdicts')} flush>
                <Sheet
                  tight
                  rows={verdicts}
                  rowKey={(one) => one.id}
                  minWidth={420}
                  pageSize={10}
                  empty={<Nothing title={t('registers.noVerdicts')} slim />}
                  columns={[
                    { key: 'at', title: t('registers.day'), width: 150, render: (one) => <At at={one.startAt} /> },
                    { key: 'parameter', title: t('registers.parameter'), render: (one) => one.parameter },
                    {
                      key: 'outcome',
                      title: t('registers.outcome'),
                      render: (one) => (
                        <RefLink of={{ kind: 'verdict', id: one.id }}>
                          <VerdictTag verdict={one} /> {one.text ? `${one.text} ${one.unit}` : ''}
                        </RefLink>
                      ),
                    },
                  ]}
                />
              </Panel>
              <FactsPanel facts={facts} />
            </div>
          </div>
        </>
      )}
    </WhenReady>
  );
}

export default function PartyScreen() {
  return <DossierScreen of="parties" />;
}

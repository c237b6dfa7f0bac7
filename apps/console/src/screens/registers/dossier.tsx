/** One firm one page, one place one page (R4): all that names it, section by section, as of a day; its days in order; and two days side by side. */
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented } from 'antd';
import { Link, useParams } from 'react-router';
import { useAddress } from '../../address.ts';
import { answered, client } from '../../api.ts';
import type { Dossier, MentionShown } from '../../contract.ts';
import { FileList } from '../../parts/file-table.tsx';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { usePages, WhenPaged } from '../../parts/pages.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { RefLink } from '../../parts/ref-link.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { VerdictTag } from '../../parts/tags.tsx';
import { KnownPicker, SideBySide, SidePicker, useTwoDays } from '../../parts/two-days.tsx';
import { At } from '../../parts/when.tsx';
import { dossier } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';
import { FactsPanel } from './entry.tsx';

type What = 'parties' | 'places';

export function DossierScreen({ of: what }: { of: What }) {
  const { code = '' } = useParams();
  const { t } = useTexts();
  const { read, write } = useAddress();
  const day = read('day') || undefined;
  const knownAt = Number(read('knownAt')) || undefined;
  const asked = useQuery(dossier(what, code, { day, knownAt }));
  const view = ['days', 'compare'].find((one) => one === read('view')) ?? 'all';
  return (
    <WhenReady asked={asked} whole>
      {(found) => (
        <>
          <PageHead
            title={found.of.name}
            lead={
              <span style={{ display: 'flex', gap: 12, flexWrap: 'wrap' }}>
                <span className="mono">{found.of.id}</span>
                {found.register ? (
                  <Link to={`/registers/${encodeURIComponent(found.register)}/${encodeURIComponent(found.of.id)}`}>
                    {t('registers.ownEntry')}
                  </Link>
                ) : null}
                {found.entry ? <span>{found.entry.districtName}</span> : <span>{t('registers.notThen')}</span>}
                <span className="small">{t('dossier.asOf', { day: found.asOf.day })}</span>
                {found.asOf.knownAt === null ? null : (
                  <span className="small">
                    {t('twoDays.known')} <At at={found.asOf.knownAt} />
                  </span>
                )}
              </span>
            }
            actions={
              <>
                <span className="small">
                  {t('registers.asOf')}{' '}
                  <Input
                    aria-label={t('registers.asOf')}
                    type="date"
                    style={{ width: 150 }}
                    value={day ?? ''}
                    onChange={(e) => write({ day: e.target.value || null })}
                    data-testid="as-of"
                  />
                </span>
                <KnownPicker value={knownAt} onPick={(at) => write({ knownAt: at ? String(at) : null })} />
                <PrintButton />
              </>
            }
          />
          <Segmented
            aria-label={t('dossier.view')}
            value={view}
            onChange={(to) => write({ view: to === 'all' ? null : to })}
            options={[
              { value: 'all', label: t('dossier.all') },
              { value: 'days', label: <span data-testid="view-days">{t('dossier.days')}</span> },
              { value: 'compare', label: <span data-testid="view-compare">{t('twoDays.title')}</span> },
            ]}
          />
          {view === 'all' ? (
            <Sections what={what} of={found} />
          ) : view === 'days' ? (
            <Days what={what} code={code} />
          ) : (
            <TwoDays what={what} code={code} />
          )}
        </>
      )}
    </WhenReady>
  );
}

function Sections({ what, of }: { what: What; of: Dossier }) {
  const { t, language } = useTexts();
  const { registers, outlets, files, filesOpen, filesAll, verdicts, facts, links } = of;
  const key = what === 'parties' ? 'party' : 'place';
  return (
    <div className="two">
      <div className="stack">
        {outlets.length ? (
          <Panel
            title={t('dossier.limits', { day: of.asOf.day })}
            count={<span className="count">{outlets.length}</span>}
            flush
            testid="dossier-limits"
          >
            <Sheet
              tight
              rows={outlets.flatMap(({ ref, name, limits }) => limits.map((limit) => ({ ...limit, ref, outlet: name })))}
              rowKey={(one) => `${one.ref.id} ${one.id}`}
              minWidth={560}
              pageSize={15}
              empty={<Nothing title={t('dossier.noLimits')} slim />}
              columns={[
                { key: 'outlet', title: t('registers.place'), render: (one) => <RefLink of={one.ref}>{one.outlet}</RefLink> },
                { key: 'parameter', title: t('registers.parameter'), render: (one) => one.parameterName },
                {
                  key: 'basis',
                  title: t('dossier.basis'),
                  width: 90,
                  render: (one) => t(one.basis === 'day' ? 'dossier.dayMean' : 'dossier.hourMean'),
                },
                {
                  key: 'limit',
                  title: t('dossier.limit'),
                  width: 130,
                  right: true,
                  render: (one) => (
                    <span className="num nowrap">
                      {[one.lower, one.upper].filter((value) => value !== null).join(' – ')} <small>{one.unit}</small>
                    </span>
                  ),
                },
                { key: 'clause', title: t('dossier.clause'), render: (one) => <span className="small">{one.clause}</span> },
              ]}
            />
          </Panel>
        ) : null}
        {registers.length === 0 ? (
          <Panel title={t('registers.title')}>
            <Nothing title={t('registers.noneNames')} slim />
          </Panel>
        ) : (
          registers.map((group) => (
            <Panel
              key={group.register}
              title={inWords(language, group.registerName, group.registerNameEn)}
              count={<span className="count">{group.total}</span>}
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
              {group.total > group.entries.length ? (
                <MoreOf
                  register={group.register}
                  of={{ [key]: of.of.id, ...(of.asOf.day ? { day: of.asOf.day } : {}) }}
                  after={group.entries.length}
                  total={group.total}
                />
              ) : null}
            </Panel>
          ))
        )}
      </div>
      <div className="stack">
        <Panel
          title={t('registers.files')}
          count={<span className="count">{filesAll > 500 ? '500+' : filesAll}</span>}
          note={filesOpen ? t('dossier.open', { n: filesOpen }) : undefined}
          testid="dossier-files"
        >
          {files.length ? <FileList files={files} /> : <Nothing title={t('registers.noFiles')} slim />}
          {filesAll > files.length && what === 'parties' ? (
            <div className="more">
              <Link to={`/files?status=all&party=${encodeURIComponent(of.of.id)}`}>{t('dossier.allFiles')}</Link>
            </div>
          ) : null}
        </Panel>
        <Panel title={t('registers.verdicts')} count={<span className="count">{verdicts.length}</span>} flush>
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
        <Panel title={t('dossier.links')} count={<span className="count">{links.length}</span>} flush testid="dossier-links">
          <Sheet
            tight
            rows={links}
            rowKey={(one) => `${one.role}|${one.ref.kind}|${one.ref.id}`}
            minWidth={320}
            pageSize={10}
            empty={<Nothing title={t('dossier.noLinks')} slim />}
            columns={[
              { key: 'name', title: t('registers.what'), render: (one) => <RefLink of={one.ref}>{one.name}</RefLink> },
              { key: 'role', title: t('dossier.as'), width: 110, render: (one) => <span className="small">{one.roleName}</span> },
            ]}
          />
        </Panel>
      </div>
    </div>
  );
}

/** The rest of a section is the list of its register, narrowed to this firm or place. */
function MoreOf({ register, of, after, total }: { register: string; of: Record<string, string>; after: number; total: number }) {
  const { t } = useTexts();
  return (
    <div className="more">
      <Link to={`/registers/${encodeURIComponent(register)}?${new URLSearchParams(of)}`}>
        <Button>{t('dossier.more', { n: total - after })}</Button>
      </Link>
    </div>
  );
}

/** Every fact of any duty that names it, day by day, newest first. */
function Days({ what, code }: { what: What; code: string }) {
  const { t, language } = useTexts();
  const asked = usePages<MentionShown>('dossier', `/${what}/${encodeURIComponent(code)}/mentions`, { limit: 50 });
  return (
    <Panel title={t('dossier.days')} testid="dossier-days">
      <WhenPaged asked={asked}>
        {(rows) => {
          if (!rows.length) return <Nothing title={t('registers.noFacts')} slim />;
          const days = [...new Set(rows.map(({ day }) => day))].sort().reverse();
          return (
            <ol className="acts">
              {days.map((day) => (
                <li key={day}>
                  <div className="line">
                    <b className="num">{day}</b>
                  </div>
                  <ul className="list">
                    {rows
                      .filter((one) => one.day === day)
                      .map((one) => (
                        <li key={`${one.fact}|${one.role}`}>
                          <RefLink of={one.ref}>{one.name ?? one.kindName}</RefLink>
                          <div className="small soft">
                            {one.kindName} · {inWords(language, one.roleName, one.roleNameEn)} · <At at={one.at} />
                          </div>
                        </li>
                      ))}
                  </ul>
                </li>
              ))}
            </ol>
          );
        }}
      </WhenPaged>
    </Panel>
  );
}

function TwoDays({ what, code }: { what: What; code: string }) {
  const { t, language } = useTexts();
  const [a, b] = useTwoDays();
  const query = { a: a.day, b: b.day, ...(a.knownAt ? { knownA: a.knownAt } : {}), ...(b.knownAt ? { knownB: b.knownAt } : {}) };
  const asked = useQuery({
    queryKey: ['dossier', what, code, 'compare', query],
    queryFn: ({ signal }) =>
      what === 'parties'
        ? answered(client.GET('/api/parties/{code}/compare', { params: { path: { code }, query }, signal }))
        : answered(client.GET('/api/places/{code}/compare', { params: { path: { code }, query }, signal })),
  });
  return (
    <>
      <div className="filters">
        <SidePicker name="a" side={a} />
        <SidePicker name="b" side={b} />
      </div>
      <WhenReady asked={asked}>
        {({ registers }) => {
          const apart = registers.filter(({ rows }) => rows.length > 0);
          const same = registers.reduce((sum, one) => sum + one.same, 0);
          return (
            <div className="stack" data-testid="compared">
              <p className="soft">{t('twoDays.same', { n: same })}</p>
              {apart.length === 0 ? (
                <Panel>
                  <Nothing title={t('twoDays.nothing')} slim />
                </Panel>
              ) : (
                apart.map(({ register, rows }) => (
                  <Panel
                    key={register.id}
                    title={inWords(language, register.name, register.nameEn)}
                    count={<span className="count">{rows.length}</span>}
                  >
                    {rows.map((row) => (
                      <div key={row.code} style={{ marginBottom: 16 }}>
                        <h3 className="small">
                          <Link to={`/registers/${encodeURIComponent(register.id)}/${encodeURIComponent(row.code)}`}>
                            {(row.b ?? row.a)?.name}
                          </Link>{' '}
                          {row.a ? (row.b ? '' : t('twoDays.ended')) : t('twoDays.began')}
                        </h3>
                        <SideBySide register={register} a={row.a} b={row.b} differs={row.differs} all={!row.a || !row.b} />
                      </div>
                    ))}
                  </Panel>
                ))
              )}
            </div>
          );
        }}
      </WhenReady>
    </>
  );
}

export default function PartyScreen() {
  return <DossierScreen of="parties" />;
}

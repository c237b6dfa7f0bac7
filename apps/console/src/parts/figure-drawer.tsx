/** Number → arithmetic → records; each record opens what it is made of. */
import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useAddress, useDrawers } from '../address.ts';
import type { FigureRecords } from '../contract.ts';
import { figureRecords } from '../queries.ts';
import { useTexts } from '../texts/index.ts';
import { dayOf } from '../time.ts';
import { show } from './chart-options.ts';
import { ExportButton, Facts } from './page.tsx';
import { Nothing, WhenReady } from './problem-notice.tsx';
import { RefLink } from './ref-link.tsx';
import { type Column, Sheet } from './sheet.tsx';
import { Tag } from './tags.tsx';
import { At } from './when.tsx';

type Row = FigureRecords['records'][number];

export const thisYear = () => Number(dayOf(Date.now()).slice(0, 4));

export function FigureDrawer() {
  const { t } = useTexts();
  const { read } = useAddress();
  const { shown, close } = useDrawers();
  const id = shown('figure');
  const year = Number(read('year')) || thisYear();
  const asked = useQuery({ ...figureRecords(id ?? '', year), enabled: id !== null });
  return (
    <Drawer
      open={id !== null}
      onClose={() => close('figure')}
      title={t('report.title_figure')}
      size={820}
      destroyOnHidden
      extra={id ? <ExportButton small path={`/figures/${encodeURIComponent(id)}`} query={{ year }} /> : null}
    >
      {id === null ? null : (
        <WhenReady asked={asked} whole>
          {(ready) => <Origin of={ready} />}
        </WhenReady>
      )}
    </Drawer>
  );
}

function Origin({ of: { figure, records } }: { of: FigureRecords }) {
  const { t } = useTexts();
  const columns: Column<Row>[] = [
    { title: t('report.name'), key: 'name', width: 190, bare: true, render: (r) => <RefLink of={r.ref}>{r.name}</RefLink> },
    {
      title: t('report.party'),
      key: 'party',
      render: (r) => (
        <div>
          {r.party ?? t('shell.nothing')}
          {r.place ? <div className="small soft">{r.place}</div> : null}
        </div>
      ),
    },
    { title: t('report.district'), key: 'district', width: 96, render: (r) => r.district },
    { title: t('report.day'), key: 'day', width: 106, render: (r) => <span className="num nowrap">{r.day}</span> },
    {
      title: t('report.amount'),
      key: 'amount',
      width: 90,
      right: true,
      render: (r) =>
        r.amount === null ? (
          <span className="soft">{t('shell.nothing')}</span>
        ) : (
          <span className="num nowrap">{`${show(r.amount)} ${r.unit ?? ''}`}</span>
        ),
    },
    { title: t('report.status'), key: 'status', width: 84, render: (r) => r.status },
  ];
  return (
    <div data-testid="figure-origin" data-figure={figure.id}>
      <div className="why-head">
        <span className="soft">{figure.name}</span>
        <div className="sum" style={{ fontSize: 26 }}>
          {figure.text} {figure.unit} <Tag>{figure.basis}</Tag>
        </div>
      </div>
      <div className="section">
        <Facts
          of={[
            { name: t('report.formula'), value: figure.formula, wide: true },
            { name: t('report.scope'), value: figure.scope },
            { name: t('report.basis'), value: figure.basis },
            { name: t('report.records'), value: t('report.recordsN', { n: figure.records }) },
            { name: t('report.cutOff'), value: <At at={figure.asOf} to="second" /> },
          ]}
        />
      </div>
      <div className="section" data-testid="figure-records">
        <h3>
          {t('report.records')} <span className="count">{figure.records}</span>
          {records.length < figure.records ? <span className="count">{t('report.recordsFirst', { n: records.length })}</span> : null}
        </h3>
        <Sheet
          tight
          numbered
          columns={columns}
          rows={records}
          rowKey={(r) => `${r.ref.kind}:${r.ref.id}`}
          minWidth={740}
          pageSize={50}
          empty={<Nothing title={t('report.recordsEmpty')} when={t('report.recordsEmptyWhen')} />}
          marks={(r) => ({ 'data-testid': 'figure-record', 'data-ref': `${r.ref.kind}:${r.ref.id}` })}
        />
      </div>
    </div>
  );
}

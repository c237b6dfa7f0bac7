/** The table of powers as of a day: matter × area × body, what nobody may do, and what two may without its being said; changed by the security administrator. */
import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useAddress } from '../../address.ts';
import { api } from '../../api.ts';
import { Act, FieldsWindow } from '../../parts/change.tsx';
import { ExportButton, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { usePerson } from '../../session.tsx';
import { useTexts } from '../../texts/index.ts';
import {
  confidences,
  DayChoice,
  Days,
  type Powers,
  Provisional,
  rollUps,
  SheetWindow,
  today,
  useAreas,
  useBodies,
  useDay,
} from './shown.tsx';

export default function PowersScreen() {
  const { t } = useTexts();
  const { read, write } = useAddress();
  const { day } = useDay();
  const mayChange = usePerson().role === 'security';
  const [granting, grant] = useState<Powers['items'][number] | 'new' | null>(null);
  const [importing, importSheet] = useState(false);
  const filter = { day, matter: read('matter'), area: read('area'), body: read('body') };
  const asked = useQuery({
    queryKey: ['directory', 'powers', filter],
    queryFn: ({ signal }) => api.get<Powers>('/directory/powers', { query: filter, signal }),
  });
  const areas = useAreas(day, 'management').data?.items ?? [];
  const bodies = useBodies(day, '').data?.items ?? [];
  const matters = asked.data?.matters ?? [];
  const choice = (name: 'matter' | 'area' | 'body', options: { value: string; label: string }[]) => (
    <Select
      style={{ width: 210 }}
      value={read(name)}
      showSearch={{ optionFilterProp: 'label' }}
      options={[{ value: '', label: `${t(`directory.${name === 'area' ? 'areas' : name}`)}：${t('directory.all')}` }, ...options]}
      onChange={(value) => write({ [name]: value || null })}
      aria-label={t(`directory.${name === 'area' ? 'areas' : name}`)}
    />
  );
  return (
    <>
      <PageHead
        title={t('directory.powersTitle')}
        lead={t('directory.powersLead')}
        actions={
          <>
            {mayChange ? (
              <>
                <Button type="primary" onClick={() => grant('new')} data-testid="grant">
                  {t('directory.grant')}
                </Button>
                <Button onClick={() => importSheet(true)}>{t('directory.import')}</Button>
              </>
            ) : null}
            <ExportButton path="/directory/powers" query={filter} />
            <PrintButton />
          </>
        }
      />
      <div className="filters">
        <DayChoice />
        {choice(
          'matter',
          matters.map(({ id, name }) => ({ value: id, label: name })),
        )}
        {choice(
          'area',
          areas.map(({ code, name }) => ({ value: code, label: name })),
        )}
        {choice(
          'body',
          bodies.map(({ id, name }) => ({ value: id, label: name })),
        )}
      </div>
      <WhenReady asked={asked} whole>
        {(powers) => (
          <>
            <Panel
              title={t('directory.gaps')}
              count={<span className={`count ${powers.gaps.length ? 'bad' : ''}`}>{powers.gaps.length}</span>}
              note={t('directory.gapsLead')}
              flush
              testid="gaps"
            >
              <Sheet
                tight
                rows={powers.gaps}
                rowKey={(one) => `${one.matter} ${one.act} ${one.area} ${one.from}`}
                minWidth={640}
                empty={<Nothing title={t('directory.noGaps')} when={t('directory.noGapsWhen')} icon="tick" slim />}
                columns={[
                  { title: t('directory.matter'), key: 'matter', width: 220, render: (one) => one.matterName },
                  { title: t('directory.may'), key: 'act', width: 160, render: (one) => one.actName },
                  { title: t('directory.areas'), key: 'area', render: (one) => one.areaName },
                  { title: t('directory.days'), key: 'days', width: 200, render: (one) => <Days of={one} /> },
                ]}
              />
            </Panel>
            <Panel
              title={t('directory.powers')}
              count={<span className="count">{powers.items.length}</span>}
              note={powers.matters
                .map(({ name, powers: n }) => `${name} ${n ? t('directory.counted', { n }) : t('directory.nobody')}`)
                .join(' · ')}
              flush
              testid="powers"
            >
              <Sheet
                rows={powers.items}
                rowKey={(one) => one.id}
                minWidth={1460}
                empty={<Nothing title={t('directory.none')} when={t('directory.noneWhen')} />}
                marks={() => ({ 'data-testid': 'power-row' })}
                columns={[
                  { title: t('directory.matter'), key: 'matter', width: 160, render: (one) => one.matterName },
                  { title: t('directory.areas'), key: 'area', width: 150, render: (one) => one.areaName },
                  { title: t('directory.body'), key: 'body', width: 260, render: (one) => one.bodyName },
                  { title: t('directory.may'), key: 'may', render: (one) => one.mayNames.join('、') },
                  { title: t('directory.rollUp'), key: 'rollUp', width: 90, render: (one) => t(`directory.rollUps.${one.rollUp}`) },
                  { title: t('directory.marks'), key: 'marks', width: 170, render: (one) => <Marks of={one} /> },
                  { title: t('directory.clause'), key: 'clause', width: 150, render: (one) => one.clause },
                  { title: t('directory.days'), key: 'days', width: 180, render: (one) => <Days of={one} /> },
                  ...(mayChange
                    ? [
                        {
                          title: t('shell.act'),
                          key: 'act',
                          width: 150,
                          bare: true,
                          render: (one: Powers['items'][number]) => (
                            <>
                              <Button size="small" onClick={() => grant(one)}>
                                {t('directory.change')}
                              </Button>{' '}
                              <Act
                                says={t('directory.end')}
                                ask={t('directory.end')}
                                done={t('directory.ended')}
                                refresh={['directory']}
                                danger
                                does={(key) => api.post('/directory/powers', { kind: 'endPower', id: one.id, day: today() }, { key })}
                              />
                            </>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
            </Panel>
          </>
        )}
      </WhenReady>
      {importing ? <SheetWindow sorts={[]} path="/directory/powers/import" onClose={() => importSheet(false)} /> : null}
      {granting ? (
        <FieldsWindow
          title={t('directory.grant')}
          submit={t('directory.grant')}
          name="power"
          onClose={() => grant(null)}
          first={
            granting === 'new'
              ? { rollUp: 'management', concurrent: false, confidence: 'B', from: today() }
              : { ...granting, from: today(), until: undefined }
          }
          done={t('directory.done')}
          refresh={['directory']}
          then={() => grant(null)}
          does={({ until, delegatedBy, ...rest }, key) =>
            api.post(
              '/directory/powers',
              { kind: 'power', power: { ...rest, until: until || null, delegatedBy: delegatedBy || null } },
              { key },
            )
          }
          fields={[
            {
              name: 'matter',
              says: t('directory.matter'),
              kind: 'choice',
              required: true,
              choices: matters.map(({ id, name }) => ({ value: id, label: name })),
            },
            {
              name: 'area',
              says: t('directory.areas'),
              kind: 'choice',
              required: true,
              choices: areas.map(({ code, name }) => ({ value: code, label: name })),
            },
            {
              name: 'body',
              says: t('directory.body'),
              kind: 'choice',
              required: true,
              choices: bodies.map(({ id, name }) => ({ value: id, label: name })),
            },
            {
              name: 'may',
              says: t('directory.may'),
              kind: 'choices',
              required: true,
              choices: [...new Map(matters.flatMap(({ acts }) => acts).map(({ id, name }) => [id, name]))].map(([value, label]) => ({
                value,
                label,
              })),
            },
            {
              name: 'rollUp',
              says: t('directory.rollUp'),
              kind: 'choice',
              required: true,
              choices: rollUps.map((value) => ({ value, label: t(`directory.rollUps.${value}`) })),
            },
            { name: 'concurrent', says: t('directory.concurrent'), kind: 'yesNo' },
            {
              name: 'delegatedBy',
              says: t('directory.delegatedBy'),
              kind: 'choice',
              choices: bodies.map(({ id, name }) => ({ value: id, label: name })),
            },
            { name: 'clause', says: t('directory.clause'), required: true, most: 200 },
            { name: 'confidence', says: t('directory.confidence'), kind: 'choice', required: true, choices: confidences },
            { name: 'from', says: t('directory.from'), kind: 'day', required: true },
            { name: 'until', says: t('directory.untilDay'), kind: 'day' },
          ]}
        />
      ) : null}
    </>
  );
}

function Marks({ of }: { of: Powers['items'][number] }) {
  const { t } = useTexts();
  return (
    <>
      {of.overlaps.length ? <Tag tone="bad">{t('directory.overlaps', { bodies: of.overlaps.join('、') })}</Tag> : null}{' '}
      {of.concurrent ? <Tag>{t('directory.concurrent')}</Tag> : null}{' '}
      {of.delegatedByName ? <Tag tone="note">{t('directory.delegated', { by: of.delegatedByName })}</Tag> : null} <Provisional of={of} />
    </>
  );
}

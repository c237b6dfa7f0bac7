/** Bodies and areas as of a day: the tree by either roll-up, a body with its posts, powers and history; changed by the system administrator. */
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useAddress } from '../../address.ts';
import { api } from '../../api.ts';
import { Act, FieldsWindow } from '../../parts/change.tsx';
import { ExportButton, Facts, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { usePerson } from '../../session.tsx';
import { inWords, useTexts } from '../../texts/index.ts';
import {
  type Areas,
  type AreaWhole,
  areaKinds,
  type Bodies,
  type BodyWhole,
  confidences,
  DayChoice,
  Days,
  levels,
  manners,
  Provisional,
  rollUps,
  SheetWindow,
  today,
  useAreas,
  useBodies,
  useDay,
} from './shown.tsx';

type Open = 'area' | 'endArea' | 'body' | 'dissolve' | 'post' | 'sheet' | null;

export default function DirectoryScreen() {
  const { t } = useTexts();
  const { read, write } = useAddress();
  const { day } = useDay();
  const mayChange = usePerson().role === 'admin';
  const [open, show] = useState<Open>(null);
  const rollUp = read('rollUp') === 'administrative' ? 'administrative' : 'management';
  const areas = useAreas(day, rollUp);
  const bodies = useBodies(day, read('area'));
  return (
    <>
      <PageHead
        title={t('directory.title')}
        lead={t('directory.lead')}
        actions={
          <>
            {mayChange ? (
              <>
                <Button onClick={() => show('area')} data-testid="state-area">
                  {t('directory.stateArea')}
                </Button>
                <Button onClick={() => show('endArea')} data-testid="replace-areas">
                  {t('directory.endArea')}
                </Button>
                <Button onClick={() => show('body')} data-testid="state-body">
                  {t('directory.stateBody')}
                </Button>
                <Button onClick={() => show('sheet')}>{t('directory.import')}</Button>
              </>
            ) : null}
            <PrintButton />
          </>
        }
      />
      <div className="filters">
        <DayChoice />
        <Segmented
          value={rollUp}
          options={rollUps.map((value) => ({ value, label: t(`directory.rollUps.${value}`) }))}
          onChange={(value) => write({ rollUp: value })}
          data-testid="roll-up"
        />
        <span className="small soft">{t(`directory.rollUpNote.${rollUp}`)}</span>
      </div>
      <WhenReady asked={areas} whole>
        {({ items }) => (
          <Panel
            title={t('directory.areas')}
            count={<span className="count">{items.length}</span>}
            end={<ExportButton path="/directory/areas" query={{ day, rollUp }} small />}
            flush
            testid="areas"
          >
            <AreaTree items={items} chosen={read('area')} onChoose={(code) => write({ area: code, body: null })} />
          </Panel>
        )}
      </WhenReady>
      {read('area') ? <OneArea code={read('area')} day={day} /> : null}
      <WhenReady asked={bodies}>
        {({ items }) => (
          <Panel
            title={t('directory.bodies')}
            count={<span className="count">{items.length}</span>}
            end={
              <>
                <Select
                  size="small"
                  style={{ width: 200 }}
                  value={read('area')}
                  options={[
                    { value: '', label: t('directory.allAreas') },
                    ...(areas.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
                  ]}
                  onChange={(code) => write({ area: code || null })}
                  aria-label={t('directory.area')}
                />{' '}
                <ExportButton path="/directory/bodies" query={{ day, area: read('area') }} small />
              </>
            }
            flush
            testid="bodies"
          >
            <BodyRows items={items} onChoose={(id) => write({ body: id }, { push: true })} />
          </Panel>
        )}
      </WhenReady>
      {read('body') ? (
        <OneBody id={read('body')} day={day} mayChange={mayChange} onPost={() => show('post')} onDissolve={() => show('dissolve')} />
      ) : null}
      {open === 'sheet' ? <SheetWindow sorts={['areas', 'bodies']} path="/directory/import" onClose={() => show(null)} /> : null}
      {open && open !== 'sheet' ? (
        <ChangeWindow open={open} areas={areas.data?.items ?? []} bodies={bodies.data?.items ?? []} onClose={() => show(null)} />
      ) : null}
    </>
  );
}

function AreaTree({ items, chosen, onChoose }: { items: Areas['items']; chosen: string; onChoose: (code: string) => void }) {
  const { t } = useTexts();
  return (
    <Sheet
      tight
      rows={items}
      rowKey={(one) => one.code}
      minWidth={980}
      pageSize={50}
      empty={<Nothing title={t('directory.none')} when={t('directory.noneWhen')} />}
      marks={(one) => ({ 'data-testid': 'area-row', 'data-code': one.code })}
      columns={[
        {
          title: t('directory.name'),
          key: 'name',
          width: 240,
          render: (one) => (
            <span style={{ paddingInlineStart: one.depth * 20 }}>
              <Button type="link" style={{ padding: 0, fontWeight: one.code === chosen ? 600 : 400 }} onClick={() => onChoose(one.code)}>
                {one.name}
              </Button>
            </span>
          ),
        },
        { title: t('directory.code'), key: 'code', width: 140, render: (one) => <span className="mono">{one.code}</span> },
        { title: t('directory.level'), key: 'level', width: 80, render: (one) => t(`directory.levels.${one.level}`) },
        {
          title: t('directory.kind'),
          key: 'kind',
          width: 170,
          render: (one) => (
            <>
              <Tag tone={one.kind === 'management' ? 'note' : 'mute'}>{t(`directory.kinds.${one.kind}`)}</Tag> <Provisional of={one} />
            </>
          ),
        },
        { title: t('directory.liesIn'), key: 'liesIn', width: 160, render: (one) => one.liesInNames.join('、') },
        { title: t('directory.bodies'), key: 'bodies', render: (one) => one.bodies.map(({ name }) => name).join('、') },
        { title: t('directory.days'), key: 'days', width: 190, render: (one) => <Days of={one} /> },
      ]}
    />
  );
}

function BodyRows({ items, onChoose }: { items: Bodies['items']; onChoose: (id: string) => void }) {
  const { t } = useTexts();
  return (
    <Sheet
      tight
      rows={items}
      rowKey={(one) => one.id}
      minWidth={860}
      empty={<Nothing title={t('directory.none')} when={t('directory.noneWhen')} />}
      marks={() => ({ 'data-testid': 'body-row' })}
      columns={[
        {
          title: t('directory.name'),
          key: 'name',
          render: (one) => (
            <Button type="link" style={{ padding: 0 }} onClick={() => onChoose(one.id)}>
              {one.name}
            </Button>
          ),
        },
        { title: t('directory.bodyKind'), key: 'kind', width: 110, render: (one) => one.kindName },
        { title: t('directory.area'), key: 'area', width: 130, render: (one) => one.areaName },
        { title: t('directory.parent'), key: 'parent', width: 180, render: (one) => one.parentName },
        { title: t('directory.people'), key: 'posts', width: 90, right: true, render: (one) => <span className="num">{one.posts}</span> },
        { title: t('directory.days'), key: 'days', width: 190, render: (one) => <Days of={one} /> },
      ]}
    />
  );
}

function OneArea({ code, day }: { code: string; day: string }) {
  const { t } = useTexts();
  const asked = useQuery({
    queryKey: ['directory', 'area', code, day],
    queryFn: ({ signal }) => api.get<AreaWhole>(`/directory/areas/${encodeURIComponent(code)}`, { query: { day }, signal }),
  });
  return (
    <WhenReady asked={asked}>
      {(area) => (
        <Panel title={area.name} testid="area">
          <Facts
            of={[
              { name: t('directory.code'), value: <span className="mono">{area.code}</span> },
              { name: t('directory.above'), value: area.above.administrative.join('、') },
              { name: t('directory.aboveRun'), value: area.above.management.join('、') },
              { name: t('directory.basis'), value: area.cite },
            ]}
          />
          <History of={area} />
        </Panel>
      )}
    </WhenReady>
  );
}

function OneBody({
  id,
  day,
  mayChange,
  onPost,
  onDissolve,
}: {
  id: string;
  day: string;
  mayChange: boolean;
  onPost: () => void;
  onDissolve: () => void;
}) {
  const { t } = useTexts();
  const asked = useQuery({
    queryKey: ['directory', 'body', id, day],
    queryFn: ({ signal }) => api.get<BodyWhole>(`/directory/bodies/${encodeURIComponent(id)}`, { query: { day }, signal }),
  });
  return (
    <WhenReady asked={asked}>
      {(body) => (
        <Panel
          title={body.name}
          testid="body"
          end={
            mayChange ? (
              <>
                <Button size="small" onClick={onPost}>
                  {t('directory.statePost')}
                </Button>{' '}
                <Button size="small" danger onClick={onDissolve}>
                  {t('directory.dissolve')}
                </Button>
              </>
            ) : null
          }
        >
          <h3 style={{ marginBlock: '16px 8px' }}>{t('directory.people')}</h3>
          <Sheet
            tight
            rows={body.people}
            rowKey={(one) => one.id}
            minWidth={760}
            empty={<Nothing title={t('directory.none')} slim />}
            columns={[
              { title: t('directory.person'), key: 'person', width: 120, render: (one) => one.personName },
              { title: t('directory.post'), key: 'post', width: 160, render: (one) => one.name },
              { title: t('directory.manner'), key: 'manner', width: 90, render: (one) => t(`directory.manners.${one.manner}`) },
              { title: t('directory.certificate'), key: 'certificate', render: (one) => <span className="mono">{one.certificate}</span> },
              { title: t('directory.days'), key: 'days', width: 190, render: (one) => <Days of={one} /> },
              ...(mayChange
                ? [
                    {
                      title: t('shell.act'),
                      key: 'act',
                      width: 90,
                      bare: true,
                      render: (one: BodyWhole['people'][number]) => (
                        <Act
                          says={t('directory.endPost')}
                          ask={t('directory.endPost')}
                          done={t('directory.ended')}
                          refresh={['directory']}
                          does={(key) => api.post('/directory/changes', { kind: 'endPost', id: one.id, day: today() }, { key })}
                        />
                      ),
                    },
                  ]
                : []),
            ]}
          />
          <h3 style={{ marginBlock: '16px 8px' }}>{t('directory.powers')}</h3>
          <Sheet
            tight
            rows={body.powers}
            rowKey={(one) => one.id}
            minWidth={700}
            empty={<Nothing title={t('directory.none')} slim />}
            columns={[
              { title: t('directory.matter'), key: 'matter', width: 180, render: (one) => one.matterName },
              { title: t('directory.areas'), key: 'area', width: 150, render: (one) => one.areaName },
              { title: t('directory.may'), key: 'may', render: (one) => one.mayNames.join('、') },
              { title: t('directory.days'), key: 'days', width: 190, render: (one) => <Days of={one} /> },
            ]}
          />
          <History of={body} />
        </Panel>
      )}
    </WhenReady>
  );
}

function History({ of }: { of: Pick<BodyWhole, 'versions' | 'changes'> }) {
  const { t, language } = useTexts();
  return (
    <>
      <h3 style={{ marginBlock: '16px 8px' }}>{t('directory.history')}</h3>
      <Sheet
        tight
        rows={of.versions}
        rowKey={(one) => `${one.knownFrom} ${one.from}`}
        minWidth={620}
        empty={<Nothing title={t('directory.none')} slim />}
        columns={[
          { title: t('directory.name'), key: 'name', render: (one) => one.name },
          { title: t('directory.days'), key: 'days', width: 200, render: (one) => <Days of={one} /> },
          { title: t('directory.known'), key: 'known', width: 170, render: (one) => <At at={one.knownFrom} /> },
          {
            title: t('directory.marks'),
            key: 'replaced',
            width: 190,
            render: (one) => (one.knownUntil === null ? null : <Tag tone="mute">{t('directory.replaced')}</Tag>),
          },
        ]}
      />
      <h3 style={{ marginBlock: '16px 8px' }}>{t('directory.changes')}</h3>
      <Sheet
        tight
        rows={of.changes}
        rowKey={(one) => String(one.id)}
        minWidth={560}
        empty={<Nothing title={t('directory.none')} slim />}
        columns={[
          { title: t('directory.at'), key: 'at', width: 170, render: (one) => <At at={one.at} /> },
          { title: t('directory.change'), key: 'says', render: (one) => inWords(language, one.says, one.saysEn) },
          { title: t('directory.by'), key: 'by', width: 120, render: (one) => one.byName },
        ]}
      />
    </>
  );
}

/** One change, with its day. */
function ChangeWindow({
  open,
  areas,
  bodies,
  onClose,
}: {
  open: Exclude<Open, 'sheet' | null>;
  areas: Areas['items'];
  bodies: Bodies['items'];
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { read } = useAddress();
  const area = areas.find((one) => one.code === read('area'));
  const body = bodies.find((one) => one.id === read('body'));
  const areaChoices = areas.map(({ code, name }) => ({ value: code, label: `${name} ${code}` }));
  const bodyChoices = bodies.map(({ id, name }) => ({ value: id, label: name }));
  const day = { name: 'from', says: t('directory.from'), kind: 'day' as const, required: true };
  const last = { name: 'until', says: t('directory.untilDay'), kind: 'day' as const };
  const empty = (value: unknown) => (value === undefined || value === '' ? null : value);
  const common = { onClose, submit: t('directory.change'), done: t('directory.done'), refresh: ['directory'] };
  const send = (order: object, key: string) => api.post('/directory/changes', order, { key });
  if (open === 'area')
    return (
      <FieldsWindow
        {...common}
        then={onClose}
        title={t('directory.stateArea')}
        name="area"
        first={
          area
            ? { ...area, from: today(), until: undefined }
            : { level: 'town', kind: 'administrative', confidence: 'B', liesIn: [], from: today() }
        }
        does={(filled, key) => {
          const { from, until, administrativeParent, managementParent, liesIn = [], ...rest } = filled;
          const parents = { administrativeParent: empty(administrativeParent), managementParent: empty(managementParent) };
          return send({ kind: 'area', area: { ...rest, ...parents, liesIn, from, until: empty(until) } }, key);
        }}
        fields={[
          { name: 'code', says: t('directory.code'), required: true, most: 12 },
          { name: 'name', says: t('directory.name'), required: true, most: 80 },
          {
            name: 'level',
            says: t('directory.level'),
            kind: 'choice',
            required: true,
            choices: levels.map((value) => ({ value, label: t(`directory.levels.${value}`) })),
          },
          {
            name: 'kind',
            says: t('directory.kind'),
            kind: 'choice',
            required: true,
            choices: areaKinds.map((value) => ({ value, label: t(`directory.kinds.${value}`) })),
          },
          { name: 'administrativeParent', says: t('directory.administrativeParent'), kind: 'choice', choices: areaChoices },
          { name: 'managementParent', says: t('directory.managementParent'), kind: 'choice', choices: areaChoices },
          { name: 'liesIn', says: t('directory.liesIn'), kind: 'choices', choices: areaChoices, hint: t('directory.liesInHint') },
          { name: 'cite', says: t('directory.basis'), required: true, most: 200 },
          { name: 'confidence', says: t('directory.confidence'), kind: 'choice', required: true, choices: confidences },
          day,
          last,
        ]}
      />
    );
  if (open === 'endArea')
    return (
      <FieldsWindow
        {...common}
        then={onClose}
        title={t('directory.endArea')}
        name="end-area"
        first={{ ended: read('area') ? [read('area')] : [], from: today() }}
        does={({ ended = [], became = [], fresh = '', cite, from }, key) => {
          const of = areas.find(({ code }) => code === (ended as string[])[0]);
          const made = freshAreas(String(fresh));
          const after = [...(became as string[]), ...made.map(({ code }) => code)];
          return send(
            {
              kind: 'replaceAreas',
              day: from,
              // What is new lies where the old one lay, until it is said otherwise.
              areas: made.map((one) => ({
                ...one,
                level: of?.level,
                kind: of?.kind,
                administrativeParent: of?.administrativeParent ?? null,
                managementParent: of?.managementParent ?? null,
                liesIn: of?.liesIn ?? [],
                confidence: 'B',
                cite,
              })),
              ended: (ended as string[]).map((code) => ({ code, became: after })),
            },
            key,
          );
        }}
        fields={[
          { name: 'ended', says: t('directory.endedAreas'), kind: 'choices', required: true, choices: areaChoices },
          { name: 'became', says: t('directory.became'), kind: 'choices', choices: areaChoices, hint: t('directory.becameHint') },
          { name: 'fresh', says: t('directory.freshAreas'), kind: 'longText', hint: t('directory.freshHint') },
          { name: 'cite', says: t('directory.basis'), required: true, most: 200 },
          day,
        ]}
      />
    );
  if (open === 'body')
    return (
      <FieldsWindow
        {...common}
        then={onClose}
        title={t('directory.stateBody')}
        name="body"
        first={body ? { ...body, from: today(), until: undefined } : { kind: 'branch', from: today() }}
        does={({ from, until, parent, id, name, kind, area: of }, key) =>
          send({ kind: 'body', body: { id, name, kind, area: of, parent: empty(parent), from, until: empty(until) } }, key)
        }
        fields={[
          { name: 'id', says: t('directory.bodyId'), required: true, most: 64 },
          { name: 'name', says: t('directory.name'), required: true, most: 80 },
          { name: 'kind', says: t('directory.bodyKind'), kind: 'choice', required: true, choices: kindChoices(bodies) },
          { name: 'area', says: t('directory.area'), kind: 'choice', required: true, choices: areaChoices },
          { name: 'parent', says: t('directory.parent'), kind: 'choice', choices: bodyChoices },
          day,
          last,
        ]}
      />
    );
  if (open === 'dissolve')
    return (
      <FieldsWindow
        {...common}
        then={onClose}
        title={t('directory.dissolve')}
        name="dissolve"
        first={{ from: today() }}
        does={({ heir, from }, key) => send({ kind: 'dissolve', id: read('body'), day: from, heir: empty(heir) }, key)}
        fields={[
          { name: 'heir', says: t('directory.heir'), kind: 'choice', choices: bodyChoices.filter(({ value }) => value !== read('body')) },
          day,
        ]}
      />
    );
  return (
    <FieldsWindow
      {...common}
      then={onClose}
      title={t('directory.statePost')}
      name="post"
      first={{ manner: 'substantive', from: today() }}
      does={({ from, until, certificate, certificateFrom, certificateUntil, ...rest }, key) =>
        send(
          {
            kind: 'post',
            post: {
              ...rest,
              body: read('body'),
              certificate: empty(certificate),
              certificateFrom: empty(certificateFrom),
              certificateUntil: empty(certificateUntil),
              from,
              until: empty(until),
            },
          },
          key,
        )
      }
      fields={[
        { name: 'login', says: t('directory.login'), required: true, most: 64 },
        { name: 'name', says: t('directory.post'), required: true, most: 80 },
        {
          name: 'manner',
          says: t('directory.manner'),
          kind: 'choice',
          required: true,
          choices: manners.map((value) => ({ value, label: t(`directory.manners.${value}`) })),
        },
        { name: 'certificate', says: t('directory.certificate'), most: 60 },
        { name: 'certificateFrom', says: t('directory.certificateFrom'), kind: 'day' },
        { name: 'certificateUntil', says: t('directory.certificateUntil'), kind: 'day' },
        day,
        last,
      ]}
    />
  );
}

/** New areas as they are written down: one a line, code and name. */
function freshAreas(text: string): { code: string; name: string }[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/[\s,，、]+/))
    .filter(([code]) => code)
    .map(([code = '', ...name]) => ({ code, name: name.join('') }));
}

/** Kinds that are there already, as the server names them. */
function kindChoices(bodies: Bodies['items']) {
  return [...new Map(bodies.map(({ kind, kindName }) => [kind, kindName]))].map(([value, label]) => ({ value, label }));
}

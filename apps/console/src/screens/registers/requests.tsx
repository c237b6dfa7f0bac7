/** Changes of a register that wait for another person, beside what holds now; and how earlier ones ended. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../api.ts';
import type { EntryShown, RegisterShown, RequestShown } from '../../contract.ts';
import { Act, FieldsWindow } from '../../parts/change.tsx';
import { DistrictShown, ValueShown } from '../../parts/entries.tsx';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { registerRequests } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';

const REFRESH = ['register-requests', 'registers', 'register', 'entry', 'dossier'];

export default function RequestsScreen() {
  const { register: id = '' } = useParams();
  const { t, language } = useTexts();
  const asked = useQuery(registerRequests(id));
  const [refusing, refuses] = useState<RequestShown | null>(null);
  const path = (one: RequestShown, what: string) => `/registers/${encodeURIComponent(id)}/requests/${one.id}/${what}`;
  return (
    <WhenReady asked={asked} whole>
      {({ register, items }) => {
        const waiting = items.filter((one) => one.state === 'waiting');
        const ended = items.filter((one) => one.state !== 'waiting');
        return (
          <>
            <PageHead
              back={{ to: `/registers/${encodeURIComponent(id)}`, says: inWords(language, register.name, register.nameEn) }}
              title={t('requests.title', { name: inWords(language, register.name, register.nameEn) })}
              lead={t('requests.lead', { roles: (register.approval ?? []).join(t('registers.between')) })}
              actions={<PrintButton />}
            />
            <div className="stack">
              {waiting.length ? null : (
                <Panel title={t('requests.waiting')}>
                  <Nothing title={t('requests.none')} slim />
                </Panel>
              )}
              {waiting.map((one) => (
                <Panel
                  key={one.id}
                  title={t(one.what === 'end' ? 'requests.ends' : 'requests.puts', { n: one.id, name: one.name, day: one.day })}
                  testid={`request-${one.id}`}
                  end={
                    <span style={{ display: 'flex', gap: 8 }}>
                      <Act
                        says={t('requests.agree')}
                        ask={t('requests.agreeAsk', { name: one.name, day: one.day })}
                        why={one.mayDecide ? null : inWords(language, one.whyNot, one.whyNotEn)}
                        done={t('requests.agreed')}
                        refresh={REFRESH}
                        does={(key) => api.post(path(one, 'decision'), { agrees: true }, { key })}
                        leading
                        testid="agree"
                      />
                      <Act
                        says={t('requests.refuse')}
                        why={one.mayDecide ? null : inWords(language, one.whyNot, one.whyNotEn)}
                        does={async () => refuses(one)}
                        testid="refuse"
                      />
                      {one.mayWithdraw ? (
                        <Act
                          says={t('requests.withdraw')}
                          ask={t('requests.withdrawAsk')}
                          done={t('requests.withdrawn')}
                          refresh={REFRESH}
                          does={(key) => api.post(path(one, 'withdrawal'), {}, { key })}
                          testid="withdraw"
                        />
                      ) : null}
                    </span>
                  }
                >
                  <p className="small">
                    {t('requests.by', { name: one.byName })} <At at={one.at} />
                    {one.says ? <>　{t('requests.because', { says: one.says })}</> : null}
                  </p>
                  <Differences register={register} asked={one.entry} held={one.before} />
                </Panel>
              ))}
              <Panel title={t('requests.ended')} count={<span className="count">{ended.length}</span>} flush>
                <Sheet
                  rows={ended}
                  rowKey={(one) => String(one.id)}
                  minWidth={820}
                  pageSize={20}
                  empty={<Nothing title={t('requests.noneEnded')} slim />}
                  columns={[
                    { key: 'n', title: t('requests.number'), width: 80, render: (one) => <span className="num">{one.id}</span> },
                    {
                      key: 'name',
                      title: t('requests.about'),
                      render: (one) => <Link to={`/registers/${encodeURIComponent(id)}/${encodeURIComponent(one.code)}`}>{one.name}</Link>,
                    },
                    { key: 'day', title: t('requests.from'), width: 120, render: (one) => <span className="num">{one.day}</span> },
                    { key: 'by', title: t('requests.asker'), width: 110, render: (one) => one.byName },
                    {
                      key: 'state',
                      title: t('requests.outcome'),
                      width: 110,
                      render: (one) => (
                        <Tag tone={one.state === 'agreed' ? 'good' : 'note'}>
                          {t(`requests.states.${one.state as 'agreed' | 'refused' | 'withdrawn'}`)}
                        </Tag>
                      ),
                    },
                    {
                      key: 'decided',
                      title: t('requests.decider'),
                      width: 220,
                      render: (one) => (
                        <span className="small">
                          {one.decidedName} {one.decidedAt === null ? null : <At at={one.decidedAt} />}
                        </span>
                      ),
                    },
                    {
                      key: 'why',
                      title: t('requests.why'),
                      render: (one) => <span className="small">{one.why || t('shell.nothing')}</span>,
                    },
                  ]}
                />
              </Panel>
            </div>
            {refusing ? (
              <FieldsWindow
                name="refuse"
                title={t('requests.refuseTitle', { name: refusing.name })}
                submit={t('requests.refuse')}
                onClose={() => refuses(null)}
                fields={[{ name: 'why', says: t('requests.why'), kind: 'longText', required: true, most: 500 }]}
                first={{}}
                refresh={REFRESH}
                done={t('requests.refused')}
                does={(filled, key) => api.post(path(refusing, 'decision'), { agrees: false, why: filled.why }, { key })}
                then={() => refuses(null)}
              />
            ) : null}
          </>
        );
      }}
    </WhenReady>
  );
}

/** Line by line what would change; of a new entry, all it says. */
function Differences({ register, asked, held }: { register: RegisterShown; asked: EntryShown; held: EntryShown | null }) {
  const { t, language } = useTexts();
  const fields = register.fields.filter((field) => !held || asked.fields[field.field] !== held.fields[field.field]);
  const rows = [
    ...(held && held.name === asked.name
      ? []
      : [{ key: 'name', name: t('registers.name'), now: held ? held.name : null, after: asked.name as ReactNode }]),
    ...(held && held.district === asked.district
      ? []
      : [
          {
            key: 'district',
            name: t('registers.district'),
            now: held ? <DistrictShown entry={held} /> : null,
            after: <DistrictShown entry={asked} />,
          },
        ]),
    ...fields
      .filter((field) => asked.fields[field.field] !== undefined || held?.fields[field.field] !== undefined)
      .map((field) => ({
        key: field.field,
        name: inWords(language, field.name, field.nameEn),
        now: held ? <ValueShown field={field} entry={held} /> : null,
        after: <ValueShown field={field} entry={asked} />,
      })),
  ];
  return (
    <Sheet
      tight
      rows={rows}
      rowKey={(one) => one.key}
      minWidth={520}
      empty={<Nothing title={t('registers.sameContent')} slim />}
      columns={[
        { key: 'name', title: t('requests.field'), width: 180, render: (one) => one.name },
        { key: 'now', title: t('requests.now'), render: (one) => one.now ?? <span className="soft">{t('shell.nothing')}</span> },
        { key: 'after', title: t('requests.after'), render: (one) => one.after },
      ]}
    />
  );
}

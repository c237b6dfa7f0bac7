/** Accounts of the house, for the two administrators who keep them, each with the other's buttons off and saying whose they are. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { z } from 'zod';
import type * as shapes from '../../../../server/web/access-contract.ts';
import { useAddress } from '../../address.ts';
import { api } from '../../api.ts';
import { Act, FieldsWindow } from '../../parts/change.tsx';
import { ExportButton, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { usePages, WhenPaged } from '../../parts/pages.tsx';
import { Nothing } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag, type Tone } from '../../parts/tags.tsx';
import { Ago } from '../../parts/when.tsx';
import { inWords, useTexts } from '../../texts/index.ts';
import { SearchBox } from '../files.tsx';
import { Once, type Shown } from './once.tsx';

type Row = z.infer<typeof shapes.AccountRow>;
export type Choices = z.infer<typeof shapes.AccountChoices>;
type State = Row['state'];

const states: State[] = ['active', 'waiting', 'locked', 'held', 'closed'];
const tones: Record<State, Tone> = { active: 'good', waiting: 'note', locked: 'warn', held: 'warn', closed: 'mute' };

export function AccountState({ of }: { of: State }) {
  const { t } = useTexts();
  return (
    <Tag tone={tones[of]} icon={of === 'active' ? 'tick' : of === 'closed' ? 'dash' : of === 'waiting' ? 'clock' : 'seal'}>
      {t(`access.accounts.states.${of}`)}
    </Tag>
  );
}

export const useChoices = () =>
  useQuery({ queryKey: ['accountChoices'], queryFn: ({ signal }) => api.get<Choices>('/accounts/choices', { signal }), staleTime: 60_000 });

export default function AccountsScreen() {
  const { t, language } = useTexts();
  const { read, write } = useAddress();
  const choices = useChoices();
  const [making, make] = useState(false);
  const [shown, show] = useState<Shown | null>(null);
  const filter = { q: read('q'), role: read('role'), body: read('body'), district: read('district'), state: read('state') };
  const asked = usePages<Row>('accounts', '/accounts', filter);
  const createWhy = choices.data?.createWhy;
  const pick = (name: keyof typeof filter, title: string, options: { value: string; label: string }[]) => (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      style={{ minWidth: 150 }}
      placeholder={title}
      aria-label={title}
      value={filter[name] || null}
      options={options}
      onChange={(value) => write({ [name]: value ?? null })}
      data-testid={`filter-${name}`}
    />
  );
  return (
    <>
      <PageHead
        title={t('access.accounts.title')}
        lead={t('access.accounts.lead')}
        actions={
          <>
            <Act
              says={t('access.accounts.create')}
              leading
              small={false}
              does={async () => make(true)}
              why={createWhy ? inWords(language, createWhy.says, createWhy.saysEn) : null}
              testid="create-account"
            />
            <ExportButton path="/accounts" query={filter} />
            <PrintButton />
          </>
        }
      />
      <WhenPaged asked={asked} whole>
        {(rows) => (
          <Panel
            title={t('access.accounts.door')}
            count={<span className="count">{rows.length}</span>}
            end={<SearchBox value={filter.q} says={t('access.accounts.search')} onSearch={(q) => write({ q })} />}
            flush
            testid="accounts"
          >
            <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', padding: 12 }}>
              {pick(
                'role',
                t('access.accounts.role'),
                (choices.data?.roles ?? []).map(({ role, name }) => ({ value: role, label: name })),
              )}
              {pick(
                'body',
                t('access.accounts.body'),
                (choices.data?.bodies ?? []).map(({ id, name }) => ({ value: id, label: name })),
              )}
              {pick(
                'district',
                t('access.accounts.district'),
                (choices.data?.areas ?? []).map(({ code, name }) => ({ value: code, label: name })),
              )}
              {pick(
                'state',
                t('access.accounts.state'),
                states.map((state) => ({ value: state, label: t(`access.accounts.states.${state}`) })),
              )}
            </div>
            <Sheet
              numbered
              rows={rows}
              rowKey={(row) => row.login}
              minWidth={1080}
              pageSize={50}
              empty={<Nothing title={t('access.accounts.empty')} when={t('access.accounts.emptyWhen')} />}
              marks={(row) => ({ 'data-testid': 'account-row', 'data-login': row.login })}
              columns={[
                {
                  title: t('access.accounts.login'),
                  key: 'login',
                  width: 190,
                  render: (row) => <Link to={`/accounts/${encodeURIComponent(row.login)}`}>{row.login}</Link>,
                },
                { title: t('access.accounts.name'), key: 'name', width: 110, render: (row) => row.name },
                {
                  title: t('access.accounts.body'),
                  key: 'body',
                  render: (row) => (
                    <>
                      {row.bodyName}
                      {row.post ? <div className="small soft">{row.post}</div> : null}
                    </>
                  ),
                },
                {
                  title: t('access.accounts.role'),
                  key: 'role',
                  width: 120,
                  render: (row) => row.roleName ?? <span className="soft">{t('access.accounts.none')}</span>,
                },
                {
                  title: t('access.accounts.district'),
                  key: 'district',
                  width: 160,
                  render: (row) => row.districtNames.join(' ') || t('shell.nothing'),
                },
                { title: t('access.accounts.state'), key: 'state', width: 110, render: (row) => <AccountState of={row.state} /> },
                {
                  title: t('access.accounts.last'),
                  key: 'last',
                  width: 120,
                  render: (row) =>
                    row.lastInAt === null ? <span className="soft">{t('access.accounts.never')}</span> : <Ago at={row.lastInAt} />,
                },
                {
                  title: t('access.accounts.sessions'),
                  key: 'sessions',
                  width: 80,
                  right: true,
                  render: (row) => <span className="num">{row.sessions}</span>,
                },
              ]}
            />
          </Panel>
        )}
      </WhenPaged>
      {making ? (
        <FieldsWindow<{ login: string; password: string }>
          title={t('access.accounts.create')}
          submit={t('access.accounts.create')}
          name="account"
          onClose={() => make(false)}
          refresh={['accounts']}
          does={(filled) => api.post('/accounts', filled)}
          then={({ login, password }) => {
            make(false);
            show({ title: `${t('access.accounts.created')} · ${login}`, secret: password, says: [t('access.accounts.handOver')] });
          }}
          fields={[
            { name: 'login', says: t('access.accounts.login'), required: true, most: 40 },
            { name: 'name', says: t('access.accounts.name'), required: true, most: 40 },
            {
              name: 'body',
              says: t('access.accounts.body'),
              kind: 'choice',
              required: true,
              choices: (choices.data?.bodies ?? []).map(({ id, name }) => ({ value: id, label: name })),
            },
            { name: 'post', says: t('access.accounts.post'), most: 60 },
            { name: 'staffNo', says: t('access.accounts.staffNo'), most: 40, hint: t('access.accounts.staffNoHow') },
          ]}
        />
      ) : null}
      {shown ? <Once of={shown} onClose={() => show(null)} /> : null}
    </>
  );
}

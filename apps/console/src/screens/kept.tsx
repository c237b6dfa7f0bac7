/** Frames that came and could not be stored: kept as they were, with why, until someone deals with them. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, Modal, Segmented, Select, Tooltip } from 'antd';
import { useState } from 'react';
import { useAddress, useDrawers } from '../address.ts';
import { api } from '../api.ts';
import type { KeptFrame } from '../contract.ts';
import { drafts, type Typed } from '../draft.ts';
import { ExportButton, PageHead, Panel, PrintButton } from '../parts/page.tsx';
import { Nothing, ProblemNotice, WhenReady } from '../parts/problem-notice.tsx';
import { type Column, Sheet } from '../parts/sheet.tsx';
import { Tag } from '../parts/tags.tsx';
import { At } from '../parts/when.tsx';
import { kept, queryClient, stations } from '../queries.ts';
import { mayRegister, usePerson } from '../session.tsx';
import { useTexts } from '../texts/index.ts';
import { occurring, SearchBox } from './files.tsx';

const matches = (f: KeptFrame, q: string) =>
  [f.mn ?? '', f.peer, f.text, f.cn ?? ''].some((text) => text.toLowerCase().includes(q.toLowerCase()));

export default function KeptScreen() {
  const { t } = useTexts();
  const { message } = App.useApp();
  const { role } = usePerson();
  const { read, write } = useAddress();
  const { open } = useDrawers();
  const written = read('state');
  const state = written === 'replayed' || written === 'all' ? written : 'open';
  const code = read('finding');
  const q = read('q');
  const asked = useQuery(kept(state));
  const registering = read('register');
  const replay = useMutation({
    mutationFn: (mn: string) => api.post<{ replayed: number }>('/kept/replay', { mn }),
    onSuccess: ({ replayed }) => {
      void message.success(t('kept.replayed_n', { n: replayed }));
      for (const name of ['kept', 'today', 'stations', 'station', 'series']) void queryClient.invalidateQueries({ queryKey: [name] });
    },
  });
  const columns: Column<KeptFrame>[] = [
    {
      title: t('kept.received'),
      key: 'at',
      width: 170,
      render: (f) => (
        <div>
          <At at={f.receivedAt} to="second" />
          <div className="small soft mono">{f.peer}</div>
        </div>
      ),
    },
    {
      title: t('kept.finding'),
      key: 'finding',
      width: 240,
      render: (f) => (
        <div>
          <Tag tone={f.state === 'open' ? 'warn' : 'good'} icon={f.state === 'open' ? 'triangle' : 'check'}>
            {f.state === 'open' ? t('kept.open') : t('kept.replayed')}
          </Tag>
          <div style={{ marginTop: 3 }}>{f.says}</div>
        </div>
      ),
    },
    {
      title: t('kept.mn'),
      key: 'mn',
      width: 200,
      render: (f) => (
        <div className="small">
          <div className="mono" style={{ overflowWrap: 'anywhere' }}>
            {f.mn ?? t('shell.nothing')}
          </div>
          <span className="soft">
            {t('kept.cn')} <span className="mono">{f.cn ?? t('shell.nothing')}</span>
          </span>
        </div>
      ),
    },
    {
      title: t('kept.text'),
      key: 'text',
      render: (f) => (
        <button
          type="button"
          className="plain-button mono small"
          style={{ overflowWrap: 'anywhere', color: 'var(--water)' }}
          onClick={() => open('frame', f.id)}
          data-testid="open-frame"
        >
          <span className="two-lines">{f.text}</span>
        </button>
      ),
    },
    {
      title: t('kept.replay'),
      key: 'replay',
      width: 190,
      render: (f) =>
        f.state === 'replayed' ? (
          <span className="soft">{t('shell.nothing')}</span>
        ) : (
          <div className="choices" style={{ gap: 4 }}>
            <Tooltip title={f.canReplay ? t('kept.replayAll') : (f.why ?? t('kept.why'))}>
              <span>
                <Button
                  size="small"
                  disabled={!f.canReplay}
                  loading={replay.isPending && replay.variables === f.mn}
                  onClick={() => f.mn && replay.mutate(f.mn)}
                  data-testid="replay"
                >
                  {t('kept.replay')}
                </Button>
              </span>
            </Tooltip>
            {f.canReplay ? null : <div className="small soft">{f.why ?? t('kept.why')}</div>}
          </div>
        ),
    },
  ];
  return (
    <>
      <PageHead
        title={t('kept.title')}
        lead={t('kept.lead')}
        actions={
          <>
            {mayRegister(role) ? (
              <Button type="primary" onClick={() => write({ register: 'new' }, { push: true })} data-testid="register-logger">
                {t('kept.register')}
              </Button>
            ) : null}
            <ExportButton path="/kept" query={{ state }} />
            <PrintButton />
          </>
        }
      />
      <search className="filters" aria-label={t('shell.filters')}>
        <Segmented
          aria-label={t('kept.state')}
          value={state}
          onChange={(s) => write({ state: s === 'open' ? null : s })}
          options={[
            { value: 'open', label: t('kept.open') },
            { value: 'all', label: t('kept.any') },
          ]}
        />
        <SearchBox value={q} says={t('kept.search')} onSearch={(text) => write({ q: text })} />
        <Select
          allowClear
          style={{ minWidth: 220 }}
          popupMatchSelectWidth={false}
          aria-label={t('kept.byFinding')}
          placeholder={t('kept.byFinding')}
          value={code || null}
          onChange={(c) => write({ finding: c })}
          options={occurring(asked.data?.items ?? [], (f) => ({ value: f.code, label: f.says }), code)}
        />
        {asked.data ? <span className="soft">{t('kept.rows', { n: asked.data.items.length })}</span> : null}
      </search>
      {replay.error ? <ProblemNotice error={replay.error} /> : null}
      <WhenReady asked={asked} whole>
        {({ items }) => {
          const shown = items.filter((f) => (!code || f.code === code) && (!q || matches(f, q)));
          return (
            <Panel flush>
              <Sheet
                columns={columns}
                rows={shown}
                rowKey={(f) => f.id}
                minWidth={1000}
                loading={asked.isPlaceholderData}
                empty={<Nothing title={t('kept.empty')} when={t('kept.emptyWhen')} icon="kept" />}
                marks={(f) => ({ 'data-testid': 'kept-row', 'data-code': f.code, 'data-frame': f.id })}
              />
            </Panel>
          );
        }}
      </WhenReady>
      {registering && mayRegister(role) ? (
        <Register mn={registering === 'new' ? '' : registering} onClose={() => write({ register: null })} />
      ) : null}
    </>
  );
}

function Register({ mn, onClose }: { mn: string; onClose: () => void }) {
  const { t } = useTexts();
  const { login } = usePerson();
  const { message } = App.useApp();
  const [form] = Form.useForm<Typed>();
  const outlets = useQuery(stations());
  const draftOf = 'register-logger';
  const [first] = useState<Typed>(() => ({ expectedSeconds: 60, ...drafts.typed(login, draftOf), ...(mn ? { mn } : {}) }));
  const register = useMutation({
    mutationFn: (typed: Typed) => api.post<{ id: string }>('/registers/logger', typed, { key: drafts.keyFor(login, draftOf, typed) }),
    onSuccess: () => {
      drafts.drop(login, draftOf);
      void message.success(t('kept.registered'));
      for (const name of ['kept', 'stations', 'station', 'today']) void queryClient.invalidateQueries({ queryKey: [name] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('kept.registerTitle')}
      onCancel={onClose}
      okText={t('kept.submit')}
      cancelText={t('shell.cancel')}
      confirmLoading={register.isPending}
      okButtonProps={{ 'data-testid': 'register-submit' } as Record<string, string>}
      onOk={() => form.submit()}
      mask={{ closable: false }}
    >
      <div className="stack" style={{ gap: 12 }} data-testid="register-form">
        {register.error ? <ProblemNotice error={register.error} /> : null}
        <Form
          form={form}
          name="register"
          layout="vertical"
          initialValues={first}
          // The password is never left lying in the browser.
          onValuesChange={(_, { pw: _pw, ...rest }) => drafts.keep(login, draftOf, rest)}
          onFinish={(typed) => register.mutate(typed)}
        >
          <Form.Item
            name="mn"
            label={t('kept.mn')}
            rules={[
              { required: true, whitespace: true, message: t('kept.needMn') },
              { pattern: /^([0-9A-Za-z]{14}|[0-9A-Za-z]{24})$/, message: t('kept.mnForm') },
            ]}
          >
            <Input className="mono" spellCheck={false} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="pw"
            label={t('kept.pw')}
            rules={[
              { required: true, message: t('kept.needPw') },
              { pattern: /^[0-9A-Za-z]{6}$/, message: t('kept.pwForm') },
            ]}
          >
            <Input.Password autoComplete="off" />
          </Form.Item>
          <Form.Item name="outlet" label={t('kept.outlet')} rules={[{ required: true, message: t('kept.needOutlet') }]}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              loading={outlets.isPending}
              placeholder={t('file.choose')}
              options={(outlets.data?.items ?? []).map((s) => ({ value: s.outlet, label: `${s.firm.name} · ${s.name} (${s.code})` }))}
            />
          </Form.Item>
          <Form.Item name="expectedSeconds" label={t('kept.interval')} rules={[{ required: true, message: t('kept.needInterval') }]}>
            <InputNumber min={1} max={86_400} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        </Form>
      </div>
    </Modal>
  );
}

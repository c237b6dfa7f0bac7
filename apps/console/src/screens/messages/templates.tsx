/** Templates: the words of every message, their versions, and new words from a day on with a preview of how they look on a telephone. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, DatePicker, Drawer, Form, Input, Tooltip } from 'antd';
import { useState } from 'react';
import { useAddress } from '../../address.ts';
import { answered, api, client } from '../../api.ts';
import type { MessagePreview, MessageTemplate } from '../../contract.ts';
import { Facts, PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { Nothing, ProblemNotice, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { Tag } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { queryClient } from '../../queries.ts';
import { usePerson } from '../../session.tsx';
import { useTexts } from '../../texts/index.ts';

const templates = {
  queryKey: ['templates'],
  queryFn: ({ signal }: { signal: AbortSignal }) => answered(client.GET('/api/templates', { signal })),
};

export default function TemplatesScreen() {
  const { t, language } = useTexts();
  const { read, write } = useAddress();
  const asked = useQuery(templates);
  return (
    <>
      <PageHead title={t('messages.templates.title')} lead={t('messages.templates.lead')} actions={<PrintButton />} />
      <WhenReady asked={asked} whole>
        {({ items }) => {
          const shown = items.find((one) => one.id === read('template'));
          return (
            <>
              <Panel flush testid="templates">
                <Sheet
                  rows={items}
                  rowKey={(one) => one.id}
                  minWidth={900}
                  pageSize={100}
                  empty={<Nothing title={t('messages.templates.empty')} when={t('messages.templates.emptyWhen')} />}
                  marks={() => ({ 'data-testid': 'template' })}
                  columns={[
                    {
                      title: t('messages.templates.name'),
                      key: 'name',
                      width: 260,
                      render: (one) => (
                        <div>
                          <Button
                            type="link"
                            style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'left' }}
                            onClick={() => write({ template: one.id }, { push: true })}
                          >
                            {language === 'zh' ? one.name : one.nameEn}
                          </Button>
                          {one.urgent ? (
                            <div>
                              <Tag tone="warn">{t('messages.templates.urgent')}</Tag>
                            </div>
                          ) : null}
                        </div>
                      ),
                    },
                    { title: t('messages.templates.preview'), key: 'preview', render: (one) => one.preview.body },
                    {
                      title: t('messages.templates.length'),
                      key: 'length',
                      width: 130,
                      render: (one) => t('messages.outbox.segments', { n: one.preview.segments, length: one.preview.characters }),
                    },
                    {
                      title: t('messages.templates.inForce'),
                      key: 'inForce',
                      width: 130,
                      render: (one) =>
                        one.inForce === 0 ? t('messages.templates.own') : t('messages.templates.version', { n: one.inForce }),
                    },
                  ]}
                />
              </Panel>
              {shown ? <Versions of={shown} onClose={() => write({ template: null })} /> : null}
            </>
          );
        }}
      </WhenReady>
    </>
  );
}

function Versions({ of, onClose }: { of: MessageTemplate; onClose: () => void }) {
  const { t, language } = useTexts();
  const { role } = usePerson();
  const [writing, write] = useState(false);
  return (
    <Drawer open onClose={onClose} title={language === 'zh' ? of.name : of.nameEn} size={640}>
      <Facts
        of={[
          { name: t('messages.outbox.channel'), value: of.channel === 'sms' ? t('messages.channel.sms') : t('messages.channel.mail') },
          {
            name: t('messages.templates.fields'),
            value: of.fields
              .map(({ field, name, optional }) => `{${field}} ${name}${optional ? t('messages.templates.optional') : ''}`)
              .join(' · '),
            wide: true,
          },
        ]}
      />
      <ul className="list" data-testid="versions">
        {of.versions.map((v) => (
          <li key={v.version}>
            <b>{v.version === 0 ? t('messages.templates.own') : t('messages.templates.version', { n: v.version })}</b>{' '}
            {v.version === of.inForce ? <Tag tone="good">{t('messages.templates.inForce')}</Tag> : null}
            {v.effectiveFrom ? <span className="soft small"> {t('messages.templates.from', { day: v.effectiveFrom })}</span> : null}
            <div>{v.text}</div>
            {v.many ? (
              <div className="soft small">
                {t('messages.templates.many')} {v.many}
              </div>
            ) : null}
            {v.at ? (
              <div className="soft small">
                {v.byName} · {v.why} · <At at={v.at} />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {writing ? (
        <Reword of={of} onDone={() => write(false)} />
      ) : (
        <Tooltip title={role === 'office' ? null : t('messages.templates.notYours')}>
          <span>
            <Button type="primary" disabled={role !== 'office'} onClick={() => write(true)} data-testid="reword">
              {t('messages.templates.reword')}
            </Button>
          </span>
        </Tooltip>
      )}
    </Drawer>
  );
}

interface Wording {
  text: string;
  many?: string;
  effectiveFrom: { format(form: string): string };
  why: string;
}

function Reword({ of, onDone }: { of: MessageTemplate; onDone: () => void }) {
  const { t, language } = useTexts();
  const { message } = App.useApp();
  const [form] = Form.useForm<Wording>();
  const now = of.versions.find((v) => v.version === of.inForce);
  const look = useMutation({
    mutationFn: ({ text, many }: { text: string; many: string | null }) =>
      api.post<MessagePreview>(`/templates/${encodeURIComponent(of.id)}/preview`, { text, many }),
  });
  const save = useMutation({
    mutationFn: ({ text, many, effectiveFrom, why }: Wording) =>
      api.post<MessageTemplate>(`/templates/${encodeURIComponent(of.id)}`, {
        text,
        many: many?.trim() || null,
        effectiveFrom: effectiveFrom.format('YYYY-MM-DD'),
        why,
      }),
    onSuccess: () => {
      void message.success(t('messages.templates.saved'));
      void queryClient.invalidateQueries({ queryKey: ['templates'] });
      onDone();
    },
  });
  const show = () => {
    const { text = '', many } = form.getFieldsValue();
    if (text) look.mutate({ text, many: many?.trim() || null });
  };
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={{ text: now?.text, many: now?.many ?? '' }}
      onFinish={(said) => save.mutate(said)}
      style={{ marginTop: 16 }}
    >
      {save.error ? <ProblemNotice error={save.error} /> : null}
      <Form.Item
        name="text"
        label={t('messages.templates.text')}
        rules={[{ required: true, message: t('messages.templates.textMissing') }]}
      >
        <Input.TextArea rows={4} maxLength={1000} onBlur={show} data-testid="wording" />
      </Form.Item>
      <Form.Item name="many" label={t('messages.templates.manyText')}>
        <Input.TextArea rows={2} maxLength={1000} onBlur={show} />
      </Form.Item>
      <Panel
        title={t('messages.templates.preview')}
        end={
          <Button size="small" onClick={show} loading={look.isPending} data-testid="preview">
            {t('messages.templates.look')}
          </Button>
        }
      >
        {look.error ? <ProblemNotice error={look.error} /> : null}
        {look.data ? (
          <div data-testid="previewed">
            <p>{look.data.body}</p>
            <p className="soft small">{t('messages.outbox.segments', { n: look.data.segments, length: look.data.characters })}</p>
            {look.data.flaws.map((flaw) => (
              <p key={flaw.saysEn}>
                <Tag tone="bad" icon="triangle">
                  {language === 'zh' ? flaw.says : flaw.saysEn}
                </Tag>
              </p>
            ))}
          </div>
        ) : (
          <span className="soft">{t('messages.templates.lookNote')}</span>
        )}
      </Panel>
      <Form.Item
        name="effectiveFrom"
        label={t('messages.templates.effectiveFrom')}
        rules={[{ required: true, message: t('messages.templates.dayMissing') }]}
      >
        <DatePicker />
      </Form.Item>
      <Form.Item name="why" label={t('messages.why')} rules={[{ required: true, min: 2, message: t('messages.whyMissing') }]}>
        <Input maxLength={200} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending} data-testid="save-wording">
        {t('messages.templates.save')}
      </Button>
    </Form>
  );
}

/**
 * Changing something: a button that says why it cannot be pressed, and a form that shows at each field what the server found there. What every
 * screen of the house's keeping does, once: same key when sent again, refusal shown where one is looking, fresh lists afterwards.
 *
 * @example <Act says={t('jobs.run')} why={t('jobs.isRunning')} ask={t('jobs.runAsk')} done={t('jobs.started')} refresh={['jobs']} does={() => api.post(`/jobs/${id}/run`, {})} />
 */
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, Modal, Select, Switch, Tooltip } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { newKey, ProblemError } from '../api.ts';
import { queryClient } from '../queries.ts';
import { useTexts } from '../texts/index.ts';
import { Icon, type IconName } from './icons.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** Sends a change once, tells that it is done, and has what it touched asked for again. The key stays while the content does. */
export function useChange<Given, Answer>({
  does,
  done,
  refresh = [],
  then,
}: {
  does: (given: Given, key: string) => Promise<Answer>;
  /** What is said when it is done; nothing when the page itself shows it. */
  done?: string;
  /** First words of the questions whose answers have changed. */
  refresh?: string[];
  then?: (answer: Answer) => void;
}) {
  const { message } = App.useApp();
  const [sent] = useState<{ says: string; key: string }>({ says: '', key: '' });
  return useMutation({
    mutationFn: (given: Given) => {
      const says = JSON.stringify(given ?? null);
      if (says !== sent.says) Object.assign(sent, { says, key: newKey() });
      return does(given, sent.key);
    },
    onSuccess: (answer) => {
      sent.says = '';
      for (const name of refresh) void queryClient.invalidateQueries({ queryKey: [name] });
      if (done) void message.success(done);
      then?.(answer);
    },
  });
}

/** A button that does one thing at once, or after a question; disabled it says why, to eye and ear. */
export function Act({
  says,
  does,
  done,
  refresh,
  then,
  ask,
  why = null,
  icon,
  danger = false,
  leading = false,
  small = true,
  testid,
}: {
  says: string;
  does: (key: string) => Promise<unknown>;
  done?: string;
  refresh?: string[];
  then?: () => void;
  /** Asked before it is done. */
  ask?: string;
  /** Why it cannot be done now. */
  why?: string | null | undefined;
  icon?: IconName;
  danger?: boolean;
  leading?: boolean;
  small?: boolean;
  testid?: string;
}) {
  const { t } = useTexts();
  const { modal, message } = App.useApp();
  const reasonId = useId();
  const change = useChange<void, unknown>({
    does: (_, key) => does(key),
    ...(done ? { done } : {}),
    ...(refresh ? { refresh } : {}),
    ...(then ? { then } : {}),
  });
  const press = () =>
    change.mutate(undefined, {
      onError: (error) => void message.error(error instanceof ProblemError ? error.problem.title : t('problem.broken')),
    });
  return (
    <Tooltip title={why ?? ''}>
      <span>
        <Button
          size={small ? 'small' : 'middle'}
          type={leading ? 'primary' : 'default'}
          danger={danger}
          disabled={Boolean(why)}
          loading={change.isPending}
          aria-describedby={why ? reasonId : undefined}
          {...(icon ? { icon: <Icon of={icon} /> } : {})}
          onClick={() => (ask ? void modal.confirm({ title: ask, okText: says, cancelText: t('shell.cancel'), onOk: press }) : press())}
          data-testid={testid}
        >
          {says}
        </Button>
        {why ? (
          <span className="only-heard" id={reasonId}>
            {why}
          </span>
        ) : null}
      </span>
    </Tooltip>
  );
}

export interface Field {
  name: string;
  says: string;
  kind?: 'text' | 'longText' | 'number' | 'choice' | 'choices' | 'words' | 'day' | 'password' | 'yesNo';
  required?: boolean;
  /** For `choice` and `choices`. */
  choices?: { value: string; label: string }[];
  hint?: ReactNode;
  unit?: string;
  most?: number;
  /** Why it cannot be changed. */
  why?: string | null;
}

function inputOf({ kind = 'text', choices = [], most, unit, why, hint }: Field) {
  const disabled = Boolean(why);
  if (kind === 'longText') {
    // The count hangs below the field, where a hint would be written over it.
    const below = hint || why ? { marginBottom: 22 } : {};
    return <Input.TextArea rows={4} maxLength={most ?? 2_000} showCount disabled={disabled} style={below} />;
  }
  if (kind === 'number') return <InputNumber style={{ width: '100%' }} suffix={unit} disabled={disabled} />;
  if (kind === 'choice') return <Select options={choices} showSearch={{ optionFilterProp: 'label' }} disabled={disabled} />;
  if (kind === 'choices') return <Select mode="multiple" options={choices} optionFilterProp="label" disabled={disabled} />;
  if (kind === 'words') return <Select mode="tags" options={choices} tokenSeparators={[',', ' ', '，', '、']} disabled={disabled} />;
  if (kind === 'password') return <Input.Password maxLength={most ?? 200} autoComplete="new-password" disabled={disabled} />;
  if (kind === 'day') return <Input type="date" disabled={disabled} />;
  if (kind === 'yesNo') return <Switch disabled={disabled} />;
  return <Input maxLength={most ?? 200} disabled={disabled} />;
}

type Filled = Record<string, unknown>;

/** The fields of a change, in a page of their own or in a window; a finding of the server stands at the field it is about. */
export function Fields<Answer>({
  fields,
  first = {},
  submit,
  does,
  done,
  refresh,
  then,
  name,
  children,
}: {
  fields: Field[];
  first?: Filled;
  /** What the button says. */
  submit: string;
  does: (filled: Filled, key: string) => Promise<Answer>;
  done?: string;
  refresh?: string[];
  then?: (answer: Answer) => void;
  /** Of the form, for tests and for the browser's memory. */
  name: string;
  children?: ReactNode;
}) {
  const { form, change, body } = useFields({ fields, first, does, done, refresh, then, name });
  return (
    <div className="stack" style={{ gap: 12 }} data-testid={`form-${name}`}>
      {body}
      {children}
      <div>
        <Button type="primary" loading={change.isPending} onClick={() => form.submit()} data-testid={`submit-${name}`}>
          {submit}
        </Button>
      </div>
    </div>
  );
}

export function FieldsWindow<Answer>({
  title,
  onClose,
  submit,
  children,
  ...of
}: Parameters<typeof useFields<Answer>>[0] & { title: string; onClose: () => void; submit: string; children?: ReactNode }) {
  const { t } = useTexts();
  const { form, change, body } = useFields<Answer>(of);
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      okText={submit}
      cancelText={t('shell.cancel')}
      confirmLoading={change.isPending}
      okButtonProps={{ 'data-testid': `submit-${of.name}` } as Record<string, string>}
      onOk={() => form.submit()}
      mask={{ closable: false }}
    >
      <div className="stack" style={{ gap: 12 }} data-testid={`form-${of.name}`}>
        {body}
        {children}
      </div>
    </Modal>
  );
}

function useFields<Answer>({
  fields,
  first = {},
  does,
  done,
  refresh,
  then,
  name,
}: {
  fields: Field[];
  first?: Filled;
  does: (filled: Filled, key: string) => Promise<Answer>;
  done?: string | undefined;
  refresh?: string[] | undefined;
  then?: ((answer: Answer) => void) | undefined;
  name: string;
}) {
  const { t } = useTexts();
  const [form] = Form.useForm<Filled>();
  const change = useChange<Filled, Answer>({
    does,
    ...(done ? { done } : {}),
    ...(refresh ? { refresh } : {}),
    ...(then ? { then } : {}),
  });
  const send = (filled: Filled) =>
    change.mutate(filled, {
      onError: (error) => {
        if (!(error instanceof ProblemError)) return;
        const known = new Set(fields.map((field) => field.name));
        const { findings = [], about, title } = error.problem;
        const named = typeof about?.field === 'string' ? [{ path: about.field, says: title }] : [];
        form.setFields(
          [...findings, ...named]
            .map(({ path, says }) => ({ name: path.split(/[./]/).find((part) => known.has(part)) ?? '', errors: [says] }))
            .filter((finding) => known.has(finding.name)),
        );
      },
    });
  const body = (
    <>
      {change.error ? <ProblemNotice error={change.error} /> : null}
      <Form form={form} name={name} layout="vertical" requiredMark initialValues={first} onFinish={send}>
        {fields.map((field) => (
          <Form.Item
            key={field.name}
            name={field.name}
            label={field.says}
            {...(field.hint || field.why ? { extra: field.why ?? field.hint } : {})}
            {...(field.kind === 'yesNo' ? { valuePropName: 'checked' } : {})}
            rules={field.required ? [{ required: true, message: t('file.required', { name: field.says }) }] : []}
          >
            {inputOf(field)}
          </Form.Item>
        ))}
      </Form>
    </>
  );
  return { form, change, body };
}

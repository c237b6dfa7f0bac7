/** An entry of a register as a form: what it belongs to, its declared fields, and the day from which it holds. Changing is entering from a later day. */
import { useMutation } from '@tanstack/react-query';
import { App, Form, Input, InputNumber, Modal } from 'antd';
import { api, ProblemError } from '../api.ts';
import type { EntryShown, RegisterShown } from '../contract.ts';
import { drafts, type Typed } from '../draft.ts';
import { queryClient } from '../queries.ts';
import { usePerson } from '../session.tsx';
import { inWords, useTexts } from '../texts/index.ts';
import { dayOf } from '../time.ts';
import { AskItems, askOfField, filled, Picker } from './asks.tsx';
import { Notice, ProblemNotice } from './problem-notice.tsx';

/** The spine's own fields, told apart from the declared ones, which are named like variables. */
const SPINE = ['code', 'name', 'party', 'place', 'district', 'lon', 'lat'] as const;
const spine = (field: string) => `spine ${field}`;
const DAY = 'spine day';
const SAYS = 'spine says';

export function EntryForm({
  register,
  entry,
  onClose,
  then,
}: {
  register: RegisterShown;
  entry?: EntryShown;
  onClose: () => void;
  then: (code: string) => void;
}) {
  const { t, language } = useTexts();
  const { login, role } = usePerson();
  const { message } = App.useApp();
  const [form] = Form.useForm<Typed>();
  const isFirm = role === 'firm';
  const draftOf = `register:${register.id}:${entry?.code ?? ''}`;
  const asks = register.fields.filter((field) => !field.masked && !field.byFile);
  const before: Typed = entry
    ? {
        ...entry.fields,
        [spine('code')]: entry.code,
        [spine('name')]: entry.name,
        [spine('party')]: entry.party?.id,
        [spine('place')]: entry.place?.id,
        [spine('district')]: entry.district,
        [spine('lon')]: entry.lon,
        [spine('lat')]: entry.lat,
      }
    : {};
  const put = useMutation({
    mutationFn: (typed: Typed) => {
      const given = { ...before, ...typed };
      const own = Object.fromEntries(asks.map(({ field }) => [field, typed[field]]));
      const content = {
        entry: { ...filled(Object.fromEntries(SPINE.map((field) => [field, given[spine(field)]]))), fields: filled(own) },
        day: String(typed[DAY]),
        ...(register.approval ? { says: String(typed[SAYS] ?? '') } : {}),
      };
      return api.post<{ code: string; changed: boolean; request: number | null }>(
        `/registers/${encodeURIComponent(register.id)}/entries`,
        content,
        {
          key: drafts.keyFor(login, draftOf, content),
        },
      );
    },
    onSuccess: ({ code, changed, request }) => {
      drafts.drop(login, draftOf);
      for (const name of ['registers', 'register', 'entry', 'dossier', 'picks']) void queryClient.invalidateQueries({ queryKey: [name] });
      if (request !== null) {
        void message.success(t('requests.sent', { n: request }));
        void queryClient.invalidateQueries({ queryKey: ['register-requests'] });
        onClose();
        return;
      }
      void message.success(t(changed ? 'registers.entered' : 'registers.unchanged'));
      then(code);
    },
    onError: (error) => {
      if (!(error instanceof ProblemError)) return;
      const known = new Set(register.fields.map(({ field }) => field));
      form.setFields(
        (error.problem.findings ?? []).map(({ path, says, saysEn }) => ({
          name: known.has(path) ? path : path === 'day' ? DAY : spine(path),
          errors: [inWords(language, says, saysEn)],
        })),
      );
    },
  });
  const required = (name: string) => [{ required: true, message: t('file.required', { name }) }];
  const asksParty = ['required', 'optional'].includes(register.party) && !(isFirm && register.party === 'optional');
  const asksPlace = ['required', 'optional'].includes(register.place);
  const ownDistrict = !register.shared && register.party !== 'required' && register.place !== 'required';
  return (
    <Modal
      open
      title={
        entry
          ? t('registers.change', { name: entry.name })
          : t('registers.enter', { name: inWords(language, register.name, register.nameEn) })
      }
      onCancel={onClose}
      okText={t('registers.submit')}
      cancelText={t('shell.cancel')}
      confirmLoading={put.isPending}
      okButtonProps={{ 'data-testid': 'entry-submit' } as Record<string, string>}
      onOk={() => form.submit()}
      mask={{ closable: false }}
      width={640}
    >
      <div className="stack" style={{ gap: 12 }} data-testid="entry-form">
        {put.error ? <ProblemNotice error={put.error} /> : null}
        {asks.length < register.fields.length ? <Notice>{t('registers.maskedKept')}</Notice> : null}
        <Form
          form={form}
          name="entry"
          layout="vertical"
          initialValues={{ ...before, [DAY]: dayOf(Date.now()), ...drafts.typed(login, draftOf) }}
          onValuesChange={(_, all) => drafts.keep(login, draftOf, all)}
          onFinish={(typed) => put.mutate(typed)}
        >
          <Form.Item name={DAY} label={t('registers.from')} extra={t('registers.fromHint')} rules={required(t('registers.from'))}>
            <Input type="date" />
          </Form.Item>
          {asksPlace && !entry ? (
            <Form.Item
              name={spine('place')}
              label={t('registers.place')}
              rules={register.place === 'required' ? required(t('registers.place')) : []}
            >
              <Picker what="place" />
            </Form.Item>
          ) : null}
          {asksParty && register.place !== 'required' && !entry ? (
            <Form.Item
              name={spine('party')}
              label={t('registers.party')}
              rules={register.party === 'required' ? required(t('registers.party')) : []}
            >
              <Picker what="party" />
            </Form.Item>
          ) : null}
          {register.typesCode && !entry ? (
            <Form.Item name={spine('code')} label={t('registers.code')} rules={required(t('registers.code'))}>
              <Input maxLength={200} />
            </Form.Item>
          ) : null}
          {register.typesName ? (
            <Form.Item name={spine('name')} label={t('registers.name')} rules={required(t('registers.name'))}>
              <Input maxLength={200} />
            </Form.Item>
          ) : null}
          {ownDistrict && !entry ? (
            <Form.Item name={spine('district')} label={t('registers.district')} extra={t('registers.districtHint')}>
              <Input maxLength={40} />
            </Form.Item>
          ) : null}
          {register.position ? (
            <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 12 }}>
              <Form.Item name={spine('lon')} label={t('registers.lon')}>
                <InputNumber style={{ width: '100%' }} min={-180} max={180} />
              </Form.Item>
              <Form.Item name={spine('lat')} label={t('registers.lat')}>
                <InputNumber style={{ width: '100%' }} min={-90} max={90} />
              </Form.Item>
            </div>
          ) : null}
          <AskItems asks={asks.map(askOfField)} form={form} />
          {register.approval ? (
            <Form.Item name={SAYS} label={t('requests.reason')} extra={t('requests.reasonHint')} rules={required(t('requests.reason'))}>
              <Input.TextArea rows={2} maxLength={500} />
            </Form.Item>
          ) : null}
        </Form>
      </div>
    </Modal>
  );
}

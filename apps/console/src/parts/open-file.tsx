/** Opening a file by hand, where a procedure says that it may be: about whom, and what its opening step asks. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Dropdown, Form, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, ProblemError } from '../api.ts';
import type { CaseFile, OpeningShown } from '../contract.ts';
import { drafts, type Typed } from '../draft.ts';
import { duties, queryClient } from '../queries.ts';
import { usePerson } from '../session.tsx';
import { inWords, useTexts } from '../texts/index.ts';
import { AskItems, askOfStep, filled, Picker } from './asks.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** Everything this person may open by hand, behind one button; nothing where there is none. */
export function OpenFileButton() {
  const { t, language } = useTexts();
  const asked = useQuery(duties);
  const [chosen, choose] = useState<OpeningShown | null>(null);
  const openings = (asked.data?.items ?? []).flatMap((duty) => duty.openings).filter((opening) => opening.can);
  if (openings.length === 0) return null;
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: openings.map((opening) => ({
            key: opening.procedure,
            label: <span data-testid={`open-${opening.procedure}`}>{inWords(language, opening.name, opening.nameEn)}</span>,
            onClick: () => choose(opening),
          })),
        }}
      >
        <Button type="primary" data-testid="open-file">
          {t('duties.openFile')}
        </Button>
      </Dropdown>
      {chosen ? <OpenFileForm key={chosen.procedure} opening={chosen} onClose={() => choose(null)} /> : null}
    </>
  );
}

const ABOUT = 'about ';

export function OpenFileForm({ opening, about, onClose }: { opening: OpeningShown; about?: string; onClose: () => void }) {
  const { t, language } = useTexts();
  const { login } = usePerson();
  const { message } = App.useApp();
  const go = useNavigate();
  const draftOf = `open:${opening.procedure}:${about ?? ''}`;
  const [form] = Form.useForm<Typed>();
  const name = inWords(language, opening.name, opening.nameEn);
  const open = useMutation({
    mutationFn: ({ [ABOUT]: chosen, ...typed }: Typed) => {
      const content = { procedure: opening.procedure, about: about ?? String(chosen ?? ''), says: filled(typed) };
      return api.post<CaseFile>('/files', content, { key: drafts.keyFor(login, draftOf, content) });
    },
    onSuccess: (opened) => {
      drafts.drop(login, draftOf);
      for (const topic of ['files', 'today', 'dossier', 'entry']) void queryClient.invalidateQueries({ queryKey: [topic] });
      void message.success(t('duties.opened', { name }));
      void go(`/files/${encodeURIComponent(opened.id)}`);
    },
    onError: (error) => {
      if (!(error instanceof ProblemError) || typeof error.problem.about?.field !== 'string') return;
      const field = error.problem.about.field === 'about' ? ABOUT : error.problem.about.field;
      form.setFields([{ name: field, errors: [inWords(language, error.problem.title, error.problem.titleEn)] }]);
    },
  });
  return (
    <Modal
      open
      title={name}
      onCancel={onClose}
      okText={inWords(language, opening.stepName, opening.stepNameEn)}
      cancelText={t('shell.cancel')}
      confirmLoading={open.isPending}
      okButtonProps={{ 'data-testid': 'open-submit' } as Record<string, string>}
      onOk={() => form.submit()}
      mask={{ closable: false }}
    >
      <div className="stack" style={{ gap: 12 }} data-testid="open-form">
        {open.error ? <ProblemNotice error={open.error} /> : null}
        <Form
          form={form}
          name="open"
          layout="vertical"
          initialValues={drafts.typed(login, draftOf) ?? {}}
          onValuesChange={(_, all) => drafts.keep(login, draftOf, all)}
          onFinish={(typed) => open.mutate(typed)}
        >
          {opening.asksAbout && about === undefined ? (
            <Form.Item
              name={ABOUT}
              label={t(`duties.about.${opening.about}`)}
              rules={[{ required: true, message: t('file.required', { name: t(`duties.about.${opening.about}`) }) }]}
            >
              <Picker what={opening.about} of={opening.of} />
            </Form.Item>
          ) : null}
          <AskItems asks={opening.asks.map(askOfStep)} form={form} />
        </Form>
      </div>
    </Modal>
  );
}

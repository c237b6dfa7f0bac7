/**
 * What may be done with a file, and nothing else: the server's `next` decides which buttons there are, which can be used,
 * why the others cannot, and what each asks for. What is typed survives refusals, closed forms and lost sessions.
 */
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Modal, Tooltip } from 'antd';
import { useId, useState } from 'react';
import { api, ProblemError } from '../api.ts';
import type { CaseFile, NextStep } from '../contract.ts';
import { drafts, type Typed } from '../draft.ts';
import { queryClient } from '../queries.ts';
import { usePerson } from '../session.tsx';
import { inWords, useTexts } from '../texts/index.ts';
import { AskItems, askOfStep } from './asks.tsx';
import { Icon } from './icons.tsx';
import { Nothing, Notice, ProblemNotice } from './problem-notice.tsx';

export function StepButtons({ file }: { file: CaseFile }) {
  const { t, language } = useTexts();
  const [chosen, choose] = useState<NextStep | null>(null);
  // The newest word about the step; when the file has moved on beneath the form, the last one: what is being typed is not taken away, and who sends it
  // is told what has happened meanwhile.
  const step = chosen && (file.next.find((n) => n.step === chosen.step) ?? chosen);
  const first = file.next.findIndex((n) => n.can);
  return (
    <>
      {file.next.length === 0 ? (
        <Nothing
          title={file.status === 'closed' ? t('file.nextClosed') : t('file.nextNone')}
          {...(file.status === 'open' && file.waitingFor
            ? { when: t('file.nextWait', { who: inWords(language, file.waitingFor, file.waitingForEn) }) }
            : {})}
          icon={file.status === 'closed' ? 'tick' : 'clock'}
        />
      ) : (
        <div className="choices" data-testid="step-buttons">
          {file.next.map((next, i) => (
            <StepButton key={next.step} next={next} leading={i === first} onChoose={() => choose(next)} />
          ))}
        </div>
      )}
      {step ? <StepForm key={step.step} file={file} next={step} onClose={() => choose(null)} /> : null}
    </>
  );
}

function StepButton({ next, leading, onChoose }: { next: NextStep; leading: boolean; onChoose: () => void }) {
  const { t, language } = useTexts();
  const reasonId = useId();
  const why = next.can ? '' : inWords(language, next.why, next.whyEn) || t('file.cannot');
  return (
    <div>
      <Tooltip title={why}>
        {/* A disabled button hears no pointer; the span around it does. */}
        <span style={{ display: 'block' }}>
          <Button
            block
            type={leading ? 'primary' : 'default'}
            disabled={!next.can}
            aria-describedby={why ? reasonId : undefined}
            onClick={onChoose}
            data-testid={`step-${next.step}`}
          >
            {inWords(language, next.name, next.nameEn)}
          </Button>
        </span>
      </Tooltip>
      {why ? (
        <div className="why" id={reasonId} data-testid={`why-${next.step}`}>
          <Icon of="info" />
          <span>{why}</span>
        </div>
      ) : null}
    </div>
  );
}

const blank = (typed: Typed) => Object.values(typed).every((v) => v === undefined || v === null || v === '');

function StepForm({ file, next, onClose }: { file: CaseFile; next: NextStep; onClose: () => void }) {
  const { t, language } = useTexts();
  const name = inWords(language, next.name, next.nameEn);
  const { message } = App.useApp();
  const { login } = usePerson();
  const draftOf = `file:${file.id}:${next.step}`;
  const [restored] = useState(() => drafts.typed(login, draftOf));
  const [form] = Form.useForm<Typed>();
  const act = useMutation({
    mutationFn: (typed: Typed) => {
      const says = Object.fromEntries(Object.entries(typed).filter(([, v]) => v !== undefined && v !== null && v !== ''));
      const content = { step: next.step, says };
      return api.post<CaseFile>(`/files/${encodeURIComponent(file.id)}/acts`, content, { key: drafts.keyFor(login, draftOf, content) });
    },
    onSuccess: (after) => {
      drafts.drop(login, draftOf);
      queryClient.setQueryData(['file', file.id], after);
      for (const name of ['today', 'files', 'station', 'report', 'figures', 'figure', 'balance', 'register', 'entry', 'dossier'])
        void queryClient.invalidateQueries({ queryKey: [name] });
      void message.success(t('file.done', { name }));
      onClose();
    },
    onError: (error) => {
      if (!(error instanceof ProblemError)) return;
      // A finding about a field is shown at the field; `says.cause` and `cause` both name it.
      const known = new Set(next.asks.map((a) => a.field));
      const { findings = [], about, title } = error.problem;
      const named = typeof about?.field === 'string' ? [{ path: about.field, says: title }] : [];
      form.setFields(
        [...findings, ...named]
          .map(({ path, says }) => ({ name: path.replace(/^\/?says[./]/, '').replace(/^\//, ''), errors: [says] }))
          .filter(({ name }) => known.has(name)),
      );
      // Someone else may have acted meanwhile: the buttons must tell the new truth, the form keeps the words.
      if (error.problem.status === 409) void queryClient.invalidateQueries({ queryKey: ['file', file.id] });
    },
  });
  return (
    <Modal
      open
      title={t('file.confirm', { name })}
      onCancel={onClose}
      okText={name}
      cancelText={t('shell.cancel')}
      confirmLoading={act.isPending}
      okButtonProps={{ 'data-testid': 'step-submit' } as Record<string, string>}
      onOk={() => form.submit()}
      mask={{ closable: false }}
    >
      <div className="stack" style={{ gap: 12 }} data-testid="step-form">
        {act.error ? <ProblemNotice error={act.error} /> : null}
        {restored && !blank(restored) ? <Notice>{t('file.draftKept')}</Notice> : null}
        <Form
          form={form}
          name="act"
          layout="vertical"
          initialValues={restored ?? {}}
          requiredMark
          onValuesChange={(_, all) => drafts.keep(login, draftOf, all)}
          onFinish={(typed) => act.mutate(typed)}
        >
          <AskItems asks={next.asks.map(askOfStep)} form={form} />
        </Form>
        <p className="small soft">
          {t('file.confirmNote')} {next.asks.length > 0 ? t('file.draftSafe') : ''}
        </p>
      </div>
    </Modal>
  );
}

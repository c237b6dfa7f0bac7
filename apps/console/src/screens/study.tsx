/** A firm's study points: what it has, how it came by them, and which exams it may claim. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api.ts';
import type { CaseFile, EntryShown } from '../contract.ts';
import { drafts, type Typed } from '../draft.ts';
import { FileRows } from '../parts/file-table.tsx';
import { PageHead, Panel, PrintButton } from '../parts/page.tsx';
import { Nothing, ProblemNotice, WhenReady } from '../parts/problem-notice.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { balance, files, queryClient, register } from '../queries.ts';
import { usePerson } from '../session.tsx';
import { useTexts } from '../texts/index.ts';

const procedure = 'study-claim';
/** An exam of the register, as this page needs it. */
const examOf = ({ code, name, fields }: EntryShown) => ({
  id: code,
  name,
  points: Number(fields.points),
  passScore: Number(fields.passScore),
});
type Exam = ReturnType<typeof examOf>;

export default function StudyScreen() {
  const { t } = useTexts();
  const [chosen, choose] = useState<Exam | null>(null);
  const owned = useQuery(balance);
  const open = useQuery(register('exam', { limit: 200 }));
  const claims = useQuery(files({ status: 'all', procedure }));
  return (
    <>
      <PageHead title={t('study.title')} actions={<PrintButton />} />
      <WhenReady asked={owned} whole>
        {({ points, earned, used, statement }) => (
          <>
            <div className="tiles" data-testid="study-balance">
              {(
                [
                  ['balance', points],
                  ['earned', earned],
                  ['used', used],
                ] as const
              ).map(([name, n]) => (
                <div className="tile" key={name} style={{ cursor: 'default' }} data-testid={`study-${name}`}>
                  <div className="name">{t(`study.${name}`)}</div>
                  <div className="number">
                    {n}
                    <small>{t('study.unit')}</small>
                  </div>
                </div>
              ))}
            </div>
            <div className="two">
              <div className="stack">
                <Panel
                  title={t('study.statement')}
                  count={<span className="count">{statement.length}</span>}
                  flush
                  testid="study-statement"
                >
                  <Sheet
                    numbered
                    rows={statement}
                    rowKey={(r) => r.id}
                    minWidth={460}
                    empty={<Nothing title={t('study.statementEmpty')} when={t('study.statementEmptyWhen')} icon="study" />}
                    columns={[
                      { title: t('study.day'), key: 'day', width: 120, render: (r) => <span className="num nowrap">{r.day}</span> },
                      { title: t('study.says'), key: 'says', render: (r) => r.says },
                      {
                        title: `${t('study.points')} (${t('study.unit')})`,
                        key: 'points',
                        width: 120,
                        right: true,
                        render: (r) => <b className="num">{r.points > 0 ? `+${r.points}` : r.points}</b>,
                      },
                    ]}
                  />
                </Panel>
                <Panel title={t('study.claims')} flush testid="study-claims">
                  <WhenReady asked={claims}>
                    {({ items }) =>
                      items.length > 0 ? (
                        <FileRows files={items} />
                      ) : (
                        <Nothing title={t('study.claimsEmpty')} when={t('study.claimsEmptyWhen')} icon="files" />
                      )
                    }
                  </WhenReady>
                </Panel>
              </div>
              <Panel title={t('study.exams')}>
                <WhenReady asked={open}>
                  {({ items }) =>
                    items.length === 0 ? (
                      <Nothing title={t('study.examsEmpty')} when={t('study.examsEmptyWhen')} icon="study" />
                    ) : (
                      <ul className="list" data-testid="exams">
                        {items.map(examOf).map((exam) => (
                          <li key={exam.id} style={{ display: 'flex', gap: 12, alignItems: 'center', justifyContent: 'space-between' }}>
                            <div>
                              <b>{exam.name}</b>
                              <div className="small soft">
                                {t('study.worth', { n: exam.points })} · {t('study.pass', { n: exam.passScore })}
                              </div>
                            </div>
                            <Button onClick={() => choose(exam)} data-testid={`claim-${exam.id}`}>
                              {t('study.apply')}
                            </Button>
                          </li>
                        ))}
                      </ul>
                    )
                  }
                </WhenReady>
              </Panel>
            </div>
          </>
        )}
      </WhenReady>
      {chosen ? <Claim key={chosen.id} exam={chosen} onClose={() => choose(null)} /> : null}
    </>
  );
}

function Claim({ exam, onClose }: { exam: Exam; onClose: () => void }) {
  const { t } = useTexts();
  const { login } = usePerson();
  const { message } = App.useApp();
  const go = useNavigate();
  const draftOf = `claim:${exam.id}`;
  const [form] = Form.useForm<Typed>();
  const claim = useMutation({
    mutationFn: (typed: Typed) => {
      const content = {
        procedure,
        says: { exam: exam.id, ...Object.fromEntries(Object.entries(typed).filter(([, v]) => v !== undefined && v !== null && v !== '')) },
      };
      return api.post<CaseFile>('/files', content, { key: drafts.keyFor(login, draftOf, content) });
    },
    onSuccess: (opened) => {
      drafts.drop(login, draftOf);
      for (const name of ['files', 'today', 'balance']) void queryClient.invalidateQueries({ queryKey: [name] });
      void message.success(t('study.opened'));
      void go(`/files/${encodeURIComponent(opened.id)}`);
    },
  });
  return (
    <Modal
      open
      title={t('study.applyTitle', { name: exam.name })}
      onCancel={onClose}
      okText={t('study.submit')}
      cancelText={t('shell.cancel')}
      confirmLoading={claim.isPending}
      okButtonProps={{ 'data-testid': 'claim-submit' } as Record<string, string>}
      onOk={() => form.submit()}
      mask={{ closable: false }}
    >
      <div className="stack" style={{ gap: 12 }} data-testid="claim-form">
        {claim.error ? <ProblemNotice error={claim.error} /> : null}
        <Form
          form={form}
          name="claim"
          layout="vertical"
          initialValues={drafts.typed(login, draftOf) ?? {}}
          onValuesChange={(_, all) => drafts.keep(login, draftOf, all)}
          onFinish={(typed) => claim.mutate(typed)}
        >
          <Form.Item
            name="score"
            label={`${t('study.score')} (${t('study.pass', { n: exam.passScore })})`}
            rules={[
              { required: true, message: t('study.needScore') },
              { type: 'number', min: 0, max: 100, message: t('study.scoreRange') },
            ]}
          >
            <InputNumber style={{ width: '100%' }} />
          </Form.Item>
        </Form>
        <p className="small soft">{t('study.applyNote')}</p>
      </div>
    </Modal>
  );
}

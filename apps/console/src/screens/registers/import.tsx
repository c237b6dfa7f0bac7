/** A sheet handed in: previewed, every finding by row and field, then entered; the rows that are right stand even where others are not. */
import { useMutation } from '@tanstack/react-query';
import { App, Button, Input, Modal, Upload } from 'antd';
import { useState } from 'react';
import { api, newKey } from '../../api.ts';
import type { ImportOutcome, RegisterShown } from '../../contract.ts';
import { Nothing, Notice, ProblemNotice } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { queryClient } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';
import { dayOf } from '../../time.ts';

/** A spreadsheet saves CSV in UTF-8, or, in an older office, in GB 18030. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

export function ImportWindow({ register, onClose }: { register: RegisterShown; onClose: () => void }) {
  const { t, language } = useTexts();
  const { message } = App.useApp();
  const [table, setTable] = useState<{ name: string; text: string } | null>(null);
  const [day, setDay] = useState(dayOf(Date.now()));
  const [seen, setSeen] = useState<ImportOutcome | null>(null);
  const send = useMutation({
    mutationFn: ({ text, preview }: { text: string; preview: boolean }) =>
      api.post<ImportOutcome>(`/registers/${encodeURIComponent(register.id)}/import`, { table: text, day, preview }, { key: newKey() }),
    onSuccess: (outcome) => {
      setSeen(outcome);
      if (outcome.preview) return;
      for (const name of ['registers', 'register', 'dossier', 'picks']) void queryClient.invalidateQueries({ queryKey: [name] });
      void message.success(t('registers.imported', { put: outcome.put, unchanged: outcome.unchanged }));
      if (outcome.findings.length === 0) onClose();
    },
  });
  return (
    <Modal
      open
      width={760}
      title={t('registers.importTitle', { name: inWords(language, register.name, register.nameEn) })}
      onCancel={onClose}
      cancelText={t('shell.cancel')}
      okText={t('registers.importNow', { n: seen?.put ?? 0 })}
      okButtonProps={{ disabled: !seen?.preview || seen.put === 0 }}
      confirmLoading={send.isPending}
      onOk={() => (table ? send.mutate({ text: table.text, preview: false }) : undefined)}
      mask={{ closable: false }}
    >
      <div className="stack" style={{ gap: 12 }} data-testid="import-form">
        <p className="small soft">
          {t('registers.importHint', { columns: register.fields.map((field) => inWords(language, field.name, field.nameEn)).join(', ') })}
        </p>
        <span>
          {t('registers.from')}{' '}
          <Input aria-label={t('registers.from')} type="date" style={{ width: 160 }} value={day} onChange={(e) => setDay(e.target.value)} />
        </span>
        <Upload
          accept=".csv,.txt,text/csv"
          maxCount={1}
          showUploadList={false}
          beforeUpload={async (chosen) => {
            const text = textOf(await chosen.arrayBuffer());
            setTable({ name: chosen.name, text });
            send.mutate({ text, preview: true });
            return false;
          }}
        >
          <Button data-testid="import-choose">{t('registers.importChoose')}</Button> <span className="small">{table?.name}</span>
        </Upload>
        {send.error ? <ProblemNotice error={send.error} /> : null}
        {seen ? (
          <>
            <Notice tone={seen.findings.length ? 'warn' : 'good'} testid="import-outcome">
              {t(seen.preview ? 'registers.previewed' : 'registers.importedSome', {
                rows: seen.rows,
                put: seen.put,
                unchanged: seen.unchanged,
                findings: seen.findings.length,
              })}
            </Notice>
            {seen.findings.length > 0 ? (
              <Sheet
                tight
                rows={seen.findings}
                rowKey={(one) => `${one.row}|${one.field}|${one.says}`}
                minWidth={600}
                pageSize={10}
                empty={<Nothing title={t('registers.noFindings')} />}
                columns={[
                  {
                    key: 'row',
                    title: t('registers.row'),
                    width: 70,
                    right: true,
                    render: (one) => <span className="num">{one.row}</span>,
                  },
                  { key: 'field', title: t('registers.field'), width: 140, render: (one) => (language === 'zh' ? one.name : one.field) },
                  { key: 'says', title: t('registers.finding'), render: (one) => inWords(language, one.says, one.saysEn) },
                  {
                    key: 'value',
                    title: t('registers.value'),
                    width: 160,
                    render: (one) => <span className="mono small">{one.value}</span>,
                  },
                ]}
              />
            ) : null}
          </>
        ) : null}
      </div>
    </Modal>
  );
}

/** Two codes that are one thing: merged with a reason, listed with a record of both, and put back when it was a mistake. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { api } from '../../api.ts';
import type { Merges } from '../../contract.ts';
import { Panel } from '../../parts/page.tsx';
import { Nothing, ProblemNotice, WhenReady } from '../../parts/problem-notice.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { queryClient } from '../../queries.ts';
import { useTexts } from '../../texts/index.ts';
import { dayOf } from '../../time.ts';

export function MergesPanel({ register, mayWrite }: { register: string; mayWrite: boolean }) {
  const { t } = useTexts();
  const path = `/registers/${encodeURIComponent(register)}/merges`;
  const empty = { keep: '', gone: '', day: dayOf(Date.now()), why: '' };
  const [said, says] = useState(empty);
  const asked = useQuery({ queryKey: ['merges', register], queryFn: ({ signal }) => api.get<Merges>(path, { signal }) });
  const again = () => {
    for (const name of ['merges', 'register', 'entry', 'dossier']) void queryClient.invalidateQueries({ queryKey: [name] });
  };
  const merge = useMutation({
    mutationFn: () => api.post(path, said),
    onSuccess: () => {
      says(empty);
      again();
    },
  });
  const undo = useMutation({ mutationFn: (id: string) => api.post(`/merges/${id}/undo`, {}), onSuccess: again });
  const field = (name: 'keep' | 'gone' | 'why', wide: number) => (
    <Input
      aria-label={t(`imports.merge.${name}`)}
      placeholder={t(`imports.merge.${name}`)}
      style={{ width: wide }}
      value={said[name]}
      onChange={(e) => says({ ...said, [name]: e.target.value })}
    />
  );
  const isWhole = said.keep.trim() !== '' && said.gone.trim() !== '' && said.why.trim() !== '';
  return (
    <Panel title={t('imports.merge.title')} testid="merges">
      <div className="stack" style={{ gap: 12 }}>
        <p className="small soft">{t('imports.merge.hint')}</p>
        {mayWrite ? (
          <div className="filters">
            {field('gone', 210)}
            {field('keep', 210)}
            <Input
              aria-label={t('registers.from')}
              type="date"
              style={{ width: 150 }}
              value={said.day}
              onChange={(e) => says({ ...said, day: e.target.value })}
            />
            {field('why', 240)}
            <Button
              loading={merge.isPending}
              disabled={!isWhole}
              title={isWhole ? undefined : t('imports.merge.fillIn')}
              onClick={() => merge.mutate()}
              data-testid="merge"
            >
              {t('imports.merge.do')}
            </Button>
          </div>
        ) : null}
        {merge.error ? <ProblemNotice error={merge.error} /> : null}
        {undo.error ? <ProblemNotice error={undo.error} /> : null}
        <WhenReady asked={asked}>
          {({ items }) => (
            <Sheet
              tight
              rows={items}
              rowKey={(one) => one.id}
              minWidth={640}
              pageSize={10}
              empty={<Nothing title={t('imports.merge.none')} />}
              columns={[
                { key: 'gone', title: t('imports.merge.gone'), width: 200, render: (one) => `${one.gone} ${one.goneName}` },
                { key: 'keep', title: t('imports.merge.keep'), width: 180, render: (one) => <span className="mono">{one.keep}</span> },
                { key: 'day', title: t('registers.from'), width: 110, render: (one) => one.day },
                { key: 'why', title: t('imports.merge.why'), render: (one) => one.why },
                { key: 'by', title: t('registers.by'), width: 100, render: (one) => one.by },
                {
                  key: 'undo',
                  title: t('imports.state'),
                  width: 130,
                  render: (one) =>
                    one.undoneAt !== null ? (
                      t('imports.merge.undone', { by: one.undoneBy ?? '' })
                    ) : mayWrite ? (
                      <Popconfirm
                        title={t('imports.merge.undoSure')}
                        okText={t('imports.undo')}
                        cancelText={t('shell.cancel')}
                        onConfirm={() => undo.mutate(one.id)}
                      >
                        <Button size="small">{t('imports.undo')}</Button>
                      </Popconfirm>
                    ) : null,
                },
              ]}
            />
          )}
        </WhenReady>
      </div>
    </Panel>
  );
}

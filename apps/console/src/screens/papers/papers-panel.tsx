/** The papers of a file: what can be printed of it, what has been, and its dossier with how far the binding is. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Input, Tooltip } from 'antd';
import { useState } from 'react';
import { address, api, newKey } from '../../api.ts';
import type { DossierShown, Paper, Papers } from '../../contract.ts';
import { FieldsWindow } from '../../parts/change.tsx';
import { Panel } from '../../parts/page.tsx';
import { Nothing, ProblemNotice, WhenReady } from '../../parts/problem-notice.tsx';
import { Tag } from '../../parts/tags.tsx';
import { At } from '../../parts/when.tsx';
import { queryClient } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';

const isUnderWay = ({ state }: DossierShown) => state === 'ordered' || state === 'binding';

export function PapersPanel({ file }: { file: string }) {
  const { t, language } = useTexts();
  const { message } = App.useApp();
  const key = ['file', file, 'papers'];
  const path = `/files/${encodeURIComponent(file)}`;
  const [purpose, setPurpose] = useState(() => t('papers.purposeUsual'));
  const asked = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<Papers>(`${path}/papers`, { signal }),
    refetchInterval: ({ state }) => (state.data?.dossiers.some(isUnderWay) ? 1_000 : false),
  });
  const again = () => void queryClient.invalidateQueries({ queryKey: key });
  const make = useMutation({
    mutationFn: (document: string) => api.post<Paper>(`${path}/papers`, { document }),
    onSuccess: ({ name, number }) => {
      again();
      void message.success(t('papers.made', { name, number }));
    },
  });
  const bind = useMutation({ mutationFn: () => api.post<DossierShown>(`${path}/dossiers`, {}, { key: newKey() }), onSuccess: again });
  const [voiding, setVoiding] = useState<Paper | null>(null);
  const use = purpose.trim() || t('papers.purposeUsual');
  return (
    <Panel title={t('papers.title')} testid="papers">
      <WhenReady asked={asked}>
        {({ can, made, dossiers, mayMake }) => (
          <div className="stack" style={{ gap: 12 }}>
            {make.error ? <ProblemNotice error={make.error} /> : null}
            {bind.error ? <ProblemNotice error={bind.error} /> : null}
            {mayMake ? (
              <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
                {can.map(({ id, name, nameEn }) => (
                  <Button key={id} loading={make.isPending} onClick={() => make.mutate(id)} data-testid={`make-${id}`}>
                    {t('papers.make', { name: inWords(language, name, nameEn) })}
                  </Button>
                ))}
                <Button loading={bind.isPending || dossiers.some(isUnderWay)} onClick={() => bind.mutate()} data-testid="bind-dossier">
                  {t('papers.bind')}
                </Button>
              </div>
            ) : null}
            {made.length === 0 && dossiers.length === 0 ? (
              <Nothing title={t('papers.empty')} when={t('papers.emptyWhen')} slim />
            ) : (
              <Input
                size="small"
                prefix={<span className="soft small">{t('papers.purpose')}</span>}
                aria-label={t('papers.purpose')}
                value={purpose}
                maxLength={40}
                onChange={(event) => setPurpose(event.target.value)}
              />
            )}
            <ul className="list">
              {made.map((one) => (
                <li key={one.id} data-testid="paper">
                  <div>
                    <b>{one.name}</b> <span className="mono">{one.voided ? <s>{one.number}</s> : one.number}</span>{' '}
                    <span className="soft small">{t('papers.pages', { pages: one.pages })}</span>
                  </div>
                  <div className="soft small">
                    {one.by} · <At at={one.at} to="second" /> · <span className="mono">{t('papers.code', { code: one.code })}</span>
                  </div>
                  {one.voided ? (
                    <div className="small" data-testid="number-voided">
                      <Tag tone="bad" icon="triangle">
                        {t('papers.voided')}
                      </Tag>{' '}
                      {t('papers.voidedBy', { reason: one.voided.reason, by: one.voided.by })} · <At at={one.voided.at} />
                    </div>
                  ) : null}
                  <div style={{ display: 'flex', gap: 12 }} className="small">
                    <a
                      href={address(`/papers/${one.id}/content`, { purpose: use })}
                      target="_blank"
                      rel="noreferrer"
                      data-testid="paper-copy"
                    >
                      {t('papers.copy')}
                    </a>
                    <a href={address(`/papers/${one.id}/content`, { as: 'docx', purpose: use })} download>
                      {t('papers.word')}
                    </a>
                    {mayMake ? (
                      <a href={address(`/papers/${one.id}/content`, { original: 1, purpose: use })} target="_blank" rel="noreferrer">
                        {t('papers.original')}
                      </a>
                    ) : null}
                    {mayMake && !one.voided ? (
                      <Tooltip title={one.inUse ? t('papers.voidInUse') : ''}>
                        <span style={{ marginLeft: 'auto' }}>
                          <Button
                            size="small"
                            type="text"
                            disabled={one.inUse}
                            aria-description={one.inUse ? t('papers.voidInUse') : undefined}
                            onClick={() => setVoiding(one)}
                            data-testid="void-number"
                          >
                            {t('papers.voidNumber')}
                          </Button>
                        </span>
                      </Tooltip>
                    ) : null}
                  </div>
                </li>
              ))}
              {dossiers.slice(0, 3).map((one) => (
                <li key={`dossier ${one.id}`} data-testid="dossier" data-state={one.state}>
                  <div style={{ display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap' }}>
                    <b>{t('papers.dossier')}</b>
                    <Tag
                      tone={one.state === 'done' ? 'good' : one.state === 'failed' ? 'bad' : 'note'}
                      icon={one.state === 'done' ? 'check' : 'clock'}
                    >
                      {t(`papers.states.${one.state}`)}
                    </Tag>
                    {isUnderWay(one) ? <progress max={100} value={one.progress} aria-label={t('papers.dossier')} /> : null}
                    {one.state === 'done' ? (
                      <span className="soft small">{t('papers.bound', { items: one.items, pages: one.pages })}</span>
                    ) : null}
                  </div>
                  {one.says ? <div className="small">{one.says}</div> : null}
                  <div className="soft small">
                    {one.by} · <At at={one.at} to="second" />
                  </div>
                  {one.state === 'done' ? (
                    <a
                      className="small"
                      href={address(`/dossiers/${one.id}/content`, { purpose: use })}
                      download
                      data-testid="dossier-copy"
                    >
                      {t('papers.download')}
                    </a>
                  ) : null}
                </li>
              ))}
            </ul>
          </div>
        )}
      </WhenReady>
      {voiding ? (
        <FieldsWindow
          name="void"
          title={t('papers.voidTitle', { number: voiding.number })}
          submit={t('papers.voidNumber')}
          onClose={() => setVoiding(null)}
          does={(filled, key) => api.post<Paper>(`/papers/${voiding.id}/void`, filled, { key })}
          refresh={['file', 'audit']}
          then={() => setVoiding(null)}
          fields={[{ name: 'reason', says: t('papers.voidReason'), kind: 'longText', required: true, most: 200 }]}
        >
          <p className="small soft">{t('papers.voidNote')}</p>
        </FieldsWindow>
      ) : null}
    </Panel>
  );
}

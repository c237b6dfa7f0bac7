/** One file: where it stands, whom it waits for and until when, what has been done, and what may be done now. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { Act, CaseFile } from '../contract.ts';
import { ClosingTag, LevelTag } from '../parts/file-table.tsx';
import { Icon } from '../parts/icons.tsx';
import { Facts, PageHead, Panel, PrintButton } from '../parts/page.tsx';
import { Nothing, WhenReady } from '../parts/problem-notice.tsx';
import { RefLink } from '../parts/ref-link.tsx';
import { StepButtons } from '../parts/step-buttons.tsx';
import { Tag } from '../parts/tags.tsx';
import { At, Due } from '../parts/when.tsx';
import { file } from '../queries.ts';
import { inWords, useTexts } from '../texts/index.ts';
import { span } from '../time.ts';
import { AttachmentsPanel } from './attachments/attachments-panel.tsx';
import { PapersPanel } from './papers/papers-panel.tsx';

export function FileScreen() {
  const { id = '' } = useParams();
  // A fresh act is sealed within a second; until then the page looks again by itself.
  const asked = useQuery({ ...file(id), refetchInterval: ({ state }) => (state.data?.acts.some((a) => !a.sealed) ? 2_000 : false) });
  return (
    <WhenReady asked={asked} whole>
      {(ready) => <FilePage of={ready} />}
    </WhenReady>
  );
}

function FilePage({ of }: { of: CaseFile }) {
  const { t, language } = useTexts();
  // The firm and the place stand above the list already.
  const shown = new Set([of.party.id, of.place?.id]);
  const grounds = of.links.filter((link) => !(['firm', 'outlet'].includes(link.ref.kind) && shown.has(link.ref.id)));
  return (
    <>
      <PageHead
        back={{ to: '/files', says: t('file.back') }}
        title={of.title}
        lead={
          <span style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 12px', alignItems: 'center' }}>
            <span className="mono">{of.number}</span>
            <span>{inWords(language, of.procedureName, of.procedureNameEn)}</span>
            <LevelTag file={of} />
            <ClosingTag file={of} />
          </span>
        }
        actions={<PrintButton />}
      />
      <Panel title={t('file.steps')}>
        <Progress of={of} />
      </Panel>
      <div className="two">
        <div className="stack">
          <Panel title={t('file.acts')} count={<span className="count">{of.acts.length}</span>}>
            {of.acts.length === 0 ? (
              <Nothing title={t('file.actsEmpty')} />
            ) : (
              <ol className="acts">
                {of.acts.map((act) => (
                  <ActLine key={act.seq} act={act} />
                ))}
              </ol>
            )}
          </Panel>
          <AttachmentsPanel file={of.id} />
          <Messages of={of} />
        </div>
        <div className="stack">
          <Panel title={t('file.next')} first>
            <StepButtons file={of} />
          </Panel>
          <Panel title={t('file.clock')} first>
            <Clocks of={of} />
          </Panel>
          <PapersPanel file={of.id} />
          <Panel title={t('file.links')}>
            <div className="stack" style={{ gap: 12 }}>
              <Facts
                of={[
                  { name: t('file.factParty'), value: <RefLink of={of.party}>{of.party.name}</RefLink> },
                  { name: t('file.factPlace'), value: of.place ? <RefLink of={of.place}>{of.place.name}</RefLink> : t('shell.nothing') },
                  { name: t('file.factDistrict'), value: of.districtName },
                  { name: t('file.opened'), value: <At at={of.openedAt} to="second" /> },
                  ...(of.closedAt === null ? [] : [{ name: t('file.closedAt'), value: <At at={of.closedAt} to="second" /> }]),
                ]}
              />
              {grounds.length === 0 ? (
                <p className="soft small">{t('file.linksEmpty')}</p>
              ) : (
                <ul className="list" data-testid="file-links">
                  {grounds.map((link) => (
                    <li key={`${link.role}|${link.ref.kind}|${link.ref.id}`}>
                      <div className="small soft">{inWords(language, link.roleName, link.roleNameEn)}</div>
                      <RefLink of={link.ref}>{link.name}</RefLink>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </Panel>
        </div>
      </div>
    </>
  );
}

/** The procedure as a row of beads: what was done, where the file is, what is left. A detour that was not taken is left out. */
function Progress({ of }: { of: CaseFile }) {
  const { t, language } = useTexts();
  const taken = new Set(of.acts.map((a) => a.step));
  const at = of.steps.findIndex((s) => s.step === of.step);
  const straightAhead = (s: CaseFile['steps'][number], i: number) => i > at && of.status === 'open' && !s.detour;
  const row = of.steps.filter((s, i) => taken.has(s.step) || s.step === of.step || straightAhead(s, i));
  // A step aside of the procedure is still where the file is.
  if (at < 0) row.push({ step: of.step, name: of.stepName, nameEn: of.stepNameEn, closes: false, detour: true });
  return (
    <ol className="steps" data-testid="progress">
      {row.map((step) => {
        const now = step.step === of.step;
        const done = !now && taken.has(step.step);
        const state = now ? t('file.stepNow') : done ? t('file.stepDone') : t('file.stepLater');
        return (
          <li
            key={step.step}
            className={`${now ? 'now-at' : done ? 'done' : ''} ${step.closes ? 'closing' : ''}`}
            aria-current={now ? 'step' : undefined}
            title={[state, step.closes ? t('file.stepCloses') : ''].filter(Boolean).join(' · ')}
          >
            <span className="bead">
              {done || (now && of.status === 'closed') ? <Icon of="check" /> : now ? <span className="core" /> : null}
            </span>
            <span>
              {inWords(language, step.name, step.nameEn)}
              <span className="off-screen"> {state}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function ActLine({ act }: { act: Act }) {
  const { t, language } = useTexts();
  return (
    <li data-testid="act-item" data-step={act.step} data-seq={act.seq}>
      <div className="line">
        <b>{inWords(language, act.name, act.nameEn)}</b>
        <span>{act.byRole && act.byRole !== act.by ? t('file.by', { name: act.by, role: act.byRole }) : act.by}</span>
        <span className="soft small">
          <At at={act.at} to="second" />
        </span>
        {act.sealed ? (
          <Tag tone="good" icon="seal" title={t('file.sealedWhy')}>
            {t('file.sealed')}
          </Tag>
        ) : (
          <Tag icon="clock" title={t('file.sealingWhy')}>
            {t('file.sealing')}
          </Tag>
        )}
      </div>
      {act.shown.length > 0 ? (
        <dl className="says">
          {act.shown.map(({ name, nameEn, text }) => (
            <div key={name}>
              <dt>{inWords(language, name, nameEn)}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {act.effects.length > 0 ? (
        <div className="small" style={{ marginTop: 6 }} data-testid="act-effects">
          <span className="soft">{t('file.effects')}</span>
          <ul className="caused" style={{ margin: '2px 0 0' }}>
            {act.effects.map((effect) => (
              <li key={effect.says}>{effect.ref ? <RefLink of={effect.ref}>{effect.says}</RefLink> : effect.says}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </li>
  );
}

function Clocks({ of }: { of: CaseFile }) {
  const { t, language } = useTexts();
  return (
    <div className="stack" style={{ gap: 14 }}>
      <div className="clock">
        <span className="small soft">{t('file.waitingFor')}</span>
        <span className="left" data-testid="waiting-for">
          {of.status === 'closed'
            ? inWords(language, of.closing, of.closingEn) || t('files.closed')
            : inWords(language, of.waitingFor, of.waitingForEn) || t('files.waitingNobody')}
        </span>
        {of.status === 'open' ? <Due dueAt={of.dueAt} /> : null}
      </div>
      {of.clocks.length === 0 ? (
        <p className="soft small">{t('file.noClock')}</p>
      ) : (
        <div>
          <div className="small soft" style={{ marginBottom: 6 }}>
            {t('file.howDue')}
          </div>
          <ul className="list" data-testid="clocks">
            {of.clocks.map((clock) => (
              <li key={`${clock.name}|${clock.startedAt}`}>
                <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'space-between' }}>
                  <b>{inWords(language, clock.name, clock.nameEn)}</b>
                  {clock.firedAt !== null ? (
                    <Tag tone="bad" icon="triangle">
                      {t('file.fired')}
                    </Tag>
                  ) : clock.stoppedAt !== null ? (
                    <Tag icon="check">{t('file.stopped')}</Tag>
                  ) : (
                    <Tag tone="note" icon="clock">
                      {t('file.running')}
                    </Tag>
                  )}
                </div>
                <div className="small">{clock.explains}</div>
                <div className="small soft">
                  {t('file.started')} <At at={clock.startedAt} /> · {t('file.dueAt')} <At at={clock.dueAt} />
                  {clock.stoppedAt === null ? null : (
                    <>
                      {' '}
                      · {t('file.stopped')} <At at={clock.stoppedAt} />
                    </>
                  )}
                </div>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function Messages({ of }: { of: CaseFile }) {
  const { t } = useTexts();
  const look = {
    queued: { tone: 'note', icon: 'clock' },
    afterRestore: { tone: 'note', icon: 'clock' },
    sent: { tone: 'good', icon: 'check' },
    delivered: { tone: 'good', icon: 'tick' },
    failed: { tone: 'bad', icon: 'triangle' },
    undeliverable: { tone: 'bad', icon: 'triangle' },
    joined: { tone: 'note', icon: 'check' },
  } as const;
  return (
    <Panel title={t('file.messages')} count={<span className="count">{of.messages.length}</span>}>
      {of.messages.length === 0 ? (
        <Nothing title={t('file.messagesEmpty')} when={t('file.messagesEmptyWhen')} />
      ) : (
        <ul className="list" data-testid="messages">
          {of.messages.map((m) => (
            <li key={m.id} data-status={m.status}>
              <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 12px', alignItems: 'center' }}>
                <Tag tone={look[m.status].tone} icon={look[m.status].icon}>
                  {t(`messages.state.${m.status}`)}
                </Tag>
                <span>
                  <span className="soft">{t('file.to')}</span> {m.to}
                </span>
                <span className="soft small">{m.channel === 'sms' ? t('file.sms') : m.channel}</span>
                <span className="soft small">
                  <At at={m.queuedAt} to="second" />
                  {m.sentAt === null ? '' : ` · ${t('file.sentAfter', { span: span(Math.max(1000, m.sentAt - m.queuedAt), t) })}`}
                </span>
              </div>
              <div style={{ marginTop: 4, overflowWrap: 'anywhere' }}>{m.text}</div>
              {m.error ? (
                <div className="small" style={{ color: 'var(--bad)' }}>
                  {m.error}
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

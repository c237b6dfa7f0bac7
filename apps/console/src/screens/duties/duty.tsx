/** One duty, documented by what it declares: its page, its law, its flow, its registers, its numbers, its stories, and how far it has come. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Duty, OpeningShown } from '../../contract.ts';
import { FigureChip } from '../../parts/figure-chip.tsx';
import { OpenFileForm } from '../../parts/open-file.tsx';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { WhenReady } from '../../parts/problem-notice.tsx';
import { whenRequired } from '../../parts/required.ts';
import { Tag } from '../../parts/tags.tsx';
import { duty } from '../../queries.ts';
import { inWords, useTexts } from '../../texts/index.ts';
import { StateTags } from './duties.tsx';
import { Flow } from './flow.tsx';

export default function DutyScreen() {
  const { programme = '' } = useParams();
  const { t, language } = useTexts();
  const asked = useQuery(duty(programme));
  return (
    <WhenReady asked={asked} whole>
      {(of) => (
        <>
          <PageHead
            back={{ to: '/duties', says: t('duties.title') }}
            title={inWords(language, of.name, of.nameEn)}
            lead={<StateTags of={of.maturity} />}
            actions={
              <>
                <Openings of={of.openings} />
                <PrintButton />
              </>
            }
          />
          <div className="two">
            <div className="stack">
              {of.procedures.map((procedure) => (
                <Panel
                  key={procedure.id}
                  title={inWords(language, procedure.name, procedure.nameEn)}
                  note={t('duties.since', { day: procedure.effectiveFrom })}
                >
                  <Flow of={procedure} />
                  <Steps of={procedure} />
                </Panel>
              ))}
              <Stories of={of} />
            </div>
            <div className="stack">
              <Panel title={t('duties.page')}>
                <Page text={of.page} />
              </Panel>
              <Panel title={t('duties.basis')}>
                <ul className="list">
                  {of.basis.map((clause) => (
                    <li key={`${clause.law}|${clause.article}`}>
                      {t('duties.clause', { law: clause.law, article: clause.article ?? '' })}{' '}
                      {clause.confidence === 'C' ? <Tag tone="warn">{t('duties.unchecked')}</Tag> : null}
                      {clause.inForce ? null : <Tag tone="bad">{t('duties.notInForce')}</Tag>}
                      <div className="small soft">{clause.about}</div>
                    </li>
                  ))}
                </ul>
              </Panel>
              <Panel title={t('registers.title')}>
                <ul className="list">
                  {of.registers.map((register) => (
                    <li key={register.id}>
                      <Link to={`/registers/${encodeURIComponent(register.id)}`}>{inWords(language, register.name, register.nameEn)}</Link>{' '}
                      <span className="num soft">{register.entries}</span>
                    </li>
                  ))}
                </ul>
              </Panel>
              {of.indicators.length ? (
                <Panel title={t('duties.indicators')}>
                  <ul className="list" data-testid="duty-indicators">
                    {of.indicators.map((figure) => (
                      <li key={figure.id}>
                        {inWords(language, figure.name, figure.nameEn)} <FigureChip figure={figure} />
                        <div className="small soft">{inWords(language, figure.scope, figure.scopeEn)}</div>
                      </li>
                    ))}
                  </ul>
                </Panel>
              ) : null}
              {of.reactions.length ? (
                <Panel title={t('duties.reactions')}>
                  <ul className="list">
                    {of.reactions.map((reaction) => (
                      <li key={reaction.id}>
                        {reaction.whenName} <span className="small soft mono">{reaction.when}</span>
                      </li>
                    ))}
                  </ul>
                </Panel>
              ) : null}
              <Panel title={t('duties.maturity')}>
                <ul className="list">
                  {of.maturity.map((row) => (
                    <li key={row.row}>
                      <StateTags of={[row]} />
                      <div className="small">{row.says}</div>
                    </li>
                  ))}
                </ul>
              </Panel>
            </div>
          </div>
        </>
      )}
    </WhenReady>
  );
}

function Openings({ of }: { of: OpeningShown[] }) {
  const { language } = useTexts();
  const [chosen, choose] = useState<OpeningShown | null>(null);
  return (
    <>
      {of.map((opening) => {
        const why = opening.can ? '' : inWords(language, opening.why, opening.whyEn);
        return (
          <span key={opening.procedure} style={{ display: 'inline-flex', flexDirection: 'column', gap: 2 }}>
            <Button
              type="primary"
              disabled={!opening.can}
              title={why}
              onClick={() => choose(opening)}
              data-testid={`open-${opening.procedure}`}
            >
              {inWords(language, opening.name, opening.nameEn)}
            </Button>
            {why ? <span className="small soft">{why}</span> : null}
          </span>
        );
      })}
      {chosen ? <OpenFileForm key={chosen.procedure} opening={chosen} onClose={() => choose(null)} /> : null}
    </>
  );
}

/** Each step in a row of words: what the drawing has no room for. */
function Steps({ of }: { of: Duty['procedures'][number] }) {
  const { t, language } = useTexts();
  const nameOf = (id: string) => {
    const step = of.steps.find((one) => one.step === id);
    return step ? inWords(language, step.name, step.nameEn) : id;
  };
  return (
    <ul className="list small" data-testid={`steps-${of.id}`}>
      {of.steps.map((step) => (
        <li key={step.step}>
          <b>{inWords(language, step.name, step.nameEn)}</b>{' '}
          <span className="soft">{language === 'zh' ? step.byName : t(`duties.roles.${step.by as 'firm'}`)}</span>
          {step.within ? (
            <div>
              {t(`duties.within.${step.within.unit}`, { n: step.within.value })} {t('duties.else', { name: nameOf(step.else ?? '') })}{' '}
              <span className="soft">{step.within.cite}</span>{' '}
              {step.within.provisional ? <Tag tone="warn">{t('duties.unchecked')}</Tag> : null}
            </div>
          ) : null}
          {step.notBy.length ? <div>{t('duties.notBy', { names: step.notBy.map(nameOf).join(', ') })}</div> : null}
          {step.asks.length ? (
            <div>
              {t('duties.asks', {
                names: step.asks.map((ask) => `${inWords(language, ask.name, ask.nameEn)}${ask.required ? '*' : ''}`).join(', '),
              })}
              {step.asks.map((ask) => {
                const when = whenRequired(ask, step.asks, language);
                return when ? (
                  <div key={ask.field} className="soft">
                    {inWords(language, ask.name, ask.nameEn)}: {t('file.requiredWhen', when)}
                  </div>
                ) : null;
              })}
            </div>
          ) : null}
          {step.does.length ? (
            <div>{t('duties.does', { names: step.does.map((one) => inWords(language, one.name, one.nameEn)).join(', ') })}</div>
          ) : null}
          {step.tells.length ? <div className="soft">{step.tells.map((one) => one.text).join(' ')}</div> : null}
          {step.bodies.length ? (
            <div className="soft">{t('duties.bodies', { n: step.bodies.length, names: step.bodies.slice(0, 3).join(', ') })}</div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Stories({ of }: { of: Duty }) {
  const { t } = useTexts();
  if (of.stories.length === 0) return null;
  return (
    <Panel title={t('duties.stories')} count={<span className="count">{of.stories.length}</span>} testid="stories">
      {of.stories.map((story) => (
        <details key={story.name} style={{ marginBottom: 12 }}>
          <summary>
            <b>{story.title}</b>
          </summary>
          <p>{story.tells}</p>
          <ol>
            {story.moments.map((moment) => (
              <li key={`${moment.at}${moment.does.join()}`} className="small">
                <span className="num">{moment.at}</span> {moment.does.join(' · ')}
                {moment.holds.length ? <div className="soft">→ {moment.holds.join(' · ')}</div> : null}
              </li>
            ))}
          </ol>
          <p className="small soft">{t('duties.source', { source: story.source })}</p>
        </details>
      ))}
    </Panel>
  );
}

/** The page for the officer: headings, paragraphs and lists are all it uses. */
function Page({ text }: { text: string }) {
  const blocks = text.split(/\n\s*\n/).filter((block) => !block.startsWith('# '));
  return (
    <div className="stack" style={{ gap: 8 }}>
      {blocks.map((block) =>
        /^- /m.test(block) ? (
          <ul key={block}>
            {block
              .split(/\n(?=- )/)
              .filter((line) => line.startsWith('- '))
              .map((line) => (
                <li key={line}>{line.slice(2).replaceAll('\n', '')}</li>
              ))}
          </ul>
        ) : (
          <p key={block}>{block.replace(/^#+ /, '').replaceAll('\n', '')}</p>
        ),
      )}
    </div>
  );
}

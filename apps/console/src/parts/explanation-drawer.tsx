/** Why a verdict is what it is: the value, the limit and its clause, the arithmetic, what counted, and every input down to its frame. */
import { useQuery } from '@tanstack/react-query';
import { Drawer, Switch } from 'antd';
import { useId, useState } from 'react';
import { useDrawers } from '../address.ts';
import type { Explanation } from '../contract.ts';
import { explanation } from '../queries.ts';
import { useTexts } from '../texts/index.ts';
import { hour } from '../time.ts';
import { limitWords, show, spanWords } from './chart-options.ts';
import { Facts } from './page.tsx';
import { Nothing, Notice, WhenReady } from './problem-notice.tsx';
import { RefLink } from './ref-link.tsx';
import { type Column, Sheet } from './sheet.tsx';
import { isPlain, MarkTag, Tag, VerdictTag } from './tags.tsx';
import { At } from './when.tsx';

type Input = Explanation['inputs'][number];

export function ExplanationDrawer() {
  const { t } = useTexts();
  const { shown, close } = useDrawers();
  const id = shown('verdict');
  const asked = useQuery({ ...explanation(id ?? ''), enabled: id !== null });
  return (
    <Drawer open={id !== null} onClose={() => close('verdict')} title={t('verdict.title')} size={760} destroyOnHidden>
      {id === null ? null : (
        <WhenReady asked={asked} whole>
          {(ready) => <Why of={ready} />}
        </WhenReady>
      )}
    </Drawer>
  );
}

function Why({ of }: { of: Explanation }) {
  const { t } = useTexts();
  const { open } = useDrawers();
  const { verdict, validity, recomputed, method } = of;
  const reminder = verdict.outcome === 'over' && verdict.consequence === 'reminder';
  return (
    <div data-testid="explanation" data-verdict={verdict.id}>
      <div className="why-head">
        <VerdictTag verdict={verdict} />
        <div className="sum">
          {verdict.parameterName} {verdict.text ?? (verdict.value === null ? t('shell.nothing') : show(verdict.value))} {verdict.unit}
        </div>
        {verdict.multiple !== null && verdict.outcome === 'over' ? (
          <div>{t('verdict.multiple', { times: show(verdict.multiple) })}</div>
        ) : null}
        {verdict.reason ? (
          <div>
            {t('verdict.reason')}: {verdict.reason}
          </div>
        ) : null}
        {reminder ? <Notice tone="warn">{t('verdict.reminderWhy')}</Notice> : null}
        {verdict.supersededBy ? (
          <Notice tone="warn">
            {t('verdict.superseded')}{' '}
            <button
              type="button"
              className="plain-button"
              style={{ textDecoration: 'underline' }}
              onClick={() => open('verdict', verdict.supersededBy ?? '')}
            >
              {t('verdict.openNewer')}
            </button>
          </Notice>
        ) : null}
        <Notice tone={recomputed.same ? 'good' : 'bad'} testid="recomputed">
          {recomputed.same ? t('verdict.recomputedSame') : t('verdict.recomputedDiffers')}
          {recomputed.same ? null : (
            <div>
              {t('verdict.recomputedValue', {
                outcome: recomputed.outcome,
                value: recomputed.value === null ? '' : show(recomputed.value),
              })}
            </div>
          )}
        </Notice>
      </div>

      <div className="section">
        <Facts
          of={[
            {
              name: t('verdict.period'),
              value: `${t(verdict.period === 'hour' ? 'verdict.periodHour' : 'verdict.periodDay')} ${spanWords(verdict.period, verdict.startAt)}`,
            },
            { name: t('verdict.place'), value: <RefLink of={of.place}>{of.place.name}</RefLink> },
            { name: t('verdict.party'), value: <RefLink of={of.party}>{of.party.name}</RefLink> },
            {
              name: t('verdict.limit'),
              value: verdict.limit ? (
                <>
                  {limitWords(verdict.limit, t)}
                  <div className="small soft">{t(verdict.limit.basis === 'hour' ? 'station.basisHour' : 'station.basisDay')}</div>
                </>
              ) : (
                t('shell.nothing')
              ),
            },
            { name: t('verdict.clause'), value: verdict.limit?.clause ?? t('shell.nothing') },
            { name: t('verdict.effective'), value: verdict.limit?.effectiveFrom ?? t('shell.nothing') },
            {
              name: t('verdict.method'),
              value: (
                <>
                  {method.name} <span className="soft">{t('verdict.version', { version: method.version })}</span>
                  <div className="small soft">{method.cite}</div>
                </>
              ),
            },
            { name: t('verdict.law'), value: of.lawRelease },
            { name: t('verdict.known'), value: <At at={verdict.knownAt} to="second" /> },
            {
              name: t('verdict.hash'),
              value: (
                <span className="mono small" title={of.inputHash}>
                  {of.inputHash}
                </span>
              ),
              wide: true,
            },
          ]}
        />
      </div>

      <div className="section" data-testid="arithmetic">
        <h3>{t('verdict.arithmetic')}</h3>
        <ol className="sums">
          {of.arithmetic.map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two lines of a calculation may read the same.
            <li key={i}>{line}</li>
          ))}
        </ol>
      </div>

      <div className="section">
        <h3>{t('verdict.validity')}</h3>
        <Facts
          of={[
            {
              name: t('verdict.validity'),
              value: t('verdict.validityOf', { counted: validity.counted, due: validity.due, unit: validity.unit }),
            },
            { name: t('verdict.rule'), value: validity.rule },
            {
              name: t('verdict.clause'),
              value: (
                <>
                  {validity.cite}
                  <div className="small soft">{t('verdict.confidence', { confidence: validity.confidence })}</div>
                </>
              ),
            },
          ]}
        />
      </div>

      {of.limitsConsidered.length > 0 ? (
        <div className="section">
          <h3>{t('verdict.considered')}</h3>
          <ul className="list">
            {of.limitsConsidered.map((limit) => (
              <li key={limit.id}>
                {limit.chosen ? (
                  <Tag tone="good" icon="check">
                    {t('verdict.chosen')}
                  </Tag>
                ) : (
                  <Tag icon="dash">{t('verdict.notChosen')}</Tag>
                )}{' '}
                {limitWords(limit, t)} · {limit.clause}
                <div className="small soft">
                  {t(limit.basis === 'hour' ? 'station.basisHour' : 'station.basisDay')} · {t('station.from', { day: limit.effectiveFrom })}{' '}
                  · {t('verdict.confidence', { confidence: limit.confidence })}
                </div>
              </li>
            ))}
          </ul>
        </div>
      ) : null}

      <Inputs of={of.inputs} unit={verdict.unit} byHour={verdict.period === 'day'} />
    </div>
  );
}

function Inputs({ of, unit, byHour }: { of: Input[]; unit: string; byHour: boolean }) {
  const { t } = useTexts();
  const { open } = useDrawers();
  const [onlyLeftOut, setOnlyLeftOut] = useState(false);
  const name = useId();
  const leftOut = of.filter((i) => !i.counts).length;
  const columns: Column<Input>[] = [
    {
      title: t('verdict.observedAt'),
      key: 'at',
      width: 170,
      render: (i) =>
        byHour ? (
          <span className="num nowrap">{spanWords('hour', Math.floor(i.observedAt / hour) * hour)}</span>
        ) : (
          <At at={i.observedAt} to="second" />
        ),
    },
    {
      title: `${t('frame.value')} (${unit})`,
      key: 'value',
      right: true,
      width: 110,
      render: (i) => <span className="num">{i.text || (i.value === null ? t('shell.nothing') : show(i.value))}</span>,
    },
    {
      title: t('verdict.mark'),
      key: 'mark',
      width: 110,
      render: (i) => (isPlain(i.mark) ? <span className="soft mono">{i.mark}</span> : <MarkTag mark={i.mark} />),
    },
    {
      title: t('verdict.counts'),
      key: 'counts',
      width: 110,
      render: (i) =>
        i.counts ? (
          <Tag tone="good" icon="check">
            {t('verdict.counts')}
          </Tag>
        ) : (
          <Tag tone="warn" icon="dash">
            {t('verdict.doesNotCount')}
          </Tag>
        ),
    },
    {
      title: t('verdict.frame'),
      key: 'frame',
      render: (i) =>
        i.frame ? (
          <button
            type="button"
            className="plain-button nowrap"
            style={{ color: 'var(--water)', textDecoration: 'underline' }}
            onClick={() => open('frame', i.frame ?? '')}
            data-testid="open-frame"
          >
            {t('verdict.openFrame')}
          </button>
        ) : (
          <span className="soft">{t('verdict.noFrame')}</span>
        ),
    },
  ];
  return (
    <div className="section" data-testid="inputs">
      <h3 style={{ display: 'flex', flexWrap: 'wrap', gap: 10, alignItems: 'center' }}>
        {t('verdict.inputs')}
        <span className="count">{t('verdict.inputsN', { n: of.length })}</span>
        {leftOut > 0 && leftOut < of.length ? (
          <span className="small" style={{ fontWeight: 400, display: 'inline-flex', gap: 6, alignItems: 'center' }}>
            <Switch size="small" checked={onlyLeftOut} onChange={setOnlyLeftOut} aria-labelledby={name} />
            <span id={name}>
              {t('verdict.onlyCounting')} ({leftOut})
            </span>
          </span>
        ) : null}
      </h3>
      <Sheet
        tight
        columns={columns}
        rows={onlyLeftOut ? of.filter((i) => !i.counts) : of}
        rowKey={(i) => `${i.observedAt}|${i.frame ?? ''}|${i.text}`}
        minWidth={560}
        empty={<Nothing title={t('verdict.inputsEmpty')} />}
      />
    </div>
  );
}

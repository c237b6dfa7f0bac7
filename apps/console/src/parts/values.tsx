/** The latest values of an outlet, each with unit, time, mark and limit. */
import type { StationSummary } from '../contract.ts';
import { useTexts } from '../texts/index.ts';
import { clockOf, dayOf, shortMinute, toSecond } from '../time.ts';
import { show } from './chart-options.ts';
import { Icon } from './icons.tsx';
import { isPlain, useMarkName } from './tags.tsx';
import { useNow } from './when.tsx';

export function Values({ of, most = 99 }: { of: StationSummary['latest']; most?: number }) {
  const { t } = useTexts();
  const markName = useMarkName();
  const today = dayOf(useNow(60_000));
  if (of.length === 0) return <span className="soft">{t('stations.noValue')}</span>;
  const left = of.length - most;
  return (
    <div className="values">
      {of.slice(0, most).map((v) => {
        const above = v.limit !== null && v.value !== null && v.value > v.limit && isPlain(v.mark);
        const foot = [
          v.limit === null ? t('stations.noLimit') : t('stations.limit', { limit: show(v.limit) }),
          dayOf(v.observedAt) === today ? clockOf(v.observedAt) : shortMinute(v.observedAt),
        ];
        return (
          <div
            key={v.parameter}
            className={`value ${above ? 'above' : ''}`}
            title={`${v.name} ${v.text} ${v.unit} · ${toSecond(v.observedAt)} ${t('when.zone')}${v.mark ? ` · ${t('stations.mark', { mark: `${v.mark} ${v.markName ?? markName(v.mark)}` })}` : ''}${above ? ` · ${t('stations.aboveWhy')}` : ''}`}
          >
            <div className="name">
              {v.name}
              {isPlain(v.mark) ? null : (
                <>
                  {' '}
                  <b className="mono">{v.mark}</b> {v.markName ?? markName(v.mark ?? '')}
                </>
              )}
            </div>
            <div className="number">
              {above ? (
                <>
                  <Icon of="triangle" />
                  <span className="off-screen">{t('stations.above')}</span>{' '}
                </>
              ) : null}
              {v.text || t('shell.nothing')} <small>{v.unit}</small>
            </div>
            <div className="foot">{foot.join(' · ')}</div>
          </div>
        );
      })}
      {left > 0 ? (
        <span className="soft small" style={{ alignSelf: 'center' }}>
          {t('stations.more', { n: left })}
        </span>
      ) : null}
    </div>
  );
}

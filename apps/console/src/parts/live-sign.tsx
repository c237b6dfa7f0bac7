import { useConnection } from '../live.ts';
import { useTexts } from '../texts/index.ts';
import { clockOf } from '../time.ts';

/** Whether what is on screen keeps itself fresh. Said in words when it does not. */
export function LiveSign() {
  const { t } = useTexts();
  const { connection, lastAt } = useConnection();
  const says = connection === 'down' ? t('shell.down') : connection === 'live' ? t('shell.live') : t('shell.connecting');
  const more = [
    connection === 'down' ? t('shell.downWhy') : t('shell.liveWhy'),
    lastAt === null ? '' : t('shell.lastEvent', { time: clockOf(lastAt) }),
  ];
  return (
    <span
      className={`live is-${connection}`}
      role="status"
      title={more.filter(Boolean).join('\n')}
      data-testid="live-sign"
      data-connection={connection}
    >
      <span className="dot" />
      <span className="words">{says}</span>
    </span>
  );
}

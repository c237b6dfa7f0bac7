/** The message centre: what concerns me, newest first, each the door to what it speaks of. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Segmented, Select } from 'antd';
import { useAddress } from '../../address.ts';
import { api } from '../../api.ts';
import type { Notice } from '../../contract.ts';
import { PageHead, Panel, PrintButton } from '../../parts/page.tsx';
import { usePages, WhenPaged } from '../../parts/pages.tsx';
import { Nothing, ProblemNotice } from '../../parts/problem-notice.tsx';
import { RefLink } from '../../parts/ref-link.tsx';
import { Tag, type Tone } from '../../parts/tags.tsx';
import { Ago } from '../../parts/when.tsx';
import { queryClient } from '../../queries.ts';
import { useTexts } from '../../texts/index.ts';
import { unread } from './unread.ts';

const tones: Record<Notice['kind'], Tone> = {
  waits: 'note',
  returned: 'warn',
  soon: 'warn',
  overdue: 'bad',
  closed: 'good',
  undelivered: 'bad',
  house: 'warn',
};
const kinds = Object.keys(tones) as Notice['kind'][];

export default function InboxScreen() {
  const { t, language } = useTexts();
  const { read, write } = useAddress();
  const only = read('unread');
  const kind = read('kind');
  const asked = usePages<Notice>('inbox', '/inbox', { unread: only, kind, limit: 50 });
  const { data: count } = useQuery(unread);
  const seen = useMutation({
    mutationFn: (of: { ids: number[] } | { all: true }) => api.post<{ read: number }>('/inbox/read', of),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['inbox'] }),
  });
  return (
    <>
      <PageHead
        title={t('messages.inbox.title')}
        lead={t('messages.inbox.lead', { n: count?.unread ?? 0 })}
        actions={
          <>
            <Button
              disabled={!count?.unread}
              title={count?.unread ? undefined : t('messages.inbox.allRead')}
              loading={seen.isPending}
              onClick={() => seen.mutate({ all: true })}
              data-testid="read-all"
            >
              {t('messages.inbox.readAll')}
            </Button>
            <PrintButton />
          </>
        }
      />
      {seen.error ? <ProblemNotice error={seen.error} /> : null}
      <div className="filters">
        <Segmented
          value={only}
          onChange={(value) => write({ unread: String(value) })}
          options={[
            { value: '', label: t('messages.inbox.every') },
            { value: '1', label: t('messages.inbox.unread') },
          ]}
        />
        <Select
          allowClear
          aria-label={t('messages.inbox.kind')}
          placeholder={t('messages.inbox.kind')}
          value={kind || null}
          onChange={(value) => write({ kind: value })}
          options={kinds.map((value) => ({ value, label: t(`messages.notice.${value}`) }))}
          style={{ minWidth: 150 }}
        />
      </div>
      <WhenPaged asked={asked} whole>
        {(items) => (
          <Panel testid="inbox">
            {items.length === 0 ? (
              <Nothing title={t('messages.inbox.empty')} when={t('messages.inbox.emptyWhen')} icon="tick" />
            ) : (
              <ul className="list">
                {items.map((n) => (
                  <li key={n.id} data-testid="notice" data-kind={n.kind} data-read={n.readAt !== null}>
                    <div style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 12px', alignItems: 'center' }}>
                      <Tag tone={tones[n.kind]} icon={n.readAt === null ? 'bell' : 'check'}>
                        {t(`messages.notice.${n.kind}`)}
                      </Tag>
                      <span style={n.readAt === null ? { fontWeight: 600 } : undefined}>
                        {n.about ? (
                          <RefLink of={n.about}>{language === 'zh' ? n.says : n.saysEn}</RefLink>
                        ) : language === 'zh' ? (
                          n.says
                        ) : (
                          n.saysEn
                        )}
                      </span>
                      <span className="soft small">
                        <Ago at={n.at} />
                      </span>
                      {n.readAt === null ? (
                        <Button size="small" type="text" onClick={() => seen.mutate({ ids: [Number(n.id)] })} data-testid="read">
                          {t('messages.inbox.read')}
                        </Button>
                      ) : null}
                    </div>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        )}
      </WhenPaged>
    </>
  );
}

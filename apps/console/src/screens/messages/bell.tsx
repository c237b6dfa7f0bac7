/** The bell in the header: how many notices are unread, and the door to them. */
import { useQuery } from '@tanstack/react-query';
import { Badge, Button } from 'antd';
import { useNavigate } from 'react-router';
import { Icon } from '../../parts/icons.tsx';
import { useTexts } from '../../texts/index.ts';
import { unread } from './unread.ts';

export function Bell() {
  const { t } = useTexts();
  const go = useNavigate();
  const { data } = useQuery(unread);
  const n = data?.unread ?? 0;
  return (
    <Badge count={n} overflowCount={99} size="small" offset={[-4, 4]}>
      <Button
        type="text"
        icon={<Icon of="bell" />}
        aria-label={t('messages.inbox.bell', { n })}
        title={t('messages.inbox.bell', { n })}
        onClick={() => go('/inbox')}
        data-testid="bell"
        data-unread={n}
      />
    </Badge>
  );
}

/** The one box in the head of every page. */
import { Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Icon } from '../../parts/icons.tsx';
import { useNarrow } from '../../parts/sheet.tsx';
import { useTexts } from '../../texts/index.ts';

export function FindBox() {
  const { t } = useTexts();
  const go = useNavigate();
  const narrow = useNarrow();
  const [typed, type] = useState('');
  // A telephone's head has room for the sign only.
  if (narrow)
    return (
      <Link to="/search" aria-label={t('search.title')} className="find-sign">
        <Icon of="search" />
      </Link>
    );
  const find = () => {
    if (typed.trim()) void go(`/search?q=${encodeURIComponent(typed.trim())}`);
  };
  return (
    <search aria-label={t('search.title')}>
      <Input
        className="find-box"
        aria-label={t('search.title')}
        placeholder={t('search.box')}
        prefix={<Icon of="search" />}
        allowClear
        maxLength={80}
        value={typed}
        onChange={({ target }) => type(target.value)}
        onPressEnter={find}
        data-testid="find"
      />
    </search>
  );
}

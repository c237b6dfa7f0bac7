import { Button } from 'antd';
import { Link } from 'react-router';
import { Nothing } from '../parts/problem-notice.tsx';
import { useTexts } from '../texts/index.ts';

export function MissingScreen() {
  const { t } = useTexts();
  return (
    <div className="panel" data-testid="page-missing">
      <Nothing title={t('problem.page')} when={t('problem.pageDo')} icon="question" whole>
        <Link to="/" style={{ marginTop: 12 }}>
          <Button type="primary">{t('problem.home')}</Button>
        </Link>
      </Nothing>
    </div>
  );
}

export function NotAllowedScreen() {
  const { t } = useTexts();
  return (
    <div className="panel" data-testid="page-not-allowed">
      <Nothing title={t('problem.notAllowed')} when={t('problem.notAllowedDo')} icon="seal" whole>
        <Link to="/" style={{ marginTop: 12 }}>
          <Button type="primary">{t('problem.home')}</Button>
        </Link>
      </Nothing>
    </div>
  );
}

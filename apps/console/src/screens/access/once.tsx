/** A secret that is shown once, to be handed over: a temporary password, a link, a code. */
import { App, Button, Modal } from 'antd';
import { Notice } from '../../parts/problem-notice.tsx';
import { useTexts } from '../../texts/index.ts';

export interface Shown {
  title: string;
  secret: string;
  says: string[];
}

export function Once({ of, onClose }: { of: Shown; onClose: () => void }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  return (
    <Modal
      open
      title={of.title}
      onCancel={onClose}
      onOk={onClose}
      okText={t('shell.close')}
      cancelButtonProps={{ style: { display: 'none' } }}
      mask={{ closable: false }}
    >
      <div className="stack" style={{ gap: 12 }} data-testid="once">
        <Notice tone="warn">{t('access.accounts.once')}</Notice>
        <code className="mono" style={{ wordBreak: 'break-all' }} data-testid="once-secret">
          {of.secret}
        </code>
        <div>
          <Button
            size="small"
            onClick={() => void navigator.clipboard.writeText(of.secret).then(() => message.success(t('access.accounts.copied')))}
          >
            {t('access.accounts.copy')}
          </Button>
        </div>
        {of.says.map((says) => (
          <p key={says} className="small soft">
            {says}
          </p>
        ))}
      </div>
    </Modal>
  );
}

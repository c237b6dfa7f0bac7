/** A frame as it came over the wire: the bytes first, then what was read out of them. */
import { useQuery } from '@tanstack/react-query';
import { App, Button, Drawer } from 'antd';
import { useDrawers } from '../address.ts';
import type { FrameShown } from '../contract.ts';
import { frame } from '../queries.ts';
import { useTexts } from '../texts/index.ts';
import { Facts } from './page.tsx';
import { Notice, WhenReady } from './problem-notice.tsx';
import { Sheet } from './sheet.tsx';
import { At } from './when.tsx';

export function FrameDrawer() {
  const { t } = useTexts();
  const { shown, close } = useDrawers();
  const id = shown('frame');
  const asked = useQuery({ ...frame(id ?? ''), enabled: id !== null, staleTime: Number.POSITIVE_INFINITY });
  return (
    <Drawer open={id !== null} onClose={() => close('frame')} title={t('frame.title')} size={700} destroyOnHidden>
      {id === null ? null : (
        <WhenReady asked={asked} whole>
          {(ready) => <Frame of={ready} />}
        </WhenReady>
      )}
    </Drawer>
  );
}

const plain = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? ''));

function Frame({ of }: { of: FrameShown }) {
  const { t } = useTexts();
  const { message } = App.useApp();
  const copy = () => {
    void navigator.clipboard?.writeText(of.text).then(() => message.success(t('frame.copied')));
  };
  return (
    <div data-frame={of.id}>
      <Facts
        of={[
          { name: t('frame.received'), value: <At at={of.receivedAt} to="second" /> },
          { name: t('frame.peer'), value: <span className="mono">{of.peer}</span> },
          { name: t('frame.admission'), value: of.admissionSays },
          { name: t('frame.edition'), value: of.edition },
          { name: t('frame.direction'), value: of.direction },
          { name: t('frame.length'), value: t('frame.bytes', { n: of.length }) },
        ]}
      />
      <div className="section">
        <h3 style={{ display: 'flex', justifyContent: 'space-between' }}>
          {t('frame.text')}
          <Button size="small" onClick={copy}>
            {t('frame.copy')}
          </Button>
        </h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
        <pre className="bytes" data-testid="frame-text" tabIndex={0}>
          {of.text}
        </pre>
        <p className="small soft" style={{ marginTop: 4 }}>
          {t('frame.masked')}
        </p>
      </div>
      <div className="section">
        <h3>{t('frame.findings')}</h3>
        {of.findings.length === 0 ? (
          <Notice tone="good">{t('frame.findingsNone')}</Notice>
        ) : (
          <ul className="list">
            {of.findings.map((f) => (
              <li key={`${f.code}${f.from}`}>
                <Notice tone="warn">
                  {f.says}
                  <div className="small">{t('frame.at', { from: f.from, to: f.to })}</div>
                </Notice>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className="section">
        <h3>{t('frame.header')}</h3>
        <Facts of={Object.entries(of.header).map(([name, value]) => ({ name, value: <span className="mono">{plain(value)}</span> }))} />
      </div>
      <div className="section">
        <h3>{t('frame.records')}</h3>
        <Sheet
          tight
          rows={of.records}
          rowKey={(r) => `${r.key}|${r.text}`}
          minWidth={420}
          pageSize={200}
          empty={<p className="soft">{t('frame.recordsEmpty')}</p>}
          columns={[
            { title: t('frame.key'), key: 'key', render: (r) => <span className="mono">{r.key}</span> },
            { title: t('frame.name'), key: 'name', render: (r) => r.name ?? <span className="soft">{t('shell.nothing')}</span> },
            { title: t('frame.value'), key: 'value', render: (r) => <span className="num">{r.text}</span> },
          ]}
        />
      </div>
      <div className="section">
        <h3>{t('frame.hex')}</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
        <pre className="bytes hex" data-testid="frame-hex" tabIndex={0}>
          {of.hex}
        </pre>
      </div>
    </div>
  );
}

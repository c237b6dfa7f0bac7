/**
 * A field of a form that takes attachments: chosen, dropped, or taken with the camera of a phone; each is sent at once, with its progress, and can be
 * cancelled. Its value is the ids of what has arrived, joined by commas, as an act names them. What went wrong stands beside the file it went wrong with.
 */
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { ProblemError, upload } from '../../api.ts';
import type { AskShown, Upload } from '../../contract.ts';
import { Icon } from '../../parts/icons.tsx';
import { useProblemWords } from '../../parts/problem-notice.tsx';
import { useNarrow } from '../../parts/sheet.tsx';
import { inWords, useTexts } from '../../texts/index.ts';
import { showSize } from './size.ts';

type Accepts = NonNullable<AskShown['accepts']>;

interface Sending {
  key: number;
  file: File;
  share: number;
  error: unknown;
  abort: AbortController;
}
/** Names of what this tab has sent, for a form that is opened again. */
const sentBefore = new Map<string, { name: string; size: number }>();
let keys = 0;

export function UploadField({ accepts, value = '', onChange }: { accepts: Accepts; value?: string; onChange?: (value: string) => void }) {
  const { t, language } = useTexts();
  const wordsOf = useProblemWords();
  const narrow = useNarrow();
  const [sending, setSending] = useState<Sending[]>([]);
  const [over, setOver] = useState(false);
  const [leftOut, setLeftOut] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const ids = value ? value.split(',') : [];
  // Several may arrive while the value is still the one drawn with.
  const latest = useRef(ids);
  latest.current = ids;
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const set = (next: string[]) => {
    latest.current = next;
    onChange?.(next.join(','));
  };
  const change = (key: number, how: Partial<Sending>) => setSending((all) => all.map((s) => (s.key === key ? { ...s, ...how } : s)));
  const forget = (key: number) => setSending((all) => all.filter((s) => s.key !== key));

  const send = async (one: Sending) => {
    change(one.key, { error: null, share: 0 });
    try {
      const arrived = await upload<Upload>(
        '/uploads',
        { kind: accepts.kind },
        one.file,
        (share) => change(one.key, { share }),
        one.abort.signal,
      );
      sentBefore.set(arrived.id, { name: arrived.name, size: arrived.size });
      if (!mounted.current) return;
      forget(one.key);
      if (!latest.current.includes(arrived.id)) set([...latest.current, arrived.id]);
    } catch (error) {
      if (one.abort.signal.aborted) forget(one.key);
      else change(one.key, { error });
    }
  };

  const take = (chosen: FileList | null) => {
    const room = accepts.most - ids.length - sending.length;
    const files = [...(chosen ?? [])];
    setLeftOut(files.length > room);
    const begun = files.slice(0, Math.max(0, room)).map((file): Sending => {
      keys += 1;
      return { key: keys, file, share: 0, error: file.size > accepts.mostBytes ? 'tooLarge' : null, abort: new AbortController() };
    });
    setSending((all) => [...all, ...begun]);
    for (const one of begun) if (one.error === null) void send(one);
  };

  const saysOf = (error: unknown) => {
    if (error === 'tooLarge') return t('attachments.tooLarge', { most: showSize(accepts.mostBytes) });
    const { title, next } = wordsOf(error);
    return next ? `${title}。${next}`.replace('。。', '。') : title;
  };
  const choose = (from: typeof chooser) => () => from.current?.click();
  const full = ids.length + sending.length >= accepts.most;
  return (
    <fieldset
      style={{ margin: 0, padding: 12, borderRadius: 6, border: `1px dashed ${over ? 'currentColor' : 'var(--line)'}` }}
      data-testid="upload-field"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }}>
        <Button size="small" onClick={choose(chooser)} disabled={full} title={full ? t('attachments.tooMany', { most: accepts.most }) : ''}>
          {t('attachments.choose')}
        </Button>
        {narrow && accepts.endings.includes('jpg') ? (
          <Button size="small" onClick={choose(camera)} disabled={full}>
            {t('attachments.camera')}
          </Button>
        ) : null}
        {narrow ? null : <span className="soft small">{t('attachments.drop')}</span>}
      </div>
      <p className="soft small">
        {t('attachments.accepts', { what: inWords(language, accepts.says, accepts.saysEn), most: accepts.most })}
      </p>
      {leftOut ? <p className="small">{t('attachments.tooMany', { most: accepts.most })}</p> : null}
      <input
        ref={chooser}
        type="file"
        style={{ display: 'none' }}
        multiple
        accept={accepts.endings.map((ending) => `.${ending}`).join(',')}
        data-testid="upload-input"
        onChange={(event) => {
          take(event.target.files);
          event.target.value = '';
        }}
      />
      <input
        ref={camera}
        type="file"
        style={{ display: 'none' }}
        accept="image/*"
        capture="environment"
        onChange={(event) => {
          take(event.target.files);
          event.target.value = '';
        }}
      />
      <ul className="list">
        {ids.map((id) => {
          const known = sentBefore.get(id);
          return (
            <li key={id} data-testid="upload-done" style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
              <Icon of="check" />
              <span style={{ overflowWrap: 'anywhere' }}>{known?.name ?? t('attachments.kept', { id })}</span>
              {known ? <span className="soft small">{showSize(known.size)}</span> : null}
              <Button size="small" type="text" onClick={() => set(ids.filter((other) => other !== id))}>
                {t('attachments.remove')}
              </Button>
            </li>
          );
        })}
        {sending.map((one) => (
          <li key={one.key} data-testid="upload-sending">
            <div style={{ display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap' }}>
              <span style={{ overflowWrap: 'anywhere' }}>{one.file.name}</span>
              <span className="soft small">{showSize(one.file.size)}</span>
              {one.error === null ? (
                <>
                  <progress max={1} value={one.share} aria-label={one.file.name} />
                  <span className="soft small">
                    {one.share < 1 ? t('attachments.sending', { share: Math.floor(one.share * 100) }) : t('attachments.checking')}
                  </span>
                </>
              ) : null}
              <Button
                size="small"
                type="text"
                onClick={() => {
                  one.abort.abort();
                  forget(one.key);
                }}
              >
                {one.error === null ? t('attachments.cancel') : t('attachments.remove')}
              </Button>
              {one.error instanceof ProblemError && one.error.problem.status === 0 ? (
                <Button size="small" onClick={() => void send(one)}>
                  {t('attachments.again')}
                </Button>
              ) : null}
            </div>
            {one.error === null ? null : (
              <div className="small" role="alert" style={{ color: 'var(--bad)' }} data-testid="upload-error">
                {saysOf(one.error)}
              </div>
            )}
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

/** Language and light, in the header and at the sign-in. */
import { Button, Segmented } from 'antd';
import { type Language, speak, useTexts } from '../texts/index.ts';
import { switchLight, useLight } from '../theme.ts';
import { Icon } from './icons.tsx';

// A language is named in itself, whichever one is spoken: U+4E2D is the character for Chinese.
const names: Record<Language, string> = { zh: '\u4e2d', en: 'EN' };

export function Switches() {
  const { t, language } = useTexts();
  const light = useLight();
  return (
    <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
      <span data-testid="lang-switch" data-language={language}>
        <Segmented<Language>
          size="small"
          aria-label={t('shell.language')}
          value={language}
          onChange={speak}
          options={[
            { value: 'zh', label: names.zh },
            { value: 'en', label: names.en },
          ]}
        />
      </span>
      <Button
        type="text"
        icon={<Icon of={light === 'dark' ? 'sun' : 'moon'} />}
        aria-label={light === 'dark' ? t('shell.toLight') : t('shell.toDark')}
        title={light === 'dark' ? t('shell.toLight') : t('shell.toDark')}
        onClick={() => switchLight(light === 'dark' ? 'light' : 'dark')}
        data-testid="light-switch"
      />
    </span>
  );
}

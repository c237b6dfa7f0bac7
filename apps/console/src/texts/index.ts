import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { en } from './en.ts';
import { sections } from './sections/index.ts';
import { zh } from './zh.ts';

type Words = typeof zh & { [Section in keyof typeof sections]: (typeof sections)[Section]['zh'] };

const inLanguageOf = (language: 'zh' | 'en') =>
  Object.fromEntries(Object.entries(sections).map(([section, words]) => [section, words[language]]));
/** Every word, by language: what stands in zh.ts and en.ts, and the rooms of screens in sections/. */
export const words = { zh: { ...zh, ...inLanguageOf('zh') }, en: { ...en, ...inLanguageOf('en') } };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Words };
  }
}

export type Language = 'zh' | 'en';
const remembered = 'xiushui.language';

function firstLanguage(): Language {
  return localStorage.getItem(remembered) === 'en' ? 'en' : 'zh';
}

function dress(language: Language) {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = i18next.t('app.full');
}

export function startTexts() {
  i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'zh',
    resources: { zh: { translation: words.zh }, en: { translation: words.en } },
    // React escapes; doing it twice shows entities on screen.
    interpolation: { escapeValue: false },
    initAsync: false,
    showSupportNotice: false,
  } as Parameters<typeof i18next.init>[0]);
  dress(i18next.language as Language);
}

export function speak(language: Language) {
  localStorage.setItem(remembered, language);
  void i18next.changeLanguage(language).then(() => dress(language));
}

export function useTexts() {
  const { t, i18n } = useTranslation();
  return { t, language: i18n.language as Language };
}

export type Say = ReturnType<typeof useTexts>['t'];

type KeysOf<T, Above extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Above}${K}` : KeysOf<T[K], `${Above}${K}.`>;
}[keyof T & string];
/** Any key of the texts, as `t` takes it. */
export type TextKey = KeysOf<Words>;

/** The server sends a Chinese sentence and, where it has one, an English one. */
export function inWords(language: Language, says: string | null | undefined, saysEn?: string | null | undefined): string {
  return (language === 'en' ? saysEn || says : says) ?? '';
}

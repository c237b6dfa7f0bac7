/** Which language the terminal is spoken to in. Chinese comes first; where the system is not Chinese, English stands beside it. */
import type { Words } from '../../foundation/store/home.ts';

export type { Words };
export type Language = 'zh' | 'en' | 'both';

export function languageOf(chosen: string | undefined, env: NodeJS.ProcessEnv = process.env): Language {
  if (chosen === 'zh' || chosen === 'en') return chosen;
  const system = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return system.toLowerCase().startsWith('zh') ? 'zh' : 'both';
}

/** One line, or two lines when both languages are wanted and `between` says so. A bare string is the same in every language. */
export function inLanguage(language: Language, words: Words | string, between = '  '): string {
  if (typeof words === 'string') return words;
  if (language === 'both') return words.zh === words.en ? words.zh : `${words.zh}${between}${words.en}`;
  return words[language];
}

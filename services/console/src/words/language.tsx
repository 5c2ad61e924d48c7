/**
 * The reader's language: chosen once, kept in the browser; else what the browser asks for. English is loaded
 * at once, others when needed.
 */
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { IntlProvider } from 'use-intl';
import { readKept, keep } from '../view/kept.ts';
import { en, type Words } from './en.ts';

export const languages = { en: 'English', ja: '日本語' } as const;
export type Language = keyof typeof languages;

declare module 'use-intl' {
  interface AppConfig {
    Messages: Words;
    Locale: string;
  }
}

const load: Record<Language, () => Promise<Words>> = {
  en: async () => en,
  ja: async () => (await import('./ja.ts')).ja,
};

type Choice = { language: Language; choose: (language: Language) => void };
const LanguageContext = createContext<Choice>({ language: 'en', choose: () => undefined });
export const useLanguage = (): Choice => useContext(LanguageContext);

const isLanguage = (text: unknown): text is Language => typeof text === 'string' && text in languages;

export function firstLanguage(kept: unknown, wanted: readonly string[]): Language {
  if (isLanguage(kept)) return kept;
  return wanted.map((one) => one.slice(0, 2)).find(isLanguage) ?? 'en';
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(() => firstLanguage(readKept('language'), navigator.languages));
  const [loaded, setLoaded] = useState<{ language: Language; words: Words } | null>(
    language === 'en' ? { language, words: en } : null,
  );
  useEffect(() => {
    let isCurrent = true;
    void load[language]().then((words) => {
      if (!isCurrent) return;
      document.documentElement.lang = language;
      setLoaded({ language, words });
    });
    return () => void (isCurrent = false);
  }, [language]);
  const choice = useMemo<Choice>(
    () => ({
      language,
      choose(chosen) {
        keep('language', chosen);
        setLanguage(chosen);
      },
    }),
    [language],
  );
  if (!loaded) return null;
  return (
    <LanguageContext value={choice}>
      <IntlProvider
        locale={localeOf(loaded.language, navigator.languages)}
        messages={loaded.words}
        timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
      >
        {children}
      </IntlProvider>
    </LanguageContext>
  );
}

/** Numbers and dates as the reader's region writes them, where the browser says more than the language. */
export const localeOf = (language: Language, wanted: readonly string[]): string =>
  wanted.find((one) => one.startsWith(`${language}-`)) ?? language;

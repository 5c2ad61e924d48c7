/** Amounts and dates as people of a template's language write them, and how a cell is read as an amount. */
import { readNumber } from '../contact/read-number.ts';

/** What is shown of an instant: its day, its time, or both. */
export type DateStyle = 'date' | 'time' | 'date_time';
export const dateStyles: readonly DateStyle[] = ['date', 'time', 'date_time'];

const FALLBACK_LOCALE = 'en';
/** Telephone numbers, dates, shares and fractions are numbers to a sort, but no amounts: `317-981-6233`, `2024-05-01`, `5 %`. */
const NO_AMOUNT = /[%/]|\d\s*[-–()]\s*\d|\)\s*\d|\.\d+\.\d{4,}/;
const THOUSANDTHS = 1_000;

/** The locale of a template language: `pt_BR` → `pt-BR`; English for a code that this machine does not know. */
export function localeOf(language: string): string {
  try {
    return Intl.getCanonicalLocales(language.replaceAll('_', '-'))[0] ?? FALLBACK_LOCALE;
  } catch {
    return FALLBACK_LOCALE;
  }
}

/** A cell as an amount in thousandths of its currency, as the provider wants it; null for what is no amount. */
export function readAmount(text: string): number | null {
  if (NO_AMOUNT.test(text)) return null;
  const number = readNumber(text);
  if (number === null) return null;
  const thousandths = Math.round(number * THOUSANDTHS);
  return Number.isSafeInteger(thousandths) ? thousandths : null;
}

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** A code of ISO 4217 in capitals, e.g. `EUR`. */
export const isCurrencyCode = (text: string): boolean => /^[A-Z]{3}$/.test(text) && currencies.has(text);

/** @param thousandths as readAmount gives it */
export function formatAmount(thousandths: number, code: string, locale: string): string {
  return amountFormat(locale, code).format(thousandths / THOUSANDTHS);
}

/** @param instant milliseconds since the epoch */
export function formatDate(instant: number, style: DateStyle, locale: string, timeZone: string): string {
  return dateFormat(locale, timeZone, style).format(instant);
}

const amountFormat = cached(
  (locale, code) => new Intl.NumberFormat(locale, { style: 'currency', currency: code }),
);
const dateFormat = cached(
  (locale, timeZone, style) =>
    new Intl.DateTimeFormat(locale, {
      timeZone,
      ...(style === 'time' ? {} : { dateStyle: 'long' }),
      ...(style === 'date' ? {} : { timeStyle: 'short' }),
    }),
);

const MAX_FORMATS = 200;

/** Making a format costs a thousand times as much as using it. */
function cached<A extends string[], F>(make: (...how: A) => F): (...how: A) => F {
  const made = new Map<string, F>();
  return (...how) => {
    const key = how.join('/');
    let format = made.get(key);
    if (!format) {
      format = make(...how);
      if (made.size >= MAX_FORMATS) made.clear();
      made.set(key, format);
    }
    return format;
  };
}

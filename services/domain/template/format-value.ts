/** Writes amounts and dates in the language of a template. */
/** The shown part of an instant: its day, its time, or both. */
export type DateStyle = 'date' | 'time' | 'date_time';
export const dateStyles: readonly DateStyle[] = ['date', 'time', 'date_time'];

const FALLBACK_LOCALE = 'en';
const THOUSANDTHS = 1_000;

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** A code of ISO 4217 in capitals, e.g. `EUR`. */
export const isCurrencyCode = (text: string): boolean => /^[A-Z]{3}$/.test(text) && currencies.has(text);

/** @param thousandths as readAmount gives them */
export function formatAmount(thousandths: number, code: string, locale: string): string {
  return amountFormat(locale, code).format(thousandths / THOUSANDTHS);
}

/** @param instant milliseconds since the epoch */
export function formatDate(instant: number, style: DateStyle, locale: string, timeZone: string): string {
  return dateFormat(locale, timeZone, style).format(instant);
}

/**
 * The locale of a template language: `pt_BR` → `pt-BR`; English for a code that this machine does not know.
 */
export const localeOf = cached((language: string) => {
  try {
    return Intl.getCanonicalLocales(language.replaceAll('_', '-'))[0] ?? FALLBACK_LOCALE;
  } catch {
    return FALLBACK_LOCALE;
  }
});
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

/** Creating a format costs a thousand times as much as using it. */
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

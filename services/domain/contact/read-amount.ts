/**
 * Reads a cell as an amount of a known currency, to be shown to its recipient in a known language. An amount
 * with two readings is refused, never guessed (G1). `1,234.50` and `1.234,50` have one reading.
 */
import { currenciesOf } from './currency-signs.ts';
import { withPlainCharacters, withoutBlanks } from './plain-characters.ts';
import { frameOf, isSingleLetter } from './read-number.ts';

// One separator before three digits (`1.500`) has two: it separates thousands when the language or the
// country of the currency groups this way and the other does not write decimals this way, or when the
// currency's own sign is beside it (`Rp 150.000`).

export type AmountReading =
  | { readonly ok: true; readonly thousandths: number }
  | { readonly ok: false; readonly reason: 'NO_AMOUNT' | 'TWO_READINGS' | 'OTHER_CURRENCY' };

/** How an amount is read: by the currency and the language in which it is shown. */
export type AmountManner = {
  /** ISO 4217, in capitals. */
  readonly code: string;
  /** BCP 47, e.g. `pt-BR`. */
  readonly locale: string;
};

const MAX_LENGTH = 80;
const THOUSANDTHS = 1_000;

/** @returns thousandths of the currency, rounded, as the provider expects them; or why it cannot be shown */
export function readAmount(text: string, { code, locale }: AmountManner): AmountReading {
  if (text.length > MAX_LENGTH) return refused('NO_AMOUNT');
  const spaced = withPlainCharacters(text).replace(SPACE_BETWEEN_DIGITS, "'");
  const framed = frameOf(withoutBlanks(spaced));
  if (framed === null) return refused('NO_AMOUNT');
  const { body, before, behind, isNegative, isMinusBehind } = framed;
  const signs = [...before, ...behind];
  if (signs.some((sign) => currenciesOf(sign).size === 0)) return refused('NO_AMOUNT');
  if (!signs.every((sign) => currenciesOf(sign).has(code))) return refused('OTHER_CURRENCY');
  if (body === '-') return { ok: true, thousandths: 0 };
  // `5 K` is five kina or five thousand
  if (behind.some(isSingleLetter)) return refused('TWO_READINGS');
  const isPointCertain = text.includes(ARABIC_POINT);
  const manner = { code, locale, hasSign: signs.length > 0, isPointCertain };
  const reading = toDecimal(body, manner);
  if (typeof reading === 'string') return refused(reading);
  // `1,250-` ends an amount of yen, and is negative in a ledger
  if (isMinusBehind && DASH_ENDS_AMOUNT.has(code)) return refused('TWO_READINGS');
  const thousandths = Math.round(Number(reading.decimal) * THOUSANDTHS);
  if (!Number.isSafeInteger(thousandths)) return refused('NO_AMOUNT');
  return { ok: true, thousandths: isNegative && thousandths !== 0 ? -thousandths : thousandths };
}

const refused = (reason: 'NO_AMOUNT' | 'TWO_READINGS' | 'OTHER_CURRENCY'): AmountReading => ({
  ok: false,
  reason,
});

/** Never separates thousands. */
const ARABIC_POINT = '\u066b';
const SPACE_BETWEEN_DIGITS = /(?<=\d)\s+(?=\d)/gu;
const DASH_ENDS_AMOUNT = new Set(['JPY']);

type Manner = AmountManner & { readonly hasSign: boolean; readonly isPointCertain: boolean };

const WHOLE = /^\d{1,15}$/;
const NO_CENTS = /^(.*\d)[.,]-{1,2}$/;
const DECIMALS = /^(\d{0,15})[.,](\d{1,20})$/;
const THREES = /^[1-9]\d{0,2}(?:([.,'])\d{3})(?:\1\d{3})*$/;
const INDIAN = /^[1-9]\d?(?:([,'])\d{2})(?:\1\d{2})*\1\d{3}$/;
const ONE_THREE = /^[1-9]\d{0,2}([.,])\d{3}$/;

type Decimal = { readonly decimal: string } | 'NO_AMOUNT' | 'TWO_READINGS';

/** The digits as JavaScript writes decimals. */
function toDecimal(body: string, manner: Manner): Decimal {
  const noCents = NO_CENTS.exec(body)?.[1];
  if (noCents !== undefined) return decimalOf(wholeOf(noCents));
  const [, separator] = ONE_THREE.exec(body) ?? [];
  if (separator === '.' || separator === ',') {
    const reading = threeDigitsAfter(separator, manner);
    if (reading === 'unclear') return 'TWO_READINGS';
    return decimalOf(reading === 'thousands' ? wholeOf(body) : body.replace(separator, '.'));
  }
  const whole = wholeOf(body);
  if (whole !== null) return decimalOf(whole);
  const [, head, decimals = ''] = /^(.*)[.,](\d+)$/.exec(body) ?? [];
  if (head === undefined) return 'NO_AMOUNT';
  if (DECIMALS.test(body)) return decimalOf(`${head === '' ? '0' : head}.${decimals}`);
  const point = body[head.length];
  const wholeHead = point !== undefined && head.includes(point) ? null : wholeOf(head);
  if (wholeHead === null) return 'NO_AMOUNT';
  // `1 234.567`: thousands by two signs, or thousandths
  if (decimals.length === 3 && head.includes("'") && digitsOf(manner.code) < 3) return 'TWO_READINGS';
  return decimalOf(`${wholeHead}.${decimals}`);
}

const decimalOf = (decimal: string | null): Decimal => (decimal === null ? 'NO_AMOUNT' : { decimal });

/** Digits with or without separators of thousands. */
function wholeOf(body: string): string | null {
  if (!WHOLE.test(body) && !THREES.test(body) && !INDIAN.test(body)) return null;
  return body.replaceAll(/[.,']/g, '');
}

function threeDigitsAfter(
  separator: '.' | ',',
  { code, locale, hasSign, isPointCertain }: Manner,
): 'thousands' | 'decimals' | 'unclear' {
  if (isPointCertain) return 'decimals';
  const roles = [roleOf(separator, locale), roleOf(separator, homeOf(code))];
  const groups = roles.includes('group');
  const points = roles.includes('decimal');
  if (digitsOf(code) === 3) return groups === points ? 'unclear' : groups ? 'thousands' : 'decimals';
  // three decimals do not fit the currency
  return groups && (!points || hasSign) ? 'thousands' : 'unclear';
}

type Role = 'group' | 'decimal' | null;

/** What this language uses the separator for. */
function roleOf(separator: '.' | ',', locale: string | null): Role {
  if (locale === null) return null;
  const { group, decimal } = separatorsOf(locale);
  return separator === decimal ? 'decimal' : separator === group ? 'group' : null;
}

const separators = new Map<string, { group: string; decimal: string }>();

function separatorsOf(locale: string): { group: string; decimal: string } {
  let known = separators.get(locale);
  if (!known) {
    const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.8);
    const plainOf = (type: string): string =>
      withPlainCharacters((parts.find((part) => part.type === type)?.value ?? '').replace('\u066c', ','));
    separators.set(locale, (known = { group: plainOf('group'), decimal: plainOf('decimal') }));
  }
  return known;
}

const homes = new Map<string, string | null>();

/**
 * The language of the currency's country, `id-ID` for IDR; null for currencies of several countries (EUR,
 * XOF).
 */
function homeOf(code: string): string | null {
  let home = homes.get(code);
  if (home === undefined) {
    const region = code.slice(0, 2);
    const { language } = new Intl.Locale(`und-${region}`).maximize();
    home = /^(?:EU|X)/.test(code) || language === 'und' ? null : `${language}-${region}`;
    homes.set(code, home);
  }
  return home;
}

/** Decimals of a currency: 2 for the euro, 0 for the yen, 3 for the dinar of Kuwait. */
const digitsOf = (code: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions()
    .maximumFractionDigits ?? 2;

/**
 * Reads a cell as a number, as people mean it, for sorting and filtering (E4, C1); docs/sorting.md has the
 * rule with examples. It always decides ambiguous cells the same way.
 */
import { foldSign, signsWithThousandths, writtenSigns } from './currency-signs.ts';
import { withoutBlanks, withPlainCharacters } from './plain-characters.ts';

// Amounts that a recipient sees are read by read-amount.ts, which never guesses. Digits and signs of all
// scripts count as their ASCII equivalents; blanks and zero-width characters are dropped. At most one sign,
// before or after; currency signs before or after (currency-signs.ts), or one `%`; the rest must have one of
// the shapes below. Negative: a minus before or after, or parentheses around the amount, as accountants write
// it. A dash beside a currency sign is zero.

export function readNumber(text: string): number | null {
  if (plain.test(text)) return withoutNegativeZero(Number(text)); // nearly all cells
  if (text.length > numberPatterns.maxLength && [...text].length > numberPatterns.maxLength) return null;
  const rest = withoutBlanks(withPlainCharacters(text));
  if (!candidate.test(rest)) return null;
  const framed = frameOf(rest);
  if (framed === null) return null;
  const { body, before, behind, isNegative } = framed;
  const signs = [...before, ...behind];
  if (!signs.every(isCurrencySign) || behind.some(isSingleLetter)) return null;
  if (body === '-') return 0;
  const isGrouped = signs.some((sign) => sign !== '%') && !signs.some(hasThousandths);
  const decimal = toDecimal(isGrouped ? `${OF_CURRENCY}${body}` : body);
  if (decimal === null) return null;
  return withoutNegativeZero(isNegative ? -Number(decimal) : Number(decimal));
}

/** The parts around a number. */
export type NumberFrame = {
  /** Digits and their separators; `-` for the dash that means zero beside a currency sign. */
  readonly body: string;
  /** The text at the places of currency signs, before and after; may be `%`. */
  readonly before: readonly string[];
  readonly behind: readonly string[];
  readonly isNegative: boolean;
  /** The minus is after the digits, as bookkeeping programs write it. */
  readonly isMinusBehind: boolean;
};

/** @param rest with plain characters and without blanks; null when it cannot be a number */
export function frameOf(rest: string): NumberFrame | null {
  const inside = wrapped.exec(rest);
  if (inside) {
    const [, first, second, body = '', third, fourth] = inside;
    return {
      body,
      before: present(first, second),
      behind: present(third, fourth),
      isNegative: true,
      isMinusBehind: false,
    };
  }
  const dash = zero.exec(rest);
  if (dash)
    return {
      body: '-',
      before: present(dash[1], dash[2]),
      behind: [],
      isNegative: false,
      isMinusBehind: false,
    };
  const [, sign1 = '', before, sign2 = '', body, sign3 = '', behind, sign4 = ''] = frame.exec(rest) ?? [];
  const written = sign1 + sign2 + sign3 + sign4;
  if (body === undefined || written.length > 1) return null;
  return {
    body,
    before: present(before),
    behind: present(behind),
    isNegative: written === '-',
    isMinusBehind: sign3 + sign4 === '-',
  };
}

const present = (...signs: (string | undefined)[]): string[] => signs.filter((sign) => sign !== undefined);

/** Symbols of currencies: they take no dot of their own. */
const SYMBOL = '$¢£¤¥֏؋߾߿৲৳৻૱௹฿៛\u20a0-\u20c1\ua838﷼';
/**
 * A currency sign, a code, or `%`: without digits and signs, not beginning with a dot; after a letter a dot
 * belongs to it (`Rs.5`).
 */
const WORD = String.raw`(?!\.)[^\d,'()+\-%=]*(?:[${SYMBOL}]|[^\d.,'()+\-%=${SYMBOL}]\.?)|%`;
/** `20.-` and `20,--`: no cents. */
const BODY = String.raw`[\d.,'(](?:[\d.,'()/eE+-]*?\d)?(?:[.,]-{1,2})?`;

/**
 * The patterns, in the syntax that JavaScript and PCRE share: number-expression.ts builds the same rule for
 * the database from them. All except `plain` are applied to text with plain characters and without blanks.
 */
const plain = /^-?\d{1,15}(?:\.\d{1,15})?$/;
/** A text without a digit or a dash is not a number. */
const candidate = /[\d-]/;
const wrapped = new RegExp(String.raw`^(${WORD})?\((${WORD})?(${BODY})(${WORD})?\)(${WORD})?$`);
const zero = new RegExp(`^(?:(${WORD})-{1,2}|-{1,2}(${WORD}))$`);
/**
 * sign, currency, sign, body (`/-` and `/=` after it mean "only"), sign, currency or percent, sign: one of
 * the four signs
 */
const frame = new RegExp(`^([-+]?)(${WORD})?([-+]?)(${BODY})(?:/[-=])?([-+]?)(${WORD})?([-+]?)$`);
const atMost30Digits = /^(?:\D*\d){0,30}\D*$/;
/** Besides the known signs, any three capitals, and any symbol with up to three letters before it. */
const otherCurrency = new RegExp(String.raw`^(?:[A-Z]{3}|[A-Z]{0,3}[${SYMBOL}])$`);

/** Marks the body of an amount whose currency has no thousandths. */
const OF_CURRENCY = '¤';

/**
 * The allowed shapes of a body, and the characters that are dropped from it; a remaining comma is a decimal
 * point.
 */
const shapes: ReadonlyArray<{ shape: RegExp; dropped: readonly string[] }> = [
  { shape: /^¤?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/, dropped: ['¤', ','] },
  { shape: /^¤?[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d+)?$/, dropped: ['¤', ','] },
  { shape: /^¤?[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/, dropped: ['¤', '.'] },
  { shape: /^¤[1-9]\d{0,2}\.\d{3}$/, dropped: ['¤', '.'] },
  { shape: /^¤?[1-9]\d{0,2}(?:'\d{3})+(?:[.,]\d+)?$/, dropped: ['¤', "'"] },
  { shape: /^¤?(?:\d+|[1-9]\d{0,2}(?:[.,']\d{3})+)[.,]-{1,2}$/, dropped: ['¤', '.', ',', "'", '-'] },
  { shape: /^¤?\d*[.,]?\d+$/, dropped: ['¤'] },
  { shape: /^¤?\d+(?:[.,]\d+)?[eE][-+]?\d{1,2}$/, dropped: ['¤'] },
  { shape: /^(?=(?:\D*\d){7,20}\D*$)\(?\d[\d\-/.()]*\d$/, dropped: ['-', '/', '.', '(', ')'] },
];

/**
 * A single letter is a currency sign before an amount (`R 1 250`), and something else after it (`5M`, `12k`).
 */
const singleLetter = /^[A-Z]\.?$/;

export const numberPatterns = {
  /** Characters; a longer cell is not a number. */
  maxLength: 80,
  plain,
  candidate,
  wrapped,
  zero,
  frame,
  otherCurrency,
  singleLetter,
  atMost30Digits,
  shapes,
  ofCurrency: OF_CURRENCY,
} as const;

const known = new Set(writtenSigns);
const withThousandths = new Set(signsWithThousandths);

export const isSingleLetter = (written: string): boolean => singleLetter.test(written);
const hasThousandths = (written: string): boolean => withThousandths.has(foldSign(written));
const isCurrencySign = (written: string): boolean =>
  written === '%' || known.has(foldSign(written)) || otherCurrency.test(written);

/** The body as JavaScript writes decimals; null when it has none of the shapes. */
function toDecimal(body: string): string | null {
  if (!atMost30Digits.test(body)) return null;
  const match = shapes.find(({ shape }) => shape.test(body));
  return (
    match?.dropped.reduce((rest, character) => rest.replaceAll(character, ''), body).replace(',', '.') ?? null
  );
}

/** -0 would not equal 0 in every comparison. */
function withoutNegativeZero(number: number): number {
  return number === 0 ? 0 : number;
}

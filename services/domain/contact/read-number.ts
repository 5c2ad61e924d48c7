/**
 * A cell read as the number that people mean by it: amounts and telephone numbers (E4).
 *
 * White space is dropped; then at most one sign, one currency (`$`, `US$`, `kr`, `EUR` … before or after) and one `%` are set
 * aside; what is left must have one of these shapes, tried in this order:
 *
 * | shape | example | read as |
 * |---|---|---|
 * | digits | `007` | 7 |
 * | thousands in threes by `,` (or the Indian way), decimals after `.` | `$1,234.50` · `1,234` · `12,34,567` | 1234.5 · 1234 · 1234567 |
 * | thousands in threes by `.`, decimals after `,` | `1.234,50 €` · `1.234.567` | 1234.5 · 1234567 |
 * | thousands in threes by `'` or `’` | `1'234.50` | 1234.5 |
 * | one `.` or one `,`: decimals | `1.234` · `12,5` · `.5` | 1.234 · 12.5 · 0.5 |
 * | with exponent | `1.5E+3` | 1500 |
 * | telephone: 7 to 20 digits among `- / . ( )` | `317-981-6233` · `(317) 981-6233` · `2024-05-01` | 3179816233 · 3179816233 · 20240501 |
 *
 * Negative: a leading `-` or `−`, or a whole in parentheses as accountants write it (`(5.00)` is -5).
 * Ambiguous, so decided once: `1,234` is one thousand two hundred and thirty-four, `0,234` and `1,23` are decimals; `1.234` is
 * decimal, since spreadsheets and programs write that; `1.234.567` can only be thousands.
 * Not numbers: an empty cell, words, `12b`, `3-5`, `1,2,3`, `12:30`, `NaN`, more than 30 digits.
 * Numbers beyond 15 digits compare as doubles do.
 */
export function readNumber(text: string): number | null {
  if (plain.test(text)) return withoutNegativeZero(Number(text)); // nearly all cells
  if (!HAS_DIGIT.test(text) || text.length > numberPatterns.maxLength) return null;
  let rest = text.replace(WHITE_SPACE, '');
  let negative = false;
  const inner = inParentheses.exec(rest)?.[1];
  if (inner !== undefined) {
    negative = true;
    rest = inner;
  }
  const framed = frame.exec(rest);
  const [, sign = '', innerSign = '', body = ''] = framed ?? [];
  if (!framed || (sign !== '' && innerSign !== '') || (negative && sign + innerSign !== '')) return null;
  if (minus.test(sign + innerSign)) negative = true;
  const decimal = toDecimal(body);
  if (decimal === null) return null;
  return withoutNegativeZero(negative ? -Number(decimal) : Number(decimal));
}

/**
 * The patterns, in the syntax that JavaScript and PCRE share: number-expression.ts builds the same rule for the database from them.
 * All but `plain` look at text without white space.
 */
const plain = /^-?\d{1,15}(?:\.\d{1,15})?$/;
const inParentheses = /^\(([^()]*)\)$/;
const minus = /[-−]/;
const currency = '(?:[A-Z]{0,3}[$€£¥₹₽₩₺₴₪₫₱฿₦₡₲₵₸₼₾₿]|[A-Z]{3}|[Kk]r\\.?|zł|Kč|Ft|Rs\\.?)';
/** sign, currency, sign again (one of the two), body, currency or percent */
const frame = new RegExp(`^([-+−]?)(?:${currency})?([-+−]?)([\\d.,'’(][\\d.,'’()/eE+-]*)(?:${currency}|%)?$`);
const atMost30Digits = /^(?:\D*\d){0,30}\D*$/;

/** What a body may look like, and the characters that are dropped from it; a comma that is left is a decimal point. */
const shapes: ReadonlyArray<{ shape: RegExp; dropped: readonly string[] }> = [
  { shape: /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/, dropped: [','] },
  { shape: /^[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d+)?$/, dropped: [','] },
  { shape: /^[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/, dropped: ['.'] },
  { shape: /^[1-9]\d{0,2}(?:['’]\d{3})+(?:[.,]\d+)?$/, dropped: ["'", '’'] },
  { shape: /^\d*[.,]?\d+$/, dropped: [] },
  { shape: /^\d+(?:[.,]\d+)?[eE][-+]?\d{1,2}$/, dropped: [] },
  { shape: /^(?=(?:\D*\d){7,20}\D*$)\(?\d[\d\-/.()]*\d$/, dropped: ['-', '/', '.', '(', ')'] },
];

export const numberPatterns = {
  /** Characters (UTF-16 units); what is longer is no number. */
  maxLength: 80,
  plain,
  inParentheses,
  minus,
  frame,
  atMost30Digits,
  shapes,
} as const;

const HAS_DIGIT = /\d/;
const WHITE_SPACE = /\s/g;

/** The body as JavaScript writes decimals; null when it has none of the shapes. */
function toDecimal(body: string): string | null {
  if (!atMost30Digits.test(body)) return null;
  const found = shapes.find(({ shape }) => shape.test(body));
  return (
    found?.dropped.reduce((rest, character) => rest.replaceAll(character, ''), body).replace(',', '.') ?? null
  );
}

/** -0 would make a third kind of equality. */
function withoutNegativeZero(number: number): number {
  return number === 0 ? 0 : number;
}

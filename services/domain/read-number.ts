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
  if (PLAIN.test(text)) return withoutNegativeZero(Number(text)); // nearly all cells
  if (!HAS_DIGIT.test(text) || text.length > MAX_CHARACTERS) return null;
  let rest = text.replace(WHITE_SPACE, '');
  let negative = false;
  const inParentheses = IN_PARENTHESES.exec(rest)?.[1];
  if (inParentheses !== undefined) {
    negative = true;
    rest = inParentheses;
  }
  const framed = FRAME.exec(rest);
  const [, sign = '', innerSign = '', body = ''] = framed ?? [];
  if (!framed || (sign !== '' && innerSign !== '') || (negative && sign + innerSign !== '')) return null;
  if (MINUS.test(sign + innerSign)) negative = true;
  const decimal = toDecimal(body);
  if (decimal === null) return null;
  return withoutNegativeZero(negative ? -Number(decimal) : Number(decimal));
}

const MAX_CHARACTERS = 80;
const MAX_DIGITS = 30;
const PLAIN = /^-?\d{1,15}(?:\.\d{1,15})?$/;
const HAS_DIGIT = /\d/;
const WHITE_SPACE = /[\s\u00a0\u2007\u2009\u202f]/g;
const IN_PARENTHESES = /^\(([^()]*)\)$/;
const MINUS = /[-\u2212]/;
const CURRENCY = '(?:[A-Z]{0,3}[$€£¥₹₽₩₺₴₪₫₱฿₦₡₲₵₸₼₾₿]|[A-Z]{3}|[Kk]r\\.?|zł|Kč|Ft|Rs\\.?)';
/** sign, currency, sign again (one of the two), body, currency or percent */
const FRAME = new RegExp(
  `^([-+\u2212]?)(?:${CURRENCY})?([-+\u2212]?)([\\d.,'’(][\\d.,'’()/eE+-]*)(?:${CURRENCY}|%)?$`,
);

const COMMA_THOUSANDS = /^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;
const INDIAN_THOUSANDS = /^[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d+)?$/;
const DOT_THOUSANDS = /^[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/;
const APOSTROPHE_THOUSANDS = /^[1-9]\d{0,2}(?:['’]\d{3})+(?:[.,]\d+)?$/;
const DECIMALS = /^\d*[.,]?\d+$/;
const EXPONENT = /^\d+(?:[.,]\d+)?[eE][-+]?\d{1,2}$/;
const TELEPHONE = /^\(?\d[\d\-/.()]*\d$/;

/** The body as JavaScript writes decimals; null when it has none of the shapes. */
function toDecimal(body: string): string | null {
  const digits = body.replace(/\D/g, '');
  if (digits.length > MAX_DIGITS) return null;
  if (COMMA_THOUSANDS.test(body) || INDIAN_THOUSANDS.test(body)) return body.replaceAll(',', '');
  if (DOT_THOUSANDS.test(body)) return body.replaceAll('.', '').replace(',', '.');
  if (APOSTROPHE_THOUSANDS.test(body)) return body.replace(/['’]/g, '').replace(',', '.');
  if (DECIMALS.test(body) || EXPONENT.test(body)) return body.replace(',', '.');
  if (TELEPHONE.test(body) && digits.length >= 7 && digits.length <= 20) return digits;
  return null;
}

/** -0 would make a third kind of equality. */
function withoutNegativeZero(number: number): number {
  return number === 0 ? 0 : number;
}

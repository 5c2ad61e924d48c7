/** Phone numbers as people, spreadsheets and forms write them → digits, before numbering plans are used. */

// Wrappings of spreadsheets are removed (`="…"`, `'…`, `13175550101.0`, `1.3175550101E+10` with all its
// digits), digits of every script are digits, punctuation and invisible characters are separators, and
// letters are refused.

export type PhoneCharacters = {
  readonly digits: string;
  /** Written with a plus, or with a zero in brackets after the country code. */
  readonly international: boolean;
};
export type CharacterFault = 'EMPTY' | 'LETTERS' | 'UNKNOWN_CHARACTER' | 'DECIMAL_NUMBER' | 'TWO_NUMBERS';

/** `tel:` of RFC 3966, and prefixes that lead forms and messaging APIs write before a number. */
const LABEL = /^(?:tel|phone|callto|sms|whatsapp|p):/i;
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}]/gu;
const OUTSIDE_ASCII = /[^\x00-\x7f]/;
const PLUS = /[\uff0b\ufe62\u207a\u208a\u2795]/g;
/** Ideographic, full-width or typographic forms of ASCII characters, and signs used as a hyphen or a dot. */
const SEPARATORS =
  /[\s\u060c\u066b\u066c\p{Z}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Pc}.,/\\'`\u00b4\u02b9-\u02bc\u2032\u2035\u00b7\u2022\u2027\u2043\u2044\u2212\u2215\u2219\u22c5\u25cf\u2e31\u3001\u3002\u30fb\u30fc\uff65\uff70~\u02dc\u223c\u223e\u2053\u301c\u3030\uff5e\uff07\uff0c\uff0d\uff0e\uff0f\uff3c]/gu;
const SPREADSHEET = /^\+?(\d)(?:[.,](\d*))?E\+?(\d{1,2})$/i;
const SHORTENED = /^[+-]?\d+(?:[.,]\d*)?E[+-]?\d+$/i;
const FLOAT = /^(\+?\d{4,})[.,]0?$|^(\+?\d{6,})[.,]00$/;
const FRACTION = /^[+-]?\d{6,}[.,]\d{1,2}$/;
/** `13,175,550,101` as a spreadsheet shows a number with thousands separators. */
const GROUPED = /^\+?\d{1,3}(?:,\d{3}){2,4}(?:\.0+)?$/;
const BETWEEN_NUMBERS =
  /\s*(?::{2,}|[;|&\r\n\u061b\uff1b\uff5c\u3001]|,(?=\s*\S))\s*|\s(?:\/|-|\u2013)\s|\s*\/\s*(?=[+(]|00)/u;
const BRACKETED_ZERO = /^\D{0,3}\d{1,3}\D{0,2}[([]0[)\]]/;

/** @returns the number as digits, or why it is not a number */
export function readPhoneCharacters(text: string): PhoneCharacters | CharacterFault {
  let written = unwrapped(asAscii(text));
  if (written === '') return 'EMPTY';
  const scientific = SPREADSHEET.exec(written);
  if (scientific) {
    const [, first = '', decimals = '', exponent = ''] = scientific;
    // fewer digits than the exponent says: the others are lost
    if (decimals.length !== Number(exponent)) return 'DECIMAL_NUMBER';
    written = (written.startsWith('+') ? '+' : '') + first + decimals;
  }
  if (SHORTENED.test(written)) return 'DECIMAL_NUMBER';
  if (GROUPED.test(written)) written = written.replace(/\.0+$/, '');
  else written = written.replace(FLOAT, '$1$2');
  if (FRACTION.test(written)) return 'DECIMAL_NUMBER';
  const international = BRACKETED_ZERO.test(written);
  const plain = written.replace(SEPARATORS, '');
  const trailing = /^\d+\+$/.test(plain); // as right-to-left text may be stored
  const digits = trailing ? plain.slice(0, -1) : plain.replace(/^\+/, '');
  if (digits === '') return 'EMPTY';
  if (/[^0-9]/.test(digits)) {
    if (hasSeveral(written)) return 'TWO_NUMBERS';
    return /\p{L}/u.test(digits) ? 'LETTERS' : 'UNKNOWN_CHARACTER';
  }
  return { digits, international: international || trailing || plain.startsWith('+') };
}

/**
 * The numbers that one cell may hold (`a ::: b`, `a / b`, `a; b`, `a or b`), each as written; one part when
 * nothing separates them. A slash, hyphen or comma may also be inside one number: the caller decides by the
 * parts.
 */
export function splitPhones(text: string): string[] {
  return asAscii(text)
    .split(
      new RegExp(
        `${BETWEEN_NUMBERS.source}|\\s+(?:or|and|oder|und|ou|o|y|e|et)\\s+|(?<=\\d)\\D{0,3}(?=\\+)`,
        'iu',
      ),
    )
    .filter((part) => /\d/.test(part));
}

/** All ways to cut a text in two at a separator between digits; halves of equal length first. */
export function splitsInTwo(text: string): Array<[string, string]> {
  const ascii = asAscii(text);
  return [...ascii.matchAll(/(?<=\d)[^\d]+(?=\d)/g)]
    .map(({ index, 0: between }): [string, string] => {
      // a bracket or plus belongs to the part that it opens
      const opening = between.search(/[+([]/);
      const at = index + (opening < 0 ? between.length : opening);
      return [ascii.slice(0, at), ascii.slice(at)];
    })
    .sort(([a, b], [c, d]) => Math.abs(a.length - b.length) - Math.abs(c.length - d.length));
}

/** True when at least two parts have as many digits as a number. */
const hasSeveral = (text: string): boolean =>
  splitPhones(text).filter((part) => part.replace(/\D/g, '').length >= 7).length > 1;

/** Digits of all scripts, plus signs and brackets as ASCII; without invisible characters. */
export function asAscii(text: string): string {
  if (!OUTSIDE_ASCII.test(text)) return text.trim();
  return text
    .replace(INVISIBLE, '')
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(PLUS, '+')
    .replace(/[\uff08\u3014\u3010\ufe59]/g, '(')
    .replace(/[\uff09\u3015\u3011\ufe5a]/g, ')')
    .replace(/\uff3b/g, '[')
    .replace(/\uff3d/g, ']')
    .replace(/[\uff1d\ufe66]/g, '=')
    .replace(/[\uff07\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d\uff02]/g, '"')
    .replace(/\uff1a/g, ':')
    .trim();
}

const DECIMAL_DIGIT = /^\p{Nd}$/u;

/**
 * Unicode has the decimal digits of a script in order, starting from 0; a run of them may hold the digits of
 * several scripts.
 */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 128) return digit;
  let start = code;
  while (DECIMAL_DIGIT.test(String.fromCodePoint(start - 1))) start -= 1;
  return String((code - start) % 10);
}

/** `="+1…"`, `=+1…`, `'+1…`, `"+1…"`, `tel:+1…` → `+1…` */
function unwrapped(text: string): string {
  const inner = text
    .replace(/^=\s*(?:T\s*\(\s*)?(?=["'+\d(])/i, '')
    .replace(/^["'`\u00b4]+\s*/, '')
    .replace(/\s*["'`\u00b4]+\)?$/, '')
    .trim();
  return inner.replace(LABEL, '').trim();
}

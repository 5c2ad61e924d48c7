/**
 * Digits and signs of all scripts and their ASCII equivalents, and invisible characters. The same table
 * serves the program and the database (number-expression.ts), which has no Unicode normalization.
 */

/** First digits of the sets of ten decimal digits in Unicode 17 (general category Nd), besides ASCII. */
const ZEROS = [
  ...[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
  ],
  ...[0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50],
  ...[0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40, 0x11066],
  ...[0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730],
  ...[0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11de0, 0x11f50, 0x16130, 0x16a60, 0x16ac0],
  ...[0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0],
  ...[0x1e5f1, 0x1e950, 0x1fbf0],
];

/**
 * ASCII sign → its equivalents. The Arabic separators are never ambiguous: `٬` becomes `'`, which only
 * groups.
 */
const SIGNS: Readonly<Record<string, string>> = {
  '-': '\u2010\u2011\u2012\u2013\u2014\u2212\u207b\ufe58\ufe63\uff0d',
  '+': '\u207a\ufe62\uff0b',
  '.': '\u066b\ufe52\uff0e',
  ',': '\u3001\ufe50\uff0c',
  "'": '\u02bc\u066c\u2018\u2019\uff07',
  '%': '\u066a\ufe6a\uff05',
  '(': '\u207d\ufe59\uff08',
  ')': '\u207e\ufe5a\uff09',
  '/': '\u2044\u2215\uff0f',
  $: '\ufe69\uff04',
  '\u00a5': '\uffe5',
  '\u00a3': '\uffe1',
  '\u20a9': '\uffe6',
  '\u00a2': '\uffe0',
};

const pairs: (readonly [string, string])[] = [
  ...ZEROS.flatMap((zero) =>
    Array.from({ length: 10 }, (_, digit) => [String.fromCodePoint(zero + digit), String(digit)] as const),
  ),
  ...Object.entries(SIGNS).flatMap(([ascii, others]) => [...others].map((other) => [other, ascii] as const)),
  // letters of full width, as East Asian keyboards write currency codes
  ...Array.from(
    { length: 26 },
    (_, at) => [String.fromCharCode(0xff21 + at), String.fromCharCode(65 + at)] as const,
  ),
  ...Array.from(
    { length: 26 },
    (_, at) => [String.fromCharCode(0xff41 + at), String.fromCharCode(97 + at)] as const,
  ),
];
const plainOf = new Map(pairs);

/** The table for the database: each character of `from` becomes the one at the same place of `to`. */
export const characterTable = {
  from: pairs.map(([from]) => from).join(''),
  to: pairs.map(([, to]) => to).join(''),
} as const;

/** White space of JavaScript, and zero-width characters: the content of a character class. */
export const BLANK =
  '\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff' +
  '\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0';

const NOT_ASCII = /[^\x00-\x7f]/gu;

/** The text with every character of the table replaced; blanks stay. */
export const withPlainCharacters = (text: string): string =>
  text.replace(NOT_ASCII, (character) => plainOf.get(character) ?? character);

const BLANKS = new RegExp(`[${BLANK}]`, 'g');
export const withoutBlanks = (text: string): string => text.replace(BLANKS, '');

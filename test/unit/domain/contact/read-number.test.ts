import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { readNumber } from '../../../../services/domain/contact/read-number.ts';

describe('a cell is read as the number that people mean', () => {
  test.each([
    // amounts
    ['$1,234.50', 1234.5],
    ['1.234,50 €', 1234.5],
    ['€ 1.234,50', 1234.5],
    ['1 234,50 €', 1234.5],
    ['1\u202f234,50\u00a0€', 1234.5],
    ['CHF 1’234.50', 1234.5],
    ["1'234", 1234],
    ['US$5', 5],
    ['5 USD', 5],
    ['12,50 kr', 12.5],
    ['R$ 10', 10],
    ['12,34,567.89', 1234567.89],
    ['1.234.567', 1234567],
    ['1,234,567', 1234567],
    ['50%', 50],
    ['12 %', 12],
    // signs
    ['-3', -3],
    ['−3', -3],
    ['+3', 3],
    ['-$5.25', -5.25],
    ['$-5.25', -5.25],
    ['-5,25 €', -5.25],
    ['($1,234.50)', -1234.5],
    ['-0', 0],
    ['120.50-', -120.5],
    ['1.234,50- €', -1234.5],
    ['1.234,50 €-', -1234.5],
    ['$(1,234.50)', -1234.5],
    ['$ (1,234.50)', -1234.5],
    ['(1.234,50) €', -1234.5],
    ['$(1234567)', -1234567],
    [' $ -   ', 0],
    ['-   €', 0],
    ['5-', -5],
    // no cents
    ['20.-', 20],
    ['CHF 20.–', 20],
    ['5,-- €', 5],
    ['1.500,- kr', 1500],
    ['$1.500.-', 1500],
    ['Rs. 1,250/-', 1250],
    ['KSh 1,250/=', 1250],
    // with a currency, three digits behind a point are thousands, unless it has thousandths
    ['1.500 €', 1500],
    ['Rp150.000', 150000],
    ['KD 1.500', 1.5],
    ['1.500 د.ك', 1.5],
    // signs of letters, and digits of other scripts
    ['S/.1,250', 1250],
    ['$.50', 0.5],
    ['Rs.5', 5],
    ['MEX$ 5', 5],
    ['₹१,२३,४५६.००', 123456],
    ['١٬٢٣٤٫٥٠ ج.م.\u200f', 1234.5],
    ['𝟏𝟑', 13],
    ['％５０', 50],
    ['ＵＳＤ１，２５０', 1250],
    // plain
    ['0', 0],
    ['007', 7],
    ['10', 10],
    ['1.5', 1.5],
    ['.5', 0.5],
    [',5', 0.5],
    ['1.5E+3', 1500],
    ['1,31756E+10', 13175600000],
    [' 42 ', 42],
    // telephone numbers
    ['317-981-6233', 3179816233],
    ['(317) 981-6233', 3179816233],
    ['+1 (317) 981-6233', 13179816233],
    ['317.981.6233', 3179816233],
    ['317 981 6233', 3179816233],
    ['089/1234567', 891234567],
    ['2024-05-01', 20240501],
    // ambiguous, decided once
    ['1,234', 1234],
    ['1.234', 1.234],
    ['0,234', 0.234],
    ['12,5', 12.5],
    ['1,23', 1.23],
    ['1234,567', 1234.567],
  ])('%p is %p', (text, number) => {
    expect(readNumber(text)).toBe(number);
  });

  test.each([
    '',
    ' ',
    'n/a',
    'twelve',
    '12b',
    'B12',
    '3-5',
    '1,2,3',
    '12:30',
    '5/12',
    'NaN',
    'Infinity',
    '0x10',
    '--3',
    '-(3)',
    '$',
    '%',
    '.',
    '1e999',
    '1_000',
    '9'.repeat(31),
    '€5€5',
    '12k',
    '5M',
    '12 pcs',
    '--5',
    '-5-',
    '(-5)',
    'x-',
    '20.-5',
  ])('%p is no number', (text) => {
    expect(readNumber(text)).toBeNull();
  });
});

test('every number that is written plainly is read as itself', () => {
  fc.assert(
    fc.property(fc.integer(), (number) => readNumber(String(number)) === (number === 0 ? 0 : number)),
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 99 }), (whole, cents) => {
      const decimals = String(cents).padStart(2, '0');
      const number = Number(`${whole}.${decimals}`);
      const amount = `$${whole.toLocaleString('en-US')}.${decimals}`;
      const betrag = `${whole.toLocaleString('de-DE')},${decimals} €`;
      return readNumber(amount) === number && readNumber(betrag) === number;
    }),
  );
});

test('whatever is read is a finite number and never minus zero', () => {
  const looksLikeNumber = fc.string({ unit: fc.constantFrom(..."0123456789.,-+()/'€$ eE%") });
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), looksLikeNumber), (text) => {
      const number = readNumber(text);
      return number === null || (Number.isFinite(number) && !Object.is(number, -0));
    }),
    { numRuns: 20_000 },
  );
});

/** Cells of the column, by the row's name. */
const cellsOf = (file: string, column: string): [string, string][] =>
  parse<Record<string, string>>(readFileSync(`test/fixtures/amounts/${file}`), {
    columns: true,
    bom: true,
  }).map((row) => [row['name'] ?? '', row[column] ?? '']);

describe('amounts as bookkeeping programs and people of many countries write them', () => {
  const expected = JSON.parse(readFileSync('test/fixtures/amounts/expected.json', 'utf8')) as Record<
    string,
    Record<string, number>
  >;
  test.each(['negatives.csv', 'thousands.csv', 'currency-letters.csv'])('%s', (file) => {
    const read = Object.fromEntries(cellsOf(file, 'amount').map(([name, cell]) => [name, readNumber(cell)]));
    expect(read).toEqual(expected[file]);
  });
});

describe('digits', () => {
  test('of every script count as their own', () => {
    const digits = Array.from({ length: 0x11_00_00 }, (_, point) =>
      point >= 0xd800 && point < 0xe000 ? '' : String.fromCodePoint(point),
    ).filter((character) => /^\p{Nd}$/u.test(character));
    expect(digits.length).toBeGreaterThan(600);
    expect(digits.filter((digit, at) => readNumber(`1${digit}`) !== 10 + (at % 10))).toEqual([]);
  });
});

test('every amount that Unicode’s rules write, in every language and with every currency, is read as itself', () => {
  const unread: string[] = [];
  for (const locale of languages())
    for (const currency of Intl.supportedValuesOf('currency')) {
      const format = new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
      });
      if (/\s[A-Z]$/.test(format.format(1))) continue; // `5 K`: thousands elsewhere
      const written = format.format(-1_234_567.25);
      if (readNumber(written) !== -1_234_567.25) unread.push(`${locale} ${currency} ${written}`);
    }
  expect(unread).toEqual([]);
});

/** Languages of two letters that this Node knows, each with the region in which most people speak it. */
function languages(): string[] {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((language) => Intl.NumberFormat.supportedLocalesOf(language).length > 0)
    .map((language) => new Intl.Locale(language).maximize().toString());
}

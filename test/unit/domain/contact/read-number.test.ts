import fc from 'fast-check';
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
    '5-',
    '$',
    '%',
    '.',
    '1e999',
    '1_000',
    '9'.repeat(31),
    '€5€5',
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

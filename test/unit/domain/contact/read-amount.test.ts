import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readAmount } from '../../../../services/domain/contact/read-amount.ts';

const read = (text: string, code: string, locale: string): number | string => {
  const reading = readAmount(text, { code, locale });
  return reading.ok ? reading.thousandths / 1_000 : reading.reason;
};

describe('an amount with one reading', () => {
  test.each([
    ['$1,234.50', 'USD', 'en-US', 1234.5],
    ['1.234,50 €', 'EUR', 'en-US', 1234.5],
    ['1 234,50 €', 'EUR', 'fr', 1234.5],
    ['1 500', 'EUR', 'en', 1500],
    ['12.5', 'EUR', 'de', 12.5],
    ['0.500', 'EUR', 'de', 0.5],
    ['1234.567', 'EUR', 'en', 1234.567],
    ['1.500.000', 'IDR', 'en', 1_500_000],
    ['₹1,23,456', 'INR', 'en-IN', 123_456],
    ['120.50-', 'EUR', 'de', -120.5],
    ['$(1,234.50)', 'USD', 'en-US', -1234.5],
    [' $ -   ', 'USD', 'en-US', 0],
    ['20.-', 'CHF', 'de-CH', 20],
    ['Rs. 1,250/-', 'INR', 'en-IN', 1250],
    ['١٬٢٣٤٫٥٠ ج.م.\u200f', 'EGP', 'ar-EG', 1234.5],
    ['١٫٥٠٠', 'KWD', 'ar', 1.5],
    ['５００円', 'JPY', 'ja', 500],
  ])('%s %s in %s is %s', (text, code, locale, amount) => {
    expect(read(text, code, locale)).toBe(amount);
  });
});

describe('one separator before three digits', () => {
  test.each([
    // the language groups so
    ['1.500 €', 'EUR', 'de', 1500],
    ['1.500', 'EUR', 'de', 1500],
    ['1.500', 'BRL', 'pt-BR', 1500],
    ['1,500', 'USD', 'en-US', 1500],
    ['1,500', 'EUR', 'en', 1500],
    // the currency's own country groups so, and its sign stands there
    ['Rp 150.000', 'IDR', 'en', 150_000],
    ['150.000đ', 'VND', 'en', 150_000],
    ['$1,500', 'MXN', 'es', 1500],
    // the currency has thousandths
    ['1.500', 'KWD', 'en', 1.5],
    ['KD 1,500', 'KWD', 'en', 1500],
    // nobody knows
    ['1.500 €', 'EUR', 'en-US', 'TWO_READINGS'],
    ['1.500', 'USD', 'en-US', 'TWO_READINGS'],
    ['1.500', 'EUR', 'fr', 'TWO_READINGS'],
    ['1,500 €', 'EUR', 'de', 'TWO_READINGS'],
    ['150.000', 'IDR', 'en', 'TWO_READINGS'],
    ['333.333', 'JPY', 'en', 'TWO_READINGS'],
    ['1 234.567', 'EUR', 'en', 'TWO_READINGS'],
    ['1.500', 'KWD', 'de', 'TWO_READINGS'],
  ])('%s %s in %s: %s', (text, code, locale, amount) => {
    expect(read(text, code, locale)).toBe(amount);
  });
});

test.each([
  ['1,250-', 'JPY', 'ja', 'TWO_READINGS'], // a debt, or the dash that ends an amount
  ['5 K', 'PGK', 'en', 'TWO_READINGS'], // kina, or thousand
  ['5 €', 'USD', 'en', 'OTHER_CURRENCY'],
  ['CAD 5', 'USD', 'en', 'OTHER_CURRENCY'],
  ['$5', 'EUR', 'de', 'OTHER_CURRENCY'],
  ['kr 5', 'USD', 'en', 'OTHER_CURRENCY'],
  ['COL$ 5', 'USD', 'en', 'OTHER_CURRENCY'],
])('%s as %s in %s is refused: %s', (text, code, locale, reason) => {
  expect(read(text, code, locale)).toBe(reason);
});

test.each([
  ...[
    '',
    '-',
    'free',
    '5 %',
    '1/2',
    '317-981-6233',
    '(317) 981-6233',
    '317.981.6233',
    '2024-05-01',
    '1e3',
    '1.5E+3',
  ],
  ...['12 34', '1,2,3', '5 pcs', 'XQZ 5', '5€5', '9'.repeat(20), '12:30', '1.50.000'],
])('%j is no amount', (text) => {
  expect(read(text, 'USD', 'en-US')).toBe('NO_AMOUNT');
});

test('a whole column of German amounts is shown as what it says in German, and is not guessed at in English', () => {
  const cells = parse<{ amount: string }>(readFileSync('test/fixtures/amounts/thousands.csv'), {
    columns: true,
  }).map(({ amount }) => amount);
  expect(cells.map((cell) => read(cell, 'EUR', 'de'))).toEqual([1500, 900, 1500, 12_000]);
  expect(cells.map((cell) => read(cell, 'EUR', 'en-US'))).toEqual([
    'TWO_READINGS',
    900,
    1500,
    'TWO_READINGS',
  ]);
});

/** Every currency in the language of its country, as Unicode's rules write it. Without the script: Intl writes ar-TN and ar-Arab-TN with different separators. */
const inItsCountry = Intl.supportedValuesOf('currency')
  // CVE: the escudo's sign is its decimal separator (`5$00`), which is refused as no amount
  .filter((code) => !/^(?:EU|X|CVE)/.test(code))
  .map((code) => {
    const { language, region } = new Intl.Locale(`und-${code.slice(0, 2)}`).maximize();
    return [code, `${language}-${region}`] as const;
  });

test('what a country’s own rules write is read as it was meant', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...inItsCountry),
      fc.integer({ min: -1e9, max: 1e9 }),
      ([code, locale], units) => {
        const format = new Intl.NumberFormat(locale, { style: 'currency', currency: code });
        const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
        const amount = units / 10 ** digits;
        const written = format.format(amount);
        if (/\s[A-Z]$/.test(written)) return; // `5 K`
        expect([written, read(written, code, locale)]).toEqual([written, amount === 0 ? 0 : amount]);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('no amount that is shown depends on how it was written: one number of cents in any notation, or a refusal', () => {
  const notations = [
    (whole: string, cents: string) => `${whole}.${cents}`,
    (whole: string, cents: string) => `${whole},${cents}`,
    (whole: string, cents: string) => `${grouped(whole, ',')}.${cents}`,
    (whole: string, cents: string) => `${grouped(whole, '.')},${cents}`,
    (whole: string, cents: string) => `${grouped(whole, ' ')},${cents}`,
    (whole: string, cents: string) => `${grouped(whole, '’')}.${cents}`,
  ];
  const grouped = (whole: string, by: string): string => whole.replace(/\B(?=(\d{3})+$)/g, by);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e9 }),
      fc.integer({ min: 0, max: 99 }),
      fc.constantFrom(...notations),
      fc.constantFrom('de', 'en', 'fr', 'ar', 'hi'),
      (whole, cents, notation, locale) => {
        const written = notation(String(whole), String(cents).padStart(2, '0'));
        expect(read(written, 'EUR', locale)).toBe((whole * 100 + cents) / 100);
      },
    ),
  );
});

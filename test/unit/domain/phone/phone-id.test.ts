import fc from 'fast-check';
import { phoneFaultTexts, toPhoneId, type PhoneFault } from '../../../../services/domain/phone/phone-id.ts';

const read = (text: string, country: string | null = null): string => {
  const reading = toPhoneId(text, country);
  return reading.ok ? reading.phoneId : reading.reason;
};

describe('international writing', () => {
  test.each([
    ['13175555555'],
    ['+13175555555'],
    ['+1 317 555 5555'],
    ['+1 (317) 555-5555'],
    ['+1.317.555.5555'],
    ['+1–317–555–5555'],
    ['0013175555555'],
    ['00 1 317 555 5555'],
    ['\u202a+1 317 555 5555\u202c'],
    ['+1\u00a0317\u00a0555\u00a05555'],
    ['＋１３１７５５５５５５５'],
    ['+١٣١٧٥٥٥٥٥٥٥'],
    ['+१३१७५५५५५५५'],
  ])('%j is one and the same person', (text) => {
    expect(read(text)).toBe('13175555555');
    expect(read(text, 'DE')).toBe('13175555555');
  });

  test('a trunk zero behind the country code is left out', () => {
    expect(read('+44 (0)20 7946 0958')).toBe('442079460958');
    expect(read('+4402079460958', 'US')).toBe('442079460958');
  });

  test('a zero that belongs to the number stays', () => {
    expect(read('+39 06 1234 5678')).toBe('390612345678');
    expect(read('+225 07 12 34 56 78')).toBe('2250712345678');
  });

  test('a number that nobody has yet is possible', () => {
    expect(read('13171534777')).toBe('13171534777');
    expect(read('+49 151 00000001')).toBe('4915100000001');
  });

  test('the older Mexican writing is the same person', () => {
    expect(read('5215512345678')).toBe('525512345678');
    expect(read('+52 1 55 1234 5678')).toBe(read('+52 55 1234 5678'));
  });
});

describe('Brazilian mobile numbers', () => {
  test.each([
    ['+55 31 98765-4321', null],
    ['+55 31 8765-4321', null],
    ['553187654321', null],
    ['553187654321', 'US'],
    ['(31) 8765-4321', 'BR'],
    ['031 8765-4321', 'BR'],
    ['31 98765 4321', 'BR'],
  ])('%s (%s) is one person with and without the ninth digit', (text, country) =>
    expect(read(text, country)).toBe('5531987654321'),
  );

  test('a number of a fixed line has eight digits', () => {
    expect(read('+55 31 3765-4321')).toBe('553137654321');
    expect(read('(31) 3765-4321', 'BR')).toBe('553137654321');
  });
});

describe('national writing with a default country', () => {
  test.each([
    ['317-153-4777', 'US', '13171534777'],
    ['(317) 555-5555', 'US', '13175555555'],
    ['3171534777', 'US', '13171534777'],
    ['1-317-153-4777', 'US', '13171534777'],
    ['13171534777', 'US', '13171534777'],
    ['0151 12345678', 'DE', '4915112345678'],
    ['0151/12345678', 'DE', '4915112345678'],
    ['030 1234567', 'DE', '49301234567'],
    ['07911 123456', 'GB', '447911123456'],
    ['06 12 34 56 78', 'FR', '33612345678'],
    ['612 345 678', 'ES', '34612345678'],
    ['06 1234 5678', 'IT', '390612345678'],
    ['391 234 5678', 'IT', '393912345678'],
    ['98765 43210', 'IN', '919876543210'],
    ['011 15 1234-5678', 'AR', '5491112345678'],
    ['11 91234-5678', 'BR', '5511912345678'],
    ['55 1234 5678', 'MX', '525512345678'],
    ['8 (912) 345-67-89', 'RU', '79123456789'],
    ['9123 4567', 'SG', '6591234567'],
    ['07 12 34 56 78', 'CI', '2250712345678'],
  ])('%s in %s is %s', (text, country, phoneId) => expect(read(text, country)).toBe(phoneId));

  test('the exit code of the country leads abroad', () => {
    expect(read('011 44 7911 123456', 'US')).toBe('447911123456');
    expect(read('00 44 7911 123456', 'US')).toBe('447911123456');
  });

  test.each([
    ['447911123456', 'US'],
    ['447911123456', 'DE'],
    ['4915112345678', 'DE'],
    ['4915112345678', 'US'],
    ['390612345678', 'IT'],
    ['5511912345678', 'BR'],
    ['919876543210', 'IN'],
    ['33612345678', 'FR'],
  ])('%s in a list of %s has its country code already', (text, country) =>
    expect(read(text, country)).toBe(text),
  );

  test('a mobile number that lost its zero in a spreadsheet is national', () => {
    expect(read('15112345678', 'DE')).toBe('4915112345678');
    expect(read('7911123456', 'GB')).toBe('447911123456');
  });
});

describe('what is no number', () => {
  test.each<[string, string | null, PhoneFault]>([
    ['', null, 'EMPTY'],
    ['  ', null, 'EMPTY'],
    ['--', null, 'EMPTY'],
    ['1-800-FLOWERS', 'US', 'LETTERS'],
    ['+1 317 555 5555 ext. 5', 'US', 'LETTERS'],
    ['n/a', null, 'LETTERS'],
    ['4.91512E+12', 'DE', 'DECIMAL_NUMBER'],
    ['4,91512E+12', 'DE', 'DECIMAL_NUMBER'],
    ['4915112345678.0', 'DE', 'DECIMAL_NUMBER'],
    ["'+13175555555", null, 'UNKNOWN_CHARACTER'],
    ['+1 317 555 5555; +1 317 555 5556', null, 'UNKNOWN_CHARACTER'],
    ['++13175555555', null, 'UNKNOWN_CHARACTER'],
    ['317+5555555', 'US', 'UNKNOWN_CHARACTER'],
    ['+49', null, 'TOO_SHORT'],
    ['911', 'US', 'TOO_SHORT'],
    ['+1234567890123456', null, 'TOO_LONG'],
    ['0151 12345678 / 0170 1234567', 'DE', 'TOO_LONG'],
    ['+999123456789', null, 'UNKNOWN_COUNTRY_CODE'],
    ['+1 317 555 555', null, 'TOO_SHORT'],
    ['+1 317 555 55555', null, 'TOO_LONG'],
    ['13175555', null, 'TOO_SHORT'],
    ['0631234567890', null, 'UNKNOWN_COUNTRY_CODE'],
    ['3171534777', null, 'NOT_A_NUMBER_OF_ITS_COUNTRY'],
  ])('%j (%s): %s', (text, country, reason) => {
    expect(read(text, country)).toBe(reason);
    expect(phoneFaultTexts[reason]).not.toBe('');
  });
});

test('a Phone ID read again is itself, whatever separators it gets', () => {
  const nationals = fc.integer({ min: 2_000_000_000, max: 9_999_999_999 }).map((number) => `1${number}`);
  const separators = fc.array(fc.constantFrom('', ' ', '-', '.', '(', ')', '/', '\u00a0', '\u202c'), {
    minLength: 12,
    maxLength: 12,
  });
  fc.assert(
    fc.property(nationals, separators, (digits, between) => {
      const written = [...digits].map((digit, index) => digit + (index < 10 ? between[index] : '')).join('');
      expect(read(digits)).toBe(digits);
      // a lone dot behind nearly all digits is a spreadsheet's decimal point
      if (!/^\d{6,}\.\d{0,2}$/.test(written)) expect(read(`+${written}`)).toBe(digits);
    }),
  );
});

test('whatever is written, a Phone ID has 7 to 15 digits and no other character', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(...'0123456789+ -().') }),
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 5, maxLength: 17 }),
  );
  const brazilian = fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }).map((number) => `55${number}`);
  fc.assert(
    fc.property(
      fc.oneof(texts, brazilian),
      fc.constantFrom(null, 'US', 'DE', 'IT', 'MX', 'BR', 'CI'),
      (text, country) => {
        const reading = toPhoneId(text, country);
        if (!reading.ok) return;
        expect(reading.phoneId).toMatch(/^[1-9]\d{6,14}$/);
        expect(read(`+${reading.phoneId}`)).toBe(reading.phoneId);
      },
    ),
    { numRuns: 2_000 },
  );
});

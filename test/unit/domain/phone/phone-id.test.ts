import fc from 'fast-check';
import { personOf } from '../../../../services/domain/phone/person-of.ts';
import { toPhoneId, toPhoneIds } from '../../../../services/domain/phone/phone-id.ts';
import { phoneFaultTexts, type PhoneFault } from '../../../../services/domain/phone/phone-reading.ts';

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
    ['4915112345678.5', 'DE', 'DECIMAL_NUMBER'],
    ['+1 317 555 5555; +1 317 555 5556', null, 'TWO_NUMBERS'],
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
    ['0631234567890', null, 'WRITTEN_NATIONALLY'],
    ['3171534777', null, 'WRITTEN_NATIONALLY'],
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

const person = (text: string, country: string | null = null): string => {
  const reading = toPhoneId(text, country);
  return reading.ok ? personOf(reading.phoneId) : reading.reason;
};

describe('one person, whatever the writing', () => {
  test.each([
    ['+54 9 11 5555-0101', null],
    ['+54 11 5555-0101', null],
    ['+54 11 15 5555-0101', null],
    ['+54 (011) 15 5555-0101', null],
    ['+54 9 11 15 5555-0101', null],
    ['+54 9 011 15 5555-0101', null],
    ['5491155550101', null],
    ['541155550101', null],
    ['011 15 5555-0101', 'AR'],
    ['011 5555-0101', 'AR'],
    ['11 15 5555 0101', 'AR'],
    ['9 11 5555 0101', 'AR'],
    ['54 9 11 5555 0101', 'AR'],
    ['1155550101', 'AR'],
  ])('Argentina: %s (%s)', (text, country) => expect(person(text, country)).toBe('5491155550101'));

  test.each([
    ['+54 9 2966 42-1234', null],
    ['+54 2966 15 42-1234', null],
    ['02966 15 42-1234', 'AR'],
    ['02966 42 1234', 'AR'],
  ])('Argentina with a longer area code: %s (%s)', (text, country) =>
    expect(person(text, country)).toBe('5492966421234'),
  );

  test('what is sent to in Argentina: 15 becomes 9, and what has neither stays, since it may be a fixed line', () => {
    expect(read('+54 11 15 5555-0101')).toBe('5491155550101');
    expect(read('+54 11 5555-0101')).toBe('541155550101');
  });

  test.each([
    ['55 1234 5678', 'MX'],
    ['1 55 1234 5678', 'MX'],
    ['15512345678', 'MX'],
    ['044 55 1234 5678', 'MX'],
    ['045 55 1234 5678', 'MX'],
    ['01 55 1234 5678', 'MX'],
    ['52 1 55 1234 5678', 'MX'],
    ['525512345678', 'MX'],
    ['+52 1 55 1234 5678', null],
    ['+52 (0)55 1234 5678', null],
    ['+52 044 55 1234 5678', null],
    ['5215512345678', null],
    ['5215512345678', 'US'],
  ])('Mexico: %s (%s)', (text, country) => expect(person(text, country)).toBe('525512345678'));

  test.each([
    ['+229 97 12 34 56', null],
    ['+229 01 97 12 34 56', null],
    ['2290197123456', null],
    ['97 12 34 56', 'BJ'],
    ['01 97 12 34 56', 'BJ'],
    ['22997123456', 'BJ'],
  ])('Benin: %s (%s)', (text, country) => expect(person(text, country)).toBe('2290197123456'));

  test.each([
    ['+241 07 12 34 56', null],
    ['+241 77 12 34 56', null],
    ['24177123456', null],
    ['077 12 34 56', 'GA'],
    ['07 12 34 56', 'GA'],
  ])('Gabon: %s (%s)', (text, country) => expect(person(text, country)).toBe('24177123456'));
});

describe('digits with the list’s own country code', () => {
  test.each([
    ['49 151 23456789', 'DE', '4915123456789'],
    ['49 151 50405214', 'DE', '4915150405214'],
    ['491510189151', 'DE', '491510189151'],
    ['4930901820', 'DE', '4930901820'],
    ['43 664 1234567', 'AT', '436641234567'],
    ['62 812 3456 7890', 'ID', '6281234567890'],
    ['62 0812 3456 7890', 'ID', '6281234567890'],
    ['49 (0)151 23456789', 'DE', '4915123456789'],
    ['49 (0)151 23456789', null, '4915123456789'],
  ])('%s in %s is %s', (text, country, phoneId) => expect(read(text, country)).toBe(phoneId));

  test.each([
    ['0491 510189151', 'DE', '49491510189151'],
    ['9123456789', 'IN', '919123456789'],
    ['55 99912-3456', 'BR', '5555999123456'],
    ['391 234 5678', 'IT', '393912345678'],
  ])('%s in %s is national all the same', (text, country, phoneId) =>
    expect(read(text, country)).toBe(phoneId),
  );
});

test.each([
  ['+91 91 98765 43210', null],
  ['91 91 98765 43210', 'IN'],
  ['+1 1 317 555 0101', null],
  ['+49 49 151 23456789', null],
  ['+49 0049 151 23456789', null],
  ['+55 55 31 98765-4321', null],
  ['+39 39 347 123 4567', null],
])('%s (%s) has its country code twice', (text, country) =>
  expect(read(text, country)).toBe('COUNTRY_CODE_TWICE'),
);

test.each([
  ['+48 (0)512 345 678', '48512345678'],
  ['+420 (0)601 123 456', '420601123456'],
  ['+352 (0)621 123 456', '352621123456'],
  ['+39 (0)347 123 4567', '393471234567'],
  ['+39 (0)6 1234 5678', '390612345678'],
  ['+57 (0)310 123 4567', '573101234567'],
  ['+852 (0)5123 4567', '85251234567'],
  ['+351 (0)912 345 678', '351912345678'],
  ['+34 (0)612 345 678', '34612345678'],
  ['+44 (0)7911 123456', '447911123456'],
  ['+1 (0)317 555 0101', '13175550101'],
  ['+7 (8)912 345 67 89', '79123456789'],
  ['+49[0]151 23456789', '4915123456789'],
  ['+225 (0)7 12 34 56 78', '2250712345678'],
])('the trunk prefix of %s goes where its plan says so', (text, phoneId) => expect(read(text)).toBe(phoneId));

describe('what spreadsheets and forms make of a number', () => {
  test.each([
    ['13175550101.0', null],
    ['13175550101.00', null],
    ['13175550101,0', null],
    ['13175550101.', null],
    ['1.3175550101E+10', null],
    ['1.3175550101e10', null],
    ['1,3175550101E+10', null],
    ['3175550101.0', 'US'],
    ['13,175,550,101', null],
    ["'+13175550101", null],
    ['’+13175550101', null],
    ["'13175550101", null],
    ["'+13175550101'", null],
    ['"+13175550101"', null],
    ['="+13175550101"', null],
    ['="13175550101"', null],
    ['=+13175550101', null],
    ['=T("+13175550101")', null],
    ['tel:+1-317-555-0101', null],
    ['p:+13175550101', null],
    ['whatsapp:+13175550101', null],
    ['+0013175550101', null],
    ['13175550101+', null],
    ['(+1) 317 555 0101', null],
    ['+1 317•555•0101', null],
    ['+1᠎317؜555️0101', null],
    ['+1⁠317ㅤ555͏0101', null],
    ['+1 317_555_0101', null],
    ['＋１（３１７）５５５−０１０１', null],
    ['﹢1 317 555 0101', null],
    ['+1️⃣3️⃣1️⃣7️⃣5️⃣5️⃣5️⃣0️⃣1️⃣0️⃣1️⃣', null],
  ])('%j (%s) is 13175550101', (text, country) => expect(read(text, country)).toBe('13175550101'));

  test.each(['4.41E+11', '1.31755501E10', '1.3175550101E+11', '13175550101.5'])(
    '%s has lost digits',
    (text) => expect(read(text)).toBe('DECIMAL_NUMBER'),
  );

  test.each([
    '090ー1234ー5671',
    '090ｰ1234ｰ5671',
    '[090] 1234 5671',
    '090～1234～5671',
    '090〜1234〜5671',
    '090・1234・5671',
    '（０９０）１２３４−５６７１',
    '090_1234_5671',
    '【090】1234-5671',
    '090｢1234｣5671',
  ])('%s in a Japanese list', (text) => expect(read(text, 'JP')).toBe('819012345671'));
});

describe('several numbers in a cell', () => {
  const all = (text: string, country: string | null = 'US') =>
    toPhoneIds(text, country).map((reading) => (reading.ok ? reading.phoneId : reading.reason));
  test.each([
    '317-555-0103 ::: 317-555-0104',
    '317-555-0103 / 317-555-0104',
    '317-555-0103/317-555-0104',
    '317-555-0103; 317-555-0104',
    '317-555-0103;317-555-0104',
    '317-555-0103, 317-555-0104',
    '3175550103,3175550104',
    '317-555-0103 | 317-555-0104',
    '317-555-0103\n317-555-0104',
    '317-555-0103 & 317-555-0104',
    '317-555-0103 or 317-555-0104',
    '317-555-0103 and 317-555-0104',
    '+13175550103+13175550104',
    '+13175550103 +13175550104',
    '317-555-0103 - 317-555-0104',
    '317-555-0103 \\ 317-555-0104',
    '317-555-0103  317-555-0104',
    '(317) 555-0103 (317) 555-0104',
    '317 555 0103 317 555 0104',
  ])('%j: both', (text) => expect(all(text)).toEqual(['13175550103', '13175550104']));

  test.each([
    ['0151/12345678', 'DE'],
    ['0151 / 12345678', 'DE'],
    ['0151 - 123 456 78', 'DE'],
  ])('%s is one', (text, country) => expect(all(text, country)).toEqual(['4915112345678']));

  test('what cannot be read is told beside what can', () =>
    expect(all('317-555-0103; 555-01')).toEqual(['13175550103', 'TOO_SHORT']));
});

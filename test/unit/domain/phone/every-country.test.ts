/** Laws of reading numbers, over the mobile numbers of every country that libphonenumber knows. */
import fc from 'fast-check';
import {
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/core';
import examples from 'libphonenumber-js/examples.mobile.json';
import metadata from 'libphonenumber-js/max/metadata';
import { personOf } from '../../../../services/domain/phone/person-of.ts';
import { toPhoneId } from '../../../../services/domain/phone/phone-id.ts';

const countries = getCountries(metadata).filter((country) => examples[country]);

/** A possible mobile number of a country: its example with other last digits. */
const mobiles = fc
  .record({ country: fc.constantFrom(...countries), last: fc.integer({ min: 0, max: 999 }) })
  .map(({ country, last }) => {
    const digits = getExampleNumber(country, examples, metadata)?.nationalNumber ?? '';
    return `${digits.slice(0, -3)}${String(last).padStart(3, '0')}`.replace(/^/, `${country}:`);
  })
  .map((text) => {
    const [country = '', national = ''] = text.split(':');
    const code = getCountryCallingCode(country as 'US', metadata);
    return { country, code, national, digits: code + national };
  })
  .filter(({ digits }) => parsePhoneNumberFromString(`+${digits}`, metadata)?.isValid() === true);

const read = (text: string, country: string | null): string => {
  const reading = toPhoneId(text, country);
  return reading.ok ? personOf(reading.phoneId) : reading.reason;
};
const spaced = (digits: string): string => digits.replace(/(\d{3})(?=\d)/g, '$1 ');

const holds = (
  law: (mobile: { country: string; code: string; national: string; digits: string }) => void,
): void => fc.assert(fc.property(mobiles, law), { numRuns: 1_000 });

test('a number with its country code is one person, however that is marked and whatever the country of the list', () =>
  holds(({ country, code, national, digits }) => {
    const person = personOf(digits);
    for (const list of [null, 'DE', 'US', country])
      for (const text of [
        `+${digits}`,
        `00${digits}`,
        `+${code} ${spaced(national)}`,
        `'+${digits}`,
        `="+${digits}"`,
        `(+${code})${national}`,
        `+${code}・${spaced(national).replaceAll(' ', '－')}`,
      ])
        expect([text, list, read(text, list)]).toEqual([text, list, person]);
  }));

test('digits with the list’s own country code are international, with and without separators', () =>
  holds(({ country, code, national, digits }) => {
    expect([digits, read(digits, country)]).toEqual([digits, personOf(digits)]);
    const text = `${code} ${spaced(national)}`;
    expect([country, text, read(text, country)]).toEqual([country, text, personOf(digits)]);
    expect([digits, read(`${digits}.0`, country)]).toEqual([digits, personOf(digits)]);
  }));

test('a number as its country writes it is the same person', () =>
  holds(({ country, national, digits }) => {
    const written = parsePhoneNumberFromString(`+${digits}`, metadata)?.formatNational() ?? '';
    for (const text of [written, written.replace(/\D/g, ''), national, `${national}.0`])
      expect([country, text, read(text, country)]).toEqual([country, text, personOf(digits)]);
  }));

test('a zero in brackets behind the country code goes', () =>
  holds(({ country, code, national, digits }) => {
    const text = `+${code} (0)${spaced(national)}`;
    expect([country, text, read(text, null)]).toEqual([country, text, personOf(digits)]);
  }));

test('without a country a number written nationally is nobody else’s', () =>
  holds(({ country, national, digits }) => {
    const written =
      parsePhoneNumberFromString(`+${digits}`, metadata)?.formatNational().replace(/\D/g, '') ?? '';
    for (const text of [written, national]) {
      if (/^1[2-9]\d{9}$/.test(text)) continue; // a Phone ID of North America, also where China writes so
      const person = read(text, null);
      if (/^\d+$/.test(person)) expect([country, text, person]).toEqual([country, text, personOf(digits)]);
    }
  }));

test('ten digits from 2 on may be North American: without a country they are told', () =>
  fc.assert(
    fc.property(fc.integer({ min: 2_000_000_000, max: 9_999_999_999 }), (number) => {
      expect(read(String(number), null)).toBe('WRITTEN_NATIONALLY');
    }),
    { numRuns: 2_000 },
  ));

test('a country code written twice is told or read as it stands, never as another number', () =>
  holds(({ code, national, digits }) => {
    const person = read(`+${code} ${digits}`, null);
    if (/^\d+$/.test(person)) expect(person).toBe(personOf(code + code + national));
  }));

test('digits of every script are digits', () => {
  const zeros = Array.from({ length: 0x1fbff }, (_, code) => code).filter(
    (code) =>
      /^\p{Nd}$/u.test(String.fromCodePoint(code)) &&
      toPhoneId(`+${inScript('4915123456789', code)}`, null).ok,
  );
  // Unicode 15: 68 scripts of ten digits each, and only their zeros count up to the others
  expect(zeros.length).toBeGreaterThan(60);
  for (const zero of [0x9e6, 0xe50, 0x1040, 0x17e0, 0x1810, 0xff10, 0x1d7ce, 0x1d7d8])
    expect(read(`+${inScript('4915123456789', zero)}`, null)).toBe('4915123456789');
});

const inScript = (digits: string, zero: number): string =>
  [...digits].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');

test('a person is a person again, and a Phone ID that is read again is itself', () =>
  holds(({ digits }) => {
    expect(personOf(personOf(digits))).toBe(personOf(digits));
  }));

import fc from 'fast-check';
import { numberInText } from '../../../services/people/number-in-text.ts';
import { keyIdOf, personHashOf } from '../../../services/people/person-hash.ts';

const number = numberInText('13175550123');
const wamidOf = (phoneId: string): string =>
  `wamid.${Buffer.from(`HBgL${phoneId}FQIAERgS`, 'latin1').toString('base64')}`;

test.each([
  '13175550123',
  '+1 (317) 555-0123',
  '1.317.555.0123',
  '0013175550123',
  '317-555-0123',
  '(317) 555 0123',
  'tel:+13175550123;ext=1',
  'a,"+1 317 555 0123",b',
  '１３１７５５５０１２３',
  '١٣١٧٥٥٥٠١٢٣',
  'http://example.com/?to=13175550123&x',
])('%s is the number', (text) => {
  expect(number.isIn(text)).toBe(true);
  expect(number.isIn(`before ${text} behind`)).toBe(true);
  expect(number.isIn(number.without(`before ${text} behind`))).toBe(false);
});

test.each([
  '13175550124',
  '113175550123',
  '131755501234',
  '317555012',
  '55501233175550123',
  '2026-01-31 17:55',
  '',
])('%s is not', (text) => {
  expect(number.isIn(text)).toBe(false);
  expect(number.without(text)).toBe(text);
});

test('every place is told as it is written, a wamid as a whole', () => {
  const text = `+1 (317) 555-0123, 13175550124, ١٣١٧٥٥٥٠١٢٣ ${wamidOf('13175550123')}`;
  expect(number.placesIn(text)).toEqual(['+1 (317) 555-0123', '١٣١٧٥٥٥٠١٢٣', wamidOf('13175550123')]);
  expect(number.placesIn('nobody')).toEqual([]);
});

test('is seen within a wamid, and the wamid is taken out; those of others stay', () => {
  const text = `${wamidOf('13175550123')} and ${wamidOf('13175550199')}`;
  expect(number.isIn(text)).toBe(true);
  expect(number.without(text)).toBe(`[erased] and ${wamidOf('13175550199')}`);
});

test('all writings of one person are found: Mexico with and without the 1', () => {
  const mexican = numberInText('5215512345678');
  for (const text of ['525512345678', '+52 1 55 1234 5678', '55 1234 5678'])
    expect(mexican.isIn(text)).toBe(true);
});

const anyNumber = fc.integer({ min: 2_000_000, max: 9_999_999 }).map((n) => `1317${n}`);
const gap = fc.constantFrom('', ' ', '-', '.', ') ', ' - ');

test('whatever stands between its digits, it is found, and nothing of it is left', () => {
  fc.assert(
    fc.property(anyNumber, fc.array(gap, { minLength: 11, maxLength: 11 }), (phoneId, gaps) => {
      const written = [...phoneId].map((digit, place) => digit + (place < 10 ? gaps[place] : '')).join('');
      const { isIn, without } = numberInText(phoneId);
      expect(isIn(written)).toBe(true);
      expect(isIn(without(`x ${written} y`))).toBe(false);
    }),
  );
});

test('another number is not found, and its text stays as it is', () => {
  fc.assert(
    fc.property(anyNumber, anyNumber, (phoneId, other) => {
      fc.pre(phoneId !== other);
      expect(numberInText(phoneId).isIn(`x ${other} y`)).toBe(false);
      expect(numberInText(phoneId).without(`x +${other} y`)).toBe(`x +${other} y`);
    }),
  );
});

describe('the hash of a person', () => {
  const key = 'k'.repeat(32);
  test('is the same for all writings, another under another key, and does not show the number', () => {
    expect(personHashOf(key, '5215512345678')).toBe(personHashOf(key, '525512345678'));
    expect(personHashOf(key, '13175550123')).not.toBe(personHashOf(`${key}2`, '13175550123'));
    expect(personHashOf(key, '13175550123')).toMatch(/^[0-9a-f]{64}$/);
    expect(keyIdOf(key)).not.toBe(keyIdOf(`${key}2`));
  });
});

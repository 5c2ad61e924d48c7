import fc from 'fast-check';
import {
  allKeysOf,
  canonicalDncKey,
  dncKeyOf,
  dncKeysOf,
} from '../../../../services/domain/contact/contact.ts';
import { personOf, writingsOf } from '../../../../services/domain/phone/person-of.ts';

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const phoneId = fc.oneof(
  digits(12),
  fc
    .constantFrom('54', '549', '52', '521', '229', '22901')
    .chain((code) => digits(10).map((rest) => code + rest)),
  fc.constantFrom('229', '22901').chain((code) => digits(8).map((rest) => code + rest)),
  fc.constantFrom('55319', '5531', '55118', '55117').chain((code) => digits(8).map((rest) => code + rest)),
  fc.constantFrom('2410', '241', '2417', '2416').chain((code) => digits(7).map((rest) => code + rest)),
);

test('whatever a number was stored as, it is one of the writings of its person, and all of them are that person', () => {
  fc.assert(
    fc.property(phoneId, (written) => {
      const writings = writingsOf(written);
      expect(writings).toContain(written);
      expect(writings[0]).toBe(personOf(written));
      for (const writing of writings) expect(personOf(writing)).toBe(personOf(written));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ['5491155550101', ['5491155550101', '541155550101']],
  ['5215512345678', ['525512345678', '5215512345678']],
  ['553187654321', ['5531987654321', '553187654321']],
  ['22997123456', ['2290197123456', '22997123456']],
  ['24107123456', ['24177123456', '24107123456', '2417123456']],
  ['13175550101', ['13175550101']],
])('%s is kept as one of %j', (written, all) => expect(writingsOf(written)).toEqual(all));

test('keys of entries: all that may be stored, and the one under which they count', () => {
  const list = 'optout:integration:1';
  expect(dncKeysOf(list, '541155550101')).toEqual([`${list}:5491155550101`, `${list}:541155550101`]);
  expect(canonicalDncKey(`${list}:541155550101`)).toBe(dncKeyOf(list, '541155550101'));
  expect(allKeysOf([dncKeyOf(list, '541155550101')])).toEqual(dncKeysOf(list, '541155550101'));
});

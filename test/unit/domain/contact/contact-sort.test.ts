import fc from 'fast-check';
import {
  compareCodePoints,
  compareContacts,
  sortKeysOf,
  type SortableContact,
  type SortKey,
} from '../../../../services/domain/contact/contact-sort.ts';

const contactsOf = (...cells: string[][]): SortableContact[] =>
  cells.map((values, arrival) => ({ values, arrival }));
const sorted = (contacts: SortableContact[], ...keys: SortKey[]): string[] =>
  contacts.toSorted((a, b) => compareContacts(keys, a, b)).map(({ values }) => values.join('|'));
const by = (column: number, changes: Partial<SortKey> = {}): SortKey => ({
  column,
  descending: false,
  numeric: false,
  ...changes,
});

test('text sorts as text: "10" before "9", capitals before small letters, ISO dates as dates', () => {
  expect(sorted(contactsOf(['9'], ['10'], ['100']), by(0))).toEqual(['10', '100', '9']);
  expect(sorted(contactsOf(['b'], ['a'], ['B'], ['Ä']), by(0))).toEqual(['B', 'a', 'b', 'Ä']);
  expect(sorted(contactsOf(['2024-10-01'], ['2023-12-31'], ['2024-02-28']), by(0))).toEqual([
    '2023-12-31',
    '2024-02-28',
    '2024-10-01',
  ]);
  expect(sorted(contactsOf(['12/31/23'], ['01/02/24']), by(0))).toEqual(['01/02/24', '12/31/23']);
});

test('with the numeric switch values sort as numbers', () => {
  expect(sorted(contactsOf(['10'], ['9'], ['$1,234.50'], ['-3']), by(0, { numeric: true }))).toEqual([
    '-3',
    '9',
    '10',
    '$1,234.50',
  ]);
});

test('empty cells, and numeric ones that are no number, come last in both directions and keep their order', () => {
  const cells = contactsOf(['', '0'], ['x', '1'], ['7', '2'], [' ', '3'], ['8', '4']);
  const ofCells = (key: SortKey) => sorted(cells, key).map((text) => text.split('|')[1]);
  expect(ofCells(by(0, { numeric: true }))).toEqual(['2', '4', '0', '1', '3']);
  expect(ofCells(by(0, { numeric: true, descending: true }))).toEqual(['4', '2', '0', '1', '3']);
  expect(ofCells(by(0))).toEqual(['2', '4', '1', '0', '3']);
  expect(ofCells(by(0, { descending: true }))).toEqual(['1', '4', '2', '0', '3']);
});

test('a later key decides where the earlier ones are equal; after all keys the order of arrival does', () => {
  const contacts = contactsOf(['b', '1'], ['a', '2'], ['b', '3'], ['a', '2']);
  expect(sorted(contacts, by(0), by(1, { descending: true }))).toEqual(['a|2', 'a|2', 'b|3', 'b|1']);
  expect(contacts.toSorted((a, b) => compareContacts([by(0)], a, b)).map(({ arrival }) => arrival)).toEqual([
    1, 3, 0, 2,
  ]);
});

test('a column that the contact lacks is empty; one that the list lacks is named', () => {
  expect(sorted(contactsOf([], ['a']), by(0))).toEqual(['a', '']);
  const sorts = [{ fieldName: 'city', direction: 'DESC' as const, numeric: true }];
  expect(sortKeysOf(sorts, ['id', 'city'])).toEqual({
    keys: [{ column: 1, descending: true, numeric: true }],
  });
  expect(sortKeysOf(sorts, ['id'])).toEqual({ missingColumn: 'city' });
});

test('code points above the basic plane come after all others', () => {
  expect(compareCodePoints('\u{1F600}', '\uFFFD')).toBeGreaterThan(0);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      const points = (text: string) => [...text].map((character) => character.codePointAt(0) ?? 0);
      const [ofA, ofB] = [points(a), points(b)];
      const at = ofA.findIndex((point, index) => point !== ofB[index]);
      const expected = at < 0 ? ofA.length - ofB.length : (ofA[at] ?? 0) - (ofB[at] ?? -1);
      return Math.sign(compareCodePoints(a, b)) === Math.sign(expected);
    }),
  );
});

describe('the comparator is a total order', () => {
  const cell = fc.oneof(
    fc.constantFrom('', ' ', '1', '-1', '1.0', '$1', 'x', 'X', '10', '9', '0', '-0'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const contact = fc.record({ values: fc.array(cell, { maxLength: 3 }), arrival: fc.nat(5) });
  const keys = fc.array(fc.record({ column: fc.nat(2), descending: fc.boolean(), numeric: fc.boolean() }), {
    maxLength: 4,
  });

  test('antisymmetric and transitive', () => {
    fc.assert(
      fc.property(keys, contact, contact, contact, (by, a, b, c) => {
        const compare = (x: SortableContact, y: SortableContact) => Math.sign(compareContacts(by, x, y));
        expect(compare(a, b) + compare(b, a)).toBe(0);
        expect(compare(a, a)).toBe(0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 5_000 },
    );
  });

  test('equal only for the same arrival', () => {
    fc.assert(
      fc.property(keys, contact, contact, (by, a, b) => {
        fc.pre(a.arrival !== b.arrival);
        return compareContacts(by, a, b) !== 0;
      }),
    );
  });
});

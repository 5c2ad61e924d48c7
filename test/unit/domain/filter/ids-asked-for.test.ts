/** Which contact ids a filter asks for: never fewer than those of the contacts that it lets pass. */
import fc from 'fast-check';
import {
  compileContactListFilter,
  type FilterPredicate,
} from '../../../../services/domain/filter/contact-list-filter.ts';
import { previewMoment } from '../../../../services/domain/filter/contact-list-filter-preview.ts';
import { idsAskedFor } from '../../../../services/domain/filter/ids-asked-for.ts';

const equals = (value: string, more: Partial<FilterPredicate> = {}): FilterPredicate => ({
  ...{ column: 'key', columnType: 'alphabetic', operator: 'EQUALS', value, range: null, inverted: false },
  ...more,
});
const filterOf = (join: 'AND' | 'OR', predicates: FilterPredicate[]) => ({
  filterType: 'AND' as const,
  clauses: [{ filterType: join, predicates }],
});
const columns = ['key', 'name'];
const asked = (join: 'AND' | 'OR', ...predicates: FilterPredicate[]) =>
  idsAskedFor(filterOf(join, predicates), columns, 'key');
const inSet = (...set: string[]): Partial<FilterPredicate> => ({
  ...{ operator: 'IN' as const, value: null },
  range: { min: null, max: null, minInclusive: false, maxInclusive: false, inSet: set },
});

test('an id, in every case of its letters', () => {
  expect(asked('AND', equals('00-7'))).toEqual(['00-7']);
  expect(asked('AND', equals('c7'))?.toSorted()).toEqual(['C7', 'c7']);
  // the sign for Kelvin is a K
  expect(asked('AND', equals('k'))).toHaveLength(3);
});

test('one of several, with what must hold too', () => {
  expect(asked('AND', equals('', inSet('1', '2')), equals('Ada', { column: 'name' }))).toEqual(['1', '2']);
  expect(asked('OR', equals('1'), equals('2'))).toEqual(['1', '2']);
  expect(asked('OR', equals('1'), equals('Ada', { column: 'name' }))).toBeNull();
});

test.each([
  ['an empty id', equals('')],
  ['an id with a blank', equals('7 a')],
  ['letters beyond ASCII', equals('Zoë')],
  ['too many letters', equals('abcdefghijkl')],
  ['all but one', equals('7', { inverted: true })],
  ['the beginning of an id', equals('7', { operator: 'BEGINS_WITH' })],
  ['a number to calculate with', equals('7', { columnType: 'numeric' })],
  ['another column', equals('7', { column: 'name' })],
])('%s asks for none', (_, predicate) => {
  expect(asked('AND', predicate)).toBeNull();
});

test('a list without an id column asks for none', () => {
  expect(idsAskedFor(filterOf('AND', [equals('7')]), columns, null)).toBeNull();
});

test('whoever passes has one of the ids', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'B', 'k', 's', '1', '-', 'ſ', 'K'), maxLength: 4 });
  const moment = previewMoment({ timeZone: null }, 0);
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), text, (values, cell) => {
      const filter = filterOf(
        'OR',
        values.map((value) => equals(value)),
      );
      const ids = idsAskedFor(filter, columns, 'key');
      if (ids !== null && compileContactListFilter(filter, columns, moment)([cell, '']))
        expect(ids).toContain(cell);
    }),
  );
});

/** Which numbers a filter asks for: never fewer than those of the contacts that it lets pass. */
import type { FilterPredicate } from '../../../../services/domain/filter/contact-list-filter.ts';
import { numbersAskedFor } from '../../../../services/domain/filter/numbers-asked-for.ts';

const equals = (value: string, more: Partial<FilterPredicate> = {}): FilterPredicate => ({
  ...{ column: 'phone', columnType: 'alphabetic', operator: 'EQUALS', value, range: null, inverted: false },
  ...more,
});
const asked = (join: 'AND' | 'OR', ...predicates: FilterPredicate[]) =>
  numbersAskedFor(
    { filterType: 'AND', clauses: [{ filterType: join, predicates }] },
    ['name', 'phone'],
    ['phone'],
  );
const ada = equals('+1 317 555 0101');
const bo = equals('+52 55 1234 5678');
const other = equals('Ada', { column: 'name' });

test('a number with its country code, in every spelling of the person', () => {
  expect(asked('AND', ada)).toEqual(['13175550101']);
  expect(asked('AND', bo)).toEqual(['525512345678', '5215512345678']);
});

test('with another condition that must hold too, or one of several numbers', () => {
  expect(asked('AND', other, ada)).toEqual(['13175550101']);
  expect(asked('OR', ada, bo)).toEqual(['13175550101', '525512345678', '5215512345678']);
  expect(asked('OR', ada, other)).toBeNull();
});

test.each([
  ['a number that was written nationally', equals('317 555 0101')],
  ['what is no number', equals('+1 no')],
  ['all but one number', equals('+1 317 555 0101', { inverted: true })],
  ['a part of a number', equals('+1 317', { operator: 'BEGINS_WITH' })],
  ['another column', equals('+1 317 555 0101', { column: 'name' })],
  ['a number to calculate with', equals('+1 317 555 0101', { columnType: 'numeric' })],
  ['two numbers in a cell', equals('+1 317 555 0101 / +1 317 555 0102')],
])('%s asks for none', (_, predicate) => {
  expect(asked('AND', predicate)).toBeNull();
});

test('no clauses ask for none', () => {
  for (const filterType of ['AND', 'OR'] as const)
    expect(numbersAskedFor({ filterType, clauses: [] }, ['phone'], ['phone'])).toBeNull();
});

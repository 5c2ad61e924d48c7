import fc from 'fast-check';
import {
  compileContactListFilter,
  type FilterDefinition,
  type FilterPredicate,
} from '../../../../services/domain/filter/contact-list-filter.ts';
import { filterClauseFaults } from '../../../../services/domain/filter/contact-list-filter-faults.ts';

const COLUMNS = ['name', 'age', 'joined'];

const predicate = (overrides: Partial<FilterPredicate>): FilterPredicate => ({
  column: 'name',
  columnType: 'alphabetic',
  operator: 'EQUALS',
  value: 'x',
  range: null,
  inverted: false,
  ...overrides,
});
const range = (min: string | null, max: string | null, inSet: string[] = []) => ({
  min,
  max,
  minInclusive: true,
  maxInclusive: true,
  inSet,
});
const filterOf = (...predicates: FilterPredicate[]): FilterDefinition => ({
  filterType: 'AND',
  clauses: [{ filterType: 'AND', predicates }],
});
const faultsOf = (...predicates: FilterPredicate[]): string[] =>
  filterClauseFaults(filterOf(...predicates).clauses, COLUMNS).map(({ code, field }) => `${field} ${code}`);

const numeric = { column: 'age', columnType: 'numeric' } as const;
const AT = 'clauses[0].predicates[0]';

it.each<[string, FilterPredicate]>([
  ['text', predicate({ operator: 'CONTAINS' })],
  ['a number', predicate({ ...numeric, operator: 'LESS_THAN_EQUALS', value: '-1.5' })],
  ['an amount of money', predicate({ ...numeric, operator: 'GREATER_THAN', value: '$1,234.50' })],
  ['a day', predicate({ column: 'joined', operator: 'BEFORE', value: '2025-02-28' })],
  ['a moment', predicate({ column: 'joined', operator: 'AFTER', value: '2025-02-28T10:00:00+02:00' })],
  ['a time relative to now', predicate({ column: 'joined', operator: 'AFTER', value: 'P-30DT00H00M' })],
  ['a range of text', predicate({ operator: 'BETWEEN', value: null, range: range('A', 'b') })],
  [
    'a range of numbers',
    predicate({ ...numeric, operator: 'BETWEEN', value: null, range: range('9', '10') }),
  ],
  [
    'days before now',
    predicate({ operator: 'BETWEEN', value: null, range: range('P-9DT0H0M', 'P-1DT0H0M') }),
  ],
  ['a set', predicate({ ...numeric, operator: 'IN', value: null, range: range(null, null, ['1', '2']) })],
])('a condition on %s is fine', (_, one) => {
  expect(faultsOf(one)).toEqual([]);
});

it.each<[string, FilterPredicate, string]>([
  ['on a text longer than any cell', predicate({ value: 'x'.repeat(513) }), `${AT}.value invalid.value`],
  [
    'in a set of more than a thousand values',
    predicate({ operator: 'IN', value: null, range: range(null, null, Array<string>(1_001).fill('x')) }),
    `${AT}.range.inSet constraint.validation`,
  ],
  [
    'in a set with a text longer than any cell',
    predicate({ operator: 'IN', value: null, range: range(null, null, ['a', 'x'.repeat(513)]) }),
    `${AT}.range.inSet[1] invalid.value`,
  ],
  [
    'up to an end longer than any cell',
    predicate({ operator: 'BETWEEN', value: null, range: range('a', 'x'.repeat(513)) }),
    `${AT}.range.max invalid.value`,
  ],
  ['without a column', predicate({ column: '' }), `${AT}.column column.required`],
  ['on an unknown column', predicate({ column: 'city' }), `${AT}.column column.does.not.match.contact.list`],
  ['of text on a number', predicate({ ...numeric, operator: 'CONTAINS' }), `${AT}.operator invalid.value`],
  ['of numbers on text', predicate({ operator: 'LESS_THAN', value: '1' }), `${AT}.operator invalid.value`],
  ['of time on a number', predicate({ ...numeric, operator: 'BEFORE' }), `${AT}.operator invalid.value`],
  ['without a value', predicate({ value: null }), `${AT}.value value.required`],
  ['with an empty value', predicate({ value: '' }), `${AT}.value value.required`],
  [
    'with a word as number',
    predicate({ ...numeric, value: 'ten' }),
    `${AT}.value value.did.not.match.column.type`,
  ],
  ['with no date', predicate({ operator: 'BEFORE', value: '2025-02-30' }), `${AT}.value invalid.date.value`],
  ['with an empty duration', predicate({ operator: 'AFTER', value: 'P' }), `${AT}.value invalid.date.value`],
  ['without a range', predicate({ operator: 'BETWEEN' }), `${AT}.range range.required`],
  [
    'without a least value',
    predicate({ operator: 'BETWEEN', range: range(null, 'b') }),
    `${AT}.range.min range.min.required`,
  ],
  [
    'without a greatest value',
    predicate({ operator: 'BETWEEN', range: range('a', '') }),
    `${AT}.range.max range.max.required`,
  ],
  [
    'with a word as least number',
    predicate({ ...numeric, operator: 'BETWEEN', range: range('a', '2') }),
    `${AT}.range.min min.did.not.match.column.type`,
  ],
  [
    'with a word as greatest number',
    predicate({ ...numeric, operator: 'BETWEEN', range: range('1', 'b') }),
    `${AT}.range.max max.did.not.match.column.type`,
  ],
  [
    'whose range is turned round',
    predicate({ ...numeric, operator: 'BETWEEN', range: range('10', '9') }),
    `${AT}.range.max max.less.than.min`,
  ],
  [
    'whose range is a point',
    predicate({ operator: 'BETWEEN', range: range('a', 'A') }),
    `${AT}.range.max max.less.than.min`,
  ],
  [
    'whose days are turned round',
    predicate({ operator: 'BETWEEN', range: range('P-1DT0H0M', 'P-9DT0H0M') }),
    `${AT}.range.max max.less.than.min`,
  ],
  [
    'with an empty set',
    predicate({ operator: 'IN', range: range(null, null) }),
    `${AT}.range.inSet range.set.required`,
  ],
  [
    'with a word in a set of numbers',
    predicate({ ...numeric, operator: 'IN', range: range(null, null, ['1', 'x']) }),
    `${AT}.range.inSet[1] value.did.not.match.column.type`,
  ],
])('a condition %s is refused with the field named', (_, one, fault) => {
  expect(faultsOf(one)).toEqual([fault]);
});

it('a filter has a clause, a clause has a condition, and a filter has at most 10 conditions in all', () => {
  expect(filterClauseFaults([], COLUMNS)).toMatchObject([{ code: 'clauses.required' }]);
  expect(faultsOf()).toEqual(['clauses[0].predicates at.least.one.predicate.required']);
  const six = Array.from({ length: 6 }, () => predicate({}));
  const two = filterOf(...six).clauses.concat(filterOf(...six).clauses);
  expect(filterClauseFaults(two, COLUMNS)).toMatchObject([{ code: 'constraint.validation', limit: 10 }]);
  expect(faultsOf(...six, ...six.slice(2))).toEqual([]);
});

it('what has no fault can be compiled', () => {
  const value = fc.constantFrom(null, '', 'x', '1', '10', '9', '2025-01-31', 'P01DT00H-30M');
  const predicates = fc.record<FilterPredicate>({
    column: fc.constantFrom('', 'name', 'age', 'city'),
    columnType: fc.constantFrom('numeric', 'alphabetic'),
    operator: fc.constantFrom(
      ...([
        'EQUALS',
        'LESS_THAN',
        'GREATER_THAN_EQUALS',
        'CONTAINS',
        'ENDS_WITH',
        'BEFORE',
        'AFTER',
      ] as const),
      ...(['BETWEEN', 'IN'] as const),
    ),
    value,
    range: fc.option(
      fc.record({
        min: value,
        max: value,
        minInclusive: fc.boolean(),
        maxInclusive: fc.boolean(),
        inSet: fc.array(fc.constantFrom('1', 'x'), { maxLength: 2 }),
      }),
    ),
    inverted: fc.boolean(),
  });
  const moment = { now: Date.parse('2026-01-01'), timeZone: 'UTC' };
  fc.assert(
    fc.property(predicates, (one) => {
      if (faultsOf(one).length > 0) return;
      expect(compileContactListFilter(filterOf(one), COLUMNS, moment)(['a', '1', '2025-01-31'])).toEqual(
        expect.any(Boolean),
      );
    }),
    { numRuns: 2_000 },
  );
});

/** A filter that is put together is what the API is asked for, and what it stored is what is shown. */
import * as fc from 'fast-check';
import type { ContactListFilter } from '../../../../services/console/src/api/types.ts';
import {
  bodyOf,
  conditionOfFault,
  emptyCondition,
  emptyFilter,
  isComplete,
  operatorsOf,
  valuesOf,
  type Condition,
  type FilterValues,
  type Kind,
} from '../../../../services/console/src/filters/filter-values.ts';

const base: FilterValues = { ...emptyFilter('l1'), name: 'West' };
const withOne = (condition: Partial<Condition>): FilterValues => ({
  ...base,
  clauses: [{ join: 'AND', conditions: [{ ...emptyCondition, column: 'c', ...condition }] }],
});
const sentOf = (condition: Partial<Condition>) => bodyOf(withOne(condition)).clauses?.[0]?.predicates?.[0];

/** As the server stores what was sent, and sends it back. */
function stored(values: FilterValues): ContactListFilter {
  const { filterType, clauses } = bodyOf(values);
  return {
    id: 'f1',
    name: values.name,
    contactList: { id: values.contactListId },
    filterType,
    clauses: (clauses ?? []).map((clause) => ({
      filterType: clause.filterType,
      predicates: (clause.predicates ?? []).map(
        (predicate) => JSON.parse(JSON.stringify(predicate)) as object,
      ),
    })),
  } as unknown as ContactListFilter;
}

test('text, numbers and dates are sent with the operators that the API has', () => {
  expect(sentOf({ operator: 'CONTAINS', value: 'x' })).toEqual({
    column: 'c',
    columnType: 'alphabetic',
    operator: 'CONTAINS',
    value: 'x',
    inverted: false,
  });
  expect(sentOf({ kind: 'number', operator: 'BETWEEN', min: '1', max: '9', inverted: true })).toMatchObject({
    columnType: 'numeric',
    operator: 'BETWEEN',
    range: { min: '1', max: '9', minInclusive: true, maxInclusive: true },
    inverted: true,
  });
  expect(sentOf({ operator: 'IN', set: ['a', 'b'] })).toMatchObject({ range: { inSet: ['a', 'b'] } });
});

test('days counted from today are dates relative to now', () => {
  expect(sentOf({ kind: 'date', operator: 'LAST_DAYS', value: '7' })).toMatchObject({
    columnType: 'alphabetic',
    operator: 'AFTER',
    value: 'P-7D',
  });
  expect(sentOf({ kind: 'date', operator: 'DAYS_AGO', value: '90' })).toMatchObject({
    operator: 'BEFORE',
    value: 'P-90D',
  });
  expect(sentOf({ kind: 'date', operator: 'NEXT_DAYS', value: '30' })).toMatchObject({
    operator: 'BETWEEN',
    range: { min: 'P0D', max: 'P30D' },
  });
});

const text = fc.string({ minLength: 1, maxLength: 8 }).map((one) => `v${one}`);
const operandOf = (kind: Kind, operator: Condition['operator']): fc.Arbitrary<Partial<Condition>> => {
  const value = kind === 'date' ? fc.constantFrom('2025-01-31', '2024-12-24T09:00:00Z') : text;
  if (operator === 'BETWEEN') return fc.record({ min: value, max: value });
  if (operator === 'IN') return fc.record({ set: fc.array(text, { minLength: 1, maxLength: 3 }) });
  if (operator.endsWith('DAYS') || operator === 'DAYS_AGO')
    return fc.record({ value: fc.integer({ min: 0, max: 999 }).map(String) });
  return fc.record({ value });
};
const condition: fc.Arbitrary<Condition> = fc
  .constantFrom<Kind>('text', 'number', 'date')
  .chain((kind) =>
    fc
      .constantFrom(...operatorsOf[kind])
      .chain((operator) =>
        fc
          .record({ column: text, inverted: fc.boolean(), operand: operandOf(kind, operator) })
          .map(({ operand, ...rest }) => ({ ...emptyCondition, kind, operator, ...rest, ...operand })),
      ),
  );

test('law: what was stored is shown as it was put together', () => {
  const join = fc.constantFrom('AND' as const, 'OR' as const);
  const clauses = fc.array(
    fc.record({ join, conditions: fc.array(condition, { minLength: 1, maxLength: 3 }) }),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(join, clauses, (between, all) => {
      const values: FilterValues = { ...base, join: between, clauses: all };
      expect(valuesOf(stored(values))).toEqual(values);
    }),
  );
});

test('a filter is whole when every condition has its column and what it compares with', () => {
  expect(isComplete(base)).toBe(false);
  expect(isComplete(withOne({ value: 'x' }))).toBe(true);
  expect(isComplete(withOne({ operator: 'BETWEEN', min: '1' }))).toBe(false);
  expect(isComplete(withOne({ operator: 'IN', set: [] }))).toBe(false);
  expect(isComplete({ ...withOne({ value: 'x' }), contactListId: '' })).toBe(false);
});

test('a fault names its condition', () => {
  expect(conditionOfFault('clauses[1].predicates[2].range.min')).toBe('1.2');
  expect(conditionOfFault('criteria.clauses[0].predicates[0].value')).toBe('0.0');
  expect(conditionOfFault('name')).toBeNull();
  expect(conditionOfFault(null)).toBeNull();
});

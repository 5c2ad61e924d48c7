/**
 * A filter as JSON → the form that a command carries. Only its shape is checked here; the campaigns service
 * checks its meaning.
 */
import type {
  FilterClause,
  FilterOperator,
  FilterPredicate,
  FilterRange,
  FilterType,
} from '../../schemas/types.ts';
import { listOf, oneOf, optional, readObject, textOrNumber, truth, type Reader } from './read-fields.ts';

export type FilterShape = { filterType: FilterType; clauses: FilterClause[] };

const operators: readonly FilterOperator[] = [
  'EQUALS',
  'LESS_THAN',
  'LESS_THAN_EQUALS',
  'GREATER_THAN',
  'GREATER_THAN_EQUALS',
  'CONTAINS',
  'BEGINS_WITH',
  'ENDS_WITH',
  'BEFORE',
  'AFTER',
  'BETWEEN',
  'IN',
];
const filterType: Reader<FilterType> = optional(oneOf<FilterType>(['AND', 'OR']), 'AND');

const range: Reader<FilterRange> = (json, path) =>
  readObject<FilterRange>(json, path, {
    min: optional(textOrNumber, null),
    max: optional(textOrNumber, null),
    minInclusive: optional(truth, true),
    maxInclusive: optional(truth, true),
    inSet: optional(listOf(textOrNumber), []),
  });

const predicate: Reader<FilterPredicate> = (json, path) =>
  readObject<FilterPredicate>(json, path, {
    column: optional(textOrNumber, ''),
    columnType: optional(oneOf(['alphabetic', 'numeric']), 'alphabetic'),
    operator: oneOf(operators),
    value: optional(textOrNumber, null),
    range: optional(range, null),
    inverted: optional(truth, false),
  });

const clause: Reader<FilterClause> = (json, path) =>
  readObject<FilterClause>(json, path, { filterType, predicates: listOf(predicate) });

/** @param json an object with `clauses`, or only the clauses. @throws InvalidInput naming every faulty field */
export function readFilter(json: unknown): FilterShape {
  const filter = Array.isArray(json) ? { clauses: json as unknown[] } : json;
  return readObject<FilterShape>(filter, '', { filterType, clauses: listOf(clause) }, 'the filter');
}

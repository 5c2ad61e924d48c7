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
import { InvalidInput } from '../domain/refused.ts';
import { objectOf } from './read-fields.ts';

type Json = Record<string, unknown>;

const predicateFields = ['column', 'columnType', 'operator', 'value', 'range', 'inverted'];
const filterTypes: readonly FilterType[] = ['AND', 'OR'];
const columnTypes = ['alphabetic', 'numeric'] as const;
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

/** @param json an object with `clauses`, or only the clauses. @throws InvalidInput naming the field */
export function readFilter(json: unknown): { filterType: FilterType; clauses: FilterClause[] } {
  const filter: Json = Array.isArray(json)
    ? { clauses: json as unknown[] }
    : objectOf(json, 'the filter', ['filterType', 'clauses']);
  return {
    filterType: oneOf(filterTypes, filter['filterType'] ?? 'AND', 'filterType'),
    clauses: arrayAt(filter['clauses'], 'clauses').map((clause, index) =>
      readClause(clause, `clauses[${index}]`),
    ),
  };
}

function readClause(json: unknown, field: string): FilterClause {
  const clause = objectOf(json, field, ['filterType', 'predicates']);
  return {
    filterType: oneOf(filterTypes, clause['filterType'] ?? 'AND', `${field}.filterType`),
    predicates: arrayAt(clause['predicates'], `${field}.predicates`).map((predicate, index) =>
      readPredicate(predicate, `${field}.predicates[${index}]`),
    ),
  };
}

function readPredicate(json: unknown, field: string): FilterPredicate {
  const predicate = objectOf(json, field, predicateFields);
  const range = predicate['range'] ?? null;
  return {
    column: text(predicate['column'], `${field}.column`) ?? '',
    columnType: oneOf(columnTypes, predicate['columnType'] ?? 'alphabetic', `${field}.columnType`),
    operator: oneOf(operators, predicate['operator'], `${field}.operator`),
    value: text(predicate['value'], `${field}.value`),
    range: range === null ? null : readRange(range, `${field}.range`),
    inverted: truth(predicate['inverted'] ?? false, `${field}.inverted`),
  };
}

function readRange(json: unknown, field: string): FilterRange {
  const range = objectOf(json, field, ['min', 'max', 'minInclusive', 'maxInclusive', 'inSet']);
  return {
    min: text(range['min'], `${field}.min`),
    max: text(range['max'], `${field}.max`),
    minInclusive: truth(range['minInclusive'] ?? true, `${field}.minInclusive`),
    maxInclusive: truth(range['maxInclusive'] ?? true, `${field}.maxInclusive`),
    inSet: arrayAt(range['inSet'] ?? [], `${field}.inSet`).map(
      (value, index) => text(value, `${field}.inSet[${index}]`) ?? '',
    ),
  };
}

function arrayAt(json: unknown, field: string): unknown[] {
  if (Array.isArray(json)) return json;
  throw new InvalidInput(`${field} is ${JSON.stringify(json)}; expected an array`);
}

/** Numbers are accepted where text is expected. */
function text(json: unknown, field: string): string | null {
  if (json === undefined || json === null) return null;
  if (typeof json === 'string') return json;
  if (typeof json === 'number') return String(json);
  throw new InvalidInput(`${field} is ${JSON.stringify(json)}; expected a text`);
}

function truth(json: unknown, field: string): boolean {
  if (typeof json === 'boolean') return json;
  throw new InvalidInput(`${field} is ${JSON.stringify(json)}; expected true or false`);
}

function oneOf<V extends string>(allowed: readonly V[], json: unknown, field: string): V {
  const found = allowed.find((value) => value === json);
  if (found !== undefined) return found;
  throw new InvalidInput(
    `${field} is ${JSON.stringify(json) ?? 'missing'}; expected one of ${allowed.join(', ')}`,
  );
}

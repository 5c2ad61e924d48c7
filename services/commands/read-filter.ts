/** A filter as JSON becomes what a command carries: only its shape is checked here, its sense is the system's to judge. */
import type {
  FilterClause,
  FilterOperator,
  FilterPredicate,
  FilterRange,
  FilterType,
} from '../../schemas/types.ts';
import { InvalidInput } from '../domain/refused.ts';

type Json = Record<string, unknown>;

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

/** @param json an object with `clauses`, or the clauses alone. @throws InvalidInput naming the field */
export function readFilter(json: unknown): { filterType: FilterType; clauses: FilterClause[] } {
  const filter = Array.isArray(json) ? { clauses: json as unknown[] } : objectAt(json, 'the filter');
  return {
    filterType: oneOf(filterTypes, (filter as Json)['filterType'] ?? 'AND', 'filterType'),
    clauses: arrayAt(filter.clauses, 'clauses').map((clause, index) =>
      readClause(clause, `clauses[${index}]`),
    ),
  };
}

function readClause(json: unknown, field: string): FilterClause {
  const clause = objectAt(json, field);
  return {
    filterType: oneOf(filterTypes, clause['filterType'] ?? 'AND', `${field}.filterType`),
    predicates: arrayAt(clause['predicates'], `${field}.predicates`).map((predicate, index) =>
      readPredicate(predicate, `${field}.predicates[${index}]`),
    ),
  };
}

function readPredicate(json: unknown, field: string): FilterPredicate {
  const predicate = objectAt(json, field);
  const range = predicate['range'] ?? null;
  return {
    column: text(predicate['column'], `${field}.column`) ?? '',
    columnType: oneOf(columnTypes, predicate['columnType'] ?? 'alphabetic', `${field}.columnType`),
    operator: oneOf(operators, predicate['operator'], `${field}.operator`),
    value: text(predicate['value'], `${field}.value`),
    range: range === null ? null : readRange(objectAt(range, `${field}.range`), `${field}.range`),
    inverted: truth(predicate['inverted'] ?? false, `${field}.inverted`),
  };
}

function readRange(range: Json, field: string): FilterRange {
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

function objectAt(json: unknown, field: string): Json & { clauses?: unknown } {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Json;
  throw new InvalidInput(`${field} is ${JSON.stringify(json)}; expected an object`);
}

function arrayAt(json: unknown, field: string): unknown[] {
  if (Array.isArray(json)) return json;
  throw new InvalidInput(`${field} is ${JSON.stringify(json)}; expected an array`);
}

/** Numbers are welcome where text is expected. */
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

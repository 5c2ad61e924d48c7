/**
 * A contact list filter as a condition on documents of `contacts`, for the database to evaluate. Each
 * predicate means the same as in contact-list-filter.ts; a property test compares the two on a real database.
 */
import {
  compileContactListFilter,
  readDateBound,
  textEnd,
  type FilterDefinition,
  type FilterMoment,
  type FilterPredicate,
} from './contact-list-filter.ts';
import { columnPosition, comparableText } from '../contact/column-text.ts';
import { dateExpression } from './date-expression.ts';
import { openRange, type DateRange } from './date-range.ts';
import { anyCasePattern, joinedPatterns } from './match-any-case.ts';
import { numberExpression } from './number-expression.ts';
import { cellAt, type Expression } from './query-expression.ts';
import { readNumber } from '../contact/read-number.ts';

/** For `$match` or `find`. */
export type ContactCondition = Readonly<Record<string, unknown>>;

/** @throws TypeError for a definition in which contact-list-filter-faults.ts finds faults */
export function contactListFilterQuery(
  filter: FilterDefinition,
  columnNames: readonly string[],
  moment: FilterMoment,
): ContactCondition {
  compileContactListFilter(filter, columnNames, moment); // refuses the same definitions
  const clauses = filter.clauses.map(({ filterType, predicates }) =>
    joined(
      filterType,
      predicates.map((predicate) =>
        predicateCondition(predicate, columnPosition(columnNames, predicate.column), moment),
      ),
    ),
  );
  return joined(filter.filterType, clauses);
}

/** Unreachable: compiling has refused such definitions. */
const NOBODY: ContactCondition = { $nor: [{}] };

/**
 * A condition that every contact kept by the filter meets, and perhaps others: its text predicates only.
 * Evaluating them costs the database less than sending the contact; numbers and dates cost it more than they
 * cost us (docs/decisions/a-filter-is-also-a-query.md).
 * @returns null when there is no such condition
 */
export function contactListFilterPreselection(
  filter: FilterDefinition,
  columnNames: readonly string[],
  moment: FilterMoment,
): ContactCondition | null {
  const clauses = filter.clauses.map(({ filterType, predicates }) =>
    narrowed(
      filterType,
      predicates.map((predicate) =>
        isOfText(predicate, moment)
          ? predicateCondition(predicate, columnPosition(columnNames, predicate.column), moment)
          : null,
      ),
    ),
  );
  return narrowed(filter.filterType, clauses);
}

function isOfText({ columnType, operator, range }: FilterPredicate, moment: FilterMoment): boolean {
  if (columnType === 'numeric' || operator === 'BEFORE' || operator === 'AFTER') return false;
  const isDate = (text: string | null | undefined): boolean => readDateBound(text ?? '', moment) !== null;
  return operator !== 'BETWEEN' || !(isDate(range?.min) && isDate(range?.max));
}

/** A part without a condition (null) is dropped from an AND, and makes an OR null. */
function narrowed(
  join: 'AND' | 'OR',
  parts: ReadonlyArray<ContactCondition | null>,
): ContactCondition | null {
  const conditions = parts.filter((part) => part !== null);
  if (conditions.length === 0 || (join === 'OR' && conditions.length < parts.length)) return null;
  return joined(join, conditions);
}

const joined = (join: 'AND' | 'OR', parts: ContactCondition[]): ContactCondition => ({
  [join === 'AND' ? '$and' : '$or']: parts,
});

function predicateCondition(
  predicate: FilterPredicate,
  column: number,
  moment: FilterMoment,
): ContactCondition {
  const condition =
    predicate.columnType === 'numeric'
      ? { $expr: numericExpression(predicate, cellAt(column)) }
      : alphabeticCondition(predicate, column, moment);
  return predicate.inverted ? { $nor: [condition] } : condition;
}

function numericExpression({ operator, value, range }: FilterPredicate, cell: Expression): Expression {
  const numberOf = (text: string | null | undefined): number => readNumber(text ?? '') ?? Number.NaN;
  const number = '$$number';
  const tests: Partial<Record<FilterPredicate['operator'], Expression>> = {
    EQUALS: { $eq: [number, numberOf(value)] },
    LESS_THAN: { $lt: [number, numberOf(value)] },
    LESS_THAN_EQUALS: { $lte: [number, numberOf(value)] },
    GREATER_THAN: { $gt: [number, numberOf(value)] },
    GREATER_THAN_EQUALS: { $gte: [number, numberOf(value)] },
    IN: { $in: [number, (range?.inSet ?? []).map(numberOf)] },
    BETWEEN: {
      $and: [
        { [range?.minInclusive ? '$gte' : '$gt']: [number, numberOf(range?.min)] },
        { [range?.maxInclusive ? '$lte' : '$lt']: [number, numberOf(range?.max)] },
      ],
    },
  };
  return {
    $let: {
      vars: { number: numberExpression(cell) },
      in: { $and: [{ $ne: [number, null] }, tests[operator] ?? false] },
    },
  };
}

function alphabeticCondition(
  { operator, value, range }: FilterPredicate,
  column: number,
  moment: FilterMoment,
): ContactCondition {
  const text = comparableText(value ?? '');
  switch (operator) {
    case 'EQUALS':
      return textCondition(column, [`\\A${anyCasePattern(text)}\\z`], text === '');
    case 'CONTAINS':
      return textCondition(column, [anyCasePattern(text)], text === '');
    case 'BEGINS_WITH':
      return textCondition(column, [`\\A${anyCasePattern(text)}`], text === '');
    case 'ENDS_WITH':
      return textCondition(column, [`${anyCasePattern(text)}\\z`], text === '');
    case 'IN': {
      const set = (range?.inSet ?? []).map(comparableText);
      return textCondition(
        column,
        joinedPatterns(set.map(anyCasePattern)).map((pattern) => `\\A(?:${pattern})\\z`),
        set.includes(''),
      );
    }
    case 'BEFORE':
    case 'AFTER': {
      const bound = readDateBound(text, moment);
      return bound === null ? NOBODY : dateCondition(column, openRange(operator, bound), moment);
    }
    case 'BETWEEN':
      return betweenCondition(range, column, moment);
    default:
      return NOBODY;
  }
}

/**
 * @param patterns of which the cell must match one; @param isEmptyKept whether an empty cell, hence a missing
 *   one, matches
 */
function textCondition(column: number, patterns: readonly string[], isEmptyKept: boolean): ContactCondition {
  const cell = `values.${column}`;
  const conditions = [
    ...patterns.map((pattern) => ({ [cell]: { $regex: pattern } })),
    ...(isEmptyKept ? [{ [cell]: { $exists: false } }] : []),
  ];
  return conditions.length === 1 && conditions[0] ? conditions[0] : { $or: conditions };
}

function betweenCondition(
  range: FilterPredicate['range'],
  column: number,
  moment: FilterMoment,
): ContactCondition {
  if (range?.min == null || range.max == null) return NOBODY;
  const [min, max] = [readDateBound(range.min, moment), readDateBound(range.max, moment)];
  const { minInclusive, maxInclusive } = range;
  if (min !== null && max !== null)
    return dateCondition(column, { min, max, minInclusive, maxInclusive }, moment);
  // strings compare by their bytes, and $toLower folds A–Z only: as compareCodePoints and foldAsciiCase
  const cell: Expression = { $toLower: cellAt(column) };
  return {
    $expr: {
      $and: [
        { [minInclusive ? '$gte' : '$gt']: [cell, { $literal: textEnd(range.min) }] },
        { [maxInclusive ? '$lte' : '$lt']: [cell, { $literal: textEnd(range.max) }] },
      ],
    },
  };
}

const dateCondition = (column: number, range: DateRange, { timeZone }: FilterMoment): ContactCondition => ({
  $expr: dateExpression(cellAt(column), range, timeZone),
});

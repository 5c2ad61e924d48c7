/**
 * The rules for the definition of a contact list filter: columns of its list, operators that fit, values
 * present (C1, C2).
 */
import { foldAsciiCase, isTooLongForFilter, MAX_FILTER_TEXT } from './contact-list-filter.ts';
import { comparableText, hasColumn, missingName } from '../contact/column-text.ts';
import { compareCodePoints } from '../contact/contact-sort.ts';
import { fault, type Fault } from '../fault.ts';
import { readDate, readRelativeDate } from '../time/read-date.ts';
import { readNumber } from '../contact/read-number.ts';

const MAX_PREDICATES = 10;
/** Values of one IN. */
const MAX_SET = 1_000;

type Range = {
  min: string | null;
  max: string | null;
  minInclusive: boolean;
  maxInclusive: boolean;
  inSet: readonly string[];
};
type Predicate = {
  column: string;
  columnType: 'numeric' | 'alphabetic';
  operator: string;
  value: string | null;
  range: Range | null;
};
export type FilterClauses = ReadonlyArray<{ predicates: readonly Predicate[] }>;

/** Operators that take one value, by column type. BETWEEN and IN, which take a range, fit both. */
const valueOperators: Record<Predicate['columnType'], readonly string[]> = {
  alphabetic: ['EQUALS', 'CONTAINS', 'BEGINS_WITH', 'ENDS_WITH', 'BEFORE', 'AFTER'],
  numeric: ['EQUALS', 'LESS_THAN', 'LESS_THAN_EQUALS', 'GREATER_THAN', 'GREATER_THAN_EQUALS'],
};

/**
 * All faults of a filter's clauses, fields as `clauses[0].predicates[1].value`.
 * @param columnNames the columns of the filter's contact list; null when the list is not known: then columns
 *   are not checked
 */
export function filterClauseFaults(clauses: FilterClauses, columnNames: readonly string[] | null): Fault[] {
  if (clauses.length === 0)
    return [fault('clauses.required', 'clauses', 'A filter needs a clause; none was given.')];
  const count = clauses.reduce((sum, clause) => sum + clause.predicates.length, 0);
  if (count > MAX_PREDICATES || clauses.length > MAX_PREDICATES)
    return [
      fault(
        'constraint.validation',
        'clauses',
        `A filter has at most ${MAX_PREDICATES} conditions; ${Math.max(count, clauses.length)} were given.`,
        MAX_PREDICATES,
      ),
    ];
  return clauses.flatMap((clause, position) => {
    const field = `clauses[${position}].predicates`;
    if (clause.predicates.length === 0)
      return [fault('at.least.one.predicate.required', field, 'A clause needs a condition; none was given.')];
    return clause.predicates.flatMap((predicate, index) =>
      predicateFaults(predicate, `${field}[${index}]`, columnNames),
    );
  });
}

function predicateFaults(
  predicate: Predicate,
  field: string,
  columnNames: readonly string[] | null,
): Fault[] {
  return [
    ...columnFaults(predicate.column, `${field}.column`, columnNames),
    ...(predicate.operator === 'BETWEEN' || predicate.operator === 'IN'
      ? rangeFaults(predicate, `${field}.range`)
      : operatorFaults(predicate, field)),
  ];
}

function columnFaults(column: string, field: string, columnNames: readonly string[] | null): Fault[] {
  if (column === '') return [fault('column.required', field, 'A condition needs a column.')];
  if (columnNames === null || hasColumn(columnNames, column)) return [];
  return [
    fault(
      'column.does.not.match.contact.list',
      field,
      `The contact list has no column ${missingName(column, columnNames)}; its columns are ${columnNames.join(', ')}.`,
    ),
  ];
}

function operatorFaults(predicate: Predicate, field: string): Fault[] {
  const { operator, columnType, value } = predicate;
  const allowed = valueOperators[columnType];
  if (!allowed.includes(operator))
    return [
      fault(
        'invalid.value',
        `${field}.operator`,
        `Value [${operator}] is not valid for field type [${columnType}]. Allowable values are: ${[...allowed, 'BETWEEN', 'IN'].join(', ')}`,
      ),
    ];
  if (value === null || comparableText(value) === '')
    return [fault('value.required', `${field}.value`, `${operator} needs a value; none was given.`)];
  if (isTooLongForFilter(value)) return [tooLong(value, `${field}.value`)];
  if (columnType === 'numeric' && !isNumber(value))
    return [fault('value.did.not.match.column.type', `${field}.value`, `"${value}" is not a number.`)];
  if ((operator === 'BEFORE' || operator === 'AFTER') && !isDate(value))
    return [
      fault(
        'invalid.date.value',
        `${field}.value`,
        `"${value}" is neither an ISO 8601 date (2025-01-31 or 2025-01-31T09:00:00Z) nor a time relative to now (P01DT00H-30M).`,
      ),
    ];
  return [];
}

function rangeFaults({ operator, range, columnType }: Predicate, field: string): Fault[] {
  if (range === null) return [fault('range.required', field, `${operator} needs a range; none was given.`)];
  if (operator === 'IN') return setFaults(range.inSet, columnType, `${field}.inSet`);
  const faults: Fault[] = [];
  const { min, max } = range;
  for (const [name, end] of [
    ['min', min],
    ['max', max],
  ] as const)
    if (end !== null && isTooLongForFilter(end)) return [tooLong(end, `${field}.${name}`)];
  if (min === null || min === '')
    faults.push(fault('range.min.required', `${field}.min`, 'BETWEEN needs a least value.'));
  else if (columnType === 'numeric' && !isNumber(min))
    faults.push(fault('min.did.not.match.column.type', `${field}.min`, `"${min}" is not a number.`));
  if (max === null || max === '')
    faults.push(fault('range.max.required', `${field}.max`, 'BETWEEN needs a greatest value.'));
  else if (columnType === 'numeric' && !isNumber(max))
    faults.push(fault('max.did.not.match.column.type', `${field}.max`, `"${max}" is not a number.`));
  if (faults.length === 0 && !isLess(min ?? '', max ?? '', columnType))
    faults.push(
      fault(
        'max.less.than.min',
        `${field}.max`,
        `The greatest value "${max}" must be above the least, "${min}".`,
      ),
    );
  return faults;
}

function setFaults(inSet: readonly string[], columnType: Predicate['columnType'], field: string): Fault[] {
  if (inSet.length === 0)
    return [fault('range.set.required', field, 'IN needs a set of values; it is empty.')];
  if (inSet.length > MAX_SET)
    return [
      fault(
        'constraint.validation',
        field,
        `IN takes at most ${MAX_SET} values; ${inSet.length} were given. Mark the contacts in a column of the list instead.`,
        MAX_SET,
      ),
    ];
  return inSet.flatMap((value, index) => {
    if (isTooLongForFilter(value)) return [tooLong(value, `${field}[${index}]`)];
    return columnType === 'alphabetic' || isNumber(value)
      ? []
      : [fault('value.did.not.match.column.type', `${field}[${index}]`, `"${value}" is not a number.`)];
  });
}

const tooLong = (text: string, field: string): Fault =>
  fault(
    'invalid.value',
    field,
    `The value has ${[...text].length} characters; no cell has more than ${MAX_FILTER_TEXT}.`,
    MAX_FILTER_TEXT,
  );

/** As the filter itself compares: numbers, dates where both ends are dates, otherwise text without case. */
function isLess(min: string, max: string, columnType: Predicate['columnType']): boolean {
  if (columnType === 'numeric') return (readNumber(min) ?? 0) < (readNumber(max) ?? 0);
  if (!isDate(min) || !isDate(max))
    return compareCodePoints(foldAsciiCase(comparableText(min)), foldAsciiCase(comparableText(max))) < 0;
  const isRelative = (text: string): boolean => readRelativeDate(text, 0) !== null;
  // a fixed date against one relative to now: which is earlier changes from day to day
  if (isRelative(min) !== isRelative(max)) return true;
  const dateOf = (text: string): number => readRelativeDate(text, 0) ?? readDate(text, 'UTC') ?? 0;
  return dateOf(min) < dateOf(max);
}

const isNumber = (text: string): boolean => readNumber(text) !== null;

const isDate = (text: string): boolean =>
  readDate(text, 'UTC') !== null || readRelativeDate(text, 0) !== null;

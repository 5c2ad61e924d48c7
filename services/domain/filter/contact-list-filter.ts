/** Which contacts a contact list filter keeps (C1, C2). */
import { columnPosition, comparableText, missingName } from '../contact/column-text.ts';
import { compareCodePoints } from '../contact/contact-sort.ts';
import { isInRange, openRange, type DateRange } from './date-range.ts';
import { readDate, readRelativeDate, readWallClock } from '../time/read-date.ts';
import { readNumber } from '../contact/read-number.ts';
import { acceptedWallTimes } from '../time/wall-times.ts';

// Each predicate looks at one cell; a clause joins its predicates by AND or OR, the filter joins its clauses
// by AND or OR; `inverted` turns one predicate round after everything below was decided.
//
// A column that the contact lacks is an empty cell. What a cell means depends on the predicate:
// - numeric column: the cell is read as in read-number.ts. EQUALS, LESS_THAN(_EQUALS), GREATER_THAN(_EQUALS),
//   IN (equals one of the set), BETWEEN. A cell that is no number, or empty, matches none of them (so it does
//   match when inverted).
// - BEFORE, AFTER, and BETWEEN whose two ends are both dates: the cell is read as a date (read-date.ts;
//   without offset in the list's zone). Ends may be ISO dates or relative to `now`, the start of the campaign
//   or the moment of the preview. A cell that is no date, or empty, matches none of them. BEFORE and AFTER
//   leave out the instant itself.
// - all others are text: EQUALS, CONTAINS, BEGINS_WITH, ENDS_WITH, IN ignore case by Unicode's simple case
//   folding (as regular expressions do in both engines: `Ä` = `ä`, but `ß` ≠ `ss`); an empty cell is empty
//   text. BETWEEN compares code points after lower-casing A–Z only.
// BETWEEN needs min < max; each end is inclusive or not. No blanks are trimmed here: importing has trimmed
// cells already. Texts to compare with are composed and without invisible ends (column-text.ts), and have at
// most 512 characters, as cells have.

export type FilterPredicate = {
  readonly column: string;
  readonly columnType: 'numeric' | 'alphabetic';
  readonly operator:
    | 'EQUALS'
    | 'LESS_THAN'
    | 'LESS_THAN_EQUALS'
    | 'GREATER_THAN'
    | 'GREATER_THAN_EQUALS'
    | 'CONTAINS'
    | 'BEGINS_WITH'
    | 'ENDS_WITH'
    | 'BEFORE'
    | 'AFTER'
    | 'BETWEEN'
    | 'IN';
  readonly value: string | null;
  readonly range: {
    readonly min: string | null;
    readonly max: string | null;
    readonly minInclusive: boolean;
    readonly maxInclusive: boolean;
    readonly inSet: readonly string[];
  } | null;
  readonly inverted: boolean;
};
/** Longest text to compare with: no cell is longer (B2), and patterns have their limits. */
export const MAX_FILTER_TEXT = 512;

/** Characters as people count them: an emoji is one. */
export const isTooLongForFilter = (text: string): boolean =>
  text.length > MAX_FILTER_TEXT && [...text].length > MAX_FILTER_TEXT;

type Join = 'AND' | 'OR';
export type FilterDefinition = {
  readonly filterType: Join;
  readonly clauses: readonly { readonly filterType: Join; readonly predicates: readonly FilterPredicate[] }[];
};

/** The moment and zone for relative dates and dates without offset. */
export type FilterMoment = { readonly now: number; readonly timeZone: string };

export type ContactPredicate = (values: readonly string[]) => boolean;

type CellPredicate = (cell: string) => boolean;

/**
 * The filter as a function of a contact's cells, in the order of `columnNames`.
 * @throws TypeError for a definition in which contact-list-filter-faults.ts finds faults
 */
export function compileContactListFilter(
  { filterType, clauses }: FilterDefinition,
  columnNames: readonly string[],
  moment: FilterMoment,
): ContactPredicate {
  return joined(
    filterType,
    clauses.map((clause) =>
      joined(
        clause.filterType,
        clause.predicates.map((predicate) => compilePredicate(predicate, columnNames, moment)),
      ),
    ),
  );
}

/** Columns that the filter reads. */
export function filterColumns({ clauses }: FilterDefinition): string[] {
  return [...new Set(clauses.flatMap(({ predicates }) => predicates.map(({ column }) => column)))];
}

/** A bound of a date predicate: ISO or relative; null when it is neither. */
export function readDateBound(text: string, { now, timeZone }: FilterMoment): number | null {
  return readRelativeDate(text, now) ?? readDate(text, timeZone);
}

/** An end of a range of texts, as it is compared. */
export const textEnd = (text: string): string => foldAsciiCase(comparableText(text));

/** Lower-cases A–Z only: the only case folding that all databases share. */
export function foldAsciiCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function joined(join: Join, parts: ContactPredicate[]): ContactPredicate {
  if (parts.length === 1 && parts[0]) return parts[0];
  return join === 'AND'
    ? (values) => parts.every((part) => part(values))
    : (values) => parts.some((part) => part(values));
}

function compilePredicate(
  predicate: FilterPredicate,
  columnNames: readonly string[],
  moment: FilterMoment,
): ContactPredicate {
  const column = columnPosition(columnNames, predicate.column);
  if (column < 0) throw new TypeError(`the list has no column ${missingName(predicate.column, columnNames)}`);
  const matches =
    predicate.columnType === 'numeric' ? numericPredicate(predicate) : alphabeticPredicate(predicate, moment);
  const { inverted } = predicate;
  return (values) => matches(values[column] ?? '') !== inverted;
}

function numericPredicate(predicate: FilterPredicate): CellPredicate {
  const readNumbers = (test: (number: number) => boolean): CellPredicate => {
    return (cell) => {
      const number = readNumber(cell);
      return number !== null && test(number);
    };
  };
  const numberIn = (text: string | null | undefined): number => needed(readNumber(text ?? ''), predicate);
  switch (predicate.operator) {
    case 'IN': {
      const set = new Set(needed(predicate.range, predicate).inSet.map(numberIn));
      return readNumbers((number) => set.has(number));
    }
    case 'BETWEEN': {
      const range = needed(predicate.range, predicate);
      return readNumbers(within(numberIn(range.min), numberIn(range.max), range, (a, b) => a - b));
    }
    default: {
      const value = numberIn(predicate.value);
      switch (predicate.operator) {
        case 'EQUALS':
          return readNumbers((number) => number === value);
        case 'LESS_THAN':
          return readNumbers((number) => number < value);
        case 'LESS_THAN_EQUALS':
          return readNumbers((number) => number <= value);
        case 'GREATER_THAN':
          return readNumbers((number) => number > value);
        case 'GREATER_THAN_EQUALS':
          return readNumbers((number) => number >= value);
        default:
          return unusable(predicate);
      }
    }
  }
}

function alphabeticPredicate(predicate: FilterPredicate, moment: FilterMoment): CellPredicate {
  const { operator } = predicate;
  const pattern = (text: string): string =>
    isTooLongForFilter(text) ? unusable(predicate) : escaped(comparableText(text));
  const text = (): string => pattern(needed(predicate.value, predicate));
  switch (operator) {
    case 'EQUALS':
      return matching(`^${text()}$`);
    case 'CONTAINS':
      return matching(text());
    case 'BEGINS_WITH':
      return matching(`^${text()}`);
    case 'ENDS_WITH':
      return matching(`${text()}$`);
    case 'IN': {
      const set = needed(predicate.range, predicate).inSet;
      set.forEach(pattern);
      return oneOf(set.map(comparableText));
    }
    case 'BEFORE':
    case 'AFTER': {
      const bound = needed(readDateBound(predicate.value ?? '', moment), predicate);
      return dates(openRange(operator, bound), moment);
    }
    case 'BETWEEN': {
      const range = needed(predicate.range, predicate);
      const [min, max] = [needed(range.min, predicate), needed(range.max, predicate)];
      const [from, to] = [readDateBound(min, moment), readDateBound(max, moment)];
      if (from !== null && to !== null) return dates({ ...range, min: from, max: to }, moment);
      const isWithin = within(textEnd(min), textEnd(max), range, compareCodePoints);
      return (cell) => isWithin(foldAsciiCase(cell));
    }
    default:
      return unusable(predicate);
  }
}

/**
 * Whether a cell equals one of the texts, ignoring case. A lookup, so that a thousand texts cost no more than
 * one.
 */
function oneOf(texts: readonly string[]): CellPredicate {
  const byKey = new Map<string, CellPredicate[]>();
  for (const text of new Set(texts)) {
    const key = caseKey(text);
    byKey.set(key, [...(byKey.get(key) ?? []), matching(`^${escaped(text)}$`)]);
  }
  return (cell) => byKey.get(caseKey(cell))?.some((matches) => matches(cell)) ?? false;
}

/**
 * Texts that patterns treat as equal ignoring case have the same key; some others share it. Applied twice,
 * for ẞ, ß and ss.
 */
export const caseKey = (text: string): string =>
  OUTSIDE_ASCII.test(text) ? foldOnce(foldOnce(text)) : text.toLowerCase();
const OUTSIDE_ASCII = /[^\x00-\x7f]/;
const foldOnce = (text: string): string =>
  Array.from(text, (character) => character.toUpperCase().toLowerCase()).join('');

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function matching(pattern: string): CellPredicate {
  const regex = new RegExp(pattern, 'ius');
  return (cell) => regex.test(cell);
}

function dates(range: DateRange, { timeZone }: FilterMoment): CellPredicate {
  const walls = acceptedWallTimes(range, timeZone);
  return (cell) => {
    const date = readWallClock(cell);
    if (date === null) return false;
    return date.offset === null
      ? walls.some((wall) => isInRange(date.wall, wall))
      : isInRange(date.wall - date.offset, range);
  };
}

function within<V>(
  min: V,
  max: V,
  { minInclusive, maxInclusive }: { minInclusive: boolean; maxInclusive: boolean },
  compare: (a: V, b: V) => number,
): (value: V) => boolean {
  return (value) => {
    const [fromMin, fromMax] = [compare(value, min), compare(value, max)];
    return (minInclusive ? fromMin >= 0 : fromMin > 0) && (maxInclusive ? fromMax <= 0 : fromMax < 0);
  };
}

function needed<V>(value: V | null, predicate: FilterPredicate): V {
  return value ?? unusable(predicate);
}

function unusable({ column, columnType, operator }: FilterPredicate): never {
  throw new TypeError(`the predicate ${operator} on ${columnType} column "${column}" lacks a usable value`);
}

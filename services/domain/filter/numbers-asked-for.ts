/**
 * The only Phone IDs that contacts which pass a filter can have, as far as it says so: what an index can look for before cells are
 * compared. A number without a plus says nothing: how its cell was read depended on the list's country at that time.
 */
import { columnPosition } from '../contact/column-text.ts';
import { writingsOf } from '../phone/person-of.ts';
import { toPhoneId } from '../phone/phone-id.ts';
import { askedFor, type Asked } from './asked-for.ts';
import type { FilterDefinition, FilterPredicate } from './contact-list-filter.ts';

/** @param numberColumns those of the columns whose numbers are read. @returns null: any */
export function numbersAskedFor(
  filter: FilterDefinition,
  columnNames: readonly string[],
  numberColumns: readonly string[],
): Asked {
  const isNumber = (column: string): boolean => {
    const at = columnPosition(columnNames, column);
    return at >= 0 && numberColumns.some((name) => columnPosition(columnNames, name) === at);
  };
  return askedFor(filter, (predicate) => numbersOf(predicate, isNumber));
}

function numbersOf(
  { column, columnType, operator, value, inverted }: FilterPredicate,
  isNumber: (column: string) => boolean,
): Asked {
  if (operator !== 'EQUALS' || columnType !== 'alphabetic' || inverted || !isNumber(column)) return null;
  const text = value?.trim() ?? '';
  const reading = text.startsWith('+') ? toPhoneId(text, null) : null;
  return reading?.ok ? writingsOf(reading.phoneId) : null;
}

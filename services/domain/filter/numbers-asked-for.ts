/**
 * The only Phone IDs that contacts which pass a filter can have, as far as it says so: what an index can look for before cells are
 * compared. A number without a plus says nothing: how its cell was read depended on the list's country at that time.
 */
import { columnPosition } from '../contact/column-text.ts';
import { writingsOf } from '../phone/person-of.ts';
import { toPhoneId } from '../phone/phone-id.ts';
import type { FilterDefinition, FilterPredicate } from './contact-list-filter.ts';

type Numbers = readonly string[] | null;

/** @param numberColumns those of the columns whose numbers are read. @returns null: any */
export function numbersAskedFor(
  { filterType, clauses }: FilterDefinition,
  columnNames: readonly string[],
  numberColumns: readonly string[],
): Numbers {
  const isNumber = (column: string): boolean => {
    const at = columnPosition(columnNames, column);
    return at >= 0 && numberColumns.some((name) => columnPosition(columnNames, name) === at);
  };
  return joined(
    filterType,
    clauses.map((clause) =>
      joined(
        clause.filterType,
        clause.predicates.map((predicate) => numbersOf(predicate, isNumber)),
      ),
    ),
  );
}

/** Of several that must hold any one narrows; of several that may hold the loosest decides. */
function joined(join: 'AND' | 'OR', parts: readonly Numbers[]): Numbers {
  if (join === 'AND') return parts.find((part) => part !== null) ?? null;
  const known = parts.filter((part) => part !== null);
  return parts.length > 0 && known.length === parts.length ? known.flat() : null;
}

function numbersOf(
  { column, columnType, operator, value, inverted }: FilterPredicate,
  isNumber: (column: string) => boolean,
): Numbers {
  if (operator !== 'EQUALS' || columnType !== 'alphabetic' || inverted || !isNumber(column)) return null;
  const text = value?.trim() ?? '';
  const reading = text.startsWith('+') ? toPhoneId(text, null) : null;
  return reading?.ok ? writingsOf(reading.phoneId) : null;
}

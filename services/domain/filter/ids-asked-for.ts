/**
 * The only contact ids that contacts which pass a filter can have: what it asks of the column that ids are taken from, in every case of
 * its letters. Pure.
 */
import { columnPosition } from '../contact/column-text.ts';
import { askedFor, type Asked } from './asked-for.ts';
import type { FilterDefinition, FilterPredicate } from './contact-list-filter.ts';
import { spellingsOf } from './match-any-case.ts';

/** More are not worth looking up one by one. */
const MAX_IDS = 1_000;

/** @param contactIdColumn null: ids are not taken from a column. @returns null: any */
export function idsAskedFor(
  filter: FilterDefinition,
  columnNames: readonly string[],
  contactIdColumn: string | null,
): Asked {
  if (contactIdColumn === null) return null;
  const at = columnPosition(columnNames, contactIdColumn);
  const asked = askedFor(filter, (predicate) =>
    columnPosition(columnNames, predicate.column) === at ? idsOf(predicate) : null,
  );
  return asked === null || asked.length > MAX_IDS ? null : asked;
}

function idsOf({ columnType, operator, value, range, inverted }: FilterPredicate): Asked {
  if (columnType !== 'alphabetic' || inverted) return null;
  if (operator === 'EQUALS') return idsIn([value ?? '']);
  return operator === 'IN' ? idsIn(range?.inSet ?? []) : null;
}

/** Ids are kept as their cells are; how a text with other characters was spelled is not known. */
function idsIn(texts: readonly string[]): Asked {
  const ids: string[] = [];
  for (const text of texts) {
    if (!/^[\x21-\x7e]+$/.test(text)) return null;
    const spellings = spellingsOf(text, MAX_IDS - ids.length);
    if (spellings === null) return null;
    ids.push(...spellings);
  }
  return ids;
}

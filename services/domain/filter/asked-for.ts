/** The only keys that contacts which pass a filter can have, by what each of its predicates asks for. Pure. */
import type { FilterDefinition, FilterPredicate } from './contact-list-filter.ts';

/** Null: any. */
export type Asked = readonly string[] | null;

export const askedFor = (
  { filterType, clauses }: FilterDefinition,
  keysOf: (predicate: FilterPredicate) => Asked,
): Asked =>
  joined(
    filterType,
    clauses.map((clause) => joined(clause.filterType, clause.predicates.map(keysOf))),
  );

/** Of several that must hold any one narrows; of several that may hold the loosest decides. */
function joined(join: 'AND' | 'OR', parts: readonly Asked[]): Asked {
  if (join === 'AND') return parts.find((part) => part !== null) ?? null;
  const known = parts.filter((part) => part !== null);
  return parts.length > 0 && known.length === parts.length ? known.flat() : null;
}

/** The examples of docs/filters.md as filters with cells that they keep and drop. */
import type { FilterDefinition, FilterPredicate } from '../../services/domain/filter/contact-list-filter.ts';
import { quoted, tableOf } from './document-tables.ts';

export type FilterExample = { name: string; filter: FilterDefinition; kept: string[]; dropped: string[] };

/** @param column the one that the examples look at */
export function filterExamples(column: string): FilterExample[] {
  return (['Text', 'Numbers', 'Dates'] as const).flatMap((part) =>
    tableOf('docs/filters.md', part, 'operator').map(
      ([operator = '', value = '', keeps = '', drops = '']) => {
        const values = quoted(value);
        const predicate: FilterPredicate = {
          column,
          columnType: part === 'Numbers' ? 'numeric' : 'alphabetic',
          operator: operator as FilterPredicate['operator'],
          value: values[0] ?? '',
          range: {
            min: values[0] ?? '',
            max: values[1] ?? '',
            minInclusive: true,
            maxInclusive: true,
            inSet: values,
          },
          inverted: false,
        };
        const filter: FilterDefinition = {
          filterType: 'AND',
          clauses: [{ filterType: 'AND', predicates: [predicate] }],
        };
        return { name: `${part}: ${operator} ${value}`, filter, kept: quoted(keeps), dropped: quoted(drops) };
      },
    ),
  );
}

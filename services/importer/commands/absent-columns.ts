/**
 * A new list names columns that its file must have. A wrong name is refused before the list is created, so
 * that no empty list is left behind.
 */
import { hasColumn, missingName } from '../../domain/contact/column-text.ts';
import { isSystemColumn } from '../../domain/contact/export-columns.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import type { State } from './decision.ts';

/** The field of the command, and the column that it names; null or empty = none. */
export type NamedColumn = readonly [field: string, column: string | null, code: AbsentCode];
type AbsentCode = 'contact.columns.do.not.contain.phone.number.column' | 'invalid.property';

export function absentColumnFaults(named: readonly NamedColumn[], source: State['source']): Fault[] {
  if (!source || 'fault' in source || source.header === null) return [];
  const columns = source.header.filter((name) => !isSystemColumn(name));
  return named.flatMap(([field, column, code]) =>
    column === null || column.trim() === '' || hasColumn(columns, column)
      ? []
      : [
          fault(
            code,
            field,
            `The file has no column ${missingName(column, columns)}; its columns are ${columns.join(', ')}.`,
          ),
        ],
  );
}

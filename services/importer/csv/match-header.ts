/**
 * How the columns of a file become those of a list. The first file decides a list's columns; later files must have the same ones, in any
 * order, written alike (capitals count). Columns that exports add (`errors`, `inin-outbound-id`, …) are passed over.
 */
import type { ContactListDocument, DncListDocument } from '../../../schemas/collections.ts';
import { isSystemColumn } from '../../domain/contact/export-columns.ts';
import { UnusableFile } from './csv-row.ts';

export type ContactColumns = {
  /** The list's columns. */
  names: string[];
  /** Index in the file of each of them; null when file and list have the same columns in the same order. */
  indexes: number[] | null;
};

/** @throws UnusableFile naming the columns that are missing or too many */
export function matchContactHeader(
  header: string[],
  list: Pick<ContactListDocument, 'columnNames' | 'whatsappColumns' | 'contactIdColumn'>,
): ContactColumns {
  const isFirst = list.columnNames.length === 0;
  const names = isFirst ? header.filter((name) => !isSystemColumn(name)) : list.columnNames;
  const faults: string[] = [];
  const missing = names.filter((name) => !header.includes(name));
  if (missing.length > 0) faults.push(`the file lacks the list’s columns ${lacking(missing, header)}`);
  const surplus = header.filter((name) => !names.includes(name) && !isSystemColumn(name));
  if (surplus.length > 0) faults.push(`the list has no columns ${quoted(surplus)}`);
  const absent = list.whatsappColumns
    .flatMap(({ columnName, contactableTimeColumn }) => [
      columnName,
      ...(contactableTimeColumn ? [contactableTimeColumn] : []),
    ])
    .concat(list.contactIdColumn ?? [])
    .filter((name) => !names.includes(name));
  if (absent.length > 0 && isFirst)
    faults.push(
      `the file lacks ${lacking(absent, header)}, which the list names as WhatsApp, time zone or contact id column`,
    );
  if (faults.length > 0) throw new UnusableFile('IMPORT_HEADERS_DO_NOT_MATCH', faults.join('; '));
  const isSame = names.length === header.length && names.every((name, index) => name === header[index]);
  return { names, indexes: isSame ? null : names.map((name) => header.indexOf(name)) };
}

/**
 * @returns indexes of the phone columns in the file; all other columns are ignored
 * @throws UnusableFile naming the phone columns that are missing
 */
export function matchDncHeader(header: string[], list: Pick<DncListDocument, 'phoneColumns'>): number[] {
  const missing = list.phoneColumns.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw new UnusableFile(
      'IMPORT_HEADERS_DO_NOT_MATCH',
      `the file lacks the phone columns ${lacking(missing, header)}; it has ${quoted(header)}`,
    );
  return list.phoneColumns.map((name) => header.indexOf(name));
}

/** With the column that was probably meant. */
function lacking(missing: readonly string[], header: readonly string[]): string {
  const named = missing.map((name) => {
    const twin = header.find((other) => other.toLowerCase() === name.toLowerCase());
    return JSON.stringify(name) + (twin === undefined ? '' : ` (${JSON.stringify(twin)} is another name)`);
  });
  return named.join(', ');
}

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');

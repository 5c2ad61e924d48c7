/**
 * Maps the columns of a file to those of a list. The first file decides a list's columns; later files must
 * have the same ones, in any order.
 */
import type { ContactListDocument, DncListDocument } from '../../../schemas/collections.ts';
import { columnKeyOf, missingName } from '../../domain/contact/column-text.ts';
import { isSystemColumn } from '../../domain/contact/export-columns.ts';
import { UnusableFile } from './csv-row.ts';

// Upper and lower case differ; invisible characters, the kind of blanks and the composition of letters do not
// matter. Columns that exports add (`errors`, `inin-outbound-id`, …) are ignored.

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
  const given = list.whatsappColumns
    .flatMap(({ columnName, contactableTimeColumn }) => [
      columnName,
      ...(contactableTimeColumn ? [contactableTimeColumn] : []),
    ])
    .concat(list.contactIdColumn ?? []);
  // in the spelling of the list's definition, so that both are one name from then on
  const own = header.filter((name) => !isSystemColumn(name));
  const names = isFirst ? own.map((name) => given.find(isSameAs(name)) ?? name) : list.columnNames;
  const faults: string[] = [];
  const missing = names.filter((name) => !header.some(isSameAs(name)));
  if (missing.length > 0) faults.push(`the file lacks the list’s columns ${lacking(missing, header)}`);
  const surplus = own.filter((name) => !names.some(isSameAs(name)));
  if (surplus.length > 0) faults.push(`the list has no columns ${quoted(surplus)}`);
  const absent = given.filter((name) => !names.includes(name));
  if (absent.length > 0 && isFirst)
    faults.push(
      `the file lacks ${lacking(absent, header)}, which the list names as WhatsApp, time zone or contact id column`,
    );
  if (faults.length > 0) throw new UnusableFile('IMPORT_HEADERS_DO_NOT_MATCH', faults.join('; '));
  const indexes = names.map((name) => header.findIndex(isSameAs(name)));
  const isSame = names.length === header.length && indexes.every((index, place) => index === place);
  return { names, indexes: isSame ? null : indexes };
}

/**
 * @returns indexes of the phone columns in the file, of all columns with such a name; all other columns are
 *   ignored
 * @throws UnusableFile naming the phone columns that are missing
 */
export function matchDncHeader(header: string[], list: Pick<DncListDocument, 'phoneColumns'>): number[] {
  const missing = list.phoneColumns.filter((name) => !header.some(isSameAs(name)));
  if (missing.length > 0)
    throw new UnusableFile(
      'IMPORT_HEADERS_DO_NOT_MATCH',
      `the file lacks the phone columns ${lacking(missing, header)}; it has ${quoted(header)}`,
    );
  return list.phoneColumns.flatMap((name) => {
    const isPhone = isSameAs(name);
    return header.flatMap((column, index) => (isPhone(column) ? [index] : []));
  });
}

/** With the columns that were probably meant. */
function lacking(missing: readonly string[], header: readonly string[]): string {
  return missing.map((name) => missingName(name, header)).join(', ');
}

const isSameAs = (name: string): ((other: string) => boolean) => {
  const key = columnKeyOf(name);
  return (other) => other === name || columnKeyOf(other) === key;
};

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');

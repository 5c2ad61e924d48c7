/**
 * A row of a DNC file → its entries, or why it has none. Each possible number in one of the phone columns is an entry; other columns are
 * ignored; a row without any possible number is rejected.
 */
import type { DncListDocument, DncNumberDocument } from '../../schemas/collections.ts';
import { arrivalOf, dncKeyOf } from '../domain/contact.ts';
import { phoneFaultTexts, toPhoneId } from '../domain/phone-id.ts';
import type { RowFault } from './csv-row.ts';

export type DncReader = (cells: readonly string[], row: number) => DncNumberDocument[] | RowFault;

/**
 * @param header the file's columns
 * @param phoneIndexes which of them hold numbers
 */
export function dncReader(
  list: Pick<DncListDocument, '_id' | 'defaultCountry'>,
  header: readonly string[],
  phoneIndexes: readonly number[],
  arrivalBatch: number,
): DncReader {
  return function readEntries(cells, row) {
    const entries: DncNumberDocument[] = [];
    let faulty: RowFault | null = null;
    for (const index of phoneIndexes) {
      const value = cells[index] ?? '';
      const reading = toPhoneId(value, list.defaultCountry);
      if (!reading.ok) {
        if (faulty === null || faulty.value === '')
          faulty = {
            code: 'INVALID_PHONE_NUMBER',
            column: header[index] ?? null,
            value,
            reason: `the number ${phoneFaultTexts[reading.reason]}`,
          };
        continue;
      }
      const _id = dncKeyOf(list._id, reading.phoneId);
      if (!entries.some((entry) => entry._id === _id))
        entries.push({ _id, listId: list._id, arrival: arrivalOf(arrivalBatch, row) });
    }
    if (entries.length > 0) return entries;
    return (
      faulty ?? { code: 'INVALID_PHONE_NUMBER', column: null, value: null, reason: 'the row has no number' }
    );
  };
}

/**
 * A row of a DNC file → its entries, or why it has none. Each possible number in one of the phone columns is an entry; other columns are
 * ignored, but the one with the entries' end, as exports write it; a row without any possible number, or that has ended, is rejected.
 */
import type { DncListDocument, DncNumberDocument } from '../../../schemas/collections.ts';
import { isTooFarAway } from '../../domain/time/dnc-end.ts';
import { DNC_END_COLUMN } from '../../domain/contact/export-columns.ts';
import { arrivalOf, dncKeyOf } from '../../domain/contact/contact.ts';
import { phoneFaultTexts, toPhoneId } from '../../domain/phone/phone-id.ts';
import type { RowFault } from '../csv/csv-row.ts';

export type DncRow = {
  readonly entries: DncNumberDocument[];
  /** The row has an end that is none, or too far away: its entries stay for good. */
  readonly isEndIgnored: boolean;
};
export type DncReader = (cells: readonly string[], row: number) => DncRow | RowFault;

/** UTC with minutes, and seconds if you like (Genesys contract, section 6). */
const END = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/;

/**
 * @param header the file's columns
 * @param phoneIndexes which of them hold numbers
 * @param now entries that end before it are over
 */
export function dncReader(
  list: Pick<DncListDocument, '_id' | 'defaultCountry'>,
  header: readonly string[],
  phoneIndexes: readonly number[],
  arrivalBatch: number,
  now: Date,
): DncReader {
  const endIndex = header.indexOf(DNC_END_COLUMN);

  return function readEntries(cells, row) {
    const entries: DncNumberDocument[] = [];
    const endText = endIndex < 0 ? '' : (cells[endIndex] ?? '');
    const end = readEnd(endText, now);
    if (end !== null && end <= now)
      return {
        code: 'IMPORT_ENTRY_EXPIRED',
        column: DNC_END_COLUMN,
        value: endText,
        reason: 'the entry has ended',
      };
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
        entries.push({
          _id,
          listId: list._id,
          arrival: arrivalOf(arrivalBatch, row),
          ...(end === null ? {} : { expiresAt: end }),
        });
    }
    if (entries.length > 0) return { entries, isEndIgnored: end === null && endText !== '' };
    return (
      faulty ?? { code: 'INVALID_PHONE_NUMBER', column: null, value: null, reason: 'the row has no number' }
    );
  };
}

/** @returns null for what is no such time, or too far away */
function readEnd(text: string, now: Date): Date | null {
  const end = END.test(text) ? new Date(text) : null;
  return end === null || Number.isNaN(end.getTime()) || isTooFarAway(end, now) ? null : end;
}

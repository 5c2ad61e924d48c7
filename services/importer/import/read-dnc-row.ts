/**
 * A row of a DNC file → its entries, or why it has none. Every number in a phone column is an entry, also
 * several in one cell.
 */
import type { DncListDocument, DncNumberDocument } from '../../../schemas/collections.ts';
import { isTooFarAway } from '../../domain/time/dnc-end.ts';
import { DNC_END_COLUMN } from '../../domain/contact/export-columns.ts';
import { columnKeyOf } from '../../domain/contact/column-text.ts';
import { arrivalOf, dncKeyOf } from '../../domain/contact/contact.ts';
import { toPhoneIds } from '../../domain/phone/phone-id.ts';
import { phoneFaultTexts } from '../../domain/phone/phone-reading.ts';
import type { RowFault } from '../csv/csv-row.ts';

// Other columns are ignored, even if faulty, except the expiry time that exports write. A row that has no
// number or has expired is rejected. When in doubt a number is blocked: in a row with more cells than the
// header the phone columns may have moved to the right, and all their possible places are read. Parts that
// could not be read are reported beside the entries.

export type DncRow = {
  readonly entries: DncNumberDocument[];
  /** The expiry time of the row is invalid or too far ahead: its entries are permanent. */
  readonly isEndIgnored: boolean;
  /** The part of the row that could not be blocked; absent when all of it is. */
  readonly partFault?: RowFault;
};
/** @param fault the fault of the row as a whole */
export type DncReader = (cells: readonly string[], row: number, fault?: RowFault | null) => DncRow | RowFault;

/** UTC with minutes, optionally with seconds (Genesys contract, section 6). */
const END = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/;

/**
 * @param header the file's columns
 * @param phoneIndexes which of them hold numbers
 * @param now entries that expire before it have expired
 * @param endColumn says when a row’s entries expire
 */
export function dncReader(
  list: Pick<DncListDocument, '_id' | 'defaultCountry'>,
  header: readonly string[],
  phoneIndexes: readonly number[],
  arrivalBatch: number,
  now: Date,
  endColumn: string = DNC_END_COLUMN,
): DncReader {
  const endIndex = header.findIndex((name) => columnKeyOf(name) === columnKeyOf(endColumn));

  return function readEntries(cells, row, fault = null) {
    const entries = new Map<string, DncNumberDocument>();
    const endText = endIndex < 0 ? '' : (cells[endIndex] ?? '');
    const end = readEnd(endText, now);
    const surplus = Math.max(0, cells.length - header.length);
    if (end !== null && end <= now && surplus === 0)
      return {
        code: 'IMPORT_ENTRY_EXPIRED',
        column: endColumn,
        value: endText,
        reason: 'the entry has ended',
      };
    let faulty: RowFault | null = null;
    let unread: RowFault | null = null;
    const readCell = (index: number, value: string): void => {
      for (const reading of toPhoneIds(value, list.defaultCountry)) {
        if (reading.ok) {
          const _id = dncKeyOf(list._id, reading.phoneId);
          if (!entries.has(_id))
            entries.set(_id, {
              _id,
              listId: list._id,
              arrival: arrivalOf(arrivalBatch, row),
              ...(end === null || surplus > 0 ? {} : { expiresAt: end }),
            });
          continue;
        }
        const invalid: RowFault = {
          code: 'INVALID_PHONE_NUMBER',
          column: header[index] ?? null,
          value,
          reason: `the number ${phoneFaultTexts[reading.reason]}`,
        };
        if (faulty === null || faulty.value === '') faulty = invalid;
        // without a digit it is a word such as "unknown"
        if (/\p{Nd}/u.test(value)) unread ??= invalid;
      }
    };
    for (const index of phoneIndexes) {
      readCell(index, cells[index] ?? '');
      for (let place = index + 1; place <= index + surplus; place += 1) {
        const value = cells[place] ?? '';
        if (toPhoneIds(value, list.defaultCountry).some(({ ok }) => ok)) readCell(index, value);
      }
    }
    const isRagged = surplus > 0 || phoneIndexes.some((index) => index >= cells.length);
    if (entries.size === 0)
      return (
        (isRagged ? fault : null) ??
        (faulty as RowFault | null) ?? {
          code: 'INVALID_PHONE_NUMBER',
          column: null,
          value: null,
          reason: 'the row has no number',
        }
      );
    const missed = (unread as RowFault | null) ?? (isRagged ? fault : null);
    return {
      entries: [...entries.values()],
      isEndIgnored: end === null && endText !== '' && surplus === 0,
      ...(missed && { partFault: inPart(missed) }),
    };
  };
}

const inPart = (fault: RowFault): RowFault => ({
  ...fault,
  code: 'IMPORT_BLOCKED_IN_PART',
  reason: `the row is blocked in part: ${fault.reason}`,
});

/** @returns null for a value that is not such a time, or is too far ahead */
function readEnd(text: string, now: Date): Date | null {
  const end = END.test(text) ? new Date(text) : null;
  return end === null || Number.isNaN(end.getTime()) || isTooFarAway(end, now) ? null : end;
}

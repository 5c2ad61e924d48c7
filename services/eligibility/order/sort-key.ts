/** The comparator of contact-sort.ts as bytes: of two packed keys the smaller byte string comes first. */
import { sortableCell, type SortKey } from '../../domain/contact/contact-sort.ts';

// Each cell is a marker (1 present, 2 comes last) and, if present, its value: text as UTF-8 with every byte
// incremented and a zero at its end, so that a prefix sorts before longer texts; numbers as the eight ordered
// bytes of a double. Descending values are the complement. The ordinal of the scan ends the key: no two keys
// are equal, and ties keep the order of arrival.

const PRESENT = 1;
const LAST = 2;
const ORDINAL_BYTES = 4;
const NUMBER_BYTES = 8;

/** Upper bound of a packed key's size in bytes. */
export function maxKeyBytes(keys: readonly SortKey[], values: readonly string[]): number {
  return keys.reduce(
    (sum, { column, numeric }) => sum + 2 + (numeric ? NUMBER_BYTES : 3 * (values[column]?.length ?? 0)),
    ORDINAL_BYTES,
  );
}

/**
 * Writes the key into `into` at `at`.
 * @param ordinal place of the contact in the order of arrival, below 2^32
 * @returns the offset behind the key
 */
export function packSortKey(
  keys: readonly SortKey[],
  values: readonly string[],
  ordinal: number,
  into: Buffer,
  at: number,
): number {
  let end = at;
  for (const { column, descending, numeric } of keys) {
    const cell = sortableCell(values[column], numeric);
    if (cell === null) {
      into[end++] = LAST;
      continue;
    }
    into[end++] = PRESENT;
    const start = end;
    end = typeof cell === 'number' ? packNumber(cell, into, end) : packText(cell, into, end);
    if (descending) for (let byte = start; byte < end; byte += 1) into[byte] = 255 - (into[byte] ?? 0);
  }
  return into.writeUInt32BE(ordinal, end);
}

/** Doubles order like their bits once the sign bit is flipped, or all bits of a negative one. */
function packNumber(number: number, into: Buffer, at: number): number {
  const end = into.writeDoubleBE(number, at);
  if (number < 0) for (let byte = at; byte < end; byte += 1) into[byte] = 255 - (into[byte] ?? 0);
  else into[at] = (into[at] ?? 0) | 0x80;
  return end;
}

/**
 * UTF-8 never uses 0xFF, so one more always fits; written by hand because nearly all cells are short and
 * ASCII.
 */
function packText(text: string, into: Buffer, at: number): number {
  let end = at;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) return packOtherText(text, into, at);
    into[end++] = unit + 1;
  }
  into[end++] = 0;
  return end;
}

function packOtherText(text: string, into: Buffer, at: number): number {
  const end = at + into.write(text, at, 'utf8');
  for (let byte = at; byte < end; byte += 1) into[byte] = (into[byte] ?? 0) + 1;
  into[end] = 0;
  return end + 1;
}

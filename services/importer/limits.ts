/**
 * Limits of a list and a file (requirement B2, section 6 of the Genesys contract), and how characters are
 * counted.
 */
import { ARRIVALS_PER_BATCH } from '../domain/contact/contact.ts';

export const MAX_RECORDS_PER_LIST = 1_000_000;
/** DNC records of all lists together; opt-outs are none of them. */
export const MAX_DNC_RECORDS = 2_000_000;
export const MAX_COLUMNS = 50;
export const MAX_HEADER_LENGTH = 128;
export const MAX_CELL_LENGTH = 512;
/** Contacts or numbers in one command. */
export const MAX_PER_COMMAND = 1_000;
/** Rows of one file, valid or not: arrival numbers of the next batch start above. */
export const MAX_ROWS_PER_FILE = ARRIVALS_PER_BATCH - 1;

/** Characters as people count them: an emoji or a rare Chinese character is one. */
export const lengthOf = (text: string): number => [...text].length;

/** As `lengthOf(text) > limit`, without counting texts that are short in any case. */
export const isLonger = (text: string, limit: number): boolean =>
  text.length > limit && lengthOf(text) > limit;

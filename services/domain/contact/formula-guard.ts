/**
 * Exports put an apostrophe before a cell that a spreadsheet would run as a formula (OWASP, "CSV injection");
 * importing such a file removes it.
 */

// The same goes for text after a `;`, a tab or a line break, because programs with another separator begin a
// cell there. Text that looks guarded already gets one more apostrophe, so that nothing is lost.

/**
 * `=`, `+`, `-`, `@` and their full-width forms, after blanks, NUL, zero-width characters and apostrophes.
 */
const RUNS = String.raw`['\s\0\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]`;
/** Some programs drop a tab, a line break or NUL at the beginning of a cell. */
const START = String.raw`'*[\t\r\n\0]`;
const TO_GUARD = new RegExp(`^(?=${START}|${RUNS})|(?<=[;\t\r\n])(?=${RUNS})`, 'g');
const GUARDED = new RegExp(`^'(?=${START}|${RUNS})|(?<=[;\t\r\n])'(?=${RUNS})`, 'g');
/** Nearly all cells have none of these. */
const MAY_RUN = /[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n\0]/;

export const guardFormula = (cell: string): string =>
  MAY_RUN.test(cell) ? cell.replace(TO_GUARD, "'") : cell;

export const unguardFormula = (cell: string): string =>
  cell.includes("'") && MAY_RUN.test(cell) ? cell.replace(GUARDED, '') : cell;

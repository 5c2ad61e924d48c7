/**
 * Cells that a spreadsheet would run as a formula get an apostrophe before them when they are exported (OWASP, "CSV injection"), and lose
 * it again when such a file is imported. So does what stands behind a `;`, a tab or a line break: programs with another separator begin a cell
 * there. What looks guarded already gets one more apostrophe, so that nothing is lost either way.
 */

/** `=`, `+`, `-`, `@` and their full-width forms, behind blanks, NUL, marks without width and apostrophes. */
const RUNS = String.raw`['\s\0\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]`;
/** A tab, a line break or NUL at a cell's very beginning is dropped by some programs. */
const START = String.raw`'*[\t\r\n\0]`;
const TO_GUARD = new RegExp(`^(?=${START}|${RUNS})|(?<=[;\t\r\n])(?=${RUNS})`, 'g');
const GUARDED = new RegExp(`^'(?=${START}|${RUNS})|(?<=[;\t\r\n])'(?=${RUNS})`, 'g');
/** Nearly all cells have none of these. */
const MAY_RUN = /[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n\0]/;

export const guardFormula = (cell: string): string =>
  MAY_RUN.test(cell) ? cell.replace(TO_GUARD, "'") : cell;

export const unguardFormula = (cell: string): string =>
  cell.includes("'") && MAY_RUN.test(cell) ? cell.replace(GUARDED, '') : cell;

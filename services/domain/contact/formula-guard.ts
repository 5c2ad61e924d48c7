/**
 * Cells that a spreadsheet would run as a formula get an apostrophe before them when they are exported (OWASP, "CSV injection"), and lose
 * it again when such a file is imported. A cell that looks guarded already gets one more, so that nothing is lost either way.
 */

/** `=`, `+`, `-`, `@`, their full-width forms, tab and carriage return. */
const RUNS = /^'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

export const guardFormula = (cell: string): string => (RUNS.test(cell) ? `'${cell}` : cell);

export const unguardFormula = (cell: string): string =>
  cell.charCodeAt(0) === 39 && RUNS.test(cell) ? cell.slice(1) : cell;

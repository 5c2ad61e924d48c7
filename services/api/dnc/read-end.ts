/** When entries of a DNC list end: UTC with minutes, and seconds if you like (contract, section 6). Pure. */
const END = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/;

/** @returns milliseconds since 1970; null = never; undefined for what is not such a time */
export function readEnd(text: string | null | undefined): number | null | undefined {
  if (text === null || text === undefined || text === '') return null;
  if (!END.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * Reads values of unknown shape: a value that is missing or of another type is null or empty, never an
 * exception.
 */

export type JsonRecord = Readonly<Record<string, unknown>>;

const NOTHING: JsonRecord = {};

export const record = (value: unknown): JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : NOTHING;

export const records = (value: unknown): JsonRecord[] => (Array.isArray(value) ? value.map(record) : []);

/** Non-empty text. Numbers count as text, since ids come as both. */
export function text(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

/**
 * Longer than any id of the provider; with `account:` before it still what records may hold
 * (schemas/record-faults.ts).
 */
const MAX_ID = 500;

/** Text that can be an id; null when it is too long for one. @param longest characters */
export function id(value: unknown, longest = MAX_ID): string | null {
  const found = text(value);
  return found !== null && found.length <= longest ? found : null;
}

/** The start of a text, '' when there is none. A surrogate pair is not cut in two. */
export const startOf = (value: unknown, length: number): string =>
  (text(value) ?? '').slice(0, length).replace(/[\ud800-\udbff]$/, '');

const MAX_INT = 2_147_483_647;

/** An error code of the provider: what a record's `int` can hold. */
export function codeOf(value: unknown): number | null {
  const code = whole(value);
  return code !== null && Math.abs(code) <= MAX_INT ? code : null;
}

/** A whole number, also when written as text. */
export function whole(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

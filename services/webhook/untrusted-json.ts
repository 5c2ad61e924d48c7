/** Reads values of unknown shape: what is not there or not of the kind asked for is null or empty, never an exception. */

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

/** A whole number, also when written as text. */
export function whole(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

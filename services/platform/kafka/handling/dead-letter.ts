/** Unusable records → dead-letters, with their original bytes, key and headers as far as those fit. */
import { topics } from '../../../../schemas/topics.ts';
import type { DeadLetter } from '../../../../schemas/types.ts';
import type { ReadRecord } from '../clients/contract.ts';

/** A record that cannot be used. `bytes`: kept instead of its value. */
export type Unusable = {
  readonly message: ReadRecord;
  readonly code: string;
  readonly reason: string;
  readonly bytes?: Buffer;
  readonly attempts?: number;
};

/** Reasons may quote what they found, which may be a megabyte. */
const MAX_REASON = 2_000;
/** The letter's own fields, besides key, value and headers. */
const RESERVE_BYTES = 20_000;
const MAX_BYTES = (topics.deadLetters.maxRecordBytes ?? 0) - RESERVE_BYTES;

/** @param topic full name, with the namespace */
export function deadLetterOf(
  { message, code, reason, bytes, attempts = 1 }: Unusable,
  origin: { topic: string; partition: number; service: string; at: number },
): DeadLetter {
  const key = message.key;
  const value = bytes ?? message.value;
  const headers = headerBytes(message);
  const size = [key, value, ...Object.values(headers)].reduce((sum, part) => sum + (part?.length ?? 0), 0);
  const names = Object.keys(headers).reduce((sum, name) => sum + Buffer.byteLength(name) + 10, 0);
  const fits = size + names <= MAX_BYTES;
  const shortened = reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON)} …` : reason;
  return {
    ...origin,
    offset: Number(message.offset),
    key: fits ? key : (key?.subarray(0, MAX_REASON) ?? null),
    value: fits ? value : null,
    headers: fits ? headers : {},
    errorCode: code,
    errorMessage: fits ? shortened : `${shortened} (${size + names} bytes, too many to keep)`,
    attempts,
  };
}

/** If several headers have the name, the last one, as in Kafka's own clients. */
function headerBytes({ headers }: ReadRecord): Record<string, Buffer> {
  const bytes: Record<string, Buffer> = {};
  for (const [name, given] of Object.entries(headers ?? {})) {
    const value = Array.isArray(given) ? given.at(-1) : given;
    if (value === undefined) continue;
    const buffer = Buffer.isBuffer(value) ? value : Buffer.from(value);
    // a plain assignment to "__proto__" would be lost
    Object.defineProperty(bytes, name, {
      value: buffer,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return bytes;
}

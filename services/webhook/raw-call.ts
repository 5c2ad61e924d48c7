/**
 * A webhook call as received → records to store: large bodies compressed, and in parts if they are still too
 * large for one record.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { WebhookNotification } from '../../schemas/types.ts';

const gzipAsync = promisify(gzip);
/** Smaller bodies are not compressed. */
const COMPRESS_ABOVE_BYTES = 32 * 1024;
/** Below the broker's limit for a batch. */
const PART_BYTES = 400_000;

/** Almost all calls are small, and become records without a promise. @param receivedAt ms since the epoch */
export function toRecords(
  body: Buffer,
  receivedAt: number,
): WebhookNotification[] | Promise<WebhookNotification[]> {
  const notificationId = createHash('sha256').update(body).digest('hex').slice(0, 32);
  if (body.length <= COMPRESS_ABOVE_BYTES)
    return [{ notificationId, receivedAt, body, encoding: 'PLAIN', part: 0, parts: 1 }];
  return gzipAsync(body, { level: 1 }).then((bytes) => inParts(bytes, notificationId, receivedAt));
}

function inParts(bytes: Buffer, notificationId: string, receivedAt: number): WebhookNotification[] {
  const parts = Math.ceil(bytes.length / PART_BYTES);
  return Array.from({ length: parts }, (_, part) => ({
    notificationId,
    receivedAt,
    body: bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
    encoding: 'GZIP',
    part,
    parts,
  }));
}

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

/** @param receivedAt ms since the epoch */
export async function toRecords(body: Buffer, receivedAt: number): Promise<WebhookNotification[]> {
  const isLarge = body.length > COMPRESS_ABOVE_BYTES;
  const bytes = isLarge ? await gzipAsync(body, { level: 1 }) : body;
  const notificationId = createHash('sha256').update(body).digest('hex').slice(0, 32);
  const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  return Array.from({ length: parts }, (_, part) => ({
    notificationId,
    receivedAt,
    body: bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
    encoding: isLarge ? 'GZIP' : 'PLAIN',
    part,
    parts,
  }));
}

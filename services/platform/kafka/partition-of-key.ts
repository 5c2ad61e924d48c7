/**
 * Which partition a key belongs to, as all producers choose it that follow Kafka's Java client: murmur2 of the
 * key's UTF-8 bytes (org.apache.kafka.common.utils.Utils), positive, modulo the number of partitions. kafkajs
 * computes the same with big integers, which costs more than encoding the record.
 */

const SEED = 0x9747b28c;
/** The two mixing constants of murmur2 for 32 bits. */
const M = 0x5bd1e995;
const R = 24;

/** @returns a partition from 0 */
export function partitionOf(key: string | Buffer, partitions: number): number {
  return (murmur2(typeof key === 'string' ? Buffer.from(key) : key) & 0x7fffffff) % partitions;
}

/** Signed 32 bits. */
export function murmur2(data: Uint8Array): number {
  const whole = data.length & ~3;
  let hash = SEED ^ data.length;
  for (let at = 0; at < whole; at += 4) {
    const four =
      byteAt(data, at) |
      (byteAt(data, at + 1) << 8) |
      (byteAt(data, at + 2) << 16) |
      (byteAt(data, at + 3) << 24);
    const mixed = Math.imul(four, M);
    hash = Math.imul(hash, M) ^ Math.imul(mixed ^ (mixed >>> R), M);
  }
  const left = data.length - whole;
  if (left === 3) hash ^= byteAt(data, whole + 2) << 16;
  if (left >= 2) hash ^= byteAt(data, whole + 1) << 8;
  if (left >= 1) hash = Math.imul(hash ^ byteAt(data, whole), M);
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
}

const byteAt = (data: Uint8Array, at: number): number => data[at] ?? 0;

/**
 * Records → one record batch of Kafka's format 2, in one buffer. The encoders of both clients make several objects
 * a record, and one of them writes an absent key or value as an empty one.
 */
import type { WrittenRecord } from './contract.ts';

/** Base offset, length, leader epoch, magic, checksum; attributes to the number of records. */
const HEADER_BYTES = 61;
const LENGTH_AT = 8;
const MAGIC_AT = 16;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const MAGIC = 2;

export type Producing = { readonly producerId: bigint; readonly epoch: number; readonly sequence: number };

/** CRC-32C (Castagnoli) of bytes; a client brings its own. */
export type Checksum = (bytes: Buffer) => number;

/** @param keys of the records, in the same order @param now of all records, ms since the epoch */
export function encodeBatch(
  records: readonly WrittenRecord[],
  keys: ReadonlyArray<Buffer | null>,
  { producerId, epoch, sequence }: Producing,
  now: number,
  checksum: Checksum,
): Buffer {
  const sizes = records.map((record, at) => bodyBytes(record, keys[at] ?? null, at));
  let size = HEADER_BYTES;
  for (const body of sizes) size += varintBytes(body) + body;
  const bytes = Buffer.allocUnsafe(size);
  bytes.writeBigInt64BE(0n, 0);
  bytes.writeInt32BE(size - LENGTH_AT - 4, LENGTH_AT);
  bytes.writeInt32BE(-1, LENGTH_AT + 4);
  bytes.writeInt8(MAGIC, MAGIC_AT);
  bytes.writeInt16BE(0, ATTRIBUTES_AT);
  bytes.writeInt32BE(records.length - 1, 23);
  bytes.writeBigInt64BE(BigInt(now), 27);
  bytes.writeBigInt64BE(BigInt(now), 35);
  bytes.writeBigInt64BE(producerId, 43);
  bytes.writeInt16BE(epoch, 51);
  bytes.writeInt32BE(sequence, 53);
  bytes.writeInt32BE(records.length, 57);
  let at = HEADER_BYTES;
  for (const [index, record] of records.entries())
    at = writeRecord(bytes, at, record, keys[index] ?? null, index, sizes[index] ?? 0);
  bytes.writeUInt32BE(checksum(bytes.subarray(ATTRIBUTES_AT)) >>> 0, CRC_AT);
  return bytes;
}

/** All records of a batch have its time. */
const BEFORE_KEY_BYTES = 2; // attributes, difference of time

function bodyBytes({ value, headers }: WrittenRecord, key: Buffer | null, offsetDelta: number): number {
  let size = BEFORE_KEY_BYTES + varintBytes(offsetDelta) + fieldBytes(key) + fieldBytes(value);
  if (!headers) return size + 1;
  const names = Object.keys(headers);
  size += varintBytes(names.length);
  for (const name of names) size += textBytes(name) + textBytes(headers[name] ?? '');
  return size;
}

const fieldBytes = (field: Buffer | null): number =>
  field === null ? 1 : varintBytes(field.length) + field.length;

function textBytes(text: string | Buffer): number {
  const size = Buffer.byteLength(text);
  return varintBytes(size) + size;
}

function writeRecord(
  bytes: Buffer,
  start: number,
  { value, headers }: WrittenRecord,
  key: Buffer | null,
  offsetDelta: number,
  size: number,
): number {
  let at = writeVarint(bytes, start, size);
  bytes[at] = 0;
  bytes[at + 1] = 0;
  at = writeVarint(bytes, at + BEFORE_KEY_BYTES, offsetDelta);
  at = writeField(bytes, at, key);
  at = writeField(bytes, at, value);
  if (!headers) {
    bytes[at] = 0;
    return at + 1;
  }
  const names = Object.keys(headers);
  at = writeVarint(bytes, at, names.length);
  for (const name of names) at = writeText(bytes, writeText(bytes, at, name), headers[name] ?? '');
  return at;
}

function writeField(bytes: Buffer, at: number, field: Buffer | null): number {
  if (field === null) return writeVarint(bytes, at, -1);
  const from = writeVarint(bytes, at, field.length);
  bytes.set(field, from);
  return from + field.length;
}

function writeText(bytes: Buffer, at: number, text: string | Buffer): number {
  if (typeof text !== 'string') return writeField(bytes, at, text);
  const from = writeVarint(bytes, at, Buffer.byteLength(text));
  return from + bytes.write(text, from);
}

/** Zigzag, seven bits a byte. */
function writeVarint(bytes: Buffer, start: number, value: number): number {
  let left = ((value << 1) ^ (value >> 31)) >>> 0;
  let at = start;
  while (left > 127) {
    bytes[at] = (left & 127) | 128;
    left >>>= 7;
    at += 1;
  }
  bytes[at] = left;
  return at + 1;
}

function varintBytes(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  if (zigzag < 1 << 7) return 1;
  if (zigzag < 1 << 14) return 2;
  if (zigzag < 1 << 21) return 3;
  return zigzag < 1 << 28 ? 4 : 5;
}

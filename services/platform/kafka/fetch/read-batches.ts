/**
 * Record batches of a fetch response → records. Compressed batches are unpacked within limits: a
 * batch that is too large becomes one message without a value that says so.
 */
import type { ReadRecord, RecordHeaders } from '../clients/contract.ts';
import { compressions, NotUnpacked, unpack, type Compression } from './unpack.ts';

// The unpacked size of a response is limited too; the rest is fetched again.

/** A batch that could not be unpacked: the reason, and its original bytes. */
export type UnreadableBatch = { readonly reason: string; readonly packed: Buffer; readonly records: number };

/** How much a fetch response may still grow by. */
export type Budget = { bytes: number };

const MAX_UNPACKED_BYTES = 8 * 1024 * 1024;
const MAX_PACKED_RECORDS = 50_000;
/** Unpacked bytes of one response; each partition gets at least one batch. */
export const RESPONSE_BYTES = 16 * 1024 * 1024;
/** Memory that a record takes besides its bytes. */
const RECORD_BYTES = 300;

const SUPPORTED_MAGIC = 2;
/** Base offset, length; then from the leader epoch to the number of records. */
const BEFORE_LENGTH = 8;
const BEHIND_LENGTH = 12;
const HEADER_BYTES = 61;
const COMPRESSION_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/** With what a client needs to leave out control records and records of aborted transactions. */
export type FetchedRecord = ReadRecord & {
  readonly magicByte: number;
  readonly attributes: number;
  readonly isControlRecord: boolean;
  readonly batchContext: Context;
};

const unreadable = new WeakMap<ReadRecord, UnreadableBatch>();

/** Marks a message that stands for a whole batch that could not be unpacked. */
export const unreadableBatch = (message: ReadRecord): UnreadableBatch | undefined => unreadable.get(message);

/**
 * @param bytes record batches of one partition; the last one may be cut off
 * @param budget shared by the partitions of a response; lowered
 */
export async function readBatches(bytes: Buffer, budget: Budget): Promise<FetchedRecord[]> {
  const messages: FetchedRecord[] = [];
  let batches = 0;
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const end = at + BEHIND_LENGTH + bytes.readInt32BE(at + BEFORE_LENGTH);
    if (end > bytes.length) break; // what does not fit into the response comes with the next one
    const batch = bytes.subarray(at, end);
    const compression = compressions[(batch.readInt16BE(21) & COMPRESSION_MASK) as keyof typeof compressions];
    if (compression && batches > 0 && budget.bytes <= 0) break;
    for (const message of await readBatch(batch, compression, budget)) messages.push(message);
    batches += 1;
    at = end;
  }
  return messages;
}

type Context = ReturnType<typeof readContext>;

function readContext(batch: Buffer) {
  const magic = batch.readInt8(16);
  if (magic !== SUPPORTED_MAGIC)
    throw new Error(`record batches of format ${magic} are not supported, only ${SUPPORTED_MAGIC}`);
  const attributes = batch.readInt16BE(21);
  return {
    magicByte: magic,
    firstOffset: batch.readBigInt64BE(0).toString(),
    firstNumber: Number(batch.readBigInt64BE(0)),
    lastOffsetDelta: batch.readInt32BE(23),
    firstTimestamp: Number(batch.readBigInt64BE(27)),
    maxTimestamp: Number(batch.readBigInt64BE(35)),
    producerId: batch.readBigInt64BE(43).toString(),
    inTransaction: (attributes & TRANSACTIONAL) !== 0,
    isControlBatch: (attributes & CONTROL) !== 0,
    isLogAppendTime: (attributes & LOG_APPEND_TIME) !== 0,
  };
}

async function readBatch(
  batch: Buffer,
  compression: Compression | undefined,
  budget: Budget,
): Promise<FetchedRecord[]> {
  const context = readContext(batch);
  const count = batch.readInt32BE(57);
  const body = batch.subarray(HEADER_BYTES);
  // compaction has emptied the batch: kafkajs would read from here for ever unless it gets a control record
  if (count === 0)
    return [toMessage({ ...context, isControlBatch: true }, context.lastOffsetDelta, 0, null, null, {})];
  if (!compression) return readRecords(body, count, context);
  try {
    if (count > MAX_PACKED_RECORDS)
      throw new NotUnpacked(
        `${compression}: ${count} records in a batch are more than ${MAX_PACKED_RECORDS}`,
      );
    const unpacked = await unpack(compression, body, MAX_UNPACKED_BYTES);
    budget.bytes -= unpacked.length + count * RECORD_BYTES;
    return readRecords(unpacked, count, context);
  } catch (error) {
    if (!(error instanceof NotUnpacked)) throw error;
    const message = toMessage(context, context.lastOffsetDelta, context.maxTimestamp, null, null, {});
    unreadable.set(message, { reason: error.message, packed: Buffer.from(body), records: count });
    return [message];
  }
}

function readRecords(bytes: Buffer, count: number, context: Context): FetchedRecord[] {
  const reader = varints(bytes);
  const messages: FetchedRecord[] = [];
  for (let record = 0; record < count; record += 1) {
    const length = reader.int();
    const end = reader.position() + length;
    if (length < 0 || end > bytes.length) throw new Error(`record ${record} of ${count} is cut off`);
    reader.skip(1); // attributes of a record are not used
    const timestamp = context.firstTimestamp + reader.int();
    const offsetDelta = reader.int();
    const key = reader.bytes();
    const value = reader.bytes();
    const headers = readHeaders(reader);
    messages.push(toMessage(context, offsetDelta, timestamp, key, value, headers));
    reader.moveTo(end);
  }
  return messages;
}

type Headers = RecordHeaders;

/** Of almost all records. */
const NO_HEADERS: Headers = Object.freeze(Object.create(null) as Headers);

/**
 * In one pass: kafkajs copies all headers for each header, which takes minutes for a record that is full of
 * headers.
 */
function readHeaders(reader: Varints): Headers {
  const count = reader.int();
  if (count <= 0) return NO_HEADERS;
  const headers = Object.create(null) as Headers;
  for (let left = count; left > 0 && !reader.isAtEnd(); left -= 1) {
    const name = reader.bytes()?.toString('utf8') ?? '';
    const value = reader.bytes() ?? undefined;
    const present = headers[name];
    if (present === undefined) headers[name] = value;
    else if (Array.isArray(present)) present.push(value ?? '');
    else headers[name] = [present, value ?? ''];
  }
  return headers;
}

function toMessage(
  context: Context,
  offsetDelta: number,
  timestamp: number,
  key: Buffer | null,
  value: Buffer | null,
  headers: Headers,
): FetchedRecord {
  return {
    magicByte: context.magicByte,
    attributes: 0,
    timestamp: String(context.isLogAppendTime ? context.maxTimestamp : timestamp),
    offset: offsetIn(context, offsetDelta),
    key,
    value,
    headers,
    isControlRecord: context.isControlBatch,
    batchContext: context,
  };
}

/** Numbers, as big integers cost ten times as much; beyond 2^53 these all the same. */
const offsetIn = ({ firstOffset, firstNumber }: Context, delta: number): string =>
  Number.isSafeInteger(firstNumber + delta)
    ? String(firstNumber + delta)
    : (BigInt(firstOffset) + BigInt(delta)).toString();

type Varints = ReturnType<typeof varints>;

/**
 * Reads zigzag numbers, and bytes after their length. Numbers beyond 2^53, which no valid record has, are
 * inexact.
 */
function varints(buffer: Buffer) {
  let at = 0;
  const int = (): number => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = buffer[at] ?? 0;
      at += 1;
      value += (byte & 127) * factor;
      if (byte < 128) break;
      factor *= 128;
    }
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  };
  return {
    int,
    bytes(): Buffer | null {
      const length = int();
      if (length < 0) return null;
      const bytes = buffer.subarray(at, at + length);
      at += length;
      return bytes;
    },
    skip: (count: number) => void (at += count),
    position: () => at,
    moveTo: (position: number) => void (at = position),
    isAtEnd: () => at >= buffer.length,
  };
}

/**
 * The schema that a record was written with, and where its body begins: after a zero byte and a 4-byte id;
 * or, with newer Confluent clients, a header has the id (zero byte, 4 bytes) or the GUID (one byte 1, 16
 * bytes) and nothing precedes the body. Pure.
 */
export type AvroRecord = {
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string | Array<Buffer | string> | undefined>>;
};

const SCHEMA_HEADER = '__value_schema_id';
const MAGIC_ID = 0;
const MAGIC_GUID = 1;
export const PREFIX_BYTES = 5;
const GUID_BYTES = 17;

/** An id in the registry, or a GUID in its canonical form; null when the record names no schema. */
export function schemaOf({ value, headers }: AvroRecord): number | string | null {
  if (value === null) return null;
  return inHeaders(headers) ?? inFront(value);
}

/** The record without what names its schema. */
export const bodyOf = (value: Buffer, headers: AvroRecord['headers']): Buffer =>
  inHeaders(headers) === null ? value.subarray(PREFIX_BYTES) : value;

const inFront = (value: Buffer): number | null =>
  value.length >= PREFIX_BYTES && value[0] === MAGIC_ID ? value.readInt32BE(1) : null;

function inHeaders(headers: AvroRecord['headers']): number | string | null {
  const given = headers?.[SCHEMA_HEADER];
  return given === undefined ? null : inHeader(given);
}

/** If several headers have the name, the last one counts, as in Kafka's own clients. */
function inHeader(given: Buffer | string | Array<Buffer | string>): number | string | null {
  const header = Array.isArray(given) ? given.at(-1) : given;
  const bytes = Buffer.isBuffer(header) ? header : Buffer.from(header ?? '');
  if (bytes.length === PREFIX_BYTES && bytes[0] === MAGIC_ID) return bytes.readInt32BE(1);
  if (bytes.length !== GUID_BYTES || bytes[0] !== MAGIC_GUID) return null;
  const hex = bytes.subarray(1).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

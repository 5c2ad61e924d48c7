/**
 * The schema that a record was written with, and where its body begins: after a zero byte and a 4-byte id;
 * or, with newer Confluent clients, a header has the id (zero byte, 4 bytes) or the GUID (one byte 1, 16
 * bytes) and nothing precedes the body. Pure.
 */
export type SchemaReference = {
  /** An id in the registry, or a GUID in its canonical form. */
  readonly schema: number | string;
  readonly body: Buffer;
};

export type AvroRecord = {
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string | Array<Buffer | string> | undefined>>;
};

const SCHEMA_HEADER = '__value_schema_id';
const MAGIC_ID = 0;
const MAGIC_GUID = 1;
export const PREFIX_BYTES = 5;
const GUID_BYTES = 17;

/** @returns null when the record names no schema */
export function schemaReference({ value, headers }: AvroRecord): SchemaReference | null {
  if (value === null) return null;
  const given = headers?.[SCHEMA_HEADER];
  if (given !== undefined) {
    const schema = inHeader(given);
    if (schema !== null) return { schema, body: value };
  }
  if (value.length < PREFIX_BYTES || value[0] !== MAGIC_ID) return null;
  return { schema: value.readInt32BE(1), body: value.subarray(PREFIX_BYTES) };
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

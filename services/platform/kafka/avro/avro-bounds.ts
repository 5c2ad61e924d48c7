/**
 * Whether bytes can be a record of an Avro schema: every announced string, array and map lies within them,
 * and every int is one. Pure.
 */

// Checked before decoding: the Avro library trusts an array's length before it looks at the bytes, so ten
// bytes that announce 10^12 elements would use up all memory and end the process, again at every restart.

type Field = { name: string; type: Avro };
type Named = {
  type: string;
  name?: string;
  fields?: Field[];
  symbols?: string[];
  items?: Avro;
  values?: Avro;
  size?: number;
};
type Avro = string | Avro[] | Named;

/** Skips one value. @returns the position behind it; -1 when it does not lie within the bytes */
type Walk = (bytes: Buffer, at: number) => number;

/** Elements without bytes (empty records, nulls): their number cannot be checked by length. */
const MAX_EMPTY_ELEMENTS = 1_000;
const FIXED: Readonly<Record<string, number>> = { null: 0, boolean: 1, float: 4, double: 8 };
const MAX_VARINT_BYTES = 10;

/**
 * @param schema of the writer
 * @returns a function: true when the bytes have exactly the length that their values need
 */
export function boundsOf(schema: object): (bytes: Buffer) => boolean {
  const walk = walkOf(schema as Avro, new Map());
  return (bytes) => walk(bytes, 0) === bytes.length;
}

function walkOf(type: Avro, named: Map<string, Walk>): Walk {
  if (Array.isArray(type)) {
    const branches = type.map((branch) => walkOf(branch, named));
    return (bytes, at) => {
      const behind = skipVarint(bytes, at);
      if (behind < 0) return -1;
      return branches[readVarint(bytes, at)]?.(bytes, behind) ?? -1;
    };
  }
  if (typeof type === 'string')
    return named.has(type) ? (bytes, at) => named.get(type)?.(bytes, at) ?? -1 : primitive(type);
  switch (type.type) {
    case 'record':
      return walkRecord(type, named);
    case 'enum':
      if (type.name !== undefined) named.set(type.name, skipVarint);
      return skipVarint;
    case 'fixed': {
      const walk = fixed(type.size ?? 0);
      if (type.name !== undefined) named.set(type.name, walk);
      return walk;
    }
    case 'array':
      return blocks(walkOf(type.items ?? 'null', named));
    case 'map': {
      const value = walkOf(type.values ?? 'null', named);
      return blocks((bytes, at) => {
        const behind = skipLength(bytes, at);
        return behind < 0 ? -1 : value(bytes, behind);
      });
    }
    default:
      return walkOf(type.type, named);
  }
}

function walkRecord(type: Named, named: Map<string, Walk>): Walk {
  const fields: Walk[] = [];
  const walk: Walk = (bytes, at) => {
    let position = at;
    for (const field of fields) {
      position = field(bytes, position);
      if (position < 0) return -1;
    }
    return position;
  };
  if (type.name !== undefined) named.set(type.name, walk); // registered before its fields are read: a record may contain itself
  for (const field of type.fields ?? []) fields.push(walkOf(field.type, named));
  return walk;
}

/**
 * Arrays and maps: blocks of elements, each after its count (a negative count is followed by the size in
 * bytes), up to an empty block.
 */
function blocks(element: Walk): Walk {
  return (bytes, at) => {
    let position = at;
    let empty = 0;
    for (;;) {
      const behind = skipVarint(bytes, position);
      if (behind < 0) return -1;
      let count = readVarint(bytes, position);
      position = behind;
      if (count === 0) return position;
      if (count < 0) {
        count = -count;
        position = skipVarint(bytes, position);
        if (position < 0) return -1;
      }
      for (let done = 0; done < count; done += 1) {
        const next = element(bytes, position);
        if (next < 0) return -1;
        if (next === position && (empty += 1) > MAX_EMPTY_ELEMENTS) return -1;
        position = next;
      }
    }
  };
}

function primitive(type: string): Walk {
  if (type === 'int') return skipInt;
  if (type === 'long') return skipVarint;
  if (type === 'string' || type === 'bytes') return skipLength;
  const size = FIXED[type];
  if (size === undefined) throw new Error(`unknown Avro type ${type}`);
  return fixed(size);
}

const fixed =
  (size: number): Walk =>
  (bytes, at) =>
    at + size <= bytes.length ? at + size : -1;

const skipLength: Walk = (bytes, at) => {
  const behind = skipVarint(bytes, at);
  if (behind < 0) return -1;
  const length = readVarint(bytes, at);
  return length >= 0 && length <= bytes.length - behind ? behind + length : -1;
};

/** The library accepts larger ints, which are not values of the schema. */
const skipInt: Walk = (bytes, at) => {
  const behind = skipVarint(bytes, at);
  if (behind < 0) return -1;
  const value = readVarint(bytes, at);
  return value >= -(2 ** 31) && value < 2 ** 31 ? behind : -1;
};

const skipVarint: Walk = (bytes, at) => {
  for (let position = at; position < bytes.length && position < at + MAX_VARINT_BYTES; position += 1)
    if ((bytes[position] ?? 0) < 128) return position + 1;
  return -1;
};

/** The zigzag number at a place; inexact beyond 2^53, where it is too large in any case. */
function readVarint(bytes: Buffer, at: number): number {
  let value = 0;
  let factor = 1;
  for (let position = at; ; position += 1) {
    const byte = bytes[position] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) break;
    factor *= 128;
  }
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

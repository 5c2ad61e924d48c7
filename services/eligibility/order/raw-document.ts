/** Reads documents from the bytes that the database sent. */

// If the driver made a million documents into objects, garbage collection would take four times as long as
// the rest of planning; here only the needed values are created.

/** Types of BSON elements. */
const DOUBLE = 0x01;
const STRING = 0x02;
const ARRAY = 0x04;
const BOOLEAN = 0x08;
const DATE = 0x09;
const INT32 = 0x10;
const INT64 = 0x12;

/** A document and the position of a value in it. */
export type RawValue = { readonly bytes: Buffer; readonly at: number; readonly type: number };

/**
 * Reads fields of documents: their values in the order of the names; undefined = the document lacks it.
 * @throws TypeError for a type that is not read here, in any field up to the last of the names
 */
export function fieldReader(names: readonly string[]): (document: Uint8Array) => Array<RawValue | undefined> {
  const wanted = names.map((name) => Buffer.from(`${name}\0`, 'latin1'));
  return (document) => {
    const bytes = asBuffer(document);
    const found = new Array<RawValue | undefined>(wanted.length).fill(undefined);
    let left = wanted.length;
    for (let element = 4; bytes[element] !== 0 && left > 0;) {
      const type = bytes[element] ?? 0;
      const place = wanted.findIndex((name) => isAt(name, bytes, element + 1));
      const at = wanted[place] ? element + 1 + wanted[place].length : bytes.indexOf(0, element + 1) + 1;
      if (place >= 0) {
        found[place] = { bytes, at, type };
        left -= 1;
      }
      element = at + sizeOf(bytes, type, at);
    }
    return found;
  };
}

function isAt(name: Buffer, bytes: Buffer, at: number): boolean {
  for (let byte = 0; byte < name.length; byte += 1) if (bytes[at + byte] !== name[byte]) return false;
  return true;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function readString({ bytes, at, type }: RawValue): string {
  if (type !== STRING) throw new TypeError(`expected a string, found the BSON type ${type}`);
  return bytes.toString('utf8', at + 4, at + 3 + bytes.readInt32LE(at));
}

export function readStrings({ bytes, at, type }: RawValue): string[] {
  if (type !== ARRAY) throw new TypeError(`expected an array, found the BSON type ${type}`);
  const strings: string[] = [];
  let element = at + 4;
  while (bytes[element] !== 0) {
    const elementType = bytes[element] ?? 0;
    element += 2;
    while (bytes[element] !== 0) element += 1; // the position, which counts up
    strings.push(readString({ bytes, at: element + 1, type: elementType }));
    element += 1 + sizeOf(bytes, elementType, element + 1);
  }
  return strings;
}

export function readBoolean({ bytes, at, type }: RawValue): boolean {
  if (type !== BOOLEAN) throw new TypeError(`expected a boolean, found the BSON type ${type}`);
  return bytes[at] === 1;
}

/** A number, or a date as milliseconds since the epoch. */
export function readNumeric({ bytes, at, type }: RawValue): number {
  switch (type) {
    case DOUBLE:
      return bytes.readDoubleLE(at);
    case INT32:
      return bytes.readInt32LE(at);
    case INT64:
    case DATE:
      return Number(bytes.readBigInt64LE(at));
    default:
      throw new TypeError(`expected a number or a date, found the BSON type ${type}`);
  }
}

function sizeOf(bytes: Buffer, type: number, at: number): number {
  switch (type) {
    case STRING:
      return 4 + bytes.readInt32LE(at);
    case ARRAY:
      return bytes.readInt32LE(at);
    case BOOLEAN:
      return 1;
    case INT32:
      return 4;
    case DOUBLE:
    case INT64:
    case DATE:
      return 8;
    default:
      throw new TypeError(`the BSON type ${type} is not read here`);
  }
}

/**
 * Reads a contact from the bytes that the database sent. A million documents made into objects by the driver keep the garbage
 * collector busy four times as long as all the rest of planning; here only the few strings come into being that are needed.
 */
import { contactIdOf } from '../domain/contact.ts';

/** A contact as far as its order is concerned: `values` are the cells that filter and sort look at. */
export type ScannedContact = {
  readonly id: string;
  readonly values: readonly string[];
  readonly arrival: number;
};

/** Types of BSON elements that a projected contact has. */
const DOUBLE = 0x01;
const STRING = 0x02;
const ARRAY = 0x04;
const INT32 = 0x10;
const INT64 = 0x12;

/**
 * @param bytes one BSON document with `_id`, `arrival` and, unless no cells are needed, `values`
 * @throws TypeError for any other content
 */
export function readScannedContact(listId: string, bytes: Uint8Array): ScannedContact {
  const document = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let key = '';
  let arrival = -1;
  let values: string[] = [];
  let at = 4;
  while (document[at] !== 0) {
    const type = document[at] ?? 0;
    const nameEnd = document.indexOf(0, at + 1);
    const name = document.toString('latin1', at + 1, nameEnd);
    const valueAt = nameEnd + 1;
    if (name === '_id' && type === STRING) key = stringAt(document, valueAt);
    else if (name === 'arrival') arrival = numberAt(document, type, valueAt);
    else if (name === 'values' && type === ARRAY) values = stringsAt(document, valueAt);
    else throw new TypeError(`a contact has an unexpected ${name} of type ${type}`);
    at = valueAt + sizeAt(document, type, valueAt);
  }
  return { id: contactIdOf(listId, key), values, arrival };
}

function stringsAt(document: Buffer, arrayAt: number): string[] {
  const strings: string[] = [];
  let at = arrayAt + 4;
  while (document[at] !== 0) {
    if (document[at] !== STRING) throw new TypeError(`a cell has the type ${document[at] ?? 'none'}`);
    at += 2;
    while (document[at] !== 0) at += 1; // the position, which counts up
    strings.push(stringAt(document, at + 1));
    at += 1 + sizeAt(document, STRING, at + 1);
  }
  return strings;
}

const stringAt = (document: Buffer, at: number): string =>
  document.toString('utf8', at + 4, at + 3 + document.readInt32LE(at));

function numberAt(document: Buffer, type: number, at: number): number {
  switch (type) {
    case DOUBLE:
      return document.readDoubleLE(at);
    case INT32:
      return document.readInt32LE(at);
    case INT64:
      return Number(document.readBigInt64LE(at));
    default:
      throw new TypeError(`an arrival number has the type ${type}`);
  }
}

function sizeAt(document: Buffer, type: number, at: number): number {
  switch (type) {
    case STRING:
      return 4 + document.readInt32LE(at);
    case ARRAY:
      return document.readInt32LE(at);
    case INT32:
      return 4;
    default:
      return 8;
  }
}

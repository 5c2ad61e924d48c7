/** The parts of a contact that its order needs, read from the document as the database sent it. */
import { contactIdOf } from '../../domain/contact/contact.ts';
import { asBuffer, readFields, readNumeric, readString, readStrings } from './raw-document.ts';

/** `values`: the cells that filter and sort read. */
export type ScannedContact = {
  readonly id: string;
  readonly values: readonly string[];
  readonly arrival: number;
};

/** @param document with `_id`, `arrival` and, unless no cells are needed, `values` */
export function readScannedContact(listId: string, document: Uint8Array): ScannedContact {
  let key = '';
  let arrival = -1;
  let values: string[] = [];
  readFields(asBuffer(document), (name, value) => {
    if (name === '_id') key = readString(value);
    else if (name === 'arrival') arrival = readNumeric(value);
    else if (name === 'values') values = readStrings(value);
  });
  return { id: contactIdOf(listId, key), values, arrival };
}

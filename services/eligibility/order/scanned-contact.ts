/** The parts of a contact that its order needs, read from the document as the database sent it. */
import { contactIdOf } from '../../domain/contact/contact.ts';
import { asBuffer, readBoolean, readFields, readNumeric, readString, readStrings } from './raw-document.ts';

/** `values`: the cells that filter and sort read. */
export type ScannedContact = {
  readonly id: string;
  readonly values: readonly string[];
  readonly arrival: number;
  /** It goes ahead of what a run that has begun has not taken up. */
  readonly priority: boolean;
};

/** @param document with `_id`, `arrival` and, unless no cells are needed, `values` */
export function readScannedContact(listId: string, document: Uint8Array): ScannedContact {
  let key = '';
  let arrival = -1;
  let values: string[] = [];
  let priority = false;
  readFields(asBuffer(document), (name, value) => {
    if (name === '_id') key = readString(value);
    else if (name === 'arrival') arrival = readNumeric(value);
    else if (name === 'values') values = readStrings(value);
    else if (name === 'priority') priority = readBoolean(value);
  });
  return { id: contactIdOf(listId, key), values, arrival, priority };
}

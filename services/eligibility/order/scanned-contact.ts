/** The parts of a contact that its order needs, read from the document as the database sent it. */
import { contactIdOf } from '../../domain/contact/contact.ts';
import { fieldReader, readBoolean, readNumeric, readString, readStrings } from './raw-document.ts';

/** `values`: the cells that filter and sort read. */
export type ScannedContact = {
  readonly id: string;
  readonly values: readonly string[];
  readonly arrival: number;
  /** It goes ahead of what a run that has begun has not taken up. */
  readonly priority: boolean;
};

const readParts = fieldReader(['_id', 'arrival', 'priority', 'values']);

/** @param document with `_id`, `arrival` and, unless no cells are needed, `values` */
export function readScannedContact(listId: string, document: Uint8Array): ScannedContact {
  const [key, arrival, priority, values] = readParts(document);
  return {
    id: key ? contactIdOf(listId, readString(key)) : '',
    values: values ? readStrings(values) : [],
    arrival: arrival ? readNumeric(arrival) : -1,
    priority: priority ? readBoolean(priority) : false,
  };
}

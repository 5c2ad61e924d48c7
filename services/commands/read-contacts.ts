/**
 * Contacts from the command line or from JSON → the form that commands carry. Their values are checked by the
 * importer.
 */
import type { NewContact } from '../../schemas/types.ts';
import { InvalidInput } from '../domain/refused.ts';
import { listOf, optional, readObject, text, textOrNumber, wrong, type Reader } from './read-fields.ts';

/** @param pairs `column=value`; the name of the column cannot contain `=`. @throws InvalidInput */
export function readCells(pairs: readonly string[]): Record<string, string> {
  const data: Array<[string, string]> = pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new InvalidInput(`expected column=value such as name=Ann, found "${pair}"`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  const repeated = data.find(([name], index) => data.findIndex(([other]) => other === name) < index);
  if (repeated) throw new InvalidInput(`the column "${repeated[0]}" is given twice`);
  return Object.fromEntries(data);
}

const contact: Reader<NewContact> = (json, path) =>
  readObject<NewContact>(json, path, { id: optional(text, null), data: cells });

/** The columns are whatever the list has. */
const cells: Reader<Record<string, string>> = (json, path) => {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw wrong(path, json, 'an object of column and value');
  const readers = Object.keys(json).map((column) => [column, textOrNumber] as const);
  return readObject(json, path, Object.fromEntries(readers));
};

/** @param json an array of `{ id?, data: { column: value } }`. @throws InvalidInput naming every fault */
export const readContacts = (json: unknown): NewContact[] => listOf(contact)(json, 'contacts');

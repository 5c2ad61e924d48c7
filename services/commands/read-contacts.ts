/**
 * Contacts from the command line or from JSON → the form that commands carry. Their values are checked by the
 * importer.
 */
import type { NewContact } from '../../schemas/types.ts';
import { InvalidInput } from '../domain/refused.ts';
import { objectOf } from './read-fields.ts';

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

/** @param json an array of `{ id?, data: { column: value } }`. @throws InvalidInput saying what is wrong */
export function readContacts(json: unknown): NewContact[] {
  if (!Array.isArray(json)) throw new InvalidInput('the contacts: expected an array');
  return json.map((contact: unknown, index) => {
    const at = `contacts[${index}]`;
    const { id = null, data } = objectOf(contact, at, ['id', 'data']);
    if (id !== null && typeof id !== 'string') throw new InvalidInput(`${at}.id: expected a string`);
    if (!isObject(data)) throw new InvalidInput(`${at}.data: expected an object of column and value`);
    const cells = Object.entries(data).map(([name, value]): [string, string] => {
      if (typeof value !== 'string' && typeof value !== 'number')
        throw new InvalidInput(`${at}.data: "${name}" is ${JSON.stringify(value)}; expected a string`);
      return [name, String(value)];
    });
    return { id, data: Object.fromEntries(cells) };
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads JSON that a person wrote, and names every fault of it at once. Unknown fields are refused: ignoring a
 * misspelt field could change who gets a message.
 */
import { nearestTo } from '../domain/nearest.ts';
import { InvalidInput } from '../domain/refused.ts';

const MAX_SHOWN = 100;

/** Several faults at once; the message holds the first hundred, a line each. */
class InvalidFields extends InvalidInput {
  readonly messages: readonly string[];
  constructor(messages: readonly string[]) {
    const more = messages.length - MAX_SHOWN;
    super([...messages.slice(0, MAX_SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
    this.messages = messages;
  }
}

/** @param path where the value stands, such as `clauses[0].predicates[1]` @throws InvalidInput */
export type Reader<T> = (json: unknown, path: string) => T;

/**
 * An object with a reader for each field that it may have. A reader gets `undefined` for a field that is
 * missing; what it returns as `undefined` is left out.
 * @param name what a fault of the object itself calls it, where that is not its path
 * @throws InvalidInput with the faults of all fields, and the most similar known field of each unknown one
 */
export function readObject<T extends object>(
  json: unknown,
  path: string,
  fields: { [K in keyof T]-?: Reader<T[K]> },
  name = path,
): T {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrong(name, json, 'an object');
  const source = json as Record<string, unknown>;
  const known = Object.keys(fields);
  const readers = Object.entries<Reader<unknown>>(fields);
  const isKnown = new Set(known);
  const unknown = Object.keys(source).filter((field) => !isKnown.has(field));
  const values = all([
    ...readers.map(([field, read]) => () => {
      const value = Object.hasOwn(source, field) ? source[field] : undefined;
      return read(value, path === '' ? field : `${path}.${field}`);
    }),
    ...(unknown.length === 0 ? [] : [() => refuseUnknown(name, unknown, known)]),
  ]);
  const read = readers.map(([field], at): [string, unknown] => [field, values[at]]);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as T;
}

/** @throws InvalidInput with the faults of all items */
export const listOf =
  <T>(read: Reader<T>): Reader<T[]> =>
  (json, path) => {
    if (!Array.isArray(json)) throw wrong(path, json, 'a list');
    return all(json.map((item: unknown, at) => () => read(item, `${path}[${at}]`)));
  };

/** A field that may be missing or null. */
export const optional =
  <T, D>(read: Reader<T>, otherwise: D): Reader<T | D> =>
  (json, path) =>
    json === undefined || json === null ? otherwise : read(json, path);

export const text: Reader<string> = (json, path) => {
  if (typeof json !== 'string') throw wrong(path, json, 'a text');
  return json;
};

/** A text; numbers are taken as they are written. */
export const textOrNumber: Reader<string> = (json, path) => {
  if (typeof json === 'number') return String(json);
  return text(json, path);
};

export const truth: Reader<boolean> = (json, path) => {
  if (typeof json !== 'boolean') throw wrong(path, json, 'true or false');
  return json;
};

export const wholeNumber: Reader<number> = (json, path) => {
  if (typeof json !== 'number' || !Number.isInteger(json)) throw wrong(path, json, 'a whole number');
  return json;
};

export const oneOf =
  <V extends string>(allowed: readonly V[]): Reader<V> =>
  (json, path) => {
    const found = allowed.find((value) => value === json);
    if (found === undefined) throw wrong(path, json, `one of ${allowed.join(', ')}`);
    return found;
  };

export const wrong = (path: string, found: unknown, expected: string): InvalidInput =>
  new InvalidInput(`${path} is ${JSON.stringify(found) ?? 'missing'}; expected ${expected}`);

/** @throws InvalidInput with the faults of every attempt that failed */
function all<T>(attempts: ReadonlyArray<() => T>): T[] {
  const values: T[] = [];
  const faults: string[] = [];
  for (const attempt of attempts)
    try {
      values.push(attempt());
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      faults.push(...(error instanceof InvalidFields ? error.messages : [error.message]));
    }
  if (faults.length === 1) throw new InvalidInput(faults[0]);
  if (faults.length > 0) throw new InvalidFields(faults);
  return values;
}

function refuseUnknown(name: string, unknown: readonly string[], known: readonly string[]): never {
  const may = `it may have ${known.join(', ')}`;
  throw new InvalidFields(
    unknown.map((field) => {
      const nearest = nearestTo(field, known);
      const meant = nearest === null ? '' : ` (did you mean "${nearest}"?)`;
      return `${name} has the unknown field "${field}"${meant}; ${may}`;
    }),
  );
}

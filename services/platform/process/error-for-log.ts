/**
 * An error as the log shows it: what failed and where, without the documents that the driver of the database
 * attaches to it (they hold phone numbers), without the values of a duplicate key, and without passwords in
 * URLs.
 */
import { shortCommand } from './refusal.ts';
import { withoutPasswords } from './without-passwords.ts';

const MAX_DEPTH = 5;
/** Of an error that contains many, such as that of a bulk write, the first are enough. */
const MAX_ERRORS = 3;
const MAX_TEXT = 4_000;
const DUPLICATE_KEY = /dup key: .*$/gm;

/**
 * @returns plain data: type, message, stack, simple fields and causes; a thrown value that is not an error
 *   becomes text
 */
export function errorForLog(error: unknown): object {
  return error instanceof Error ? describe(error, 0) : { message: clean(String(error)) };
}

function describe(error: Error, depth: number): object {
  const described: Record<string, unknown> = {
    type: error.name,
    message: clean(error.message),
    stack: clean(error.stack ?? ''),
  };
  const values = new Map<string, unknown>(Object.entries(error));
  // neither is enumerable
  if (error.cause !== undefined) values.set('cause', error.cause);
  if (error instanceof AggregateError) values.set('errors', error.errors);
  for (const [name, value] of values) {
    if (name in described || name === 'name') continue;
    const simple = name === 'writeErrors' ? writeErrors(value) : valueForLog(value, depth);
    if (simple !== undefined) described[name] = simple;
  }
  return described;
}

/** Simple values and errors are shown; other objects may be documents and are left out. */
function valueForLog(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (depth >= MAX_DEPTH) return undefined;
  if (value instanceof Error) return describe(value, depth + 1);
  if (!Array.isArray(value)) return undefined;
  const errors = value.filter((each) => each instanceof Error);
  return errors.length === 0
    ? undefined
    : errors.slice(0, MAX_ERRORS).map((each) => describe(each, depth + 1));
}

/** The position of each error in the batch and what the database reported. */
function writeErrors(value: unknown): unknown {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return {
    count: all.length,
    first: all.slice(0, MAX_ERRORS).map((each) => ({
      index: fieldOf(each, 'index'),
      code: fieldOf(each, 'code'),
      message: valueForLog(fieldOf(each, 'errmsg'), MAX_DEPTH),
    })),
  };
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const clean = (text: string): string =>
  shortCommand(withoutPasswords(text.slice(0, MAX_TEXT))).replace(DUPLICATE_KEY, 'dup key: {…}');

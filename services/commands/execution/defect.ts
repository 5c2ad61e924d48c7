/**
 * Whether an error will be the same at every try: a defect of a rule, or input that MongoDB never accepts.
 * The command is then refused, because a record that always fails would stop its partition.
 */
import { MongoInvalidArgumentError, MongoServerError } from 'mongodb';

// All other errors are lost infrastructure, and the command waits.

/** BadValue, TransactionTooLarge, BSONObjectTooLarge, KeyTooLong, regular expressions too large or invalid. */
const REFUSED_BY_MONGO = new Set<unknown>([2, 257, 10_334, 17_280, 51_091, 51_108]);

export function isDefect(error: unknown): error is Error {
  if (error instanceof MongoServerError) return REFUSED_BY_MONGO.has(error.code);
  if (error instanceof MongoInvalidArgumentError) return true;
  if (!(error instanceof Error)) return false;
  // an error of the operating system names the system call
  if ('syscall' in error) return false;
  return (
    error instanceof TypeError ||
    error instanceof RangeError ||
    error instanceof SyntaxError ||
    error.name.startsWith('BSON')
  );
}

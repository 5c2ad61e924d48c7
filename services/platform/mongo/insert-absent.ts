/**
 * Inserts the documents that do not exist yet, and returns which exist. Only a duplicate key is expected: any
 * other error of the batch is thrown, also an error about durability beside duplicates.
 */
import {
  MongoBulkWriteError,
  type Collection,
  type Document,
  type OptionalUnlessRequiredId,
  type WriteConcernError,
} from 'mongodb';
import { isDuplicateKey } from './mongo.ts';

/** A failed write, or an unmet write concern, as the database reports it. */
type Fault = { readonly code?: number | undefined; readonly errmsg?: string | undefined };
type Faults = {
  readonly writes: ReadonlyArray<Fault & { index: number }>;
  readonly concern: Fault | undefined;
};

/**
 * It is unknown whether the documents are stored, and they may be lost when the primary changes: do not rely
 * on them.
 */
export class InsertFailed extends Error {}

/**
 * One unordered insert, acknowledged by a majority and journalled.
 * @param options `bare`: by the bare command, a fifth less time here and in the database. It has no retry of
 *   the driver, so after an interrupted connection a repeat finds the caller's own documents: for callers that
 *   resume from what is stored
 * @returns the positions of the documents whose key exists already
 * @throws InsertFailed for a write error other than a duplicate key, and for an unmet write concern
 */
export async function insertAbsent<D extends Document>(
  collection: Collection<D>,
  documents: ReadonlyArray<OptionalUnlessRequiredId<D>>,
  { bare = false } = {},
): Promise<Set<number>> {
  if (documents.length === 0) return new Set();
  const insert = bare ? insertByCommand : insertByDriver;
  const { writes, concern } = await insert(collection, documents);
  const fault = concern ?? writes.find((write) => !isDuplicateKey(write));
  if (fault)
    throw new InsertFailed(`insert into ${collection.namespace}: ${fault.errmsg} (code ${fault.code})`);
  return new Set(writes.map(({ index }) => index));
}

async function insertByCommand<D extends Document>(
  collection: Collection<D>,
  documents: readonly Document[],
): Promise<Faults> {
  const answer = (await collection.db.command({
    insert: collection.collectionName,
    documents,
    ordered: false,
    writeConcern: { w: 'majority', j: true },
  })) as InsertAnswer;
  return { writes: answer.writeErrors ?? [], concern: answer.writeConcernError };
}

type InsertAnswer = { writeErrors?: Array<Fault & { index: number }>; writeConcernError?: Fault };

async function insertByDriver<D extends Document>(
  collection: Collection<D>,
  documents: ReadonlyArray<OptionalUnlessRequiredId<D>>,
): Promise<Faults> {
  try {
    await collection.insertMany([...documents], { ordered: false });
    return { writes: [], concern: undefined };
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const writes = [error.writeErrors].flat();
    // the driver throws with the write errors only; the result has the error about durability
    const concern: WriteConcernError | undefined = error.result.getWriteConcernError();
    if (writes.length === 0 && !concern) throw error;
    return { writes, concern };
  }
}

/**
 * Many updates of a transaction by the bare command. The driver's bulkWrite measures, wraps and encodes each of them on its own: a third of
 * what a status update costs here.
 */
import type { ClientSession, Collection, Document } from 'mongodb';

export type UpdateStatement = { readonly q: Document; readonly u: Document };

/** Documents that a command may hold at most (the server's maxWriteBatchSize is 100,000), and far below the 48 MB of a message. */
const MOST_AT_ONCE = 10_000;

type UpdateAnswer = { writeErrors?: ReadonlyArray<{ index: number; code?: number; errmsg?: string }> };

/**
 * @param statements one document each: its `_id` and the update of it
 * @throws MongoServerError as any write of a transaction, so that it can start again
 * @throws Error when the database refuses a statement
 */
export async function updateByCommand<D extends Document>(
  collection: Collection<D>,
  statements: readonly UpdateStatement[],
  session: ClientSession,
): Promise<void> {
  for (let from = 0; from < statements.length; from += MOST_AT_ONCE) {
    const updates = statements.slice(from, from + MOST_AT_ONCE);
    const answer = (await collection.db.command(
      { update: collection.collectionName, updates },
      { session },
    )) as UpdateAnswer;
    const [fault] = answer.writeErrors ?? [];
    if (fault)
      throw new Error(
        `update ${from + fault.index} of ${collection.namespace}: ${fault.errmsg} (code ${fault.code})`,
      );
  }
}

/**
 * Reads and writes in one snapshot. If another writer changes one of the documents, the transaction starts
 * again from a new snapshot.
 */
import type { ClientSession } from 'mongodb';
import { isDuplicateKey, type Database } from './mongo.ts';

/** Another writer inserted the same document first: a new snapshot shows it. */
const MAX_DUPLICATES = 5;
/** For callers to whom a duplicate key is an answer. */
export const ONCE = 1;

/**
 * Committed by a majority and journalled when it resolves.
 * @param work may run several times; it reads and writes only through its session. It aborts the session to
 *   write nothing
 * @param tries how often to try when a key exists already; the last duplicate-key error is thrown
 */
export async function inTransaction<T>(
  { client }: Database,
  work: (session: ClientSession) => Promise<T>,
  tries = MAX_DUPLICATES,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.withSession((session) =>
        session.withTransaction(() => work(session), {
          readConcern: { level: 'snapshot' },
          writeConcern: { w: 'majority', journal: true },
        }),
      );
    } catch (error) {
      if (!isDuplicateKey(error) || attempt >= tries) throw error;
    }
  }
}

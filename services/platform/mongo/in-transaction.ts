/** One snapshot for reading and writing: whoever else writes one of the documents meanwhile makes it start again from a new one. */
import type { ClientSession } from 'mongodb';
import { isDuplicateKey, type Database } from './mongo.ts';

/** Somebody inserted the same document first: a new snapshot shows it. */
const MAX_DUPLICATES = 5;
/** For callers to whom a duplicate key is an answer. */
export const ONCE = 1;

/**
 * Committed by a majority and journalled when it resolves.
 * @param work may run several times; it sees and changes the database only through its session. Aborts the session to write nothing
 * @param tries how often it is tried when a key is there already; the last duplicate is thrown
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

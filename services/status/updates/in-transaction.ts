/** One snapshot for reading and writing: whoever else writes one of the documents meanwhile makes it start again from a new one. */
import type { ClientSession } from 'mongodb';
import { isDuplicateKey, type Database } from '../../platform/mongo/mongo.ts';

const MAX_DUPLICATES = 5;

/** @param work may run several times; it sees and changes the database only through its session */
export async function inTransaction<T>(
  { client }: Database,
  work: (session: ClientSession) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.withSession((session) =>
        session.withTransaction(() => work(session), {
          readConcern: { level: 'snapshot' },
          writeConcern: { w: 'majority', journal: true },
        }),
      );
    } catch (error) {
      // somebody inserted the same document first, which a new snapshot will show
      if (!isDuplicateKey(error) || tries >= MAX_DUPLICATES) throw error;
    }
  }
}

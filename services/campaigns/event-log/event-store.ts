/** The event log's statements: an entry is written once, whatever is delivered again. */
import { collections, type EventDocument } from '../../../schemas/collections.ts';
import { isDuplicateKey, type Database } from '../../platform/mongo/mongo.ts';

/** Those that are there already stay as they are. */
export async function insertEvents(database: Database, entries: readonly EventDocument[]): Promise<void> {
  const unique = [...new Map(entries.map((entry) => [entry._id, entry])).values()];
  if (unique.length === 0) return;
  try {
    await database.of(collections.events).insertMany(unique, { ordered: false });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

/** How many things of a kind there are, as their limit counts them. */
export async function countOf(database: Database, kind: string): Promise<number> {
  return (await database.of(collections.limits).findOne({ _id: kind }))?.count ?? 0;
}

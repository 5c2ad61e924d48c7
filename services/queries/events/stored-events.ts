/** The event log in the order in which its entries were written. */
import { collections, type EventDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** The latest entries, the oldest of them first. */
export async function latestStoredEvents(database: Database, most: number): Promise<EventDocument[]> {
  const found = await database
    .of(collections.events)
    .find({ storedAt: { $exists: true } })
    .sort({ storedAt: -1 })
    .limit(most)
    .toArray();
  return found.reverse();
}

/** Entries written since a time, the oldest first. */
export const eventsStoredSince = (database: Database, since: Date, most: number): Promise<EventDocument[]> =>
  database
    .of(collections.events)
    .find({ storedAt: { $gte: since } })
    .sort({ storedAt: 1 })
    .limit(most)
    .toArray();

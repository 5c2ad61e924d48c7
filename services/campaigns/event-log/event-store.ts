/** The event log's statements: an entry is written once, whatever is delivered again. */
import { collections, type EventDocument } from '../../../schemas/collections.ts';
import { insertAbsent } from '../../platform/mongo/insert-absent.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { withDivisions } from './division-of-events.ts';

/** With their divisions. Those that are there already stay as they are. */
export async function insertEvents(database: Database, entries: readonly EventDocument[]): Promise<void> {
  const located = await withDivisions(database, entries);
  const storedAt = new Date();
  await insertAbsent(
    database.of(collections.events),
    located.map((entry) => ({ ...entry, storedAt })),
  );
}

/** How many things of a kind there are, as their limit counts them. */
export async function countOf(database: Database, kind: string): Promise<number> {
  return (await database.of(collections.limits).findOne({ _id: kind }))?.count ?? 0;
}

/** The id of the latest entry about something with one of these codes; null when there is none. */
export async function latestIdOf(
  database: Database,
  entityId: string,
  codes: readonly string[],
): Promise<string | null> {
  const latest = await database
    .of(collections.events)
    .find({ 'entity.id': entityId, code: { $in: [...codes] } }, { projection: { _id: 1 } })
    .sort({ at: -1, _id: -1 })
    .limit(1)
    .next();
  return latest?._id ?? null;
}

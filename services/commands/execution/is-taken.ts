/** Whether another document has a value that must be unique. */
import type { ClientSession, Collection, Filter } from 'mongodb';

/** @param exceptId the document that may have the value; absent when a new document is to be inserted */
export async function isTaken<T extends { _id: string }>(
  collection: Collection<T>,
  session: ClientSession,
  value: Filter<T>,
  exceptId?: string,
): Promise<boolean> {
  const holder = await collection.findOne<{ _id: string }>(value, { session, projection: { _id: 1 } });
  return holder !== null && holder._id !== exceptId;
}

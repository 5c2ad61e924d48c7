/** Things with a unique name, in the order of their names. */
import type { Collection as MongoCollection } from 'mongodb';
import type { Collection } from '../../schemas/collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { limitOf, pageOf, type Page, type PageRequest } from './page.ts';

type Named = { _id: string; name: string };

/** @param collection one with a unique index on `name`. @throws InvalidInput for a page size out of bounds */
export async function pageByName<D extends Named>(
  database: Database,
  collection: Collection<D>,
  request: PageRequest,
): Promise<Page<D>> {
  // D is known to have _id and name, but not to the driver's filter type
  const documents = database.of(collection) as unknown as MongoCollection<Named>;
  const found = await documents
    .find(request.after === null ? {} : { name: { $gt: request.after } })
    .sort({ name: 1 })
    .limit(limitOf(request))
    .toArray();
  return pageOf(found as unknown as D[], request, ({ name }) => name);
}

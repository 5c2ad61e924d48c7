/** Things may be given by name or by id, as people like. */
import type { Collection as MongoCollection } from 'mongodb';
import type { Collection } from '../../schemas/collections.ts';
import { fault } from '../domain/fault.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { Refused, InvalidInput } from '../domain/refused.ts';

type Named = { _id: string; name: string };

/**
 * @param reference id or exact name; an id wins
 * @throws InvalidInput when several things have the name
 */
export async function findByName<D extends Named>(
  database: Database,
  collection: Collection<D>,
  reference: string,
): Promise<D | null> {
  // D is known to have _id and name, but not to the driver's filter type
  const documents = database.of(collection) as unknown as MongoCollection<Named>;
  const found = await documents
    .find({ $or: [{ _id: reference }, { name: reference }] })
    .limit(3)
    .toArray();
  const byId = found.find(({ _id }) => _id === reference);
  if (!byId && found.length > 1)
    throw new InvalidInput(
      `several things are named "${reference}": give the id (${found.map(({ _id }) => _id).join(', ')})`,
    );
  return ((byId ?? found[0]) as D | undefined) ?? null;
}

/** @throws Refused when there is none */
export async function getByName<D extends Named>(
  database: Database,
  collection: Collection<D>,
  kind: string,
  reference: string,
): Promise<D> {
  const found = await findByName(database, collection, reference);
  if (found) return found;
  const message = `There is no ${kind} with the name or id "${reference}".`;
  throw new Refused(message, [fault('resource.not.found', null, message)]);
}

/** The id of what is named; what is not found is passed on, so that the system tells all faults at once. */
export async function idOf<D extends Named>(
  database: Database,
  collection: Collection<D>,
  reference: string,
): Promise<string> {
  return (await findByName(database, collection, reference))?._id ?? reference;
}

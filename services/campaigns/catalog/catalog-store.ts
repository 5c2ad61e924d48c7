/**
 * The statements on divisions, wrap-up codes, responses and libraries, one function each; all belong to one
 * command's transaction.
 */
import type { ClientSession, Collection as MongoCollection } from 'mongodb';
import { collections, type Collection } from '../../../schemas/collections.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { insertAbsent } from '../../platform/mongo/insert-absent.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Documents, Entry, Kind } from './catalog-command.ts';

const collectionOf: { readonly [K in Kind]: Collection<Documents[K]> } = {
  division: collections.divisions,
  wrapupCode: collections.wrapupCodes,
  library: collections.responseLibraries,
  response: collections.responses,
};

const of = (database: Database, kind: Kind): MongoCollection<Documents[Kind]> =>
  // every kind of document has what the statements below look at
  database.of(collectionOf[kind]);

export const findEntry = (database: Database, session: ClientSession, kind: Kind, id: string) =>
  of(database, kind).findOne({ _id: id }, { session });

/** Whether another thing of the kind has the name. */
export async function isNameTaken(
  database: Database,
  session: ClientSession,
  kind: Kind,
  name: string,
  exceptId: string,
): Promise<boolean> {
  const other = await of(database, kind).findOne({ name, _id: { $ne: exceptId } }, { session });
  return other !== null;
}

/** Two that count at the same time may pass the limit by one; it keeps pages short, nothing rests on it. */
export const countEntries = (database: Database, session: ClientSession, kind: Kind): Promise<number> =>
  of(database, kind).countDocuments({}, { session });

/** Makes or replaces a thing. */
export async function putEntry(
  database: Database,
  session: ClientSession,
  { of: kind, document }: Entry,
): Promise<void> {
  const { _id } = document;
  const options = { session, upsert: true } as const;
  switch (kind) {
    case 'division':
      return void (await database.of(collections.divisions).replaceOne({ _id }, document, options));
    case 'wrapupCode':
      return void (await database.of(collections.wrapupCodes).replaceOne({ _id }, document, options));
    case 'library':
      return void (await database.of(collections.responseLibraries).replaceOne({ _id }, document, options));
    case 'response':
      return void (await database.of(collections.responses).replaceOne({ _id }, document, options));
    default:
      return kind satisfies never;
  }
}

export async function deleteEntry(
  database: Database,
  session: ClientSession,
  kind: Kind,
  id: string,
): Promise<void> {
  const one = { _id: id };
  switch (kind) {
    case 'division':
      return void (await database.of(collections.divisions).deleteOne(one, { session }));
    case 'wrapupCode':
      return void (await database.of(collections.wrapupCodes).deleteOne(one, { session }));
    case 'library':
      return void (await database.of(collections.responseLibraries).deleteOne(one, { session }));
    case 'response':
      return void (await database.of(collections.responses).deleteOne(one, { session }));
    default:
      return kind satisfies never;
  }
}

/** Those of the ids that do not exist. */
export async function missingOf(
  database: Database,
  session: ClientSession,
  kind: Kind,
  ids: readonly string[],
): Promise<string[]> {
  const found = await of(database, kind)
    .find({ _id: { $in: [...ids] } }, { session, projection: { _id: 1 } })
    .toArray();
  const known = new Set(found.map(({ _id }) => _id));
  return ids.filter((id) => !known.has(id));
}

/** Makes libraries conflict with their deletion at the same time. */
export async function touchLibraries(
  database: Database,
  session: ClientSession,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  await database
    .of(collections.responseLibraries)
    .updateMany({ _id: { $in: [...ids] } }, { $set: { modifiedAt: now } }, { session });
}

const inDivisions: ReadonlyArray<
  readonly [word: string, Collection<{ _id: string; name: string; divisionId: string }>]
> = [
  ['campaign', collections.campaigns],
  ['contact list', collections.contactLists],
  ['DNC list', collections.dncLists],
  ['wrap-up code', collections.wrapupCodes],
  ['webhook subscription', collections.webhookSubscriptions],
];

/** What lies in a division, for people: of each kind one. */
export async function usersOfDivision(
  database: Database,
  session: ClientSession,
  divisionId: string,
): Promise<string[]> {
  const found: string[] = [];
  for (const [word, collection] of inDivisions) {
    const user = await database.of(collection).findOne({ divisionId }, { session, projection: { name: 1 } });
    if (user) found.push(`the ${word} "${user.name}"`);
  }
  return found;
}

export async function usersOfLibrary(
  database: Database,
  session: ClientSession,
  libraryId: string,
): Promise<string[]> {
  const user = await database
    .of(collections.responses)
    .findOne({ libraryIds: libraryId }, { session, projection: { name: 1 } });
  return user ? [`the response "${user.name}"`] : [];
}

export async function usersOfResponse(
  database: Database,
  session: ClientSession,
  responseId: string,
): Promise<string[]> {
  const user = await database
    .of(collections.campaigns)
    .findOne({ 'template.responseId': responseId }, { session, projection: { name: 1 } });
  return user ? [`the campaign "${user.name}"`] : [];
}

/**
 * Once at start: Home, and the divisions that things lie in from the time before divisions were things
 * themselves.
 */
export async function makeMissingDivisions(database: Database, now: Date): Promise<void> {
  const named = await Promise.all(
    inDivisions.map(([, collection]) => database.of(collection).distinct('divisionId')),
  );
  const ids = [...new Set([HOME_DIVISION, ...named.flat()])];
  const made = { description: '', version: 1, uses: 0, createdAt: now, modifiedAt: now };
  await insertAbsent(
    database.of(collections.divisions),
    ids.map((_id) => ({ ...made, _id, name: _id === HOME_DIVISION ? 'Home' : _id })),
  );
}

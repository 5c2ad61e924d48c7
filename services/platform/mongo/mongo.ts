/**
 * MongoDB: one client per process, collections by their definition, indexes created at start, majority
 * writes.
 */
import os from 'node:os';
import {
  MongoClient,
  type Collection as MongoCollection,
  type Db,
  type Document,
  type IndexDescription,
} from 'mongodb';
import type { MongoConnection } from '../../../config/connections.ts';
import type { Collection, CollectionIndex } from '../../../schemas/collections.ts';
import type { Metrics } from '../process/metrics.ts';
import { refusedByAll } from './refused-by-all.ts';
import { watchConnections } from './watch-connections.ts';

export type Database = {
  readonly client: MongoClient;
  readonly db: Db;
  /** The collection of a definition, typed. */
  of<D extends Document>(definition: Collection<D>): MongoCollection<D>;
  close(): Promise<void>;
};

/**
 * @throws MongoServerSelectionError when no primary answers within 30 s; Refusal when certificate, password or
 *   authority are wrong
 */
export async function connectMongo(
  { url, tls, login, database }: MongoConnection & { database: string },
  appName: string,
  metrics?: Metrics,
): Promise<Database> {
  const client = new MongoClient(url, {
    appName,
    ...(tls ? { tls: true, ...tls } : {}),
    ...(login ? { auth: { ...login } } : {}),
    runtimeAdapters: { os }, // else the driver imports it dynamically, which jest cannot do
    writeConcern: { w: 'majority', journal: true },
    readConcernLevel: 'majority',
    retryWrites: true,
    ignoreUndefined: true,
    maxPoolSize: 20,
    // the default of 10 s turns a short outage of the primary into a longer one
    heartbeatFrequencyMS: 5_000,
  });
  if (metrics) watchConnections(client, metrics);
  await connectOrRefuse(client);
  const db = client.db(database);
  return { client, db, of: (definition) => db.collection(definition.name), close: () => client.close() };
}

async function connectOrRefuse(client: MongoClient): Promise<void> {
  const refused = refusedByAll(client);
  try {
    await Promise.race([client.connect(), refused.byAll]);
  } catch (error) {
    void client.close().catch(() => undefined);
    throw refused.refusal(error) ?? error;
  } finally {
    refused.stop();
  }
}

/** Creates the indexes of all collections; harmless when they exist. */
export async function ensureIndexes(
  database: Database,
  definitions: Iterable<{ name: string; indexes: readonly CollectionIndex[] }>,
): Promise<void> {
  for (const { name, indexes } of definitions) {
    if (indexes.length === 0) continue;
    const descriptions = indexes.map(toDescription);
    try {
      await database.db.collection(name).createIndexes(descriptions);
    } catch (error) {
      if ((error as { code?: unknown }).code !== INDEX_OPTIONS_CONFLICT) throw error;
      await changeExpiries(database, name, descriptions);
      await database.db.collection(name).createIndexes(descriptions);
    }
  }
}

const INDEX_OPTIONS_CONFLICT = 85;

/** The index of an earlier version has another expiry time: MongoDB changes it in place. */
async function changeExpiries(
  { db }: Database,
  collection: string,
  descriptions: readonly IndexDescription[],
): Promise<void> {
  const present = await db.collection(collection).indexes();
  for (const { key, expireAfterSeconds } of descriptions) {
    const index = present.find((existing) => JSON.stringify(existing.key) === JSON.stringify(key));
    if (expireAfterSeconds === undefined || !index || index.expireAfterSeconds === expireAfterSeconds)
      continue;
    await db.command({ collMod: collection, index: { name: index.name, expireAfterSeconds } });
  }
}

function toDescription(index: CollectionIndex): IndexDescription {
  return {
    key: index.keys,
    ...(index.unique ? { unique: true } : {}),
    ...(index.expireAfterSeconds === undefined ? {} : { expireAfterSeconds: index.expireAfterSeconds }),
    ...(index.onlyWith ? { partialFilterExpression: { [index.onlyWith]: { $exists: true } } } : {}),
    ...(index.onlyWhere ? { partialFilterExpression: index.onlyWhere } : {}),
  };
}

/** Whether an error is a duplicate key. */
export function isDuplicateKey(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 11000;
}

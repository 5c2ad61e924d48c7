/** Writes what the checker needs into a folder: the simulator's logs, the collections, the database's own log, and the facts. */
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BSON, type MongoClient } from 'mongodb';
import type { Facts } from './checker/evidence.ts';

const COLLECTIONS = ['campaigns', 'messages', 'run_counters', 'imports', 'import_rejects', 'contacts'];

/** Long, and of no rule's interest. */
const NOT_NEEDED = { template: 0, values: 0, row: 0 };

export type Sources = {
  readonly simulatorUrl: string;
  readonly client: MongoClient;
  readonly database: string;
};

/** @param withHistory the database's own log too; it holds the last 64 MB only */
export async function collectEvidence(
  { simulatorUrl, client, database }: Sources,
  facts: Facts,
  folder: string,
  withHistory = true,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'facts.json'), JSON.stringify(facts));
  await Promise.all([
    ...['accepted', 'statuses'].map(async (name) => {
      const answer = await fetch(`${simulatorUrl}/simulator/${name}`);
      if (!answer.ok || answer.body === null)
        throw new Error(`the simulator gives no ${name}: ${answer.status}`);
      await pipeline(Readable.fromWeb(answer.body), createWriteStream(join(folder, `${name}.ndjson`)));
    }),
    ...COLLECTIONS.map((name) =>
      write(folder, name, client.db(database).collection(name).find({}, { projection: NOT_NEEDED }).stream()),
    ),
    write(folder, 'oplog', withHistory ? history(client, database) : Readable.from([])),
  ]);
}

function history(client: MongoClient, database: string): Readable {
  const ofDatabase = { $regex: `^${database}\\.` };
  return client
    .db('local')
    .collection('oplog.rs')
    .find({ $or: [{ ns: ofDatabase }, { 'o.applyOps.ns': ofDatabase }] })
    .sort({ $natural: 1 })
    .stream();
}

async function write(folder: string, name: string, documents: Readable): Promise<void> {
  await pipeline(
    documents,
    async function* (source: AsyncIterable<object>) {
      for await (const one of source) yield `${BSON.EJSON.stringify(one)}\n`;
    },
    createWriteStream(join(folder, `${name}.ndjson`)),
  );
}

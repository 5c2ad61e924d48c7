import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient, MongoServerError } from 'mongodb';
import { fetchMongod } from './fetch-mongod.ts';
import { requireFreePort } from './free-port.ts';
import type { Part, PartOptions } from './part.ts';
import { spawnChild } from './spawn-child.ts';
import { waitUntilReady } from './wait-until-ready.ts';

const READY_WITHIN_MS = 60_000;
const REPLICA_SET = 'rs0';
const CACHE_GB = 1;
const NOT_YET_INITIALIZED = 94;

export interface MongoOptions extends PartOptions {
  /** mongod's `--setParameter`s, such as `enableTestCommands`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Starts MongoDB as a replica set of one (transactions need one), journalled; ready when it is the writable primary. */
export async function startMongo(options: MongoOptions): Promise<Part> {
  const { dataDir, port, host = '127.0.0.1', quickBoot = false } = options;
  await requireFreePort('MongoDB', host, port);
  const mongod = await fetchMongod(options);

  const folder = join(dataDir, 'mongo');
  await mkdir(folder, { recursive: true });
  const child = spawnChild({
    name: 'mongo',
    command: mongod,
    args: [
      ...['--replSet', REPLICA_SET, '--dbpath', folder, '--bind_ip', host, '--port', String(port)],
      ...[
        '--wiredTigerCacheSizeGB',
        String(quickBoot ? CACHE_GB / 4 : CACHE_GB),
        '--oplogSize',
        quickBoot ? '64' : '512',
      ],
      // acknowledged writes ask for the journal at once; this is how often it looks without being asked
      ...['--journalCommitInterval', '500'],
      // its flight recorder samples every second; nobody reads it here
      ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
      ...Object.entries(options.parameters ?? {}).flatMap(([name, value]) => [
        '--setParameter',
        `${name}=${value}`,
      ]),
    ],
    logFile: join(dataDir, 'logs', 'mongo.log'),
    dataDir,
  });
  const url = `mongodb://${host}:${port}/?replicaSet=${REPLICA_SET}`;
  await waitUntilReady(child, READY_WITHIN_MS, () => becomePrimary(host, port), options.signal);
  return { ...child, port, url };
}

/** Makes the only member primary: on first start, and again when the port has moved since. Throws until it is. */
async function becomePrimary(host: string, port: number): Promise<void> {
  const member = `${host}:${port}`;
  const client = new MongoClient(`mongodb://${member}`, {
    directConnection: true,
    serverSelectionTimeoutMS: 2_000,
  });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] === true && hello['me'] === member) return;
    const config = await replicaSetConfig(client);
    if (config === undefined) {
      await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host: member }] } });
    } else if (config.members[0]?.host !== member) {
      const members = [{ ...config.members[0], host: member }];
      await admin.command({
        replSetReconfig: { ...config, version: config.version + 1, members },
        force: true,
      });
    }
    throw new Error(`${member} is not yet the primary`);
  } finally {
    await client.close();
  }
}

interface ReplicaSetConfig {
  readonly version: number;
  readonly members: readonly { readonly host: string }[];
}

async function replicaSetConfig(client: MongoClient): Promise<ReplicaSetConfig | undefined> {
  try {
    const answer = await client.db('admin').command({ replSetGetConfig: 1 });
    return answer['config'] as ReplicaSetConfig;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NOT_YET_INITIALIZED) return undefined;
    throw error;
  }
}

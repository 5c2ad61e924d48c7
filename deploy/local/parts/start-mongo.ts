import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient, MongoServerError } from 'mongodb';
import { fetchMongod } from './fetch-mongod.ts';
import { requireFreePort } from '../free-port.ts';
import type { Part, PartOptions } from './part.ts';
import { spawnChild } from '../spawn-child.ts';
import { waitUntilReady } from './wait-until-ready.ts';

const READY_WITHIN_MS = 60_000;
const REPLICA_SET = 'rs0';
const CACHE_GB = 1;
const NOT_YET_INITIALIZED = 94;
const UNAUTHORIZED = 13;

export interface MongoOptions extends PartOptions {
  /** mongod's `--setParameter`s, such as `enableTestCommands`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Ports of all members of its replica set, its own among them; alone unless given. They are started side by
   * side, each with a `dataDir` of its own, and the first makes the set.
   */
  readonly memberPorts?: readonly number[];
  /** TLS and users; without it anybody may do anything. */
  readonly lock?: MongoLock;
}

/** PEM files; the certificate must be for the host. */
export interface MongoLock {
  readonly caFile: string;
  /** Certificate and key in one file. */
  readonly certificateKeyFile: string;
  /** Members know each other by it. */
  readonly keyFile: string;
  /** The first user, with every right. */
  readonly admin: { readonly username: string; readonly password: string };
}

/**
 * Starts MongoDB as a replica set (transactions need one), of one member by default, journalled; ready when
 * it is the writable primary, or, as one of several members, follows one.
 */
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
      // acknowledged writes flush the journal at once; this is how often it is flushed otherwise
      ...['--journalCommitInterval', '500'],
      // its flight recorder samples every second; nothing reads it here
      ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
      ...(options.lock ? lockArguments(options.lock) : []),
      ...Object.entries(options.parameters ?? {}).flatMap(([name, value]) => [
        '--setParameter',
        `${name}=${value}`,
      ]),
    ],
    logFile: join(dataDir, 'logs', 'mongo.log'),
    dataDir,
  });
  const ports = options.memberPorts ?? [port];
  const members = ports.map((memberPort) => `${host}:${memberPort}`);
  const url = `mongodb://${members.join(',')}/?replicaSet=${REPLICA_SET}`;
  const member = `${host}:${port}`;
  await waitUntilReady(
    child,
    READY_WITHIN_MS,
    () => (members.length === 1 ? becomePrimary(member, options.lock) : joinMembers(member, members)),
    options.signal,
  );
  return { ...child, port, url };
}

/**
 * Makes the set where it is the first of its members. Throws until the set has a primary that this member is
 * or follows.
 */
async function joinMembers(member: string, members: readonly string[]): Promise<void> {
  await withAdmin(member, async (client) => {
    const hello = await client.db('admin').command({ hello: 1 });
    if (hello['isWritablePrimary'] === true || (hello['secondary'] === true && hello['primary'])) return;
    if (member === members[0] && (await replicaSetConfig(client)) === undefined)
      await client.db('admin').command({
        replSetInitiate: { _id: REPLICA_SET, members: members.map((host, _id) => ({ _id, host })) },
      });
    throw new Error(`${member} follows no primary yet`);
  });
}

/**
 * Makes the only member primary: on first start, and again when the port has moved since. Throws until it is.
 */
async function becomePrimary(member: string, lock: MongoLock | undefined): Promise<void> {
  const work = async (client: MongoClient): Promise<void> => {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] === true && hello['me'] === member)
      return lock ? ensureAdmin(client, lock) : undefined;
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
  };
  await withAdmin(member, work, lock);
}

/** While there is no user, whoever comes from this machine may make the first. */
async function ensureAdmin(client: MongoClient, { admin }: MongoLock): Promise<void> {
  try {
    await client
      .db('admin')
      .command({ createUser: admin.username, pwd: admin.password, roles: [{ role: 'root', db: 'admin' }] });
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== UNAUTHORIZED) throw error;
  }
}

const lockArguments = ({ caFile, certificateKeyFile, keyFile }: MongoLock): string[] => [
  ...['--tlsMode', 'requireTLS', '--tlsCertificateKeyFile', certificateKeyFile, '--tlsCAFile', caFile],
  ...['--tlsAllowConnectionsWithoutCertificates', '--keyFile', keyFile],
  // certificates as logins
  ...['--setParameter', 'authenticationMechanisms=SCRAM-SHA-256,SCRAM-SHA-1,MONGODB-X509'],
];

async function withAdmin(
  member: string,
  work: (client: MongoClient) => Promise<void>,
  lock?: MongoLock,
): Promise<void> {
  const client = new MongoClient(`mongodb://${member}`, {
    ...(lock ? { tls: true, tlsCAFile: lock.caFile } : {}),
    directConnection: true,
    serverSelectionTimeoutMS: 2_000,
  });
  try {
    await work(client);
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
    // with a lock nobody may ask before there is a user
    if (error instanceof MongoServerError && [NOT_YET_INITIALIZED, UNAUTHORIZED].includes(Number(error.code)))
      return undefined;
    throw error;
  }
}

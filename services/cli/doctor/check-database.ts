/** MongoDB: version, replica set, clock, indexes, disk, and how far retention has come. */
import { collections } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { keyIdOf } from '../../people/person-hash.ts';
import { noting, type Finding } from './finding.ts';

/** The proof of the sliding minute allows a tenth of a second between clocks. */
const MOST_CLOCK_MS = 100;
const OLDEST_VERSION = 6;
const DISK_FULL = 0.85;
const SWEEP_WITHIN_MS = 6 * 3_600_000;
const PUBLISH = 'run dist/deploy/publish/publish.js';

export async function checkDatabase(
  database: Database,
  peopleKey: string,
  clock: () => number = Date.now,
): Promise<Finding[]> {
  return [
    ...(await checkServer(database)),
    ...(await checkClock(database, clock)),
    ...(await checkIndexes(database)),
    ...(await checkDisk(database)),
    ...(await checkRetention(database)),
    ...(await checkPeopleKey(database, peopleKey)),
  ];
}

async function checkServer({ db }: Database): Promise<Finding[]> {
  const note = noting('mongodb');
  const { version } = (await db.command({ buildInfo: 1 })) as unknown as { version: string };
  if (Number(version.split('.')[0]) < OLDEST_VERSION)
    note.fault(`MongoDB is version ${version}`, `use version ${OLDEST_VERSION} or newer`);
  const hello = (await db.command({ hello: 1 })) as { setName?: string; hosts?: string[]; msg?: string };
  if (hello.setName === undefined && hello.msg !== 'isdbgrid')
    note.fault('MongoDB is not a replica set: transactions do not work', 'start it with --replSet');
  else if ((hello.hosts?.length ?? 3) < 3)
    note.warn(
      `the replica set has ${hello.hosts?.length} member(s)`,
      'use three: a majority must outlive the loss of one',
    );
  return note.end(`version ${version}`);
}

/** Compared with the middle of question and answer. */
async function checkClock({ db }: Database, clock: () => number): Promise<Finding[]> {
  const note = noting('clocks');
  const askedAtMs = clock();
  const { localTime } = (await db.command({ hello: 1 })) as unknown as { localTime: Date };
  const answeredAtMs = clock();
  // the answer may have been written at any time in between
  const beforeMs = askedAtMs - localTime.getTime();
  const behindMs = localTime.getTime() - answeredAtMs;
  const offMs = Math.max(beforeMs, behindMs);
  if (offMs > MOST_CLOCK_MS)
    note.fault(
      `the clock of MongoDB and that of this machine differ by ${offMs} ms or more`,
      'synchronise all clocks (NTP); senders must agree within 100 ms',
    );
  return note.end('MongoDB and this machine agree');
}

async function checkIndexes({ db }: Database): Promise<Finding[]> {
  const note = noting('indexes');
  let count = 0;
  for (const { name, indexes } of Object.values(collections)) {
    const present = await db
      .collection(name)
      .indexes()
      .catch(() => []);
    for (const index of indexes) {
      count += 1;
      const keys = JSON.stringify(index.keys);
      const same = present.find(({ key }) => JSON.stringify(key) === keys);
      if (!same) note.fault(`${name} has no index on ${keys}`, PUBLISH);
      else if ((index.unique ?? false) !== (same.unique ?? false))
        note.fault(
          `the index of ${name} on ${keys} is not as unique as it should be`,
          `drop it and ${PUBLISH}`,
        );
    }
  }
  return note.end(`${count} as they should be`);
}

async function checkDisk({ db }: Database): Promise<Finding[]> {
  const note = noting('disk');
  const { fsUsedSize, fsTotalSize } = (await db.stats()) as { fsUsedSize?: number; fsTotalSize?: number };
  if (!fsTotalSize || fsUsedSize === undefined) return note.end('MongoDB does not say');
  const used = fsUsedSize / fsTotalSize;
  const percent = `${Math.round(used * 100)} %`;
  if (used > DISK_FULL)
    note.fault(`the disk of MongoDB is ${percent} full`, 'make room: docs/operations.md, DatabaseDiskFull');
  return note.end(`${percent} used`);
}

async function checkRetention(database: Database): Promise<Finding[]> {
  const note = noting('retention');
  const sweep = await database.of(collections.sweeps).findOne();
  if (!sweep)
    note.warn('nothing that has passed its time was ever removed', 'start campaigns: it sweeps each hour');
  else if (Date.now() - sweep.endedAt.getTime() > SWEEP_WITHIN_MS)
    note.fault(
      `the last sweep ended at ${sweep.endedAt.toISOString()}`,
      'see docs/operations.md, RetentionStopped',
    );
  return note.end('swept within six hours');
}

async function checkPeopleKey(database: Database, key: string): Promise<Finding[]> {
  const note = noting('people');
  const erased = await database.of(collections.erasedPeople).findOne();
  if (erased && (key === '' || keyIdOf(key) !== erased.keyId))
    note.fault(
      'PEOPLE_KEY is missing or is not the one that people were erased with',
      'put the former key back: without it nobody is messaged',
    );
  return note.end(key === '' ? 'nobody was erased; PEOPLE_KEY is not set' : 'the key fits');
}

/**
 * Months in minutes: the clocks of all our processes, of the simulator and of this one jump, and what broker and database would have
 * removed meanwhile is removed. Their own clocks stay: under libfaketime the JVM is too slow. So records go up to the offset of their
 * age, documents by the indexes that the database lists, and offsets of groups that were empty for as long as Kafka keeps them.
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../../deploy/local/project-root.ts';
import type { RunningSystem } from '../../support/run-system.ts';
import type { World } from '../world.ts';
import { moveOwnClock } from './own-clock.ts';

export const DAY = 24 * 3_600_000;
/** `offsets.retention.minutes` as Kafka has it. */
const OFFSETS_KEPT_MS = 7 * DAY;
/** Every process has looked at the file by then; it looks ten times a second. */
const SEEN_AFTER_MS = 250;
const folder = join(projectRoot(), '.data', 'faults', 'months');
const CLOCK = join(folder, 'clock-all');

export const MOVED_CLOCKS = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(projectRoot(), 'test', 'faults', 'shift-clock.mjs')).href}`,
  SHIFTED_CLOCKS: folder,
  SHIFTED_TIME_ORIGIN: 'true',
};

export type SimulatedTime = {
  /** Days since the system began. */
  day(): number;
  /** All clocks jump, and what is too old by then is gone. */
  pass(days: number): Promise<void>;
};

const times = new WeakMap<World, SimulatedTime>();

/** The time of a world; it begins at the true one, and goes on from scenario to scenario. */
export function timeOf(world: World): SimulatedTime {
  const known = times.get(world);
  if (known) return known;
  const clock = moveOwnClock();
  const emptySince = new Map<string, number>();
  let days = 0;
  const time: SimulatedTime = {
    day: () => days,
    async pass(more) {
      const before = Date.now();
      days += more;
      await mkdir(folder, { recursive: true });
      await writeFile(`${CLOCK}.new`, String(days * DAY)); // a half-written time would be another one
      await rename(`${CLOCK}.new`, CLOCK);
      clock.set(days * DAY);
      await delay(SEEN_AFTER_MS);
      await Promise.all([
        expireDocuments(world.system),
        expireRecords(world.system),
        forgetGroups(world.system, emptySince, before),
      ]);
    },
  };
  world.onClose(async () => {
    clock.restore();
    await rm(folder, { recursive: true, force: true });
  });
  times.set(world, time);
  return time;
}

/** As MongoDB does it once a minute. */
async function expireDocuments({ database: { db } }: RunningSystem): Promise<void> {
  for (const { name } of await db.listCollections({ type: 'collection' }).toArray())
    for (const { key, expireAfterSeconds } of await db.collection(name).indexes()) {
      const [field] = Object.keys(key);
      if (expireAfterSeconds === undefined || field === undefined) continue;
      const before = new Date(Date.now() - Number(expireAfterSeconds) * 1_000);
      await db.collection(name).deleteMany({ [field]: { $lte: before } });
    }
}

/** As a broker does it, and sooner: it removes a segment when the last of its records has passed its time. */
async function expireRecords({ context: { kafka, settings } }: RunningSystem): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ours = (await admin.listTopics()).filter((topic) => topic.startsWith(settings.namespace));
    const TOPIC = 2;
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: ours.map((name) => ({ type: TOPIC, name })),
    });
    for (const { resourceName: topic, configEntries } of resources) {
      const valueOf = (name: string): string =>
        configEntries.find(({ configName }) => configName === name)?.configValue ?? '';
      const keptMs = Number(valueOf('retention.ms'));
      if (!valueOf('cleanup.policy').includes('delete') || keptMs < 0) continue;
      const [ends, kept] = await Promise.all([
        admin.fetchTopicOffsets(topic),
        admin.fetchTopicOffsetsByTimestamp(topic, Date.now() - keptMs),
      ]);
      const low = new Map(ends.map((end) => [end.partition, Number(end.low)]));
      const partitions = kept
        .filter(({ partition, offset }) => Number(offset) > (low.get(partition) ?? 0))
        .map(({ partition, offset }) => ({ partition, offset }));
      if (partitions.length > 0) await admin.deleteTopicRecords({ topic, partitions });
    }
  } finally {
    await admin.disconnect();
  }
}

async function forgetGroups(
  { context: { kafka, settings } }: RunningSystem,
  emptySince: Map<string, number>,
  before: number,
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { groups } = await admin.listGroups();
    const ours = groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(settings.namespace));
    if (ours.length === 0) return;
    const described = (await admin.describeGroups(ours)).groups;
    const empty = new Set(described.filter(({ state }) => state === 'Empty').map(({ groupId }) => groupId));
    for (const group of emptySince.keys()) if (!empty.has(group)) emptySince.delete(group);
    for (const group of empty) if (!emptySince.has(group)) emptySince.set(group, before);
    const gone = [...empty].filter((group) => Date.now() - (emptySince.get(group) ?? 0) >= OFFSETS_KEPT_MS);
    if (gone.length > 0) await admin.deleteGroups(gone);
  } finally {
    await admin.disconnect();
  }
}

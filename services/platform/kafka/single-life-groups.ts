/**
 * Consumer groups that one process life alone uses: each listener (`-hears-`), reader of a whole topic (`-reads-`) and waiting command
 * client (`-waits-`) has its own, and so has who reads a topic once (`reader-`). Kafka keeps their offsets for 7 days after the process is gone.
 */
import type { Kafka } from './kafka.ts';

const OF_ONE_LIFE = /^reader-|-(hears|reads|waits)-/;
const GROUPS_A_REQUEST = 100;

/** Those of this namespace that have no member now. */
export async function findEmptyGroups(kafka: Kafka, namespace: string): Promise<string[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { groups } = await admin.listGroups();
    const ours = groups
      .map(({ groupId }) => groupId)
      .filter(
        (groupId) => groupId.startsWith(namespace) && OF_ONE_LIFE.test(groupId.slice(namespace.length)),
      );
    const empty: string[] = [];
    for (let at = 0; at < ours.length; at += GROUPS_A_REQUEST) {
      const described = await admin.describeGroups(ours.slice(at, at + GROUPS_A_REQUEST));
      empty.push(...described.groups.filter(({ state }) => state === 'Empty').map(({ groupId }) => groupId));
    }
    return empty;
  } finally {
    await admin.disconnect();
  }
}

/** A group that has a member again meanwhile stays: the broker refuses. @returns how many went */
export async function removeGroups(kafka: Kafka, groups: readonly string[]): Promise<number> {
  if (groups.length === 0) return 0;
  const admin = kafka.admin();
  await admin.connect();
  try {
    let removed = 0;
    for (const group of groups)
      removed += await admin.deleteGroups([group]).then(
        () => 1,
        () => 0,
      );
    return removed;
  } finally {
    await admin.disconnect();
  }
}

/**
 * What a topic on the broker must be like: the number of partitions that the code expects, the same retention
 * policy, room for the largest record, and no compression on the broker. Pure.
 */
import type { Topic } from '../../../schemas/topics.ts';

/** Records of every topic fit into this; the broker's default is a little more. */
export const USUAL_RECORD_BYTES = 1_000_000;
/**
 * The broker stores records uncompressed, whatever the producer does: it refuses records that are too large,
 * and no reader has to unpack anything.
 */
export const COMPRESSION = 'uncompressed';

export type FoundTopic = {
  readonly partitions: number;
  readonly settings: Readonly<Record<string, string | undefined>>;
};

type Wanted = Pick<Topic<never>, 'name' | 'partitions' | 'retentionMs' | 'maxRecordBytes'>;

const PUBLISH = 'run dist/deploy/publish/publish.js, which sets it';

/** @param found null when the broker has no such topic @returns sentences; none when the topic fits */
export function topicFaults(name: string, wanted: Wanted, found: FoundTopic | null): string[] {
  if (!found)
    return [
      `topic ${name} does not exist: run dist/deploy/publish/publish.js, which makes it. Or this process may not see it: docs/kafka-acls.md`,
    ];
  const faults: string[] = [];
  if (found.partitions !== wanted.partitions)
    faults.push(
      `topic ${name} has ${found.partitions} partitions, and this version needs ${wanted.partitions}: ` +
        'who owns what is found by that number ("More partitions" in docs/operations.md)',
    );
  const policy = wanted.retentionMs === 'latest' ? 'compact' : 'delete';
  const foundPolicy = found.settings['cleanup.policy'];
  if (foundPolicy !== undefined && foundPolicy !== policy)
    faults.push(`topic ${name} has cleanup.policy ${foundPolicy}, and this version needs ${policy}`);
  const limit = wanted.maxRecordBytes ?? USUAL_RECORD_BYTES;
  if (Number(found.settings['max.message.bytes'] ?? limit) < limit)
    faults.push(
      `topic ${name} has max.message.bytes ${found.settings['max.message.bytes']}, and this version needs ${limit}: ${PUBLISH}`,
    );
  const compression = found.settings['compression.type'];
  if (compression !== undefined && compression !== COMPRESSION)
    faults.push(
      `topic ${name} has compression.type ${compression}, and this version needs ${COMPRESSION}: ${PUBLISH}`,
    );
  return faults;
}

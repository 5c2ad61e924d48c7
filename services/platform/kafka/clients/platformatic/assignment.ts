/**
 * Kafka's embedded protocol of consumer groups (ConsumerProtocolSubscription, ConsumerProtocolAssignment): who
 * subscribes to what, and which partitions each member gets. As kafkajs has it, so that members with both
 * clients may be in one group. Pure.
 */
import { Reader, Writer } from '@platformatic/kafka';

/** Name of the way to assign; all members of a group must offer it. */
export const ASSIGNER = 'RoundRobinAssigner';
const VERSION = 0;
const NOT_COMPACT = false;

export const subscriptionTo = (topicName: string): Buffer =>
  Writer.create()
    .appendInt16(VERSION)
    .appendArray([topicName], (writer, name) => writer.appendString(name, NOT_COMPACT), NOT_COMPACT, false)
    .appendBytes(Buffer.alloc(0), NOT_COMPACT).buffer;

export const assignmentOf = (topicName: string, partitions: number[]): Buffer =>
  Writer.create()
    .appendInt16(VERSION)
    .appendArray(
      [topicName],
      (writer, name) =>
        writer
          .appendString(name, NOT_COMPACT)
          .appendArray(partitions, (list, partition) => list.appendInt32(partition), NOT_COMPACT, false),
      NOT_COMPACT,
      false,
    )
    .appendBytes(Buffer.alloc(0), NOT_COMPACT).buffer;

/** The partitions of one topic in an assignment. */
export function partitionsIn(assignment: Buffer, topicName: string): number[] {
  if (assignment.length === 0) return [];
  const reader = Reader.from(assignment);
  reader.skip(2);
  const topics = reader.readArray(
    (topic) => ({
      name: topic.readString(NOT_COMPACT),
      partitions: topic.readArray((list) => list.readInt32(), NOT_COMPACT, false),
    }),
    NOT_COMPACT,
    false,
  );
  return topics.find(({ name }) => name === topicName)?.partitions ?? [];
}

/** One after the other, in the order of the members' ids. */
export function shareOut(members: readonly string[], partitions: number): Map<string, number[]> {
  const sorted = [...members].sort();
  const shares = new Map(sorted.map((member): [string, number[]] => [member, []]));
  for (let partition = 0; partition < partitions; partition += 1)
    shares.get(sorted[partition % sorted.length] ?? '')?.push(partition);
  return shares;
}

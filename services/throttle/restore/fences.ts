/**
 * The fence between a restored database and the people it would message again: what Kafka knows of each
 * number, and telling it.
 */
import { randomUUID } from 'node:crypto';
import { topics } from '../../../schemas/topics.ts';
import type { PaceFence } from '../../../schemas/types.ts';
import type { PaceDocument } from '../../../schemas/collections.ts';
import { followTable } from '../../platform/kafka/follow-table.ts';
import type { ServiceContext } from '../../platform/process/run-service.ts';
import { sendTogether } from '../../platform/kafka/send-together.ts';
import { mismatchOf, type Mismatch } from './restore-fence.ts';
import { findDatabaseId } from '../store.ts';

/** More than one for each number and tick. */
const MAX_WAITING = 10_000;

export type Fences = {
  readonly clusterId: string;
  /** @param claimed the number's pace under our epoch */
  mismatchOf(claimed: PaceDocument): Mismatch | null;
  /**
   * Tells Kafka how far the number has come in this database; to be awaited before what it covers is
   * released.
   */
  tell(integrationId: string, epoch: number, reachedMicros: number): Promise<void>;
};

export async function openFences(context: ServiceContext): Promise<Fences> {
  const producer = await context.producer();
  const databaseId = await findDatabaseId(await context.mongo(), randomUUID());
  const admin = context.kafka.admin();
  await admin.connect();
  const { clusterId } = await admin.describeCluster();
  await admin.disconnect();
  const known = await followTable(context, topics.paceFences);
  // the numbers of one tick tell together
  const tellTogether = sendTogether<PaceFence>(
    (fences) => producer.send(topics.paceFences, fences),
    MAX_WAITING,
  );
  return {
    clusterId,
    mismatchOf: ({ _id, epoch, nextMicros, fence }) =>
      mismatchOf(
        { databaseId, epoch: epoch - 1, nextMicros, clusterId: fence?.clusterId ?? null },
        { clusterId, fence: known.get(_id) ?? null },
      ),
    tell: (integrationId, epoch, reachedMicros) =>
      tellTogether([{ integrationId, databaseId, epoch, reachedMicros, at: Date.now() }]),
  };
}

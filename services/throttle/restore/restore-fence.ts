/**
 * Database and Kafka each know how far a number has come, and the database is written first: a database that
 * knows less than Kafka is an old copy, and a database that was paced with another Kafka lacks what was under
 * way there. Neither may send by itself. Pure.
 */
import type { PaceFence } from '../../../schemas/types.ts';

export type DatabaseSide = {
  readonly databaseId: string;
  /** Owner's epoch before this claim. */
  readonly epoch: number;
  readonly nextMicros: number;
  /** The cluster that the number was paced with so far; null when it never was under a fence. */
  readonly clusterId: string | null;
};

export type KafkaSide = {
  readonly clusterId: string;
  /** The latest of the number on pace-fences; null when there is none. */
  readonly fence: PaceFence | null;
};

/** `found` names exactly this mismatch; `reason` is for people. */
export type Mismatch = { readonly found: string; readonly reason: string };

/** Why database and Kafka do not belong to the same past; null when they do. */
export function mismatchOf(database: DatabaseSide, { clusterId, fence }: KafkaSide): Mismatch | null {
  if (fence && fence.databaseId !== database.databaseId)
    return {
      found: `database ${fence.databaseId}/${fence.epoch}/${fence.reachedMicros}`,
      reason: `the number was paced with another database until ${timeOf(fence.reachedMicros)}, and this one does not know what was sent`,
    };
  if (fence && (database.epoch < fence.epoch || database.nextMicros < fence.reachedMicros))
    return {
      found: `older ${fence.databaseId}/${fence.epoch}/${fence.reachedMicros}`,
      reason: `the database is an old copy: it knows of messages until ${timeOf(database.nextMicros)}, Kafka until ${timeOf(fence.reachedMicros)}`,
    };
  if (database.clusterId !== null && database.clusterId !== clusterId)
    return {
      found: `cluster ${database.clusterId} ${clusterId} ${database.nextMicros}`,
      reason: `the Kafka cluster is ${clusterId}, and the number was paced with ${database.clusterId}: what was under way there is not here`,
    };
  if (database.clusterId !== null && !fence)
    return {
      found: `nothing ${clusterId} ${database.nextMicros}`,
      reason:
        'the topic pace-fences has lost what it knew of the number, and maybe other topics what was under way',
    };
  return null;
}

const timeOf = (micros: number): string =>
  micros <= 0 ? 'never' : new Date(Math.floor(micros / 1_000)).toISOString();

/** The resources of the steps of eligibility. */
import type { Logger } from '../platform/process/logger.ts';
import type { Metrics } from '../platform/process/metrics.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { RecogniseErased } from '../people/recognise-erased.ts';
import type { ReachedBefore } from '../queries/campaigns/reached-before.ts';
import type { Producer } from '../platform/kafka/produce.ts';

export type EligibilityParts = {
  readonly mongo: Database;
  readonly producer: Producer;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** A name that no other planning has. */
  readonly newPlannerId: () => string;
  readonly recogniseErased: RecogniseErased;
  readonly reachedBefore: ReachedBefore;
  readonly now: () => Date;
};

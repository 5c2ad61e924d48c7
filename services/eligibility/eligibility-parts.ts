/** What the steps of eligibility work with. */
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Database } from '../platform/mongo.ts';
import type { Producer } from '../platform/produce.ts';

export type EligibilityParts = {
  readonly mongo: Database;
  readonly producer: Producer;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** A name that no other planning has. */
  readonly newPlannerId: () => string;
  readonly now: () => Date;
};

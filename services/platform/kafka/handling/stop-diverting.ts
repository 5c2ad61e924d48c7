/**
 * Too many unusable records in a row stop a topic's consumer, so that it does not empty the topic into dead
 * letters.
 */
import type { Logger } from '../../process/logger.ts';
import type { Metrics } from '../../process/metrics.ts';

type StopperParts = {
  topic: { name: string };
  topicName: string;
  deadLettersBeforeStop: number;
  metrics: Metrics;
  log: Logger;
};

export type Stopper = {
  hasGivenUp: () => boolean;
  isTooMuch(records: number, unusable: number): boolean;
};

/**
 * Ending the process would be a crash loop that continues to dead-letter records; its other topics are not
 * affected.
 */
export function createStopper({
  topic,
  topicName,
  deadLettersBeforeStop,
  metrics,
  log,
}: StopperParts): Stopper {
  let inARow = 0;
  let hasGivenUp = false;
  return {
    hasGivenUp: () => hasGivenUp,
    isTooMuch(records: number, unusable: number): boolean {
      inARow = unusable === records ? inARow + unusable : 0;
      if (deadLettersBeforeStop === 0 || inARow <= deadLettersBeforeStop || hasGivenUp) return hasGivenUp;
      hasGivenUp = true;
      metrics.set('wac_consumers_stopped', 1, { topic: topic.name });
      log.fatal(
        { topic: topicName, deadInARow: inARow },
        'too many unusable records in a row: consuming this topic stops until a restart, so that the topic is not emptied into dead letters',
      );
      return true;
    },
  };
}

/**
 * The cluster-wide cap: whatever goes wrong with pacing, a number never gets more releases a minute than its
 * limit allows.
 */
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { SAFETY_CAPS } from '../../../schemas/collections/package-collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

// Counted in MongoDB by rate-limiter-flexible, a whole batch at a time; it should never refuse.

const WINDOW_SECONDS = 60;

export type SafetyCap = {
  /**
   * Takes so many releases from the number's budget.
   * @returns 0, or the milliseconds to wait when there is not enough left
   */
  take(integrationId: string, messagesPerSecond: number, messages: number): Promise<number>;
};

export function createSafetyCap(database: Database): SafetyCap {
  const limiters = new Map<number, RateLimiterMongo>();
  const limiterOf = (messagesPerSecond: number): RateLimiterMongo => {
    const present = limiters.get(messagesPerSecond);
    if (present) return present;
    const made = new RateLimiterMongo({
      storeClient: database.client,
      dbName: database.db.databaseName,
      tableName: SAFETY_CAPS,
      keyPrefix: '',
      points: messagesPerSecond * WINDOW_SECONDS,
      duration: WINDOW_SECONDS,
    });
    limiters.set(messagesPerSecond, made);
    return made;
  };
  return {
    async take(integrationId, messagesPerSecond, messages) {
      try {
        // a rate that falls opens a budget of its own: what left before counts against the old one
        await limiterOf(messagesPerSecond).consume(`${integrationId}/${messagesPerSecond}`, messages);
        return 0;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
        throw refusal;
      }
    },
  };
}

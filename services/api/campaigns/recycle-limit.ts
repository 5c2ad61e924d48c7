/**
 * A campaign is recycled at most once every 5 seconds (contract, section 6), counted in the database for all
 * processes together.
 */
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { API_RATE_LIMITS } from '../../../schemas/collections/package-collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { ApiError } from '../http/api-error.ts';

const SECONDS = 5;

/** @returns what takes the one recycling that a campaign has in 5 seconds, or throws ApiError 429 */
export function createRecycleLimit(database: Database): (campaignId: string) => Promise<void> {
  const limiter = new RateLimiterMongo({
    storeClient: database.client,
    dbName: database.db.databaseName,
    tableName: API_RATE_LIMITS,
    keyPrefix: 'recycle',
    points: 1,
    duration: SECONDS,
  });
  return async (campaignId) => {
    try {
      await limiter.consume(campaignId);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const message = `A campaign can only be recycled once every ${SECONDS} seconds`;
      throw new ApiError(429, [{ code: 'too.many.recycles', field: null, message, limit: null }], {
        headers: { 'retry-after': String(Math.ceil(refused.msBeforeNext / 1_000)) },
      });
    }
  };
}

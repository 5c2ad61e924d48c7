/**
 * Protection of the door: security headers, other origins only as set, and limits by rate-limiter-flexible.
 */
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  RateLimiterMemory,
  RateLimiterMongo,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
import type { Settings } from '../../../config/settings.ts';
import { API_RATE_LIMITS } from '../../../schemas/collections/package-collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { ApiError } from './api-error.ts';

// Requests are counted by caller in each process; sign-ins by address in the database, so that several
// processes count together.

const SECONDS = 60;
const SIGN_INS = new Set([
  'POST /oauth/token',
  'POST /api/v2/session',
  'POST /api/v2/session/password',
  'GET /oauth/sign-in',
  'GET /oauth/callback',
]);

export async function protect(
  server: FastifyInstance,
  database: Database,
  { corsOrigins, requestsPerMinute, signInsPerMinute, publicUrl }: Settings['api'],
): Promise<void> {
  const isSecure = publicUrl.startsWith('https:');
  await server.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        ...(isSecure ? {} : { upgradeInsecureRequests: null }),
      },
    },
    strictTransportSecurity: isSecure,
  });
  if (corsOrigins.length > 0)
    await server.register(cors, {
      origin: corsOrigins,
      credentials: true,
      exposedHeaders: ['retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'],
    });
  const requests = new RateLimiterMemory({ points: requestsPerMinute, duration: SECONDS });
  const signIns = new RateLimiterMongo({
    storeClient: database.client,
    dbName: database.db.databaseName,
    tableName: API_RATE_LIMITS,
    keyPrefix: 'sign-in',
    points: signInsPerMinute,
    duration: SECONDS,
  });
  // counted under who sends it, or where it comes from: before anything is looked up
  server.addHook('onRequest', async (request, reply) => {
    const isSignIn = SIGN_INS.has(`${request.method} ${request.routeOptions.url}`);
    if (isSignIn) await consume(signIns, request.ip, reply);
    else await consume(requests, keyOf(request), reply);
  });
}

/** The bearer token itself never is a key: its end differs for each. */
const keyOf = ({ headers, ip }: FastifyRequest): string => headers.authorization?.slice(-32) ?? ip;

/** @throws ApiError 429 with when to come again */
async function consume(limiter: RateLimiterAbstract, key: string, reply: FastifyReply): Promise<void> {
  const headers = (res: RateLimiterRes): Record<string, string> => ({
    'ratelimit-limit': String(limiter.points),
    'ratelimit-remaining': String(Math.max(0, res.remainingPoints)),
    'ratelimit-reset': String(Math.ceil(res.msBeforeNext / 1_000)),
  });
  try {
    void reply.headers(headers(await limiter.consume(key)));
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const message = `Rate limit exceeded the maximum [${limiter.points}] requests within [${SECONDS}] seconds`;
    throw new ApiError(429, [{ code: 'too.many.requests', field: null, message, limit: limiter.points }], {
      headers: { ...headers(refused), 'retry-after': String(Math.ceil(refused.msBeforeNext / 1_000)) },
    });
  }
}

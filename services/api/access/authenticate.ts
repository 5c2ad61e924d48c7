/**
 * Who calls: by access token, or by the session of a browser. Looked up in the database at most once a second
 * each.
 */
import type { FastifyRequest } from 'fastify';
import { loadPrincipal } from '../../access/load-principal.ts';
import type { Principal } from '../../access/principal.ts';
import { isRevoked } from '../../access/store.ts';
import type { Tokens } from '../../access/tokens.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { apiError } from '../http/api-error.ts';
import type { Sessions } from './sessions.ts';

const KEPT_MS = 1_000;
const MAX_KEPT = 10_000;

export type Authenticate = (request: FastifyRequest) => Promise<Principal>;

/** @throws ApiError 401 unless the request comes from somebody known */
export function createAuthenticate(
  database: Database,
  tokens: Tokens,
  sessions: Sessions,
  now: () => number,
): Authenticate {
  const kept = new Map<string, { principal: Principal | null; until: number }>();
  const lookUp = async (key: string, load: () => Promise<Principal | null>): Promise<Principal> => {
    let entry = kept.get(key);
    if (!entry || entry.until <= now()) {
      if (kept.size >= MAX_KEPT) kept.clear();
      entry = { principal: await load(), until: now() + KEPT_MS };
      kept.set(key, entry);
    }
    if (!entry.principal) throw badCredentials();
    return entry.principal;
  };
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      const session = await sessions.read(request);
      if (session)
        return lookUp(`user:${session.userId}`, () =>
          loadPrincipal(database, { kind: 'user', id: session.userId }),
        );
      throw apiError(
        401,
        'authentication.required',
        'No authentication bearer token specified in authorization header.',
      );
    }
    const token = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization.trim())?.[1];
    if (token === undefined) throw badCredentials();
    const read = await tokens.read(token);
    if (!read.ok) throw badCredentials();
    return lookUp(`token:${read.tokenId}`, async () =>
      (await isRevoked(database, read.tokenId)) ? null : loadPrincipal(database, read.subject),
    );
  };
}

const badCredentials = () => apiError(401, 'bad.credentials', 'Invalid login credentials.');

/**
 * What lets a listener in, and whether it still does: asked for all listeners together, whose rights may
 * change while they listen.
 */
import type { FastifyRequest } from 'fastify';
import { loadPrincipals } from '../../access/load-principal.ts';
import type { Principal } from '../../access/principal.ts';
import { findOpenSessions, findRevoked } from '../../access/store.ts';
import type { Tokens, TokenSubject } from '../../access/tokens.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Sessions } from '../access/sessions.ts';
import { apiError } from '../http/api-error.ts';

export type Credential =
  | { readonly kind: 'token'; readonly id: string; readonly subject: TokenSubject; readonly endsAtMs: number }
  | { readonly kind: 'session'; readonly id: string; readonly subject: TokenSubject };

/** @throws ApiError 401 when it has just ended */
export async function credentialOf(
  request: FastifyRequest,
  { tokens, sessions }: { tokens: Tokens; sessions: Sessions },
): Promise<Credential> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const read = await tokens.read(authorization.trim().replace(/^bearer +/i, ''));
    if (read.ok)
      return {
        kind: 'token',
        id: read.tokenId,
        subject: read.subject,
        endsAtMs: read.expiresAt.getTime(),
      };
  } else {
    const session = await sessions.read(request);
    if (session) return { kind: 'session', id: session._id, subject: { kind: 'user', id: session.userId } };
  }
  throw apiError(401, 'bad.credentials', 'Invalid login credentials.');
}

/**
 * In at most five reads.
 * @returns who is let in by each, in their order; null by one that lets nobody in any more
 */
export async function readPrincipals(
  database: Database,
  credentials: readonly Credential[],
  now: Date,
): Promise<Array<Principal | null>> {
  const idsOf = (wanted: Credential['kind']): string[] => [
    ...new Set(credentials.flatMap(({ kind, id }) => (kind === wanted ? [id] : []))),
  ];
  const [sessionIds, tokenIds] = [idsOf('session'), idsOf('token')];
  const [principals, open, revoked] = await Promise.all([
    loadPrincipals(
      database,
      credentials.map(({ subject }) => subject),
    ),
    sessionIds.length === 0 ? new Set<string>() : findOpenSessions(database, sessionIds, now),
    tokenIds.length === 0 ? new Set<string>() : findRevoked(database, tokenIds),
  ]);
  return credentials.map((credential) => {
    const isGood =
      credential.kind === 'session'
        ? open.has(credential.id)
        : !revoked.has(credential.id) && credential.endsAtMs > now.getTime();
    const { kind, id } = credential.subject;
    return isGood ? (principals.get(`${kind}:${id}`) ?? null) : null;
  });
}

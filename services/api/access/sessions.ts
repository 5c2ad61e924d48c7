/**
 * Sessions of browsers: a cookie that scripts cannot read and other sites cannot use, and for every change a
 * header that only our own pages can send (double-submit token, bound to the session).
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionDocument } from '../../../schemas/collections/access-collections.ts';
import { endSession, findSession, insertSession, prolongSession } from '../../access/store.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { apiError } from '../http/api-error.ts';
import { DAY } from '../../domain/time/lengths.ts';

const COOKIE = 'wac_session';
export const CSRF_HEADER = 'x-csrf-token';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** A session that is used goes on; one that is not ends. */
const IDLE_MS = 8 * 3_600_000;
const LONGEST_MS = 7 * DAY;
const PROLONG_EVERY_MS = 60_000;

export type Sessions = {
  /**
   * Begins a session and sets its cookie.
   * @returns the token that changes must carry in the header X-CSRF-Token
   */
  begin(reply: FastifyReply, userId: string, how?: { isExternal: true }): Promise<string>;
  /** @returns null without a session. @throws ApiError 403 for a change without its token */
  read(request: FastifyRequest): Promise<SessionDocument | null>;
  csrfToken(session: SessionDocument): string;
  end(request: FastifyRequest, reply: FastifyReply): Promise<void>;
};

/** @param isSecure the cookie travels by HTTPS only */
export function createSessions(
  database: Database,
  secret: string,
  isSecure: boolean,
  now: () => number,
): Sessions {
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure } as const;
  const csrfToken = ({ _id }: { _id: string }): string =>
    createHmac('sha256', secret).update(`csrf:${_id}`).digest('base64url');
  const idOf = (given: string): string => createHash('sha256').update(given).digest('base64url');
  return {
    csrfToken,
    async begin(reply, userId, how) {
      const given = randomBytes(32).toString('base64url');
      const at = new Date(now());
      const session = {
        _id: idOf(given),
        userId,
        ...how,
        createdAt: at,
        seenAt: at,
        expiresAt: new Date(now() + IDLE_MS),
      };
      await insertSession(database, session);
      void reply.setCookie(COOKIE, given, cookie);
      return csrfToken(session);
    },
    async read(request) {
      const given = request.cookies[COOKIE];
      if (given === undefined) return null;
      const session = await findSession(database, idOf(given));
      if (!session || session.expiresAt.getTime() <= now()) return null;
      if (!SAFE.has(request.method) && !isEqual(request.headers[CSRF_HEADER], csrfToken(session)))
        throw apiError(403, 'not.authorized', `The header ${CSRF_HEADER} is missing or wrong.`);
      if (now() - session.seenAt.getTime() > PROLONG_EVERY_MS) {
        const longest = session.createdAt.getTime() + LONGEST_MS;
        await prolongSession(
          database,
          session._id,
          new Date(now()),
          new Date(Math.min(now() + IDLE_MS, longest)),
        );
      }
      return session;
    },
    async end(request, reply) {
      const given = request.cookies[COOKIE];
      if (given !== undefined) await endSession(database, idOf(given));
      void reply.clearCookie(COOKIE, cookie);
    },
  };
}

function isEqual(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

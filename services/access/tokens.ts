/**
 * Access tokens: JWTs that name the caller. Permissions are loaded at each call, so that a change takes
 * effect at once.
 */
import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, errors, jwtVerify, SignJWT, type JWTVerifyGetKey } from 'jose';
import type { Principal } from './principal.ts';
import type { SigningKeys } from './signing-keys.ts';

const ISSUER = 'whatsapp-campaigns';
/** A key that another process created is looked up at most this often. */
const LOOK_AGAIN_MS = 1_000;

export type TokenSubject = { kind: Principal['kind']; id: string };
export type ReadToken =
  | { ok: true; subject: TokenSubject; tokenId: string; expiresAt: Date }
  | { ok: false; reason: 'expired' | 'invalid' };

export type Tokens = {
  /** @returns a token and its lifetime in seconds */
  issue(subject: TokenSubject): Promise<{ token: string; expiresIn: number }>;
  read(token: string): Promise<ReadToken>;
};

export function createTokens(keys: SigningKeys, tokenMs: number, now: () => number): Tokens {
  let known: { set: JWTVerifyGetKey; readAt: number } | undefined;
  const keySet = async (again: boolean): Promise<JWTVerifyGetKey> => {
    if (!known || (again && now() - known.readAt >= LOOK_AGAIN_MS))
      known = { set: createLocalJWKSet(await keys.published()), readAt: now() };
    return known.set;
  };
  const verify = async (token: string, again: boolean) =>
    jwtVerify(token, await keySet(again), {
      issuer: ISSUER,
      audience: ISSUER,
      algorithms: ['ES256'],
      currentDate: new Date(now()),
      requiredClaims: ['sub', 'jti', 'exp'],
    });
  return {
    async issue({ kind, id }) {
      const { kid, key } = await keys.current();
      const issuedAt = Math.floor(now() / 1_000);
      const expiresIn = Math.floor(tokenMs / 1_000);
      const token = await new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
        .setIssuer(ISSUER)
        .setAudience(ISSUER)
        .setSubject(`${kind}:${id}`)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + expiresIn)
        .sign(key);
      return { token, expiresIn };
    },
    async read(token) {
      try {
        const { payload } = await verify(token, false).catch((error: unknown) => {
          if (error instanceof errors.JWKSNoMatchingKey) return verify(token, true);
          throw error;
        });
        const [kind, id] = splitSubject(payload.sub ?? '');
        if ((kind !== 'client' && kind !== 'user') || id === '') return { ok: false, reason: 'invalid' };
        return {
          ok: true,
          subject: { kind, id },
          tokenId: payload.jti ?? '',
          expiresAt: new Date((payload.exp ?? 0) * 1_000),
        };
      } catch (error) {
        if (error instanceof errors.JWTExpired) return { ok: false, reason: 'expired' };
        if (error instanceof errors.JOSEError || error instanceof TypeError)
          return { ok: false, reason: 'invalid' };
        throw error;
      }
    },
  };
}

function splitSubject(subject: string): [string, string] {
  const at = subject.indexOf(':');
  return at < 0 ? ['', ''] : [subject.slice(0, at), subject.slice(at + 1)];
}

/**
 * What a browser carries from the beginning of a sign-in at the identity provider to its end: encrypted, so
 * that any api process can end what another began, and good for ten minutes.
 */
import { createHash } from 'node:crypto';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import type { SignInChecks } from './provider-client.ts';

const COOKIE = 'wac_sign_in';
const SECONDS = 600;

export type BegunSignIn = SignInChecks & { returnTo: string };
export type SignInCookie = {
  set(reply: FastifyReply, begun: BegunSignIn): Promise<void>;
  /**
   * What the browser began, which cannot be taken twice; null when there is nothing, or it is too old or
   * forged.
   */
  take(request: FastifyRequest, reply: FastifyReply): Promise<BegunSignIn | null>;
};

/** @param isSecure the cookie travels by HTTPS only */
export function createSignInCookie(secret: string, isSecure: boolean, now: () => number): SignInCookie {
  const key = createHash('sha256').update(`sign-in:${secret}`).digest();
  // Lax, not Strict: the browser comes back from another site
  const cookie = { path: '/oauth', httpOnly: true, sameSite: 'lax', secure: isSecure } as const;
  return {
    async set(reply, begun) {
      const at = Math.floor(now() / 1_000);
      const value = await new EncryptJWT({ ...begun })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setIssuedAt(at)
        .setExpirationTime(at + SECONDS)
        .encrypt(key);
      void reply.setCookie(COOKIE, value, { ...cookie, maxAge: SECONDS });
    },
    async take(request, reply) {
      const value = request.cookies[COOKIE];
      if (value === undefined) return null;
      void reply.clearCookie(COOKIE, cookie);
      try {
        const { payload } = await jwtDecrypt<BegunSignIn>(value, key, { currentDate: new Date(now()) });
        const { state, nonce, codeVerifier, returnTo } = payload;
        return { state, nonce, codeVerifier, returnTo };
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
        throw error;
      }
    },
  };
}

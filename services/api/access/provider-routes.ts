/** Sign-in for people by an outside identity provider: there, back again, and a session as after a sign-in by password. */
import Type from 'typebox';
import type { FastifyReply } from 'fastify';
import type { IdentityProvider } from '../../../config/identity-provider.ts';
import { signInExternally, type ExternalRefusal } from '../../access/external-people.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { notFound } from '../http/api-error.ts';
import type { ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { grantsOfGroups } from './group-grants.ts';
import { personOf } from './person-of-claims.ts';
import type { Claims } from './provider-client.ts';
import { returnTo } from './return-to.ts';
import type { Sessions } from './sessions.ts';
import type { SignInByProvider } from './sign-in-by-provider.ts';

/** What the console says when nobody was let in. */
type Refusal = ExternalRefusal | 'declined' | 'expired' | 'no.email' | 'failed' | 'unavailable';

type Parts = {
  readonly database: Database;
  readonly sessions: Sessions;
  readonly log: Logger;
  readonly now: () => number;
  /** Null: there are local accounts only. */
  readonly byProvider: SignInByProvider | null;
};

const Providers = Type.Object({
  providers: Type.Array(
    Type.Object({
      name: Type.String(),
      signInUri: Type.String({ description: 'A browser that goes there signs in.' }),
    }),
  ),
});
/** Answered by way of the browser's address. */
const Redirect = { 302: Type.Null(), ...ErrorAnswers };

export function addProviderRoutes(server: ApiServer, parts: Parts): void {
  const { byProvider, log } = parts;
  server.get(
    '/api/v2/session/providers',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Session'],
        summary: 'Where people can sign in besides local accounts',
        response: { 200: Providers, ...ErrorAnswers },
      },
    },
    async () => ({
      providers: byProvider ? [{ name: byProvider.provider.name, signInUri: '/oauth/sign-in' }] : [],
    }),
  );
  server.get(
    '/oauth/sign-in',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Session'],
        summary: 'Sends a browser to the identity provider',
        querystring: Type.Object({
          returnTo: Type.Optional(Type.String({ description: 'A page of the console.', maxLength: 2_000 })),
        }),
        response: Redirect,
      },
    },
    async (request, reply) => {
      if (!byProvider) throw notFound();
      const { client, cookie } = byProvider;
      try {
        const { url, checks } = await client.begin();
        await cookie.set(reply, { ...checks, returnTo: returnTo(request.query.returnTo) });
        return await goTo(reply, url.href);
      } catch (error) {
        log.error(reasonOf(error), 'the identity provider cannot be reached');
        return refuse(reply, 'unavailable');
      }
    },
  );
  server.get(
    '/oauth/callback',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Session'],
        summary: 'Where the identity provider sends a browser back',
        querystring: Type.Object({}, { additionalProperties: true }),
        response: Redirect,
      },
    },
    async (request, reply) => {
      if (!byProvider) throw notFound();
      const { client, cookie } = byProvider;
      const begun = await cookie.take(request, reply);
      if (!begun) return refuse(reply, 'expired');
      const { error } = request.query as { error?: unknown };
      let claims: Claims;
      try {
        claims = await client.finish(queryOf(request.url), begun);
      } catch (cause) {
        log.warn(reasonOf(cause), 'a sign-in at the identity provider was refused');
        return refuse(reply, error === 'access_denied' ? 'declined' : 'failed');
      }
      const entered = await enter(parts, byProvider.provider, claims, reply);
      return entered === null ? goTo(reply, begun.returnTo) : refuse(reply, entered);
    },
  );
}

/** @returns null once a session has begun */
async function enter(
  { database, sessions, log, now }: Parts,
  provider: IdentityProvider,
  claims: Claims,
  reply: FastifyReply,
): Promise<Refusal | null> {
  const { person, groups } = personOf(claims, provider);
  if (!person) return 'no.email';
  const grants = await grantsOfGroups(database, provider.groupRoles, groups, log);
  const result = await signInExternally(database, person, grants, new Date(now()), reply.request.ip);
  if (!result.ok) {
    log.warn({ issuer: claims.iss, subject: claims.sub, reason: result.reason }, 'nobody was let in');
    return result.reason;
  }
  await sessions.begin(reply, result.user._id, { isExternal: true });
  return null;
}

const queryOf = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');

/** Without the causes that the package keeps: they hold codes and tokens. */
function reasonOf(error: unknown): { reason: string; code: unknown } {
  if (!(error instanceof Error)) throw error;
  return { reason: error.message, code: (error as { code?: unknown }).code };
}

const refuse = (reply: FastifyReply, reason: Refusal): FastifyReply =>
  goTo(reply, `/?signInRefused=${reason}`);

const goTo = (reply: FastifyReply, address: string): FastifyReply =>
  reply.header('cache-control', 'no-store').redirect(address, 302);

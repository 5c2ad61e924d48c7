/** Sign-in for people, by password: the session of a browser begins, tells who one is, and ends. */
import Type from 'typebox';
import { loadPrincipal } from '../../access/load-principal.ts';
import { matchesPermission, permissions } from '../../access/permissions.ts';
import { setPassword, signIn } from '../../access/people.ts';
import type { Principal } from '../../access/principal.ts';
import { passwordFits } from '../../access/secrets.ts';
import { findUser } from '../../access/store.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { apiError } from '../http/api-error.ts';
import { actorOf } from './actor.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import type { Sessions } from './sessions.ts';

const Me = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.Enum(['client', 'user']),
  email: Type.Optional(Type.String()),
  mustChangePassword: Type.Boolean(),
  /** Permissions with the divisions in which they are held; `*` = all. */
  permissions: Type.Record(Type.String(), Type.Array(Type.String())),
  csrfToken: Type.Optional(Type.String({ description: 'To be sent as X-CSRF-Token with every change.' })),
  signOutUri: Type.Optional(
    Type.String({
      description: 'Where a browser goes after signing out here, to sign out of the identity provider.',
    }),
  ),
});

type Parts = {
  readonly database: Database;
  readonly sessions: Sessions;
  /** At the identity provider; null when there is none. */
  readonly signOutUrl: () => Promise<string | null>;
  readonly now: () => number;
};

export function addSessionRoutes(server: ApiServer, parts: Parts): void {
  addSignIn(server, parts);
  addGet(server, parts);
  addSignOut(server, parts);
  addPassword(server, parts);
}

function addSignIn(server: ApiServer, { database, sessions, now }: Parts): void {
  server.post(
    '/api/v2/session',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Session'],
        summary: 'Signs in by password',
        body: Type.Object(
          { email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: 1_024 }) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({ csrfToken: Type.String(), mustChangePassword: Type.Boolean() }),
          ...ErrorAnswers,
        },
      },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const result = await signIn(database, email, password, new Date(now()), request.ip);
      if (!result.ok)
        throw apiError(
          401,
          'bad.credentials',
          result.reason === 'locked'
            ? `Too many failures: this account is locked until ${result.until?.toISOString() ?? ''}.`
            : 'E-mail address or password are wrong.',
        );
      const csrfToken = await sessions.begin(reply, result.user._id);
      return { csrfToken, mustChangePassword: result.user.mustChangePassword };
    },
  );
}

function addGet(server: ApiServer, { database, sessions, signOutUrl }: Parts): void {
  server.get(
    '/api/v2/session',
    {
      config: { access: 'signed-in' },
      schema: {
        tags: ['Session'],
        summary: 'Who calls, and what he may do where',
        response: { 200: Me, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { principal } = callerOf(request);
      const { kind, id, name } = principal;
      const user = kind === 'user' ? await findUser(database, id) : null;
      const session = await sessions.read(request);
      // as it is now: what was looked up within the last second may be from before a change of password
      const present = (await loadPrincipal(database, { kind, id })) ?? principal;
      const signOutUri = session?.isExternal ? await signOutUrl() : null;
      return {
        id,
        name,
        kind,
        ...(user ? { email: user.email } : {}),
        mustChangePassword: user?.mustChangePassword ?? false,
        permissions: permissionsOf(present),
        ...(session ? { csrfToken: sessions.csrfToken(session) } : {}),
        ...(signOutUri === null ? {} : { signOutUri }),
      };
    },
  );
}

function addSignOut(server: ApiServer, { sessions }: Parts): void {
  server.delete(
    '/api/v2/session',
    {
      config: { access: 'signed-in' },
      schema: { tags: ['Session'], summary: 'Signs out', response: { 204: Type.Null(), ...ErrorAnswers } },
    },
    async (request, reply) => {
      await sessions.end(request, reply);
      return reply.code(204).send(null);
    },
  );
}

function addPassword(server: ApiServer, { database, sessions, now }: Parts): void {
  server.post(
    '/api/v2/session/password',
    {
      config: { access: 'signed-in' },
      schema: {
        tags: ['Session'],
        summary: 'Changes one’s own password; other sessions end',
        body: Type.Object(
          { password: Type.String(), newPassword: Type.String() },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { principal } = callerOf(request);
      const user = principal.kind === 'user' ? await findUser(database, principal.id) : null;
      if (!user || !(await passwordFits(user.passwordHash, request.body.password)))
        throw apiError(400, 'bad.credentials', 'The present password is wrong.', 'password');
      const session = await sessions.read(request);
      await setPassword(database, user._id, request.body.newPassword, {
        mustChange: false,
        ...(session ? { exceptSession: session._id } : {}),
        now: new Date(now()),
        actor: actorOf(request),
      });
      return reply.code(204).send(null);
    },
  );
}

function permissionsOf({ grants }: Principal): Record<string, string[]> {
  const held: Record<string, string[]> = {};
  for (const permission of permissions) {
    const divisions = grants
      .filter((grant) => grant.permissions.some((pattern) => matchesPermission(pattern, permission)))
      .flatMap(({ divisionIds }) => divisionIds);
    if (divisions.length > 0) held[permission] = divisions.includes('*') ? ['*'] : [...new Set(divisions)];
  }
  return held;
}

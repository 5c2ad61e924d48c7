/** Users: made, changed, deleted, and their way back in: a new password, the end of a lock. */
import Type from 'typebox';
import type { FastifyRequest } from 'fastify';
import { changePerson, getUserById, removePerson, unlockPerson } from '../../access/change-people.ts';
import { grantsOf } from '../../access/granted-roles.ts';
import { makeUser, resetPasswordOf } from '../../access/people.ts';
import type { UserDocument } from '../../../schemas/collections/access-collections.ts';
import { actorOf } from '../access/actor.ts';
import type { ApiParts } from '../api-parts.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { paths } from '../http/refs.ts';
import { requireGivable, requireNotAbove, requireOther } from './may-give.ts';
import { UserBody, UserEntity, UserPatch } from './user-entity.ts';
import { userEntity } from './user-list-routes.ts';

const tags = ['Users'];
const params = Type.Object({ userId: Type.String() });
const oneUrl = `${paths.user}/:userId`;
const NewPassword = Type.Object(
  {
    newPassword: Type.Optional(
      Type.String({ maxLength: 1_024, description: 'Ours: may be absent; one is made then.' }),
    ),
  },
  { additionalProperties: false },
);
/** A request without a body asks for a password that is made here. */
const orEmpty = async (request: FastifyRequest): Promise<void> => {
  request.body ??= {};
};
const Password = Type.Optional(Type.String({ description: 'Ours: made here, and not shown again.' }));

export function addUserRoutes(server: ApiServer, parts: ApiParts): void {
  addCreate(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
  addPassword(server, parts);
  addUnlock(server, parts);
}

function addCreate(server: ApiServer, parts: ApiParts): void {
  server.post(
    paths.user,
    {
      config: { access: { all: ['directory:user:add'] } },
      schema: {
        tags,
        summary: 'Makes a user; the password must be changed at the first sign-in',
        body: UserBody,
        response: { 200: Type.Object({ ...UserEntity.properties, password: Password }), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { name, email, password: given, state = 'active', roleDivisions = [] } = request.body;
      const attempt = { kind: 'user', id: email.slice(0, 200), name: email, action: 'CreateUser' } as const;
      if (roleDivisions.length > 0) await requireGivable(parts, request, attempt, roleDivisions, 'add');
      const { user, password } = await makeUser(
        parts.database,
        {
          ...{ name, email, grants: grantsOf(roleDivisions), active: state === 'active', mustChange: true },
          ...(given === undefined ? {} : { password: given }),
        },
        new Date(parts.now()),
        actorOf(request),
      );
      const entity = await userEntity(parts, callerOf(request), user._id);
      void reply.header('cache-control', 'no-store');
      return { ...entity, ...(password === null || given !== undefined ? {} : { password }) };
    },
  );
}

function addChange(server: ApiServer, parts: ApiParts): void {
  server.patch(
    oneUrl,
    {
      config: { access: { all: ['directory:user:edit'] } },
      schema: {
        tags,
        summary: 'Changes a user; one who is made inactive is out at once',
        description: 'What is left out stays.',
        params,
        body: UserPatch,
        response: { 200: UserEntity, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { name, email, state, version } = request.body;
      const { _id } = await userFor(parts, request, 'UpdateUser');
      if (state === 'inactive') requireOther(request, _id, 'disable');
      const change = {
        version,
        ...(name === undefined ? {} : { name }),
        ...(email === undefined ? {} : { email }),
        ...(state === undefined ? {} : { active: state === 'active' }),
      };
      await changePerson(parts.database, _id, change, new Date(parts.now()), actorOf(request));
      return userEntity(parts, callerOf(request), _id);
    },
  );
}

function addDelete(server: ApiServer, parts: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: { all: ['directory:user:delete'] } },
      schema: {
        tags,
        summary: 'Deletes a user, who is out at once; the audit keeps the name',
        params,
        response: { 200: Type.Object({}), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { _id } = await userFor(parts, request, 'DeleteUser');
      requireOther(request, _id, 'delete');
      await removePerson(parts.database, _id, new Date(parts.now()), actorOf(request));
      return {};
    },
  );
}

function addPassword(server: ApiServer, parts: ApiParts): void {
  server.post(
    `${oneUrl}/password`,
    {
      preValidation: orEmpty,
      config: { access: { all: ['directory:userPassword:set'] } },
      schema: {
        tags,
        summary: 'Gives a user a password that must be changed at the next sign-in; sessions and locks end',
        params,
        body: NewPassword,
        response: { 200: Type.Object({ password: Type.String() }), 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id } = await userFor(parts, request, 'ResetPassword');
      requireOther(request, _id, 'reset the password of');
      const given = request.body.newPassword;
      const at = new Date(parts.now());
      const password = await resetPasswordOf(parts.database, _id, at, actorOf(request), given);
      if (given !== undefined) return reply.code(204).send(null);
      void reply.header('cache-control', 'no-store');
      return reply.code(200).send({ password });
    },
  );
}

function addUnlock(server: ApiServer, parts: ApiParts): void {
  server.post(
    `${oneUrl}/unlock`,
    {
      config: { access: { all: ['directory:user:edit'] } },
      schema: {
        tags,
        summary: 'Ours: ends the lock of a user after failed sign-ins',
        params,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id } = await userFor(parts, request, 'UnlockUser');
      await unlockPerson(parts.database, _id, new Date(parts.now()), actorOf(request));
      return reply.code(204).send(null);
    },
  );
}

/** @throws Refused when there is none; ApiError 403 for one who may do what the caller may not */
async function userFor(parts: ApiParts, request: FastifyRequest, action: string): Promise<UserDocument> {
  const user = await getUserById(parts.database, (request.params as { userId: string }).userId);
  await requireNotAbove(parts, request, { kind: 'user', id: user._id, name: user.email, action }, user);
  return user;
}

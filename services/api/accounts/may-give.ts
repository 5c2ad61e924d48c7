/**
 * Nobody gives what he does not hold: neither by a role, nor by taking over somebody who may do more, nor by
 * a role that others have. What is refused is in the audit.
 */
import type { FastifyRequest } from 'fastify';
import type { RoleGrant } from '../../../schemas/collections/access-collections.ts';
import { auditAttempt, type AccessKind } from '../../access/audit-access.ts';
import { grantsOf, notHeldBy, type Lacked, type RoleInDivision } from '../../access/granted-roles.ts';
import { permissionsIn } from '../../access/load-principal.ts';
import type { Permission } from '../../access/permissions.ts';
import { ALL_DIVISIONS, type Grant } from '../../access/principal.ts';
import { findRoles } from '../../access/role-store.ts';
import { builtInRoles } from '../../access/roles.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findDivision } from '../../queries/divisions/divisions.ts';
import { requireBesides } from '../access/access.ts';
import { actorOf } from '../access/actor.ts';
import type { ApiParts } from '../api-parts.ts';
import { apiError, type ApiError } from '../http/api-error.ts';
import { callerOf } from '../http/api-server.ts';

/** What is changed, and how: for the audit. */
export type Attempt = {
  readonly kind: AccessKind;
  readonly id: string;
  readonly name: string;
  readonly action: string;
};

type Holder = { readonly grants: RoleGrant[]; readonly groupGrants?: RoleGrant[] };

/** @throws ApiError 403 unless the caller may do whatever the user or client may */
export async function requireNotAbove(
  parts: ApiParts,
  request: FastifyRequest,
  attempt: Attempt,
  { grants, groupGrants = [] }: Holder,
): Promise<void> {
  const held = await permissionsIn(parts.database, [...grants, ...groupGrants]);
  await requireHeld(parts, request, attempt, held);
}

/**
 * @param verb what is done with roles in divisions
 * @throws ApiError 400 for a role or division that does not exist; 403 for what the caller does not hold
 */
export async function requireGivable(
  parts: ApiParts,
  request: FastifyRequest,
  attempt: Attempt,
  roles: readonly RoleInDivision[],
  verb: 'add' | 'delete',
): Promise<void> {
  const { principal } = callerOf(request);
  if (verb === 'add') await requireExistence(parts.database, roles);
  const permission: Permission = `authorization:grant:${verb}`;
  for (const divisionId of new Set(roles.map((role) => role.divisionId)))
    requireBesides(principal, { all: [permission] }, divisionId);
  await requireHeld(parts, request, attempt, await permissionsIn(parts.database, grantsOf(roles)));
}

/** What a role holds, everybody may come to hold everywhere. @throws ApiError 403 */
export const requireRoleHeld = (
  parts: ApiParts,
  request: FastifyRequest,
  attempt: Attempt,
  permissions: readonly string[],
): Promise<void> => requireHeld(parts, request, attempt, [{ permissions, divisionIds: [ALL_DIVISIONS] }]);

/** @throws ApiError 400: nobody locks himself out */
export function requireOther(request: FastifyRequest, id: string, deed: string): void {
  if (callerOf(request).principal.id === id)
    throw apiError(400, 'invalid.update', `Nobody can ${deed} himself.`);
}

async function requireHeld(
  { database, now }: ApiParts,
  request: FastifyRequest,
  { kind, id, name, action }: Attempt,
  grants: readonly Grant[],
): Promise<void> {
  const lacked = notHeldBy(callerOf(request).principal, grants);
  if (lacked.length === 0) return;
  const refused = notHeld(lacked);
  const change = { kind, id, action, actor: actorOf(request), now: new Date(now()) };
  await auditAttempt(database, change, { name }, [
    { code: refused.faults[0].code, message: refused.message.slice(0, 500) },
  ]);
  throw refused;
}

function notHeld(lacked: readonly Lacked[]): ApiError {
  const names = lacked.map(({ permission, divisionId }) =>
    divisionId === ALL_DIVISIONS
      ? `${permission} in all divisions`
      : `${permission} in division ${divisionId}`,
  );
  return apiError(
    403,
    'missing.permissions',
    `Nobody can give or change what he does not hold. You are missing the following permission(s): ${[...new Set(names)].join(', ')}.`,
  );
}

async function requireExistence(database: Database, roles: readonly RoleInDivision[]): Promise<void> {
  const roleIds = new Set(roles.map(({ roleId }) => roleId));
  for (const { id } of builtInRoles) roleIds.delete(id);
  for (const { _id } of roleIds.size === 0 ? [] : await findRoles(database, [...roleIds]))
    roleIds.delete(_id);
  const [noRole] = roleIds;
  if (noRole !== undefined)
    throw apiError(400, 'invalid.value', `There is no role with the id ${noRole}.`, 'roleId');
  for (const divisionId of new Set(roles.map((role) => role.divisionId)))
    if (divisionId !== ALL_DIVISIONS && !(await findDivision(database, divisionId)))
      throw apiError(400, 'invalid.value', `There is no division with the id ${divisionId}.`, 'divisionId');
}

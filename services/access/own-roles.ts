/** Roles created here: a name and its permissions. A role that is assigned cannot be deleted. */
import { randomUUID } from 'node:crypto';
import type { RoleDocument } from '../../schemas/collections/access-collections.ts';
import { fault, type Fault } from '../domain/fault.ts';
import { nearestTo } from '../domain/nearest.ts';
import { Refused, refusedWith } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { changeWithAudit, THE_SYSTEM, type Actor } from './audit-access.ts';
import { isPermissionPattern, permissions as known } from './permissions.ts';
import { builtInRoles } from './roles.ts';
import { keepAnAdministrator } from './last-administrator.ts';
import { changeRole, findOwnRole, findRoles, insertRole, isHeld, removeRole } from './role-store.ts';

const MAX_NAME = 64;
const nameTooLong = fault(
  ...([
    'name.length.exceeded',
    'name',
    `The name length exceeds the limit of ${MAX_NAME} characters.`,
  ] as const),
  MAX_NAME,
);

export type RoleChange = { name: string; description: string; permissions: string[] };

/** @throws Refused with every fault: an unknown permission, a name that is blank or taken */
export async function makeRole(
  database: Database,
  role: RoleChange,
  now: Date,
  actor: Actor = THE_SYSTEM,
): Promise<RoleDocument> {
  const faults = roleFaults(role);
  if (faults.length > 0) throw new Refused('the role cannot be made', faults);
  const document = { _id: randomUUID(), ...role, name: role.name.trim(), createdAt: now, modifiedAt: now };
  const creation = { kind: 'role', id: document._id, action: 'CreateRole', actor, now } as const;
  if (!(await changeWithAudit(database, creation, (session) => insertRole(database, document, session))))
    throw nameIsTaken(document.name);
  return document;
}

/** What is left out stays. @throws Refused with every fault; for a role that is built in too */
export async function updateRole(
  database: Database,
  id: string,
  change: Partial<RoleChange>,
  now: Date,
  actor: Actor = THE_SYSTEM,
): Promise<RoleDocument> {
  const present = await getOwnRole(database, id);
  const { name, description, permissions } = { ...present, ...change };
  const faults = roleFaults({ name, description, permissions });
  if (faults.length > 0) throw new Refused('the role cannot be changed', faults);
  const next = { name: name.trim(), description, permissions, modifiedAt: now };
  const update = { kind: 'role', id, action: 'UpdateRole', actor, now } as const;
  const isDone = await changeWithAudit(database, update, async (session) => {
    if (!(await changeRole(database, id, next, session))) return false;
    const losesAll = present.permissions.includes('*') && !permissions.includes('*');
    if (losesAll) await keepAnAdministrator(database, session);
    return true;
  });
  if (!isDone) throw nameIsTaken(next.name);
  return { ...present, ...next };
}

/** @throws Refused when it is built in, or there is none */
export async function getOwnRole(database: Database, id: string): Promise<RoleDocument> {
  if (builtInRoles.some((role) => role.id === id))
    throw refusedWith('invalid.update', `The role ${id} is built in and cannot be changed.`);
  const [role] = await findRoles(database, [id]);
  if (!role) throw refusedWith('resource.not.found', `There is no role with the id ${id}.`);
  return role;
}

const nameIsTaken = (name: string): Refused =>
  refusedWith('duplicate.name', `There is a role with the name "${name}" already.`);

/**
 * @param reference id or name, built in or created here. @throws Refused when there is none, with the most
 *   similar name
 */
export async function roleIdOf(database: Database, reference: string): Promise<string> {
  const builtIn = builtInRoles.find(({ id, name }) => id === reference || name === reference);
  const found = builtIn?.id ?? (await findOwnRole(database, reference))?._id;
  if (found !== undefined) return found;
  const near = nearestTo(
    reference,
    builtInRoles.map(({ id }) => id),
  );
  throw refusedWith(
    'resource.not.found',
    `There is no role with the name or id "${reference}".${near === null ? '' : ` Did you mean ${near}?`}`,
  );
}

/** @throws Refused while the role is assigned, or when there is none */
export async function deleteRole(
  database: Database,
  id: string,
  actor: Actor = THE_SYSTEM,
  now = new Date(),
): Promise<void> {
  await getOwnRole(database, id);
  if (await isHeld(database, id))
    throw refusedWith('referential.integrity.error', 'The role is held by a user or a client.');
  const deletion = { kind: 'role', id, action: 'DeleteRole', actor, now } as const;
  if (!(await changeWithAudit(database, deletion, (session) => removeRole(database, id, session))))
    throw refusedWith('resource.not.found', `There is no role with the id ${id} that can be deleted.`);
}

function roleFaults({ name, permissions }: RoleChange): Fault[] {
  const faults: Fault[] = [];
  const taken = builtInRoles.find((role) => role.name === name.trim() || role.id === name.trim());
  if (name.trim() === '') faults.push(fault('name.cannot.be.blank', 'name', 'A name must be provided.'));
  else if ([...name.trim()].length > MAX_NAME) faults.push(nameTooLong);
  else if (taken) faults.push(fault('duplicate.name', 'name', `The role ${taken.name} is built in.`));
  permissions.forEach((permission, position) => {
    if (isPermissionPattern(permission)) return;
    const near = nearestTo(permission, known);
    const message = `"${permission}" is not a permission.${near === null ? '' : ` Did you mean ${near}?`}`;
    faults.push(fault('invalid.value', `permissions[${position}]`, message));
  });
  return faults;
}

/**
 * Clients: programs that authenticate with an id and a secret. The secret is shown once, when it is created.
 */
import { randomUUID } from 'node:crypto';
import type { ClientSession } from 'mongodb';
import type { ClientDocument, RoleGrant } from '../../schemas/collections/access-collections.ts';
import { Refused, refusedWith } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { auditAttempt, changeWithAudit, THE_SYSTEM, type Actor } from './audit-access.ts';
import { nameFaults } from './person-faults.ts';
import { hashSecret, makeSecret } from './secrets.ts';
import { changeClient, findClient, findClientByReference, insertClient, removeClient } from './store.ts';

export type NewClient = { name: string; description?: string; grants: RoleGrant[]; active?: boolean };

/** @throws Refused when the name is blank, too long or taken */
export async function makeClient(
  database: Database,
  { name, description = '', grants, active = true }: NewClient,
  now: Date,
  actor: Actor = THE_SYSTEM,
): Promise<{ client: ClientDocument; secret: string }> {
  requireName(name);
  const secret = makeSecret();
  const client: ClientDocument = {
    _id: randomUUID(),
    name: name.trim(),
    description,
    secretHash: hashSecret(secret),
    grants,
    active,
    createdAt: now,
    modifiedAt: now,
  };
  const creation = { kind: 'client', id: client._id, action: 'CreateClient', actor, now } as const;
  if (!(await changeWithAudit(database, creation, (session) => insertClient(database, client, session))))
    throw nameIsTaken(client.name);
  return { client, secret };
}

/** What is left out stays. A client that is not active is kept out at once. @throws Refused */
export async function updateClient(
  database: Database,
  id: string,
  { name, description, grants, active }: Partial<NewClient>,
  now: Date,
  actor: Actor,
): Promise<ClientDocument> {
  if (name !== undefined) requireName(name);
  const change = {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(description === undefined ? {} : { description }),
    ...(grants === undefined ? {} : { grants }),
    ...(active === undefined ? {} : { active }),
    modifiedAt: now,
  };
  const update = { kind: 'client', id, action: 'UpdateClient', actor, now } as const;
  const isDone = await changeWithAudit(database, update, async (session) => {
    await getClientById(database, id, session);
    return changeClient(database, id, change, session);
  });
  if (!isDone) throw nameIsTaken(name ?? '');
  return getClientById(database, id);
}

/** @param change from the roles that the client has to those that it gets. @throws Refused */
export async function changeRolesOfClient(
  database: Database,
  id: string,
  action: 'GrantRoles' | 'RevokeRoles' | 'ReplaceRoles',
  change: (grants: readonly RoleGrant[]) => RoleGrant[],
  now: Date,
  actor: Actor,
): Promise<void> {
  await changeWithAudit(database, { kind: 'client', id, action, actor, now }, async (session) => {
    const { grants } = await getClientById(database, id, session);
    return changeClient(database, id, { grants: change(grants), modifiedAt: now }, session);
  });
}

/** Its tokens open nothing any more. @throws Refused when there is no such client */
export async function deleteClient(database: Database, id: string, now: Date, actor: Actor): Promise<void> {
  const deletion = { kind: 'client', id, action: 'DeleteClient', actor, now } as const;
  if (!(await changeWithAudit(database, deletion, (session) => removeClient(database, id, session))))
    throw noClient(id);
}

/** @throws Refused when there is none */
export async function getClientById(
  database: Database,
  id: string,
  session?: ClientSession,
): Promise<ClientDocument> {
  const client = await findClient(database, id, session);
  if (!client) throw noClient(id);
  return client;
}

const noClient = (id: string): Refused =>
  refusedWith('resource.not.found', `There is no client with the id ${id}.`);

const nameIsTaken = (name: string): Refused =>
  refusedWith('duplicate.name', `There is a client with the name "${name}" already.`);

/** @throws Refused */
function requireName(name: string): void {
  const faults = nameFaults(name);
  if (faults.length > 0) throw new Refused('the client cannot be made', faults);
}

/** @param reference id or name. @throws Refused when there is none */
export async function getClient(database: Database, reference: string): Promise<ClientDocument> {
  const client = await findClientByReference(database, reference);
  if (!client)
    throw refusedWith('resource.not.found', `There is no client with the name or id "${reference}".`);
  return client;
}

/**
 * Gives a client a new secret; the old one stops working at once. @throws Refused when there is no such
 * client
 */
export async function renewSecret(
  database: Database,
  id: string,
  now: Date,
  actor: Actor = THE_SYSTEM,
): Promise<string> {
  const secret = makeSecret();
  const change = { secretHash: hashSecret(secret), modifiedAt: now };
  const renewal = { kind: 'client', id, action: 'RenewClientSecret', actor, now } as const;
  if (!(await changeWithAudit(database, renewal, (session) => changeClient(database, id, change, session))))
    throw noClient(id);
  return secret;
}

/** Disabling a client ends its tokens at once. @throws Refused when there is no such client */
export async function setClientActive(
  database: Database,
  id: string,
  active: boolean,
  now: Date,
  actor: Actor = THE_SYSTEM,
): Promise<void> {
  const action = active ? 'EnableClient' : 'DisableClient';
  const isThere = await changeWithAudit(database, { kind: 'client', id, action, actor, now }, (session) =>
    changeClient(database, id, { active, modifiedAt: now }, session),
  );
  if (!isThere) throw noClient(id);
}

/** Somebody asked for a token of a client in vain; of an unknown client nothing is kept. @param from its address */
export async function auditRefusedToken(
  database: Database,
  client: ClientDocument,
  from: string,
  now: Date,
): Promise<void> {
  const { _id: id, name } = client;
  const actor: Actor = { who: { kind: 'client', id, name }, from: { door: 'API', address: from } };
  await auditAttempt(database, { kind: 'client', id, action: 'GetToken', actor, now }, client, [
    client.active
      ? { code: 'bad.credentials', message: 'The secret is wrong.' }
      : { code: 'disabled', message: 'The client is disabled.' },
  ]);
}

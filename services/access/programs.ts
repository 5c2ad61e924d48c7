/**
 * Clients: programs that authenticate with an id and a secret. The secret is shown once, when it is created.
 */
import { randomUUID } from 'node:crypto';
import type { ClientDocument, RoleGrant } from '../../schemas/collections/access-collections.ts';
import { refusedWith } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { auditAttempt, changeWithAudit, THE_SYSTEM, type Actor } from './audit-access.ts';
import { hashSecret, makeSecret } from './secrets.ts';
import { changeClient, findClientByReference, insertClient } from './store.ts';

/** @throws Refused when the name is blank or taken */
export async function makeClient(
  database: Database,
  { name, grants }: { name: string; grants: RoleGrant[] },
  now: Date,
  actor: Actor = THE_SYSTEM,
): Promise<{ client: ClientDocument; secret: string }> {
  if (name.trim() === '') throw refusedWith('name.cannot.be.blank', 'A name must be provided.');
  const secret = makeSecret();
  const client: ClientDocument = {
    _id: randomUUID(),
    name: name.trim(),
    secretHash: hashSecret(secret),
    grants,
    active: true,
    createdAt: now,
    modifiedAt: now,
  };
  const creation = { kind: 'client', id: client._id, action: 'CreateClient', actor, now } as const;
  if (!(await changeWithAudit(database, creation, (session) => insertClient(database, client, session))))
    throw refusedWith('duplicate.name', `There is a client with the name "${client.name}" already.`);
  return { client, secret };
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
    throw refusedWith('resource.not.found', `There is no client with the id ${id}.`);
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
  if (!isThere) throw refusedWith('resource.not.found', `There is no client with the id ${id}.`);
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

/**
 * Clients: programs that authenticate with an id and a secret. The secret is shown once, when it is created.
 */
import { randomUUID } from 'node:crypto';
import type { ClientDocument, RoleGrant } from '../../schemas/collections/access-collections.ts';
import { refusedWith } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { hashSecret, makeSecret } from './secrets.ts';
import { changeClient, findClientByReference, insertClient } from './store.ts';

/** @throws Refused when the name is blank or taken */
export async function makeClient(
  database: Database,
  { name, grants }: { name: string; grants: RoleGrant[] },
  now: Date,
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
  if (!(await insertClient(database, client)))
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
export async function renewSecret(database: Database, id: string, now: Date): Promise<string> {
  const secret = makeSecret();
  if (!(await changeClient(database, id, { secretHash: hashSecret(secret), modifiedAt: now })))
    throw refusedWith('resource.not.found', `There is no client with the id ${id}.`);
  return secret;
}

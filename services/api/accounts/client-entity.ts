/** An OAuth client as it travels (OAuthClient of Genesys Cloud); its secret only when it has just been made. */
import Type, { type Static } from 'typebox';
import type { ClientDocument } from '../../../schemas/collections/access-collections.ts';
import { rolesInDivisions } from '../../access/granted-roles.ts';
import type { Principal } from '../../access/principal.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { notKept, setByServer } from '../http/ignored-fields.ts';
import { refTo } from '../http/refs.ts';
import { GrantEntity, grantEntities, RoleDivision, RoleDivisions } from './grant-entity.ts';

const GRANT_TYPE = 'CLIENT-CREDENTIALS';
const state = Type.Enum(['active', 'inactive']);
const ignored = Object.fromEntries([
  ...['accessTokenValiditySeconds', 'registeredRedirectUri', 'roleIds', 'scope', 'dateToDelete'].map(
    (field) => [field, notKept] as const,
  ),
  ...['id', 'secret', 'dateCreated', 'dateModified', 'createdBy', 'modifiedBy', 'grants', 'selfUri'].map(
    (field) => [field, setByServer] as const,
  ),
]);

export const ClientBody = Type.Object(
  {
    name: Type.String({ maxLength: 1_000 }),
    description: Type.Optional(Type.String({ maxLength: 1_000 })),
    authorizedGrantType: Type.Enum([GRANT_TYPE], { description: 'People sign in by themselves.' }),
    roleDivisions: Type.Optional(RoleDivisions),
    state: Type.Optional(state),
    ...ignored,
  },
  { additionalProperties: false },
);

export const ClientEntity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  authorizedGrantType: Type.String(),
  accessTokenValiditySeconds: Type.Integer(),
  state,
  roleDivisions: Type.Array(RoleDivision),
  grants: Type.Array(GrantEntity, { description: 'Ours: the same with names.' }),
  dateCreated: Type.String(),
  dateModified: Type.String(),
  secret: Type.Optional(Type.String({ description: 'Made just now, and not shown again.' })),
  selfUri: Type.String(),
});
export type ClientEntity = Static<typeof ClientEntity>;

/** @param tokenMs lifetime of tokens */
export async function clientEntities(
  database: Database,
  principal: Principal,
  clients: readonly ClientDocument[],
  tokenMs: number,
): Promise<ClientEntity[]> {
  const grants = await grantEntities(database, principal, clients);
  return clients.map((client) => ({
    ...{ id: client._id, name: client.name, description: client.description ?? '' },
    ...{ authorizedGrantType: GRANT_TYPE, accessTokenValiditySeconds: Math.floor(tokenMs / 1_000) },
    state: client.active ? 'active' : 'inactive',
    roleDivisions: rolesInDivisions(client.grants),
    grants: grants.get(client._id) ?? [],
    dateCreated: client.createdAt.toISOString(),
    dateModified: client.modifiedAt.toISOString(),
    selfUri: refTo('client', client._id).selfUri ?? '',
  }));
}

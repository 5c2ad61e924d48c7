/** A role as it travels (DomainOrganizationRole of Genesys Cloud). */
import Type, { type Static } from 'typebox';
import type { RoleDocument } from '../../../schemas/collections/access-collections.ts';
import type { RoleDefinition } from '../../access/roles.ts';
import { notKept, setByServer } from '../http/ignored-fields.ts';
import { refTo } from '../http/refs.ts';
import { PermissionPolicy, toPolicies } from './permission-policies.ts';

const ignored = Object.fromEntries([
  ...['permissions', 'unusedPermissions', 'roleNeedsUpdate', 'baseLicense', 'addonLicenses', 'base'].map(
    (field) => [field, notKept] as const,
  ),
  ...['id', 'defaultRoleId', 'userCount', 'default', 'dateLicenseLastUpdated', 'selfUri'].map(
    (field) => [field, setByServer] as const,
  ),
  ...['dateCreated', 'dateModified'].map((field) => [field, setByServer] as const),
]);
const fields = {
  description: Type.Optional(Type.String({ maxLength: 1_000 })),
  permissionPolicies: Type.Optional(Type.Array(PermissionPolicy, { maxItems: 200 })),
  ...ignored,
};
const name = Type.String({ maxLength: 1_000 });

export const RoleBody = Type.Object({ name, ...fields }, { additionalProperties: false });
export const RolePatch = Type.Object(
  { name: Type.Optional(name), ...fields },
  { additionalProperties: false },
);

export const RoleEntity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  defaultRoleId: Type.Optional(Type.String()),
  default: Type.Boolean({ description: 'Built in: stays as it is.' }),
  permissionPolicies: Type.Array(PermissionPolicy),
  userCount: Type.Optional(Type.Integer()),
  selfUri: Type.String(),
});
export type RoleEntity = Static<typeof RoleEntity>;

/** A role of either kind. */
export type AnyRole = RoleDefinition & { readonly isBuiltIn: boolean };

export const ofDocument = ({ _id: id, name, description, permissions }: RoleDocument): AnyRole => ({
  ...{ id, name, description, permissions, isBuiltIn: false },
});

export const toRole = ({ id, name, description, permissions, isBuiltIn }: AnyRole): RoleEntity => ({
  ...{ id, name, description, default: isBuiltIn },
  ...(isBuiltIn ? { defaultRoleId: id } : {}),
  permissionPolicies: toPolicies(permissions),
  selfUri: refTo('role', id).selfUri ?? '',
});

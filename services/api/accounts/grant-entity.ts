/** Roles held in divisions, as they travel: AuthzGrant of Genesys Cloud, and RoleDivision in what is sent. */
import Type, { type Static } from 'typebox';
import type { RoleGrant } from '../../../schemas/collections/access-collections.ts';
import { rolesInDivisions } from '../../access/granted-roles.ts';
import { ALL_DIVISIONS, isIn, type Principal } from '../../access/principal.ts';
import { builtInRoles } from '../../access/roles.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { namesOfOwnRoles } from '../../queries/accounts.ts';
import { namesOfDivisions } from '../../queries/divisions/divisions.ts';
import { visibleDivisions } from '../divisions/division-entity.ts';
import { Ref, refTo } from '../http/refs.ts';

const MAX_ROLES = 1_000;

export const RoleDivision = Type.Object({
  roleId: Type.String({ minLength: 1, maxLength: 200 }),
  divisionId: Type.String({ minLength: 1, maxLength: 200, description: '`*` = all divisions.' }),
});
export const RoleDivisions = Type.Array(RoleDivision, { maxItems: MAX_ROLES });

export const GrantEntity = Type.Object({
  subjectId: Type.String(),
  role: Ref,
  division: Ref,
  isByGroup: Type.Optional(
    Type.Literal(true, { description: 'Ours: given by a group of the identity provider.' }),
  ),
});
export type GrantEntity = Static<typeof GrantEntity>;

type Holder = { _id: string; grants: readonly RoleGrant[]; groupGrants?: readonly RoleGrant[] };

/** Of several users or clients, by their ids. A division that the caller does not see has no name. */
export async function grantEntities(
  database: Database,
  principal: Principal,
  holders: readonly Holder[],
): Promise<Map<string, GrantEntity[]>> {
  const all = holders.flatMap(({ grants, groupGrants = [] }) =>
    rolesInDivisions([...grants, ...groupGrants]),
  );
  const [own, divisions] = await Promise.all([
    namesOfOwnRoles(
      database,
      all.map(({ roleId }) => roleId),
    ),
    namesOfDivisions(
      database,
      all.map(({ divisionId }) => divisionId),
    ),
  ]);
  const roles = new Map([...own, ...builtInRoles.map(({ id, name }) => [id, name] as const)]);
  const visible = visibleDivisions(principal);
  const divisionRef = (id: string): Ref =>
    id === ALL_DIVISIONS ? { id } : refTo('division', id, isIn(visible, id) ? divisions : undefined);
  const entity = (subjectId: string, grants: readonly RoleGrant[], byGroup: { isByGroup?: true }) =>
    rolesInDivisions(grants).map(({ roleId, divisionId }) => ({
      ...{ subjectId, role: refTo('role', roleId, roles), division: divisionRef(divisionId) },
      ...byGroup,
    }));
  return new Map(
    holders.map(({ _id, grants, groupGrants = [] }) => [
      _id,
      [...entity(_id, grants, {}), ...entity(_id, groupGrants, { isByGroup: true })],
    ]),
  );
}

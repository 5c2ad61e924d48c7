/** The roles that the groups of an identity provider give, by setting. */
import type { GroupRole } from '../../../config/identity-provider.ts';
import type { RoleGrant } from '../../../schemas/collections/access-collections.ts';
import { roleIdOf } from '../../access/own-roles.ts';
import { ALL_DIVISIONS } from '../../access/principal.ts';
import { Refused } from '../../domain/refused.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { findDivision, getDivision } from '../../queries/divisions/divisions.ts';

/** A role or division that does not exist gives nothing, and is logged: others still sign in. */
export async function grantsOfGroups(
  database: Database,
  groupRoles: readonly GroupRole[],
  groups: ReadonlySet<string>,
  log: Logger,
): Promise<RoleGrant[]> {
  const grants: RoleGrant[] = [];
  for (const { group, role, divisions } of groupRoles.filter((entry) => groups.has(entry.group)))
    try {
      const roleId = await roleIdOf(database, role);
      const divisionIds: string[] = [];
      for (const division of divisions) divisionIds.push(await divisionId(database, division));
      grants.push({ roleId, divisionIds });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      log.warn({ group, role, divisions }, `OIDC_GROUP_ROLES gives nothing: ${error.message}`);
    }
  return grants;
}

async function divisionId(database: Database, reference: string): Promise<string> {
  if (reference === ALL_DIVISIONS) return ALL_DIVISIONS;
  const division = (await findDivision(database, reference)) ?? (await getDivision(database, reference));
  return division._id;
}

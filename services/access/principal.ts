/**
 * A caller and its permissions: permissions come from roles, and every role applies within divisions (I1).
 */
import { matchesPermission, type Permission } from './permissions.ts';

/** All divisions, including those created later. */
export const ALL_DIVISIONS = '*';

/** A role as assigned. */
export type Grant = {
  /** Patterns (permissions.ts). */
  readonly permissions: readonly string[];
  /** Division ids, or `*` among them for all. */
  readonly divisionIds: readonly string[];
};

export type Principal = {
  readonly kind: 'client' | 'user';
  readonly id: string;
  readonly name: string;
  readonly grants: readonly Grant[];
};

/** The divisions in which a caller has a permission: all of them, or those named. */
export type Divisions = 'all' | ReadonlySet<string>;

const gives = ({ permissions }: Grant, permission: Permission): boolean =>
  permissions.some((pattern) => matchesPermission(pattern, permission));

/** The divisions in which a caller has a permission; an empty set = none. */
export function divisionsWith({ grants }: Principal, permission: Permission): Divisions {
  const giving = grants.filter((grant) => gives(grant, permission));
  if (giving.some(({ divisionIds }) => divisionIds.includes(ALL_DIVISIONS))) return 'all';
  return new Set(giving.flatMap(({ divisionIds }) => divisionIds));
}

/** The divisions in which a caller has at least one of several permissions. */
export function divisionsWithAny(principal: Principal, permissions: readonly Permission[]): Divisions {
  const found = permissions.map((permission) => divisionsWith(principal, permission));
  if (found.includes('all')) return 'all';
  return new Set(found.flatMap((divisions) => (divisions === 'all' ? [] : [...divisions])));
}

export const isIn = (divisions: Divisions, divisionId: string): boolean =>
  divisions === 'all' || divisions.has(divisionId);

export const isNowhere = (divisions: Divisions): boolean => divisions !== 'all' && divisions.size === 0;

/** Whether a caller has the permission in the division. */
export const may = (principal: Principal, permission: Permission, divisionId: string): boolean =>
  isIn(divisionsWith(principal, permission), divisionId);

/** What a route asks of its caller, as data; and what of it a request got. */
import {
  divisionsWith,
  divisionsWithAny,
  isIn,
  isNowhere,
  type Divisions,
  type Principal,
} from '../../access/principal.ts';
import type { Permission } from '../../access/permissions.ts';
import { apiError, notFound, type ApiError } from '../http/api-error.ts';

/** `any`: one of them suffices. `all`: every one, in the same division. */
export type Access =
  | 'public'
  | 'signed-in'
  | { readonly any: readonly [Permission, ...Permission[]] }
  | { readonly all: readonly [Permission, ...Permission[]] };

/** Where the caller may use the route. @throws ApiError 403 naming what is missing when that is nowhere */
export function divisionsFor(access: Access, principal: Principal): Divisions {
  if (access === 'public' || access === 'signed-in') return 'all';
  const divisions = 'any' in access ? divisionsWithAny(principal, access.any) : inAll(principal, access.all);
  if (isNowhere(divisions)) throw missing(access);
  return divisions;
}

function inAll(principal: Principal, permissions: readonly Permission[]): Divisions {
  const found = permissions.map((permission) => divisionsWith(principal, permission));
  const named = found.filter((divisions) => divisions !== 'all');
  const [first, ...rest] = named;
  if (!first) return 'all';
  return new Set([...first].filter((id) => rest.every((divisions) => divisions.has(id))));
}

/**
 * Lets a thing through that lies in a division where the caller may use the route.
 * @param view permission to see such things: who has it there is told what is missing, to all others the
 *   thing does not exist
 */
export function requireDivision(
  { access, divisions, principal }: { access: Access; divisions: Divisions; principal: Principal },
  divisionId: string,
  view: readonly Permission[],
  otherwise: ApiError = notFound(),
): void {
  if (isIn(divisions, divisionId)) return;
  throw isIn(divisionsWithAny(principal, view), divisionId) ? missing(access) : otherwise;
}

/**
 * What a request asks for beyond its route, of a thing that the caller sees.
 * @throws ApiError 403 naming what is missing
 */
export function requireBesides(principal: Principal, access: Access, divisionId: string): void {
  if (!isIn(divisionsFor(access, principal), divisionId)) throw missing(access);
}

function missing(access: Access): ApiError {
  const [names, code] =
    typeof access === 'string'
      ? [[], 'not.authorized']
      : 'any' in access
        ? [access.any, access.any.length > 1 ? 'missing.any.permissions' : 'missing.permissions']
        : [access.all, 'missing.permissions'];
  return apiError(
    403,
    code,
    `Unable to perform the requested action. You are missing the following permission(s): ${names.join(', ')}.`,
  );
}

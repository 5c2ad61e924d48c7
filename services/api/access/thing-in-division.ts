/** Things that lie in divisions: there for a caller as far as he may see them. */
import type { Permission } from '../../access/permissions.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { notFound, type ApiError } from '../http/api-error.ts';
import type { Caller } from '../http/api-server.ts';
import { requireDivision } from './access.ts';

/** `seeing`: whoever has one of these in a thing's division may know that it exists. */
export type Kind<D extends { divisionId: string }> = {
  readonly find: (database: Database, id: string) => Promise<D | null>;
  readonly seeing: readonly Permission[];
};

/** @throws ApiError 404 unless it is there for this caller; 403 when he may see it, but not do this */
export async function thingFor<D extends { divisionId: string }>(
  { find, seeing }: Kind<D>,
  database: Database,
  caller: Caller,
  id: string,
  otherwise: ApiError = notFound(),
): Promise<D> {
  const thing = await find(database, id);
  if (!thing) throw otherwise;
  requireDivision(caller, thing.divisionId, seeing, otherwise);
  return thing;
}

/** The division of a new thing. @throws ApiError 403, or 404 when the caller sees nothing there */
export const requireDivisionOf = <D extends { divisionId: string }>(
  { seeing }: Kind<D>,
  caller: Caller,
  divisionId: string,
): void => requireDivision(caller, divisionId, seeing);

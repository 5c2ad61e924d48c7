/** Users, clients and roles a page at a time, by name. */
import type { Filter } from 'mongodb';
import {
  accessCollections,
  type ClientDocument,
  type RoleDocument,
  type UserDocument,
} from '../../schemas/collections/access-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { pageByNumber, textCondition, type Numbered } from './page-number.ts';

const { users, clients, roles } = accessCollections;
type Page = { readonly skip: number; readonly size: number; readonly isDescending: boolean };

export type UserQuery = {
  /** Name or e-mail address contains it. */
  readonly text?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly active?: boolean | undefined;
};

export function findUserPage(
  database: Database,
  { text, ids, active }: UserQuery,
  page: Page,
): Promise<Numbered<UserDocument>> {
  const condition = text === undefined ? null : textCondition(text, 'Contains');
  const filter: Filter<UserDocument> = {
    ...(ids === undefined ? {} : { _id: { $in: [...ids] } }),
    ...(active === undefined ? {} : { active }),
    ...(condition === null ? {} : { $or: [{ name: condition }, { email: condition }] }),
  };
  return pageByNumber(database, users, filter, { ...page, index: { name: 1, _id: 1 } });
}

/** @param text that the name contains */
export const findClientPage = (
  database: Database,
  text: string | undefined,
  page: Page,
): Promise<Numbered<ClientDocument>> =>
  pageByNumber(database, clients, text === undefined ? {} : { name: textCondition(text, 'Contains') }, {
    ...page,
    index: { name: 1 },
  });

/** So many roles can be made. */
export const MAX_ROLES = 1_000;

/** Roles that were made here, by name. */
export const findOwnRoles = (database: Database): Promise<RoleDocument[]> =>
  database.of(roles).find({}).sort({ name: 1 }).limit(MAX_ROLES).toArray();

/** Names of roles that were made here; what is gone has none. */
export async function namesOfOwnRoles(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = await database
    .of(roles)
    .find({ _id: { $in: [...new Set(ids)] } }, { projection: { name: 1 } })
    .toArray();
  return new Map(found.map(({ _id, name }) => [_id, name]));
}

/** How many users hold a role, by themselves or by their groups. */
export const countUsersWith = (database: Database, roleId: string): Promise<number> =>
  database.of(users).countDocuments({ $or: [{ 'grants.roleId': roleId }, { 'groupGrants.roleId': roleId }] });

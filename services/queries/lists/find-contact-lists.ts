/** Contact lists a numbered page at a time; only those of the divisions that are asked for. */
import type { ClientSession } from 'mongodb';
import type { Filter } from 'mongodb';
import { collections, type ContactListDocument, type ImportDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { pageByNumber, textCondition, type Numbered, type TextComparison } from '../page-number.ts';

export type ListQuery = {
  /** `all`, or the divisions that may be seen. */
  readonly divisions: 'all' | readonly string[];
  readonly ids?: readonly string[] | undefined;
  readonly name?: { readonly text: string; readonly how: TextComparison } | undefined;
};

/** By name. */
export function findContactLists(
  database: Database,
  { divisions, ids, name }: ListQuery,
  page: { skip: number; size: number; isDescending: boolean },
): Promise<Numbered<ContactListDocument>> {
  const filter: Filter<ContactListDocument> = {
    ...(divisions === 'all' ? {} : { divisionId: { $in: [...divisions] } }),
    ...(ids === undefined ? {} : { _id: { $in: [...ids] } }),
    ...(name === undefined ? {} : { name: textCondition(name.text, name.how) }),
  };
  return pageByNumber(database, collections.contactLists, filter, { ...page, index: { name: 1 } });
}

export const findContactList = (
  database: Database,
  id: string,
  session?: ClientSession,
): Promise<ContactListDocument | null> =>
  database.of(collections.contactLists).findOne({ _id: id }, session ? { session } : {});

/** @param ids at most 1,000 */
export async function findImports(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, ImportDocument>> {
  const found = await database
    .of(collections.imports)
    .find({ _id: { $in: [...ids] } })
    .toArray();
  return new Map(found.map((one) => [one._id, one]));
}

/** Ids of the contact lists in some divisions; there are at most as many lists as MAX_CONTACT_LISTS says. */
export async function idsOfContactLists(database: Database, divisions: readonly string[]): Promise<string[]> {
  const found = await database
    .of(collections.contactLists)
    .find({ divisionId: { $in: [...divisions] } }, { projection: { _id: 1 }, hint: { name: 1 } })
    .toArray();
  return found.map(({ _id }) => _id);
}

/** Names of contact lists, by id. @param ids at most 1,000 */
export async function namesOfContactLists(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = await database
    .of(collections.contactLists)
    .find({ _id: { $in: [...ids] } }, { projection: { name: 1 } })
    .toArray();
  return new Map(found.map(({ _id, name }) => [_id, name]));
}

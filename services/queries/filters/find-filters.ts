/**
 * Contact list filters a numbered page at a time, and by id; a filter lies in the division of its contact
 * list.
 */
import type { Filter } from 'mongodb';
import { collections, type ContactListFilterDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { pageByNumber, textCondition, type Numbered, type TextComparison } from '../page-number.ts';

export type FilterQuery = {
  /** `all`, or the contact lists that may be seen. */
  readonly contactListIds: 'all' | readonly string[];
  readonly ids?: readonly string[] | undefined;
  readonly name?: { readonly text: string; readonly how: TextComparison } | undefined;
};

/** By name. */
export function findFilters(
  database: Database,
  { contactListIds, ids, name }: FilterQuery,
  page: { skip: number; size: number; isDescending: boolean },
): Promise<Numbered<ContactListFilterDocument>> {
  const filter: Filter<ContactListFilterDocument> = {
    ...(contactListIds === 'all' ? {} : { contactListId: { $in: [...contactListIds] } }),
    ...(ids === undefined ? {} : { _id: { $in: [...ids] } }),
    ...(name === undefined ? {} : { name: textCondition(name.text, name.how) }),
  };
  return pageByNumber(database, collections.contactListFilters, filter, { ...page, index: { name: 1 } });
}

export const findFilter = (database: Database, id: string): Promise<ContactListFilterDocument | null> =>
  database.of(collections.contactListFilters).findOne({ _id: id });

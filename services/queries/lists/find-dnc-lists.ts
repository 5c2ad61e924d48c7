/** DNC lists a numbered page at a time; only those of the divisions that are asked for. */
import type { ClientSession } from 'mongodb';
import type { Filter } from 'mongodb';
import { collections, type DncListDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { pageByNumber, textCondition, type Numbered } from '../page-number.ts';
import type { ListQuery } from './find-contact-lists.ts';

/** By name. */
export function findDncLists(
  database: Database,
  { divisions, ids, name }: ListQuery,
  page: { skip: number; size: number; isDescending: boolean },
): Promise<Numbered<DncListDocument>> {
  const filter: Filter<DncListDocument> = {
    ...(divisions === 'all' ? {} : { divisionId: { $in: [...divisions] } }),
    ...(ids === undefined ? {} : { _id: { $in: [...ids] } }),
    ...(name === undefined ? {} : { name: textCondition(name.text, name.how) }),
  };
  return pageByNumber(database, collections.dncLists, filter, { ...page, index: { name: 1 } });
}

export const findDncList = (
  database: Database,
  id: string,
  session?: ClientSession,
): Promise<DncListDocument | null> =>
  database.of(collections.dncLists).findOne({ _id: id }, session ? { session } : {});

/** Responses of people's own, and the libraries that hold them. */
import type { Filter } from 'mongodb';
import {
  collections,
  type ResponseDocument,
  type ResponseLibraryDocument,
} from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { pageByNumber, textCondition, type Numbered } from '../page-number.ts';

type Page = { skip: number; size: number };

export const findResponse = (database: Database, id: string): Promise<ResponseDocument | null> =>
  database.of(collections.responses).findOne({ _id: id });

/** By name. @param query what is not given does not matter */
export function findResponses(
  database: Database,
  query: { libraryIds?: readonly string[] | undefined; phrase?: string | undefined },
  page: Page,
): Promise<Numbered<ResponseDocument>> {
  const { libraryIds, phrase } = query;
  const filter: Filter<ResponseDocument> = {
    ...(libraryIds === undefined ? {} : { libraryIds: { $in: [...libraryIds] } }),
    ...(phrase === undefined
      ? {}
      : {
          $or: [
            { name: textCondition(phrase, 'Contains') },
            { 'texts.content': textCondition(phrase, 'Contains') },
            { templateName: textCondition(phrase, 'Contains') },
          ],
        }),
  };
  return pageByNumber(database, collections.responses, filter, {
    ...page,
    index: { name: 1 },
    isDescending: false,
  });
}

export const findLibrary = (database: Database, id: string): Promise<ResponseLibraryDocument | null> =>
  database.of(collections.responseLibraries).findOne({ _id: id });

/** By name. @param prefix of the name, in capitals or not */
export const findLibraries = (
  database: Database,
  prefix: string | undefined,
  page: Page,
): Promise<Numbered<ResponseLibraryDocument>> =>
  pageByNumber(
    database,
    collections.responseLibraries,
    prefix === undefined ? {} : { name: textCondition(prefix, 'Prefix') },
    { ...page, index: { name: 1 }, isDescending: false },
  );

/** Names by id. */
export async function libraryNames(database: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const found = await database
    .of(collections.responseLibraries)
    .find({ _id: { $in: [...new Set(ids)] } }, { projection: { name: 1 } })
    .toArray();
  return new Map(found.map(({ _id, name }) => [_id, name]));
}

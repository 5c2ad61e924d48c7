/** One function per MongoDB statement about what callers asked to export. */
import { collections, type ExportDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** The same again changes nothing. */
export async function keepExport(database: Database, wanted: ExportDocument): Promise<void> {
  const { _id, ...fields } = wanted;
  await database.of(collections.exports).updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
}

/** The latest that somebody asked for of a list. */
export const findLatestExport = (
  database: Database,
  listId: string,
  owner: string,
): Promise<ExportDocument | null> =>
  database
    .of(collections.exports)
    .findOne({ listId, owner }, { sort: { at: -1 }, hint: { listId: 1, owner: 1, at: -1 } });

export const findExport = (database: Database, id: string): Promise<ExportDocument | null> =>
  database.of(collections.exports).findOne({ _id: id });

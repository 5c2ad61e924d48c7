/** Refused rows of an import, by line. */
import { collections, type ImportRejectDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** @param limit 0 = all */
export function readRejects(
  database: Database,
  importId: string,
  limit = 0,
): AsyncIterable<ImportRejectDocument> {
  return database
    .of(collections.importRejects)
    .find({ _id: { $gte: `${importId}:`, $lt: `${importId};` } }) // ';' is the character after ':'
    .sort({ _id: 1 })
    .limit(limit);
}

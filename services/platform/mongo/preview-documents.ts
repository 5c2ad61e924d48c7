/**
 * Counts the documents that match a condition, and all documents, and returns the first matches in an order.
 */
import type { Document, Filter, Sort, WithId } from 'mongodb';
import type { Collection } from '../../../schemas/collections.ts';
import type { Database } from './mongo.ts';

/** @param take how many of the first come back */
export async function previewDocuments<D extends Document>(
  database: Database,
  collection: Collection<D>,
  { all, condition, order }: { all: Document; condition: Document; order: Sort },
  take: number,
): Promise<{ total: number; fitting: number; first: Array<WithId<D>> }> {
  const documents = database.of(collection);
  const fits = { $and: [all, condition] } as Filter<D>;
  const [total, fitting, first] = await Promise.all([
    documents.countDocuments(all as Filter<D>),
    documents.countDocuments(fits),
    take === 0 ? [] : documents.find(fits).sort(order).limit(take).toArray(),
  ]);
  return { total, fitting, first };
}

/** Templates of an account, as the responses of a library of its own: `account:<business account id>`. */
import { collections, type TemplateDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Numbered } from '../page-number.ts';

const PREFIX = 'account:';

export const accountLibraryId = (businessAccountId: string): string => `${PREFIX}${businessAccountId}`;

/** The account of a library; null when it is one of people's own. */
export const accountOf = (libraryId: string): string | null =>
  libraryId.startsWith(PREFIX) ? libraryId.slice(PREFIX.length) : null;

/** By the provider's id. */
export async function findTemplateResponse(database: Database, id: string): Promise<TemplateDocument | null> {
  const templates = database.of(collections.templates);
  return templates.findOne({ templateId: id });
}

/** By name and language. */
export async function findTemplatesOfAccount(
  database: Database,
  businessAccountId: string,
  { skip, size }: { skip: number; size: number },
): Promise<Numbered<TemplateDocument>> {
  const filter = { _id: { $gte: `${businessAccountId}:`, $lt: `${businessAccountId};` } };
  const templates = database.of(collections.templates);
  const [items, total] = await Promise.all([
    templates.find(filter).sort({ _id: 1 }).skip(skip).limit(size).toArray(),
    templates.countDocuments(filter),
  ]);
  return { items, total };
}

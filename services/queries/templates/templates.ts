/** Templates of the accounts, as they were last read from the provider, and how those readings stand. */
import {
  collections,
  type ProviderSyncDocument,
  type TemplateDocument,
} from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { limitOf, pageOf, type Page, type PageRequest } from '../page.ts';

/** Accounts whose readings are shown. */
const MAX_SYNCS = 1_000;

export type TemplateFilter = {
  /** Of this account. */
  readonly businessAccountId?: string;
  readonly status?: string;
  readonly name?: string;
  readonly language?: string;
};

/** By account, name and language, which an id is made of. */
export async function listTemplates(
  database: Database,
  { businessAccountId, status, name, language }: TemplateFilter,
  request: PageRequest,
): Promise<Page<TemplateDocument>> {
  const range = {
    ...(businessAccountId === undefined
      ? {}
      : { $gte: `${businessAccountId}:`, $lt: `${businessAccountId};` }),
    ...(request.after === null ? {} : { $gt: request.after }),
  };
  const found = await database
    .of(collections.templates)
    .find({
      ...(Object.keys(range).length > 0 ? { _id: range } : {}),
      ...(status === undefined ? {} : { status }),
      ...(name === undefined ? {} : { name }),
      ...(language === undefined ? {} : { language }),
    })
    .sort({ _id: 1 })
    .limit(limitOf(request))
    .toArray();
  return pageOf(found, request, ({ _id }) => _id);
}

/** How the reading of an account's templates stands; null when none was ever wanted. */
export const findTemplateSync = (
  database: Database,
  businessAccountId: string,
): Promise<ProviderSyncDocument | null> =>
  database.of(collections.providerSyncs).findOne({ _id: `templates:${businessAccountId}` });

/** How the readings of all accounts' templates stand. */
export const findTemplateSyncs = (database: Database): Promise<ProviderSyncDocument[]> =>
  database
    .of(collections.providerSyncs)
    .find({ _id: { $gte: 'templates:', $lt: 'templates;' } })
    .sort({ _id: 1 })
    .limit(MAX_SYNCS)
    .toArray();

/** WhatsApp integrations: what is registered, what the provider says of the number, and what holds it. */
import {
  collections,
  type IntegrationDocument,
  type PaceDocument,
  type ProviderSyncDocument,
} from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { refusedWith } from '../../domain/refused.ts';
import { findByName, getByName } from '../find-by-name.ts';
import { pageByNumber, type Numbered } from '../page-number.ts';
import { joinCursor, limitOf, pageOf, splitCursor, type Page, type PageRequest } from '../page.ts';

/** By name; several may have the same one. */
export async function listIntegrations(
  database: Database,
  request: PageRequest,
): Promise<Page<IntegrationDocument>> {
  const [name = '', id = ''] = request.after === null ? [] : splitCursor(request.after, 2);
  const found = await database
    .of(collections.integrations)
    .find(request.after === null ? {} : { $or: [{ name: { $gt: name } }, { name, _id: { $gt: id } }] })
    .sort({ name: 1, _id: 1 })
    .limit(limitOf(request))
    .toArray();
  return pageOf(found, request, (integration) => joinCursor(integration.name, integration._id));
}

/** @param reference name or id. @throws Refused when there is none */
export const getIntegration = (database: Database, reference: string): Promise<IntegrationDocument> =>
  getByName(database, collections.integrations, 'integration', reference);

/** @param reference name or id */
export const findIntegration = (database: Database, reference: string): Promise<IntegrationDocument | null> =>
  findByName(database, collections.integrations, reference);

/** What the throttle keeps of a number; null before it was first paced. */
export const findPace = (database: Database, integrationId: string): Promise<PaceDocument | null> =>
  database.of(collections.pace).findOne({ _id: integrationId });

/** What keeps numbers from sending after a restore, by integration. @param integrationIds at most 1,000 */
export async function findFences(
  database: Database,
  integrationIds: readonly string[],
): Promise<Map<string, NonNullable<PaceDocument['fence']>>> {
  const found = await database
    .of(collections.pace)
    .find({ _id: { $in: [...integrationIds] } }, { projection: { fence: 1 } })
    .toArray();
  return new Map(found.flatMap(({ _id, fence }) => (fence ? [[_id, fence] as const] : [])));
}

export type IntegrationState = {
  /** How the copy of its account's templates stands; null when none was ever wanted. */
  templates: ProviderSyncDocument | null;
  /** How what is known of its number stands. */
  facts: ProviderSyncDocument | null;
  pace: PaceDocument | null;
};

export async function readIntegrationState(
  database: Database,
  { _id, businessAccountId }: Pick<IntegrationDocument, '_id' | 'businessAccountId'>,
): Promise<IntegrationState> {
  const syncs = database.of(collections.providerSyncs);
  const [templates, facts, pace] = await Promise.all([
    syncs.findOne({ _id: `templates:${businessAccountId}` }),
    syncs.findOne({ _id: `number:${_id}` }),
    findPace(database, _id),
  ]);
  return { templates, facts, pace };
}

/** By name. */
export const findIntegrations = (
  database: Database,
  { skip, size }: { skip: number; size: number },
): Promise<Numbered<IntegrationDocument>> =>
  pageByNumber(
    database,
    collections.integrations,
    {},
    { skip, size, index: { name: 1, _id: 1 }, isDescending: false },
  );

/** @returns null when there is none */
export const findIntegrationById = (database: Database, id: string): Promise<IntegrationDocument | null> =>
  database.of(collections.integrations).findOne({ _id: id });

/** @throws Refused when there is none */
export async function getIntegrationById(database: Database, id: string): Promise<IntegrationDocument> {
  const integration = await findIntegrationById(database, id);
  if (integration) return integration;
  throw refusedWith('resource.not.found', 'The resource could not be found.');
}

/** Statements on refreshes from the provider: which is due, and its result. */
import type { AnyBulkWriteOperation, ClientSession } from 'mongodb';
import {
  collections,
  type CampaignDocument,
  type IntegrationDocument,
  type NumberFacts,
  type ProviderSyncDocument,
  type TemplateDocument,
} from '../../../schemas/collections.ts';
import { standingOf } from '../../domain/template/stored-template.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { NextSync } from './sync-schedule.ts';

export type SyncId = Pick<ProviderSyncDocument, '_id' | 'kind' | 'subject'>;

export const templatesSyncOf = (businessAccountId: string): SyncId => ({
  _id: `templates:${businessAccountId}`,
  kind: 'TEMPLATES',
  subject: businessAccountId,
});
export const numberSyncOf = (integrationId: string): SyncId => ({
  _id: `number:${integrationId}`,
  kind: 'NUMBER',
  subject: integrationId,
});

/** The refreshes for an integration: its account's templates, if it names an account, and its number. */
export const syncsOf = ({
  _id,
  businessAccountId,
}: Pick<IntegrationDocument, '_id' | 'businessAccountId'>) => [
  ...(businessAccountId === '' ? [] : [templatesSyncOf(businessAccountId)]),
  numberSyncOf(_id),
];

/** Makes refreshes due now, or as soon as the provider's limits allow; creates missing ones. */
export async function askForSyncs(
  database: Database,
  syncs: readonly SyncId[],
  now: Date,
  session?: ClientSession,
): Promise<void> {
  for (const { _id, kind, subject } of syncs)
    await database.of(collections.providerSyncs).updateOne(
      { _id },
      [
        {
          $set: {
            kind,
            subject,
            askedAt: now,
            dueAt: { $max: [now, '$notBefore'] },
            notBefore: { $ifNull: ['$notBefore', now] },
            owner: { $ifNull: ['$owner', null] },
            leaseUntil: { $ifNull: ['$leaseUntil', now] },
            startedAt: { $ifNull: ['$startedAt', null] },
            endedAt: { $ifNull: ['$endedAt', null] },
            succeededAt: { $ifNull: ['$succeededAt', null] },
            failures: { $ifNull: ['$failures', 0] },
            error: { $ifNull: ['$error', null] },
            count: { $ifNull: ['$count', 0] },
            unreadable: { $ifNull: ['$unreadable', []] },
          },
        },
      ],
      { upsert: true, ...(session ? { session } : {}) },
    );
}

/** Ids of refreshes that exist, of those asked for. */
export async function findSyncIds(database: Database, ids: readonly string[]): Promise<Set<string>> {
  const existing = await database
    .of(collections.providerSyncs)
    .find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } })
    .toArray();
  return new Set(existing.map(({ _id }) => _id));
}

/** Refreshes whose latest attempt failed: a restart may have fixed the cause, e.g. a missing token. */
export function findFailedSyncs(database: Database): Promise<ProviderSyncDocument[]> {
  return database
    .of(collections.providerSyncs)
    .find({ error: { $ne: null } })
    .toArray();
}

/** Claims the refresh that has been due longest, for one instance at a time. */
export function claimDueSync(
  database: Database,
  owner: string,
  now: Date,
  leaseUntil: Date,
): Promise<ProviderSyncDocument | null> {
  return database
    .of(collections.providerSyncs)
    .findOneAndUpdate(
      { dueAt: { $lte: now }, leaseUntil: { $lte: now } },
      { $set: { owner, leaseUntil, startedAt: now } },
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    );
}

export type SyncResult =
  | { readonly ok: true; readonly count: number; readonly unreadable: readonly string[] }
  | { readonly ok: false; readonly error: { code: string; message: string } };

/**
 * Ends a refresh, unless another instance took it over. If it was requested while it ran, it is due again.
 */
export async function endSync(
  database: Database,
  claimed: ProviderSyncDocument,
  result: SyncResult,
  { dueAt, notBefore }: NextSync,
  now: Date,
): Promise<void> {
  const outcome = result.ok
    ? { succeededAt: now, failures: 0, error: null, count: result.count, unreadable: [...result.unreadable] }
    : { failures: claimed.failures + 1, error: result.error };
  await database
    .of(collections.providerSyncs)
    .updateOne({ _id: claimed._id, owner: claimed.owner, startedAt: claimed.startedAt }, [
      {
        $set: {
          ...literal(outcome),
          owner: null,
          leaseUntil: now,
          endedAt: now,
          notBefore,
          dueAt: { $cond: [{ $gt: ['$askedAt', '$startedAt'] }, notBefore, dueAt] },
        },
      },
    ]);
}

/** Releases a refresh that was not carried out, for any instance to take at once. */
export async function giveBackSync(
  database: Database,
  { _id, owner, startedAt }: ProviderSyncDocument,
  now: Date,
): Promise<void> {
  await database
    .of(collections.providerSyncs)
    .updateOne({ _id, owner, startedAt }, { $set: { owner: null, leaseUntil: now } });
}

/** Texts of the provider may begin with a dollar sign, which a pipeline would read as a field. */
const literal = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { $literal: value }]));

/** Active integrations, all or those of an account. */
export function findActiveIntegrations(
  database: Database,
  businessAccountId?: string,
): Promise<IntegrationDocument[]> {
  return database
    .of(collections.integrations)
    .find({ active: true, ...(businessAccountId === undefined ? {} : { businessAccountId }) })
    .toArray();
}

export function findActiveIntegration(database: Database, id: string): Promise<IntegrationDocument | null> {
  return database.of(collections.integrations).findOne({ _id: id, active: true });
}

export function findTemplates(database: Database, businessAccountId: string): Promise<TemplateDocument[]> {
  return database.of(collections.templates).find({ businessAccountId }).toArray();
}

export async function putTemplates(
  database: Database,
  templates: readonly TemplateDocument[],
): Promise<void> {
  if (templates.length === 0) return;
  await database.of(collections.templates).bulkWrite(
    templates.map((replacement): AnyBulkWriteOperation<TemplateDocument> => ({
      replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
    })),
    { ordered: false },
  );
}

/** Stores what the provider reports about a number, if the integration still has that number. */
export async function noteNumberFacts(
  database: Database,
  { _id, phoneNumberId }: Pick<IntegrationDocument, '_id' | 'phoneNumberId'>,
  number: NumberFacts,
): Promise<void> {
  await database.of(collections.integrations).updateOne({ _id, phoneNumberId }, { $set: { number } });
}

/** Campaigns that send with one of the integrations. */
export function findCampaignsOfIntegrations(
  database: Database,
  integrationIds: readonly string[],
): Promise<CampaignDocument[]> {
  return database
    .of(collections.campaigns)
    .find({ integrationId: { $in: [...integrationIds] } })
    .toArray();
}

/** Whether the account's template of a key (`<name>:<language>`) may be used, as far as is known. */
export async function isKnownUsable(
  database: Database,
  businessAccountId: string,
  templateKey: string,
): Promise<boolean> {
  const template = await database
    .of(collections.templates)
    .findOne({ _id: `${businessAccountId}:${templateKey}` }, { projection: { status: 1 } });
  return template !== null && standingOf(template) === 'usable';
}

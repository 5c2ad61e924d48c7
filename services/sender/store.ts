/**
 * What the sender reads of MongoDB beside the ledger (services/ledger/): campaigns, contacts, numbers,
 * do-not-contact lists.
 */
import {
  collections,
  type CampaignDocument,
  type ContactDocument,
  type IntegrationDocument,
} from '../../schemas/collections.ts';
import { allKeysOf, canonicalDncKey } from '../domain/contact/contact.ts';
import type { Database } from '../platform/mongo/mongo.ts';

/** Contacts by key; removed ones are missing. */
export async function findContacts(
  database: Database,
  keys: readonly string[],
): Promise<Map<string, Pick<ContactDocument, 'values' | 'phoneIds'>>> {
  const found = await database
    .of(collections.contacts)
    .find({ _id: { $in: [...keys] } }, { projection: { values: 1, phoneIds: 1 }, batchSize: keys.length + 1 })
    .toArray();
  return new Map(found.map((contact) => [contact._id, contact]));
}

/** Entries of do-not-contact and opt-out lists that hold now, of those asked for (keys of dncKeyOf). */
export async function findDncEntries(
  database: Database,
  ids: readonly string[],
  now: Date,
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const found = await database
    .of(collections.dncNumbers)
    .find({ _id: { $in: allKeysOf(ids) } }, { projection: { expiresAt: 1 } })
    .toArray();
  return new Set(
    found
      .filter((entry) => !entry.expiresAt || entry.expiresAt > now)
      .map((entry) => canonicalDncKey(entry._id)),
  );
}

export function findCampaigns(
  database: Database,
  filter: { _id: string } | { live: true },
): Promise<CampaignDocument[]> {
  return database
    .of(collections.campaigns)
    .find('live' in filter ? { status: { $in: ['on', 'stopping', 'forced_stopping'] } } : filter)
    .toArray();
}

export function findIntegration(
  database: Database,
  integrationId: string,
): Promise<IntegrationDocument | null> {
  return database.of(collections.integrations).findOne({ _id: integrationId });
}

/** Integrations whose account is held for one of the codes. */
export async function findNumbersHeldFor(
  database: Database,
  codes: readonly number[],
  nowMs: number,
): Promise<string[]> {
  const found = await database
    .of(collections.pace)
    .find(
      { holds: { $elemMatch: { scope: 'ACCOUNT', code: { $in: [...codes] }, untilMs: { $gt: nowMs } } } },
      { projection: { _id: 1 } },
    )
    .toArray();
  return found.map(({ _id }) => _id);
}

/**
 * One function per MongoDB statement about the contacts of a list: reading, searching, and what runs over the
 * list left of them.
 */
import {
  collections,
  type CampaignRunDocument,
  type ContactDocument,
  type RunCountersDocument,
} from '../../../schemas/collections.ts';
import {
  allKeysOf,
  canonicalDncKey,
  contactKeyOf,
  dncKeyOf,
  optOutListIdOf,
} from '../../domain/contact/contact.ts';
import type { LedgerEntry, RunOfList } from '../../domain/message/latest-attempt.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { limitOf, MAX_PAGE, pageOf, type Page, type PageRequest } from '../page.ts';

/** Runs of a list that are looked through for last attempts. */
const LATEST_RUNS = 20;

/**
 * The latest runs over a list, the newest first, and the integrations that they send with. Of the runs only those of which the ledger has
 * an outcome.
 */
export async function findLatestRuns(
  database: Database,
  contactListId: string,
): Promise<{ runs: RunOfList[]; integrationIds: string[] }> {
  const found = await database
    .of(collections.campaignRuns)
    .find({ contactListId, state: 'READY' })
    .sort({ plannedAt: -1 })
    .limit(LATEST_RUNS)
    .project<Pick<CampaignRunDocument, '_id' | 'whatsappColumn' | 'integrationId'>>({
      ...{ whatsappColumn: 1, integrationId: 1 },
    })
    .toArray();
  const withOutcomes = await findRunsWithOutcomes(
    database,
    found.map(({ _id }) => _id),
  );
  return {
    runs: found
      .filter(({ _id }) => withOutcomes.has(_id))
      .map(({ _id, whatsappColumn = null }) => ({ runId: _id, whatsappColumn })),
    integrationIds: [...new Set(found.map(({ integrationId }) => integrationId))],
  };
}

type Counted = Pick<
  RunCountersDocument,
  'runId' | 'accepted' | 'failed' | 'skipped' | 'unknown' | 'messagesRemovedAt'
>;

async function findRunsWithOutcomes(database: Database, runIds: string[]): Promise<Set<string>> {
  const found = await database
    .of(collections.runCounters)
    .find({ runId: { $in: runIds } })
    .project<Counted>({
      ...{ _id: 0, runId: 1, accepted: 1, failed: 1, skipped: 1, unknown: 1, messagesRemovedAt: 1 },
    })
    .toArray();
  const removed = new Set(found.flatMap((one) => (one.messagesRemovedAt ? [one.runId] : [])));
  // what leaves one shard comes into another: any number but nought tells of an outcome
  const counted = found.filter(({ accepted, failed, skipped, unknown }) =>
    [accepted, failed, skipped, unknown].some(Boolean),
  );
  return new Set(counted.map(({ runId }) => runId).filter((runId) => !removed.has(runId)));
}

export function findLedgerEntries(database: Database, ids: string[]): Promise<LedgerEntry[]> {
  return database
    .of(collections.messages)
    .find(
      { _id: { $in: ids } },
      {
        projection: {
          ...{ contactId: 1, to: 1, state: 1, delivery: 1, code: 1, reason: 1, detail: 1 },
          ...{ intentAt: 1, endedAt: 1 },
        },
        batchSize: ids.length + 1,
      },
    )
    .toArray();
}

/** Which of the numbers have opted out of one of the integrations. */
export async function findOptedOut(
  database: Database,
  integrationIds: readonly string[],
  phoneIds: readonly string[],
): Promise<Set<string>> {
  if (integrationIds.length === 0 || phoneIds.length === 0) return new Set();
  // several writings may have one key: each of them has opted out
  const phonesOf = new Map<string, string[]>();
  for (const id of integrationIds)
    for (const phoneId of phoneIds) {
      const key = dncKeyOf(optOutListIdOf(id), phoneId);
      phonesOf.set(key, [...(phonesOf.get(key) ?? []), phoneId]);
    }
  const found = await database
    .of(collections.dncNumbers)
    .find({ _id: { $in: allKeysOf([...phonesOf.keys()]) } }, { projection: { _id: 1 } })
    .toArray();
  return new Set(found.flatMap(({ _id }) => phonesOf.get(canonicalDncKey(_id)) ?? []));
}

/** All contacts of a list in the order of arrival, streamed. */
export function scanContacts(
  database: Database,
  listId: string,
  batchSize: number,
): AsyncIterable<ContactDocument> {
  return database.of(collections.contacts).find({ listId }, { batchSize }).sort({ arrival: 1 });
}

/** What people type of a number; fewer digits are in half of all numbers. */
const PART_OF_NUMBER = /^[\d\s+()./-]*(?:\d[\s()./-]*){4,}$/;

/**
 * In the order of arrival.
 * @param text found in any cell, capitals or not, or digits within a Phone ID; empty = all
 */
export async function searchContacts(
  database: Database,
  listId: string,
  text: string,
  request: PageRequest,
): Promise<Page<ContactDocument>> {
  const pattern = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const matches = [
    { values: { $regex: pattern, $options: 'i' } },
    ...(PART_OF_NUMBER.test(text) ? [{ phoneIds: { $regex: text.replace(/\D/g, '') } }] : []),
  ];
  const found = await database
    .of(collections.contacts)
    .find({
      listId,
      ...(request.after === null ? {} : { arrival: { $gt: Number(request.after) } }),
      ...(text === '' ? {} : { $or: matches }),
    })
    .sort({ arrival: 1 })
    .limit(limitOf(request))
    .toArray();
  return pageOf(found, request, ({ arrival }) => String(arrival));
}

/**
 * Contacts that have a number in one of their WhatsApp columns, at most 1,000.
 * @param listId of this list; null = of all lists
 */
export function findContactsByNumber(
  database: Database,
  phoneId: string,
  listId: string | null,
): Promise<ContactDocument[]> {
  return database
    .of(collections.contacts)
    .find({ phoneIds: phoneId, ...(listId === null ? {} : { listId }) })
    .limit(MAX_PAGE)
    .toArray();
}

/** @param ids at most 1,000 */
export async function findContactsById(
  database: Database,
  listId: string,
  ids: readonly string[],
): Promise<ContactDocument[]> {
  return database
    .of(collections.contacts)
    .find({ _id: { $in: ids.map((id) => contactKeyOf(listId, id)) } })
    .toArray();
}

/** The MongoDB statements on data that eligibility only reads: campaigns, lists, contacts, DNC numbers. */
import { setImmediate } from 'node:timers/promises';
import type { Document, WithId } from 'mongodb';
import {
  collections,
  type CampaignDocument,
  type ContactListFilterDocument,
  type DncListDocument,
  type TemplateDocument,
} from '../../schemas/collections.ts';
import { allKeysOf, canonicalDncKey, contactIdOf, contactKeyOf } from '../domain/contact/contact.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { TakenContact } from './take-up/decide-contact.ts';
import { fieldReader, readNumeric, readString } from './order/raw-document.ts';
import type { RunDefinition } from './take-up/run-definition.ts';
import { readScannedContact, type ScannedContact } from './order/scanned-contact.ts';

const SCAN_BATCH = 1_000;

export function findCampaign(mongo: Database, campaignId: string): Promise<CampaignDocument | null> {
  return mongo.of(collections.campaigns).findOne({ _id: campaignId });
}

/** The template of a campaign as its account has it; null when the account or its templates are not known. */
export async function findTemplateOf(
  mongo: Database,
  { integrationId, template }: Pick<CampaignDocument, 'integrationId' | 'template'>,
): Promise<TemplateDocument | null> {
  const integration = await mongo
    .of(collections.integrations)
    .findOne({ _id: integrationId }, { projection: { businessAccountId: 1 } });
  if (!integration?.businessAccountId) return null;
  const { name, language } = template;
  return mongo
    .of(collections.templates)
    .findOne({ businessAccountId: integration.businessAccountId, name, language });
}

/** Campaigns whose current run continues, or may continue, with this list. */
export function findCampaignsOfList(mongo: Database, listId: string): Promise<CampaignDocument[]> {
  return mongo
    .of(collections.campaigns)
    .find({
      contactListId: listId,
      runId: { $ne: null },
      // a campaign that was recycled while it is on continues until it is stopped
      $or: [{ startsNewRun: false }, { status: 'on' }],
    })
    .toArray();
}

export function findFilters(mongo: Database, ids: readonly string[]): Promise<ContactListFilterDocument[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return mongo
    .of(collections.contactListFilters)
    .find({ _id: { $in: [...ids] } })
    .toArray();
}

export function findDncLists(
  mongo: Database,
  ids: readonly string[],
): Promise<Array<Pick<DncListDocument, '_id' | 'name'>>> {
  if (ids.length === 0) return Promise.resolve([]);
  return mongo
    .of(collections.dncLists)
    .find({ _id: { $in: [...ids] } }, { projection: { name: 1 } })
    .toArray();
}

/**
 * All contacts of the list up to this number are stored, and no contact will be added among them: those of
 * running imports come later.
 * @returns arrival number; -1 for a deleted list
 */
export async function findArrivedThrough(mongo: Database, listId: string): Promise<number> {
  const list = await mongo
    .of(collections.contactLists)
    .findOne({ _id: listId }, { projection: { arrivedThrough: 1 } });
  return list ? (list.arrivedThrough ?? 0) : -1;
}

/** Contacts of a list up to an arrival number. */
export function countContacts(mongo: Database, listId: string, through: number): Promise<number> {
  return mongo.of(collections.contacts).countDocuments({ listId, arrival: { $lte: through } });
}

/**
 * Contacts with after < arrival ≤ through in the order of arrival, with the cells of some columns only.
 * `preselection` is a further condition. The next batch is read while one is processed.
 */
export async function* scanContacts(
  mongo: Database,
  listId: string,
  after: number,
  through: number,
  columns: readonly number[],
  preselection: Document | null = null,
): AsyncGenerator<ScannedContact[]> {
  const cursor = mongo.of(collections.contacts).find(
    { listId, arrival: { $gt: after, $lte: through }, ...(preselection ? { $and: [preselection] } : {}) },
    {
      projection: { arrival: 1, priority: 1, ...cellsAt(columns) },
      sort: { arrival: 1 },
      batchSize: SCAN_BATCH,
      raw: true,
    },
  );
  try {
    let more = cursor.hasNext();
    while (await more) {
      const documents = cursor.readBufferedDocuments() as unknown as Uint8Array[];
      more = cursor.hasNext();
      more.catch(() => undefined); // awaited above, after the current batch
      await leavesNow();
      yield documents.map((bytes) => readScannedContact(listId, bytes));
    }
  } finally {
    await cursor.close();
  }
}

/** Lets a request that was begun go out: what follows may keep this thread busy. */
const leavesNow = (): Promise<void> => setImmediate();

/** Contacts by id, with the cells of some columns only. Removed contacts are absent. */
export async function findScannedContacts(
  mongo: Database,
  listId: string,
  contactIds: readonly string[],
  columns: readonly number[],
): Promise<Map<string, ScannedContact>> {
  if (contactIds.length === 0) return new Map();
  const documents = await mongo
    .of(collections.contacts)
    .find(
      { _id: { $in: contactIds.map((id) => contactKeyOf(listId, id)) } },
      { projection: { arrival: 1, ...cellsAt(columns) }, batchSize: contactIds.length + 1, raw: true },
    )
    .toArray();
  const contacts = (documents as unknown as Uint8Array[]).map((bytes) => readScannedContact(listId, bytes));
  return new Map(contacts.map((contact) => [contact.id, contact]));
}

/** Contacts by id with the cells and the number that the definition needs. Removed contacts are absent. */
export async function findTakenContacts(
  mongo: Database,
  definition: RunDefinition,
  contactIds: readonly string[],
): Promise<Map<string, TakenContact>> {
  const { contactListId: listId, columnPositions, phonePosition, callableTimes, zonePosition } = definition;
  const zone =
    callableTimes === null || zonePosition === null
      ? {}
      : { timeZone: { $arrayElemAt: ['$values', zonePosition] } };
  const cursor = mongo.of(collections.contacts).find(
    { _id: { $in: contactIds.map((id) => contactKeyOf(listId, id)) } },
    {
      projection: {
        phoneId: { $arrayElemAt: ['$phoneIds', phonePosition] },
        ...zone,
        ...cellsAt(columnPositions),
      },
      batchSize: contactIds.length + 1,
    },
  );
  const contacts = new Map<string, TakenContact>();
  for (const { _id, phoneId, values, timeZone } of (await cursor.toArray()) as unknown as Array<
    WithId<Document> & { _id: string; phoneId?: string | null; values?: string[]; timeZone?: string }
  >)
    contacts.set(contactIdOf(listId, _id), {
      values: values ?? [],
      phoneId: phoneId ?? null,
      ...(timeZone === undefined ? {} : { timeZone }),
    });
  return contacts;
}

const readEntry = fieldReader(['_id', 'expiresAt']);
/** Half as many cost a tenth more CPU here and in the database. */
const KEYS_A_LOOKUP = 1_000;

/** The keys (of dncKeyOf) that are on a list and have not expired. Always read from the database. */
export async function findDncHits(mongo: Database, keys: readonly string[], now: Date): Promise<Set<string>> {
  const stored = allKeysOf(keys);
  const lookups: Array<Promise<Uint8Array[]>> = [];
  for (let from = 0; from < stored.length; from += KEYS_A_LOOKUP)
    lookups.push(findDncEntries(mongo, stored.slice(from, from + KEYS_A_LOOKUP)));
  const hits = new Set<string>();
  for (const document of (await Promise.all(lookups)).flat()) {
    const [key, expiresAt] = readEntry(document);
    if (key && (!expiresAt || readNumeric(expiresAt) > now.getTime()))
      hits.add(canonicalDncKey(readString(key)));
  }
  return hits;
}

/** As the database sent them. */
async function findDncEntries(mongo: Database, keys: string[]): Promise<Uint8Array[]> {
  const entries = await mongo
    .of(collections.dncNumbers)
    .find({ _id: { $in: keys } }, { projection: { expiresAt: 1 }, batchSize: keys.length + 1, raw: true })
    .toArray();
  return entries as unknown as Uint8Array[];
}

const cellsAt = (positions: readonly number[]): Document =>
  positions.length === 0
    ? {}
    : { values: positions.map((position) => ({ $ifNull: [{ $arrayElemAt: ['$values', position] }, ''] })) };

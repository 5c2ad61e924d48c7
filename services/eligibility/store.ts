/** Every MongoDB statement of eligibility. Pages and runs are written here alone; lists, contacts and campaigns are only read. */
import type { ClientSession, Document, WithId } from 'mongodb';
import {
  collections,
  type CampaignDocument,
  type CampaignRunDocument,
  type ContactListDocument,
  type ContactListFilterDocument,
  type DncListDocument,
  type RunPageDocument,
  type TakenUpDocument,
} from '../../schemas/collections.ts';
import { contactIdOf, contactKeyOf } from '../domain/contact.ts';
import { isDuplicateKey, type Database } from '../platform/mongo.ts';
import type { TakenContact } from './decide-contact.ts';
import { asBuffer, readFields, readNumeric, readString } from './raw-document.ts';
import type { RunDefinition } from './run-definition.ts';
import { readScannedContact, type ScannedContact } from './scanned-contact.ts';

const SCAN_BATCH = 1_000;
const MAX_PAGE = 1_000;

export function findCampaign(mongo: Database, campaignId: string): Promise<CampaignDocument | null> {
  return mongo.of(collections.campaigns).findOne({ _id: campaignId });
}

/** Campaigns whose present run goes on, or may go on, with this list. */
export function findCampaignsOfList(mongo: Database, listId: string): Promise<CampaignDocument[]> {
  return mongo
    .of(collections.campaigns)
    .find({ contactListId: listId, runId: { $ne: null }, startsNewRun: false })
    .toArray();
}

export function findContactList(mongo: Database, listId: string): Promise<ContactListDocument | null> {
  return mongo.of(collections.contactLists).findOne({ _id: listId });
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

export function findRun(mongo: Database, runId: string): Promise<CampaignRunDocument | null> {
  return mongo.of(collections.campaignRuns).findOne({ _id: runId });
}

export async function findRunIds(mongo: Database, campaignId: string): Promise<string[]> {
  const runs = await mongo
    .of(collections.campaignRuns)
    .find({ campaignId }, { projection: { _id: 1 } })
    .toArray();
  return runs.map(({ _id }) => _id);
}

/**
 * Takes the making of a run's order over from whoever is at it.
 * @returns false when the order is ready
 */
export async function claimPlanning(
  mongo: Database,
  run: Pick<CampaignRunDocument, '_id' | 'campaignId' | 'number' | 'integrationId' | 'contactListId'>,
  planner: string,
): Promise<boolean> {
  const { _id, ...of } = run;
  const fields = { planned: 0, pages: 0, filteredOut: 0, plannedThroughArrival: -1, plannedAt: null };
  try {
    await mongo
      .of(collections.campaignRuns)
      .updateOne(
        { _id, state: { $ne: 'READY' } },
        { $set: { ...of, ...fields, state: 'PLANNING', planner } },
        { upsert: true },
      );
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false; // a ready one exists
    throw error;
  }
}

/** Throws a half-made order away. After claimPlanning nobody else adds pages to it. */
export async function removePages(mongo: Database, runId: string): Promise<void> {
  await mongo.of(collections.runPages).deleteMany({ _id: idsOfRun(runId) });
}

/**
 * All contacts of the list up to here are stored and none will come in among them: those of imports under way are left for later.
 * @returns arrival number; -1 for a list that is gone
 */
export async function findArrivedThrough(mongo: Database, listId: string): Promise<number> {
  const list = await mongo
    .of(collections.contactLists)
    .findOne({ _id: listId }, { projection: { arrivedThrough: 1 } });
  return list ? (list.arrivedThrough ?? 0) : -1;
}

/**
 * Contacts with after < arrival ≤ through in the order of arrival, with the cells of some columns alone.
 * The next batch is under way while one is worked on.
 */
export async function* scanContacts(
  mongo: Database,
  listId: string,
  after: number,
  through: number,
  columns: readonly number[],
): AsyncGenerator<ScannedContact[]> {
  const cursor = mongo.of(collections.contacts).find(
    { listId, arrival: { $gt: after, $lte: through } },
    {
      projection: { arrival: 1, ...cellsAt(columns) },
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
      more.catch(() => undefined); // awaited above, after the batch in hand
      yield documents.map((bytes) => readScannedContact(listId, bytes));
    }
  } finally {
    await cursor.close();
  }
}

/**
 * Stores pages of an order in the making.
 * @returns false when another has taken the making over
 */
export function addPlannedPages(
  mongo: Database,
  runId: string,
  planner: string,
  pages: readonly RunPageDocument[],
): Promise<boolean> {
  return inTransaction(mongo, async (session) => {
    const last = pages.at(-1);
    if (!last) return true;
    const owned = await mongo
      .of(collections.campaignRuns)
      .updateOne({ _id: runId, state: 'PLANNING', planner }, { $set: { pages: last.page + 1 } }, { session });
    if (owned.matchedCount === 0) return false;
    await mongo.of(collections.runPages).insertMany([...pages], { session });
    return true;
  });
}

/** @returns false when another has taken the making over */
export async function finishPlanning(
  mongo: Database,
  runId: string,
  planner: string,
  fields: Pick<
    CampaignRunDocument,
    'planned' | 'pages' | 'filteredOut' | 'plannedThroughArrival' | 'plannedAt'
  >,
): Promise<boolean> {
  const finished = await mongo
    .of(collections.campaignRuns)
    .updateOne({ _id: runId, state: 'PLANNING', planner }, { $set: { ...fields, state: 'READY' } });
  return finished.matchedCount === 1;
}

/**
 * Adds pages behind a ready order.
 * @returns false when the order is no longer as `before` says
 */
export function appendPages(
  mongo: Database,
  before: CampaignRunDocument,
  pages: readonly RunPageDocument[],
  after: Pick<CampaignRunDocument, 'planned' | 'pages' | 'filteredOut' | 'plannedThroughArrival'>,
): Promise<boolean> {
  return inTransaction(mongo, async (session) => {
    const { _id, plannedThroughArrival } = before;
    const moved = await mongo
      .of(collections.campaignRuns)
      .updateOne(
        { _id, state: 'READY', pages: before.pages, plannedThroughArrival },
        { $set: after },
        { session },
      );
    if (moved.matchedCount === 0) return false;
    if (pages.length > 0) await mongo.of(collections.runPages).insertMany([...pages], { session });
    return true;
  });
}

/** Pages that hold contacts with from ≤ sequence < through, in order. */
export function findPages(
  mongo: Database,
  runId: string,
  from: number,
  through: number,
): Promise<RunPageDocument[]> {
  return mongo
    .of(collections.runPages)
    .find({ runId, firstSequence: { $gt: from - MAX_PAGE, $lt: through } })
    .sort({ firstSequence: 1 })
    .toArray()
    .then((pages) => pages.filter((page) => page.firstSequence + page.contactIds.length > from));
}

/** What was fixed when contacts of these pages were taken up. */
export function findTakenUp(
  mongo: Database,
  runId: string,
  firstPage: number,
  lastPage: number,
): Promise<TakenUpDocument[]> {
  return mongo
    .of(collections.takenUp)
    .find({ _id: { $gte: pageId(runId, firstPage), $lt: pageId(runId, lastPage + 1) } })
    .sort({ _id: 1 })
    .toArray();
}

/**
 * Writes decisions behind those that the pages have, all or none.
 * @returns false when a page has got other decisions meanwhile
 */
export function addDecisions(
  mongo: Database,
  additions: ReadonlyArray<{ page: RunPageDocument; decisions: string[]; takenUp: TakenUpDocument }>,
): Promise<boolean> {
  return inTransaction(mongo, async (session) => {
    const written = await mongo.of(collections.runPages).bulkWrite(
      additions.map(({ page, decisions }) => ({
        updateOne: {
          filter: { _id: page._id, decisions: { $size: page.decisions.length } },
          update: { $push: { decisions: { $each: decisions } } },
        },
      })),
      { session },
    );
    if (written.matchedCount !== additions.length) return false;
    await mongo.of(collections.takenUp).insertMany(
      additions.map(({ takenUp }) => takenUp),
      { session },
    );
    return true;
  });
}

/** Contacts by id with the cells and the number that the definition names. Removed ones are missing. */
export async function findTakenContacts(
  mongo: Database,
  definition: RunDefinition,
  contactIds: readonly string[],
): Promise<Map<string, TakenContact>> {
  const { contactListId: listId, columnPositions, phonePosition } = definition;
  const found = mongo.of(collections.contacts).find(
    { _id: { $in: contactIds.map((id) => contactKeyOf(listId, id)) } },
    {
      projection: { phoneId: { $arrayElemAt: ['$phoneIds', phonePosition] }, ...cellsAt(columnPositions) },
      batchSize: MAX_PAGE,
    },
  );
  const contacts = new Map<string, TakenContact>();
  for (const { _id, phoneId, values } of (await found.toArray()) as unknown as Array<
    WithId<Document> & { _id: string; phoneId?: string | null; values?: string[] }
  >)
    contacts.set(contactIdOf(listId, _id), { values: values ?? [], phoneId: phoneId ?? null });
  return contacts;
}

/** Those of the keys (`<list>:<digits>`) that stand on a list and have not expired. Always asked afresh. */
export async function findDncHits(mongo: Database, keys: readonly string[], now: Date): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const found = await mongo
    .of(collections.dncNumbers)
    .find(
      { _id: { $in: [...keys] } },
      { projection: { expiresAt: 1 }, batchSize: keys.length + 1, raw: true },
    )
    .toArray();
  const hits = new Set<string>();
  for (const document of found as unknown as Uint8Array[]) {
    let key = '';
    let expiresAt = Number.POSITIVE_INFINITY;
    readFields(asBuffer(document), (name, value) => {
      if (name === '_id') key = readString(value);
      else if (name === 'expiresAt') expiresAt = readNumeric(value);
    });
    if (expiresAt > now.getTime()) hits.add(key);
  }
  return hits;
}

/** Forgets what was fixed for contacts of a run that will not go on. */
export async function removeTakenUp(mongo: Database, runId: string): Promise<void> {
  await mongo.of(collections.takenUp).deleteMany({ _id: idsOfRun(runId) });
}

export function pageId(runId: string, page: number): string {
  return `${runId}:${String(page).padStart(6, '0')}`;
}

/** All `_id`s of a run's pages and what hangs on them; ';' is the character after ':'. */
const idsOfRun = (runId: string): { $gte: string; $lt: string } => ({ $gte: `${runId}:`, $lt: `${runId};` });

const cellsAt = (positions: readonly number[]): Document =>
  positions.length === 0
    ? {}
    : { values: positions.map((position) => ({ $ifNull: [{ $arrayElemAt: ['$values', position] }, ''] })) };

/** @returns what `work` returns; when that is false nothing has been written */
async function inTransaction(
  mongo: Database,
  work: (session: ClientSession) => Promise<boolean>,
): Promise<boolean> {
  return mongo.client.withSession((session) =>
    session.withTransaction(async () => {
      const done = await work(session);
      if (!done) await session.abortTransaction();
      return done;
    }),
  );
}

/** DNC lists as doors show them, their numbers, and which of them has a number. */
import { collections, type DncListDocument, type DncNumberDocument } from '../../../schemas/collections.ts';
import { dncListReasons } from '../../domain/campaign/assignable.ts';
import { allKeysOf, canonicalDncKey, dncKeyOf, optOutListIdOf } from '../../domain/contact/contact.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { getByName } from '../find-by-name.ts';
import { pageByName } from '../page-by-name.ts';
import { allOf, limitOf, MAX_PAGE, mapPage, pageOf, type Page, type PageRequest } from '../page.ts';
import { inPages } from '../in-pages.ts';
import { listIntegrations } from '../integrations/integrations.ts';

export type DncListView = ReturnType<typeof dncListView>;

export const listDncLists = async (database: Database, request: PageRequest): Promise<Page<DncListView>> =>
  mapPage(await pageByName(database, collections.dncLists, request), dncListView);

/** @param reference name or id. @throws Refused when there is none */
export const getDncList = (database: Database, reference: string): Promise<DncListDocument> =>
  getByName(database, collections.dncLists, 'DNC list', reference);

export async function sizeOfDncList(database: Database, listId: string): Promise<number> {
  const list = await database.of(collections.dncLists).findOne({ _id: listId }, { projection: { size: 1 } });
  return list?.size ?? 0;
}

export function dncListView(list: DncListDocument) {
  const { _id, name, divisionId, size, contactMethod, phoneColumns, defaultCountry, imports } = list;
  return {
    id: _id,
    name,
    divisionId,
    size,
    contactMethod,
    phoneColumns,
    defaultCountry,
    imports,
    unassignable: dncListReasons(list),
  };
}

/** ';' is the character after ':'. */
const rangeOf = (listId: string) => ({ $gte: `${listId}:`, $lt: `${listId};` });

/** Numbers in force, by digits, streamed; those that have ended may not be removed yet. */
export async function* scanDncNumbers(
  database: Database,
  listId: string,
  now: Date,
): AsyncGenerator<{ phoneId: string; expiresAt: Date | null }> {
  const entries = database
    .of(collections.dncNumbers)
    .find({ _id: rangeOf(listId), expiresAt: { $not: { $lte: now } } }, { batchSize: MAX_PAGE })
    .sort({ _id: 1 });
  for await (const { _id, expiresAt = null } of entries)
    yield { phoneId: _id.slice(listId.length + 1), expiresAt };
}

export type DncNumber = { phoneId: string; expiresAt: Date | null };

/** Numbers in force, by digits. @param request its cursor: the digits of the last number before */
export async function pageOfDncNumbers(
  database: Database,
  listId: string,
  request: PageRequest,
  now: Date,
): Promise<Page<DncNumber>> {
  const { $gte, $lt } = rangeOf(listId);
  const from = request.after === null ? { $gte } : { $gt: `${listId}:${request.after}` };
  const found = await database
    .of(collections.dncNumbers)
    .find({ _id: { ...from, $lt }, expiresAt: { $not: { $lte: now } } })
    .sort({ _id: 1 })
    .limit(limitOf(request))
    .toArray();
  const phoneIdOf = ({ _id }: { _id: string }): string => _id.slice(listId.length + 1);
  return mapPage(pageOf(found, request, phoneIdOf), (entry) => ({
    phoneId: phoneIdOf(entry),
    expiresAt: entry.expiresAt ?? null,
  }));
}

/** The entry of a number that is in force, under any of its writings; null: it is not on the list. */
export async function findDncNumber(
  database: Database,
  listId: string,
  phoneId: string,
  now: Date,
): Promise<DncNumber | null> {
  const [entry] = await findInForce(database, [dncKeyOf(listId, phoneId)], now);
  return entry ? { phoneId: entry._id.slice(listId.length + 1), expiresAt: entry.expiresAt ?? null } : null;
}

/** Entries that have ended and are not removed yet. */
export const countEndedDncNumbers = (database: Database, listId: string, now: Date): Promise<number> =>
  database.of(collections.dncNumbers).countDocuments({ _id: rangeOf(listId), expiresAt: { $lte: now } });

/** Which of some numbers are on a list now, each as personOf writes it. @param phoneIds at most 1,000 */
export async function findDncNumbers(
  database: Database,
  listId: string,
  phoneIds: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const found = await findInForce(
    database,
    phoneIds.map((phoneId) => dncKeyOf(listId, phoneId)),
    now,
  );
  return new Set(found.map(({ _id }) => canonicalDncKey(_id).slice(listId.length + 1)));
}

/** A list or an integration's opt-outs that keep a number from being messaged. */
export type Block = {
  kind: 'DNC' | 'OPT_OUT';
  /** Of the DNC list, or of the integration. */
  id: string;
  name: string;
  /** When the entry ends; null = never. */
  expiresAt: Date | null;
  /** When the recipient opted out; null = not an opt-out, or not known. */
  optedOutAt: Date | null;
};

/** All that keeps a number from being messaged, on any list; read by key, a page of lists at a time. */
export async function* blocksOf(database: Database, phoneId: string, now: Date): AsyncGenerator<Block> {
  const kinds = [
    {
      kind: 'DNC',
      owners: allOf((request) => listDncLists(database, request)),
      listIdOf: (id: string) => id,
    },
    {
      kind: 'OPT_OUT',
      owners: mapIds(allOf((request) => listIntegrations(database, request))),
      listIdOf: optOutListIdOf,
    },
  ] as const;
  for (const { kind, owners, listIdOf } of kinds)
    for await (const page of inPages<{ id: string; name: string }>(owners, MAX_PAGE)) {
      const keyOf = ({ id }: { id: string }): string => dncKeyOf(listIdOf(id), phoneId);
      const entries = new Map(
        (await findInForce(database, page.map(keyOf), now)).map((entry) => [
          canonicalDncKey(entry._id),
          entry,
        ]),
      );
      for (const owner of page) {
        const entry = entries.get(keyOf(owner));
        if (entry)
          yield {
            kind,
            id: owner.id,
            name: owner.name,
            expiresAt: entry.expiresAt ?? null,
            optedOutAt: entry.at ?? null,
          };
      }
    }
}

async function* mapIds(
  documents: AsyncIterable<{ _id: string; name: string }>,
): AsyncGenerator<{ id: string; name: string }> {
  for await (const { _id, name } of documents) yield { id: _id, name };
}

/** Entries under any writing of the numbers. */
const findInForce = (database: Database, keys: string[], now: Date): Promise<DncNumberDocument[]> =>
  database
    .of(collections.dncNumbers)
    .find({ _id: { $in: allKeysOf(keys) }, expiresAt: { $not: { $lte: now } } })
    .toArray();

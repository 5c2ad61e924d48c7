/** Contacts of a list for doors that page by number: by id, and searched. A list that is being cleared has none. */
import type { Document, Filter } from 'mongodb';
import { collections, type ContactDocument, type ContactListDocument } from '../../../schemas/collections.ts';
import type { SortKey } from '../../domain/contact/contact-sort.ts';
import type { ContactCondition } from '../../domain/filter/contact-list-filter-query.ts';
import { numberExpression } from '../../domain/filter/number-expression.ts';
import { cellAt, JS_WHITE_SPACE, type Expression } from '../../domain/filter/query-expression.ts';
import { InvalidInput } from '../../domain/refused.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { contactKeyOf } from '../../domain/contact/contact.ts';
import { keepCostly } from '../kept-results.ts';
import { MAX_SKIP, type Numbered } from '../page-number.ts';

type List = Pick<ContactListDocument, '_id' | 'size' | 'clearing'>;

/** The index that a list's contacts are read by. */
const BY_ARRIVAL = { listId: 1, arrival: 1 } as const;
const BY_NUMBER = { phoneIds: 1 } as const;
const BY_KEY = { _id: 1 } as const;
/** A search reads the whole list when it compares cells; it is given up after this. */
const MAX_SEARCH_MS = 10_000;

/** In the order that is asked for; those that are not in the list are left out. @param ids at most 1,000 */
export async function readContacts(
  database: Database,
  list: List,
  ids: readonly string[],
): Promise<ContactDocument[]> {
  if (list.clearing !== undefined || ids.length === 0) return [];
  const keys = [...new Set(ids)].map((id) => contactKeyOf(list._id, id));
  return contactsOfKeys(database, keys);
}

/** The only contacts that can fit a condition, by what an index of theirs has. */
export type Candidates = { readonly numbers: readonly string[] } | { readonly ids: readonly string[] };

export type ContactSearch = {
  /** Null: all contacts. */
  readonly condition: ContactCondition | null;
  /** Null or absent: any contact of the list. */
  readonly among?: Candidates | null;
  /** Empty: in the order of arrival. */
  readonly sorts: readonly SortKey[];
  readonly skip: number;
  readonly size: number;
};

/** @throws InvalidInput for a page too far down, or a search that takes too long */
export async function searchListContacts(
  database: Database,
  list: List,
  { condition, among = null, sorts, skip, size }: ContactSearch,
): Promise<Numbered<ContactDocument>> {
  if (skip > MAX_SKIP) throw new InvalidInput(`a page lies beyond the first ${MAX_SKIP} entities`);
  if (list.clearing !== undefined) return { items: [], total: 0 };
  const contacts = database.of(collections.contacts);
  const filter = narrowed(list._id, condition, among);
  const options = { hint: hintOf(among), maxTimeMS: MAX_SEARCH_MS };
  try {
    if (sorts.length > 0) {
      const total = condition === null ? list.size : await contacts.countDocuments(filter, options);
      // only the keys are sorted, so that no page needs much memory
      const keys = await contacts
        .aggregate<{ _id: string }>(
          [
            { $match: filter },
            ...sortStages(sorts),
            { $skip: skip },
            { $limit: size },
            { $project: { _id: 1 } },
          ],
          options,
        )
        .toArray();
      const ids = keys.map(({ _id }) => _id);
      return { items: await contactsOfKeys(database, ids), total };
    }
    if (condition === null) {
      const items = await contacts
        .find(filter, options)
        .sort({ arrival: 1 })
        .skip(skip)
        .limit(size)
        .toArray();
      return { items, total: list.size };
    }
    const { ids, total } = await pageOfMatches(database, list, { condition, among, skip, size });
    return { items: await contactsOfKeys(database, ids), total };
  } catch (error) {
    if ((error as { code?: unknown }).code !== EXCEEDED_TIME) throw error;
    throw new InvalidInput(
      `the search took longer than ${MAX_SEARCH_MS / 1_000} s; narrow it, or page by cursor`,
    );
  }
}

type Matches = { ids: string[]; total: number; looked: number };

/** A list's first so many matches are kept with their number. */
const MATCHES_KEPT = 1_000;
/** Reading so many contacts takes a twentieth of a second. */
const MANY_CONTACTS = 20_000;
const matchesOrKept = keepCostly<Matches>(({ looked }) => looked > MANY_CONTACTS);

/** The keys of a page and the count of all. */
async function pageOfMatches(
  database: Database,
  list: List,
  { condition, among, skip, size }: Pick<ContactSearch, 'condition' | 'among' | 'skip' | 'size'>,
): Promise<{ ids: string[]; total: number }> {
  const filter = narrowed(list._id, condition, among ?? null);
  const looked = among ? 0 : list.size;
  const last = skip + size;
  if (last > MATCHES_KEPT) return slice(await readOnce(database, filter, among ?? null, last), skip, last);
  const question = [list._id, list.size, condition, among ?? null];
  const first = await matchesOrKept(database, question, async () => ({
    ...(await readOnce(database, filter, among ?? null, MATCHES_KEPT)),
    looked,
  }));
  return slice(first, skip, last);
}

const slice = <M extends { ids: string[]; total: number }>({ ids, total }: M, from: number, to: number) => ({
  ids: ids.slice(from, to),
  total,
});

/** The first keys and the count of all, by one reading of what may fit. */
async function readOnce(
  database: Database,
  filter: Filter<ContactDocument>,
  among: Candidates | null,
  count: number,
): Promise<{ ids: string[]; total: number }> {
  const first = { $firstN: { input: '$_id', n: count } };
  const [found] = await database
    .of(collections.contacts)
    .aggregate<{ ids: string[]; total: number }>(
      [
        { $match: filter },
        { $sort: { arrival: 1 } },
        { $group: { _id: null, total: { $sum: 1 }, ids: first } },
      ],
      { hint: hintOf(among), maxTimeMS: MAX_SEARCH_MS },
    )
    .toArray();
  return found ?? { ids: [], total: 0 };
}

/** In the order of the keys. */
async function contactsOfKeys(database: Database, keys: readonly string[]): Promise<ContactDocument[]> {
  if (keys.length === 0) return [];
  const found = await database
    .of(collections.contacts)
    .find({ _id: { $in: [...keys] } })
    .toArray();
  const byKey = new Map(found.map((contact) => [contact._id, contact]));
  return keys.flatMap((key) => byKey.get(key) ?? []);
}

function narrowed(
  listId: string,
  condition: ContactCondition | null,
  among: Candidates | null,
): Filter<ContactDocument> {
  const asked = conditionOf(listId, condition);
  if (among === null) return asked;
  if ('numbers' in among) return { $and: [{ phoneIds: { $in: [...among.numbers] } }, asked] };
  return { $and: [{ _id: { $in: among.ids.map((id) => contactKeyOf(listId, id)) } }, asked] };
}

const hintOf = (among: Candidates | null): Record<string, 1> =>
  among === null ? BY_ARRIVAL : 'ids' in among ? BY_KEY : BY_NUMBER;

/** So many contacts are looked at for a page by cursor. */
const LOOKED_AT = 3_000;

/**
 * Contacts that fit, in the order of arrival, at any size of the list: a page may be short, or empty, and others follow.
 * @param after empty: from the beginning; else the cursor of the page before
 * @returns cursor null: this is the last page. @throws InvalidInput for a cursor that is none
 */
export async function nextListContacts(
  database: Database,
  list: List,
  { condition, after, size }: { condition: ContactCondition | null; after: string; size: number },
): Promise<{ items: ContactDocument[]; cursor: string | null }> {
  if (!/^\d{0,16}$/.test(after)) throw new InvalidInput('the cursor is not one that a page gave');
  if (list.clearing !== undefined) return { items: [], cursor: null };
  const contacts = database.of(collections.contacts);
  const behind = { $gt: after === '' ? -1 : Number(after) };
  // the index alone is read
  const [last] = await contacts
    .find({ listId: list._id, arrival: behind }, { projection: { _id: 0, arrival: 1 }, hint: BY_ARRIVAL })
    .sort({ arrival: 1 })
    .skip(LOOKED_AT - 1)
    .limit(1)
    .toArray();
  const range = last ? { ...behind, $lte: last.arrival } : behind;
  const found = await contacts
    .find({ $and: [{ arrival: range }, conditionOf(list._id, condition)] }, { hint: BY_ARRIVAL })
    .sort({ arrival: 1 })
    .limit(size + 1)
    .toArray();
  const items = found.slice(0, size);
  const end = found.length > size ? items.at(-1) : last;
  return { items, cursor: end ? String(end.arrival) : null };
}

const EXCEEDED_TIME = 50;

const conditionOf = (listId: string, condition: ContactCondition | null): Filter<ContactDocument> =>
  condition === null ? { listId } : { $and: [{ listId }, condition] };

/** Contacts in the order of arrival, streamed. @param condition null = all of the list */
export async function* scanListContacts(
  database: Database,
  list: List,
  condition: ContactCondition | null,
  batchSize: number,
): AsyncGenerator<ContactDocument> {
  if (list.clearing !== undefined) return;
  yield* database
    .of(collections.contacts)
    .find(conditionOf(list._id, condition), { batchSize, hint: BY_ARRIVAL })
    .sort({ arrival: 1 });
}

/** As compareContacts orders (domain/contact/contact-sort.ts): what has no place in the order comes last in either direction. */
function sortStages(sorts: readonly SortKey[]): Document[] {
  const keys: Record<string, Expression> = {};
  const order: Record<string, 1 | -1> = {};
  sorts.forEach(({ column, descending, numeric }, index) => {
    const cell = cellAt(column);
    const isBlank: Expression = { $not: [{ $regexMatch: { input: cell, regex: `[^${JS_WHITE_SPACE}]` } }] };
    const key: Expression = { $cond: [isBlank, null, numeric ? numberExpression(cell) : cell] };
    keys[`k${index}`] = key;
    keys[`e${index}`] = { $cond: [{ $eq: [key, null] }, 1, 0] };
    order[`e${index}`] = 1;
    order[`k${index}`] = descending ? -1 : 1;
  });
  return [{ $project: { arrival: 1, ...keys } }, { $sort: { ...order, arrival: 1 } }];
}

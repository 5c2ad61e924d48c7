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
import { MAX_SKIP, type Numbered } from '../page-number.ts';

type List = Pick<ContactListDocument, '_id' | 'size' | 'clearing'>;

/** The index that a list's contacts are read by. */
const BY_ARRIVAL = { listId: 1, arrival: 1 } as const;
const BY_NUMBER = { phoneIds: 1 } as const;
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
  const found = await database
    .of(collections.contacts)
    .find({ _id: { $in: keys } })
    .toArray();
  const byKey = new Map(found.map((contact) => [contact._id, contact]));
  return keys.flatMap((key) => byKey.get(key) ?? []);
}

export type ContactSearch = {
  /** Null: all contacts. */
  readonly condition: ContactCondition | null;
  /** The only Phone IDs that those who fit can have: looked for by their index. Null or absent: any. */
  readonly numbers?: readonly string[] | null;
  /** Empty: in the order of arrival. */
  readonly sorts: readonly SortKey[];
  readonly skip: number;
  readonly size: number;
};

/** @throws InvalidInput for a page too far down, or a search that takes too long */
export async function searchListContacts(
  database: Database,
  list: List,
  { condition, numbers = null, sorts, skip, size }: ContactSearch,
): Promise<Numbered<ContactDocument>> {
  if (skip > MAX_SKIP) throw new InvalidInput(`a page lies beyond the first ${MAX_SKIP} entities`);
  if (list.clearing !== undefined) return { items: [], total: 0 };
  const asked = conditionOf(list._id, condition);
  const filter = numbers === null ? asked : { $and: [{ phoneIds: { $in: [...numbers] } }, asked] };
  const contacts = database.of(collections.contacts);
  const options = { hint: numbers === null ? BY_ARRIVAL : BY_NUMBER, maxTimeMS: MAX_SEARCH_MS };
  try {
    const total = condition === null ? list.size : await contacts.countDocuments(filter, options);
    if (sorts.length === 0) {
      const items = await contacts
        .find(filter, options)
        .sort({ arrival: 1 })
        .skip(skip)
        .limit(size)
        .toArray();
      return { items, total };
    }
    // only the keys are sorted, so that no page needs much memory
    const ids = await contacts
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
    const keys = ids.map(({ _id }) => _id);
    const found = await contacts.find({ _id: { $in: keys } }).toArray();
    const byKey = new Map(found.map((contact) => [contact._id, contact]));
    return { items: keys.flatMap((key) => byKey.get(key) ?? []), total };
  } catch (error) {
    if ((error as { code?: unknown }).code !== EXCEEDED_TIME) throw error;
    throw new InvalidInput(`the search took longer than ${MAX_SEARCH_MS / 1_000} s; narrow it`);
  }
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

/**
 * Pages by number, as the contract of the HTTP API has them: counted and sorted along one index, and never
 * far down.
 */
import type { Document, Filter } from 'mongodb';
import type { Collection } from '../../schemas/collections.ts';
import { InvalidInput } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';

/** So many documents can be passed over, and so many are counted at most. */
export const MAX_SKIP = 100_000;

export type NumberedRequest = {
  readonly skip: number;
  readonly size: number;
  /** Keys of an index of the collection, in its order; `isDescending` walks it backwards. */
  readonly index: Readonly<Record<string, 1>>;
  readonly isDescending: boolean;
  /** Index to look in when it is another one than that of the order, which it has to end with. */
  readonly hint?: Readonly<Record<string, 1>>;
};

export type Numbered<D> = { items: D[]; total: number };

/** @throws InvalidInput for a page too far down */
export async function pageByNumber<D extends Document>(
  database: Database,
  collection: Collection<D>,
  filter: Filter<D>,
  { skip, size, index, isDescending, hint = index }: NumberedRequest,
): Promise<Numbered<D>> {
  if (skip > MAX_SKIP) throw new InvalidInput(`a page lies beyond the first ${MAX_SKIP} entities`);
  const documents = database.of(collection);
  const sort = Object.fromEntries(Object.keys(index).map((key) => [key, isDescending ? -1 : 1] as const));
  const [items, total] = await Promise.all([
    documents.find(filter, { hint }).sort(sort).skip(skip).limit(size).toArray(),
    documents.countDocuments(filter, { hint, limit: MAX_SKIP }),
  ]);
  return { items: items as D[], total };
}

export type TextComparison =
  | 'Prefix'
  | 'Equals'
  | 'Contains'
  | 'BeginsWith'
  | 'EndsWith'
  | 'LessThan'
  | 'LessThanEqualTo'
  | 'GreaterThan'
  | 'GreaterThanEqualTo';

type TextCondition =
  { $regex: string; $options: 'i' } | Partial<Record<'$lt' | '$lte' | '$gt' | '$gte', string>>;

/**
 * How a text is compared: in capitals or not, and every character stands for itself; greater and less go by
 * code points.
 */
export function textCondition(text: string, how: TextComparison): TextCondition {
  switch (how) {
    case 'LessThan':
      return { $lt: text };
    case 'LessThanEqualTo':
      return { $lte: text };
    case 'GreaterThan':
      return { $gt: text };
    case 'GreaterThanEqualTo':
      return { $gte: text };
    case 'Equals':
      return { $regex: `^${escaped(text)}$`, $options: 'i' };
    case 'EndsWith':
      return { $regex: `${escaped(text)}$`, $options: 'i' };
    case 'Contains':
      return { $regex: escaped(text), $options: 'i' };
    case 'Prefix':
    case 'BeginsWith':
      return { $regex: `^${escaped(text)}`, $options: 'i' };
  }
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * The event log a numbered page at a time, and one entry of it; only those of the divisions that may be seen.
 */
import type { Filter } from 'mongodb';
import { collections, type EventDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { pageByNumber, type Numbered } from '../page-number.ts';

/** Division of entries about things that lie in none. */
export const ANY_DIVISION = 'any';

export type EventQuery = {
  /** `all`, or the divisions that may be seen. Entries whose division is not known show to `all` alone. */
  readonly divisions: 'all' | readonly string[];
  readonly category?: EventDocument['category'] | undefined;
  readonly level?: EventDocument['level'] | undefined;
  readonly code?: string | undefined;
  /** Id of what they are about. */
  readonly entityId?: string | undefined;
};

const indexes = {
  time: { at: 1, _id: 1 },
  entity: { 'entity.id': 1, at: 1, _id: 1 },
  division: { divisionId: 1, at: 1, _id: 1 },
} as const;

/** By time. */
export async function findEvents(
  database: Database,
  { divisions, category, level, code, entityId }: EventQuery,
  page: { skip: number; size: number; isDescending: boolean },
): Promise<Numbered<EventDocument>> {
  const filter: Filter<EventDocument> = {
    ...(divisions === 'all' ? {} : { divisionId: { $in: [...divisions, ANY_DIVISION] } }),
    ...(category === undefined ? {} : { category }),
    ...(level === undefined ? {} : { level }),
    ...(code === undefined ? {} : { code }),
    ...(entityId === undefined ? {} : { 'entity.id': entityId }),
  };
  const hint = entityId === undefined ? (divisions === 'all' ? 'time' : 'division') : 'entity';
  return pageByNumber(database, collections.events, filter, {
    ...page,
    index: indexes.time,
    hint: indexes[hint],
  });
}

export async function findEvent(
  database: Database,
  divisions: EventQuery['divisions'],
  id: string,
): Promise<EventDocument | null> {
  const event = await database.of(collections.events).findOne({ _id: id });
  if (!event || divisions === 'all') return event;
  return [...divisions, ANY_DIVISION].includes(event.divisionId ?? '') ? event : null;
}

/** The event log (H6): the latest entries a page at a time, and what happens from now on. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Filter } from 'mongodb';
import { collections, type EventDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { joinCursor, limitOf, MAX_PAGE, pageOf, splitCursor, type Page, type PageRequest } from '../page.ts';

export const eventLevels = ['INFO', 'WARNING', 'ERROR'] as const;

export type EventFilter = {
  /** Id of the campaign, list, integration … that they are about. */
  readonly entityId?: string;
  /** At least this level. */
  readonly level?: EventDocument['level'];
  readonly category?: string;
  readonly code?: string;
  readonly since?: Date;
};

const LOOK_EVERY_MS = 1_000;
/** Entries are written a moment after they happened: so far back the next look looks again. */
const OVERLAP_MS = 60_000;

/** The latest first. */
export async function listEvents(
  database: Database,
  filter: EventFilter,
  request: PageRequest,
): Promise<Page<EventDocument>> {
  const [at = '', id = ''] = request.after === null ? [] : splitCursor(request.after, 2);
  const before = new Date(at);
  const found = await database
    .of(collections.events)
    .find(
      request.after === null
        ? filterOf(filter)
        : { $and: [filterOf(filter), { $or: [{ at: { $lt: before } }, { at: before, _id: { $lt: id } }] }] },
    )
    .sort({ at: -1, _id: -1 })
    .limit(limitOf(request))
    .toArray();
  return pageOf(found, request, (event) => joinCursor(event.at.toISOString(), event._id));
}

/**
 * What is written from now on, in parts, oldest first, until the caller stops asking.
 * @param shown ids that are known already
 */
export async function* followEvents(
  database: Database,
  filter: EventFilter,
  shown: Iterable<string>,
): AsyncGenerator<EventDocument[]> {
  let seen = new Map([...shown].map((id) => [id, Date.now()]));
  for (;;) {
    await delay(LOOK_EVERY_MS);
    const since = new Date(Date.now() - OVERLAP_MS);
    const found = await database
      .of(collections.events)
      .find({ $and: [filterOf(filter), { at: { $gte: since } }] })
      .sort({ at: -1, _id: -1 })
      .limit(MAX_PAGE)
      .toArray();
    const fresh = found.filter(({ _id }) => !seen.has(_id)).reverse();
    // what is older than the next look's window cannot come again
    seen = new Map([...seen].filter(([, at]) => at > since.getTime() - OVERLAP_MS));
    for (const { _id } of found) seen.set(_id, Date.now());
    if (fresh.length > 0) yield fresh;
  }
}

function filterOf({ entityId, level, category, code, since }: EventFilter): Filter<EventDocument> {
  return {
    ...(entityId === undefined ? {} : { 'entity.id': entityId }),
    ...(level === undefined ? {} : { level: { $in: eventLevels.slice(eventLevels.indexOf(level)) } }),
    ...(category === undefined ? {} : { category: category as EventDocument['category'] }),
    ...(code === undefined ? {} : { code }),
    ...(since === undefined ? {} : { at: { $gte: since } }),
  };
}

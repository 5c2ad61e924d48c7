/**
 * Messages that wait in the ledger, by the zone that their callable time goes by: which zones, how many, and
 * what is due. By one index.
 */
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** An IANA name; null: no callable times, or the campaign's own zone. */
type Zone = string | null;

/** Any due time: with it the partial index serves, and covers. */
const EVER = { $gt: new Date(0) };

/**
 * Zones of a run's messages that wait; null for those without. Leaps from zone to zone in the index, whatever
 * number waits in each.
 */
export async function findWaitingZones(database: Database, runId: string): Promise<Zone[]> {
  const zones: unknown[] = await database
    .of(collections.messages)
    .distinct('timeZone', { state: 'WAITING', runId, dueAt: EVER });
  return zones.map((zone) => (typeof zone === 'string' ? zone : null));
}

/**
 * How many of a run's messages wait in these zones; reads that part of the index, about a second for a
 * million.
 */
export function countWaiting(database: Database, runId: string, zones: readonly Zone[]): Promise<number> {
  return database
    .of(collections.messages)
    .countDocuments({ state: 'WAITING', runId, timeZone: inZones(zones), dueAt: EVER });
}

/**
 * More zones than this in one question and the server would sort instead of merging what the index has in
 * order.
 */
const ZONES_AT_ONCE = 100;

/**
 * A run's messages put off, deferred or to be retried whose time has come, in zones that are open: earliest
 * first, then in the order of the run.
 */
export async function findDueMessages(
  database: Database,
  runId: string,
  zones: readonly Zone[],
  now: Date,
  limit: number,
): Promise<MessageDocument[]> {
  const chunks: Zone[][] = [];
  // null is looked for alone: with it in a list the index has no order to merge
  if (zones.includes(null)) chunks.push([null]);
  const named = zones.filter((zone) => zone !== null);
  for (let from = 0; from < named.length; from += ZONES_AT_ONCE)
    chunks.push(named.slice(from, from + ZONES_AT_ONCE));
  const due = await Promise.all(
    chunks.map((chunk) =>
      database
        .of(collections.messages)
        .find({ state: 'WAITING', runId, timeZone: inZones(chunk), dueAt: { $gt: new Date(0), $lte: now } })
        .sort({ dueAt: 1, sequence: 1 })
        .limit(limit)
        .toArray(),
    ),
  );
  const dueMs = (message: MessageDocument): number => message.dueAt?.getTime() ?? 0;
  return due
    .flat()
    .sort((a, b) => dueMs(a) - dueMs(b) || a.sequence - b.sequence)
    .slice(0, limit);
}

/** A missing zone is what `null` finds. */
const inZones = (zones: readonly Zone[]) =>
  zones.length === 1 ? (zones[0] as string) : { $in: zones as string[] };

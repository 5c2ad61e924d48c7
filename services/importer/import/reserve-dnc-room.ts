/**
 * Room for an import's DNC records within what all lists together may have: given before they are written, to one import at a time, so that
 * imports beside each other cannot pass the limit.
 */
import { moveCount } from '../../commands/execution/counted.ts';
import { inTransaction } from '../../platform/mongo/in-transaction.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { MAX_DNC_RECORDS } from '../limits.ts';
import { saveReserved, sumOfDncRecords } from './list-store.ts';

/** So many records more than are needed are given at once, while all lists together have room for many more. */
const AHEAD = 10_000;
const MANY = 10 * AHEAD;

/** How many records an import may have in all. @param needed it has or is about to write. @param free beside all others */
export function roomGiven(needed: number, free: number): number {
  const given = free - needed >= MANY ? needed + AHEAD : needed;
  return Math.max(0, Math.min(given, free));
}

/**
 * @param has what it was given before
 * @param needed records beyond the list's size that its import has or is about to write
 * @returns how many it may have; fewer when all lists together have no more room
 */
export const reserveDncRoom = (
  database: Database,
  listId: string,
  has: number,
  needed: number,
): Promise<number> =>
  inTransaction(database, async (session) => {
    // two at once conflict: the second reads what the first was given
    await moveCount(database, session, 'dnc-grants', 1);
    const free = MAX_DNC_RECORDS - (await sumOfDncRecords(database, session, listId));
    const given = Math.max(has, roomGiven(needed, free));
    await saveReserved(database, session, listId, given);
    return given;
  });

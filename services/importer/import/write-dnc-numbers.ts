/**
 * Writes a batch of DNC rows and counts each: imported when it added an entry, correctly also after a crash.
 */
import type { DncNumberDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findDncNumbers, insertNewDncNumbers, makePermanent, putOffEnds } from './list-store.ts';
import type { WriteOptions, Written } from './write-contacts.ts';

// An entry that existed and has expired may be removed by the database at any moment: afterwards the numbers
// of the file are on the list.

/** @param rows the entries of each row, at least one */
export async function writeDncNumbers(
  database: Database,
  rows: DncNumberDocument[][],
  { looksFirst, isResumed }: Omit<WriteOptions, 'updates' | 'clearsAt'>,
): Promise<Written> {
  const entries = rows.flat();
  const present = looksFirst
    ? await findDncNumbers(database, entries.map(keyOf))
    : new Map<string, DncNumberDocument>();
  const fresh = entries.filter(({ _id }) => !present.has(_id));
  const duplicateIndexes = await insertNewDncNumbers(database, fresh);
  const duplicates = fresh.filter((_, index) => duplicateIndexes.has(index)).map(keyOf);
  if (isResumed && duplicates.length > 0)
    for (const [key, entry] of await findDncNumbers(database, duplicates)) present.set(key, entry);

  const ours = new Set(fresh.filter((_, index) => !duplicateIndexes.has(index)));
  let imported = 0;
  for (const row of rows) {
    if (row.some((entry) => ours.has(entry) || present.get(entry._id)?.arrival === entry.arrival))
      imported += 1;
  }
  const rest = entries.filter((entry) => !ours.has(entry));
  const lasting = rest.filter(({ expiresAt }) => !expiresAt);
  if (lasting.length > 0) {
    const there = await makePermanent(database, lasting.map(keyOf));
    if (there < new Set(lasting.map(keyOf)).size) await insertNewDncNumbers(database, lasting);
  }
  const ending = rest.flatMap((entry) => (entry.expiresAt ? [{ ...entry, expiresAt: entry.expiresAt }] : []));
  if (ending.length > 0) {
    await putOffEnds(database, ending);
    await insertNewDncNumbers(database, ending);
  }
  return { imported, updated: 0, unchanged: rows.length - imported, records: ours.size };
}

const keyOf = ({ _id }: DncNumberDocument): string => _id;

/** Who sweeps: one process at a time, by a lease on the one document of `sweeps`, by the database's clock. */
import { collections, type SweepDocument } from '../../schemas/collections.ts';
import { isDuplicateKey, type Database } from '../platform/mongo/mongo.ts';

const SWEEP = { _id: 'sweep' } as const;
const leaseEnd = (leaseMs: number) => ({ $add: ['$$NOW', leaseMs] });

/** Makes the document when it is missing: the time without a sweep counts from then on. */
export async function makeSweep(database: Database, now: Date): Promise<void> {
  try {
    await database
      .of(collections.sweeps)
      .updateOne(
        SWEEP,
        { $setOnInsert: { owner: null, leaseUntil: null, endedAt: now, emptyGroups: [] } },
        { upsert: true },
      );
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

export const findSweep = (database: Database): Promise<SweepDocument | null> =>
  database.of(collections.sweeps).findOne(SWEEP);

/** @returns null: another instance sweeps */
export function claimSweep(
  database: Database,
  owner: string,
  leaseMs: number,
): Promise<SweepDocument | null> {
  const isFree = { $or: [{ $eq: ['$leaseUntil', null] }, { $lt: ['$leaseUntil', '$$NOW'] }] };
  return database
    .of(collections.sweeps)
    .findOneAndUpdate({ ...SWEEP, $expr: isFree }, [{ $set: { owner, leaseUntil: leaseEnd(leaseMs) } }], {
      returnDocument: 'after',
    });
}

/** @returns false: the lease is lost */
export async function renewSweep(database: Database, owner: string, leaseMs: number): Promise<boolean> {
  const { matchedCount } = await database
    .of(collections.sweeps)
    .updateOne({ ...SWEEP, owner }, [{ $set: { leaseUntil: leaseEnd(leaseMs) } }]);
  return matchedCount === 1;
}

/**
 * @param ended what a sweep that came to its end leaves; null: it was broken off, and another may begin at
 *   once
 */
export async function releaseSweep(
  database: Database,
  owner: string,
  ended: Pick<SweepDocument, 'endedAt' | 'emptyGroups'> | null,
): Promise<void> {
  await database
    .of(collections.sweeps)
    .updateOne({ ...SWEEP, owner }, { $set: { ...ended, owner: null, leaseUntil: null } });
}

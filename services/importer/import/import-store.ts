/**
 * One function per MongoDB statement on imports. Leases use the database's clock, so that clocks need not
 * agree.
 */
import type { ClientSession } from 'mongodb';
import { collections, type ImportDocument, type ImportRejectDocument } from '../../../schemas/collections.ts';
import { insertAbsent } from '../../platform/mongo/insert-absent.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const leaseEnd = (leaseMs: number) => ({ $add: ['$$NOW', leaseMs] });
const isFree = { $or: [{ $eq: ['$leaseUntil', null] }, { $lt: ['$leaseUntil', '$$NOW'] }] };

/** Unclaimed imports that are unfinished, or ended but not announced, the oldest first. */
export function findFreeImports(database: Database): Promise<ImportDocument[]> {
  return database
    .of(collections.imports)
    .find({ $or: [{ state: { $in: ['QUEUED', 'RUNNING'] } }, { announced: false }], $expr: isFree })
    .sort({ createdAt: 1, _id: 1 })
    .limit(100)
    .toArray();
}

/** True when an older import of the list must end first. */
export async function hasOlderUnfinished(
  database: Database,
  { listId, arrivalBatch }: ImportDocument,
): Promise<boolean> {
  const older = await database
    .of(collections.imports)
    .findOne(
      { listId, arrivalBatch: { $lt: arrivalBatch }, state: { $in: ['QUEUED', 'RUNNING'] } },
      { projection: { _id: 1 } },
    );
  return older !== null;
}

/** Claims an import for `leaseMs`; null when another instance was first. */
export function claimImport(
  database: Database,
  id: string,
  owner: string,
  leaseMs: number,
): Promise<ImportDocument | null> {
  return database.of(collections.imports).findOneAndUpdate(
    { _id: id, $expr: isFree },
    [
      {
        $set: {
          state: { $cond: [{ $eq: ['$state', 'QUEUED'] }, 'RUNNING', '$state'] },
          leaseOwner: owner,
          leaseUntil: leaseEnd(leaseMs),
          claims: { $add: [{ $ifNull: ['$claims', 0] }, 1] },
          takesWithoutProgress: { $add: [{ $ifNull: ['$takesWithoutProgress', 0] }, 1] },
        },
      },
    ],
    { returnDocument: 'after' },
  );
}

/** @returns null when the lease is lost */
export function renewLease(
  database: Database,
  id: string,
  owner: string,
  leaseMs: number,
): Promise<Pick<ImportDocument, 'cancelled'> | null> {
  return database
    .of(collections.imports)
    .findOneAndUpdate({ _id: id, leaseOwner: owner }, [{ $set: { leaseUntil: leaseEnd(leaseMs) } }], {
      projection: { cancelled: 1 },
    });
}

export function findImport(database: Database, id: string): Promise<ImportDocument | null> {
  return database.of(collections.imports).findOne({ _id: id });
}

/** Releases an import for another instance to continue: it did not make its importer fail. */
export async function releaseLease(database: Database, id: string, owner: string): Promise<void> {
  await database
    .of(collections.imports)
    .updateOne(
      { _id: id, leaseOwner: owner },
      { $set: { leaseOwner: null, leaseUntil: null, takesWithoutProgress: 0 } },
    );
}

export type Progress = {
  rowsRead: number;
  bytesRead: number;
  imported: number;
  updated: number;
  unchanged: number;
  rejected: number;
  endsIgnored: number;
  blockedInPart: number;
  placeholders: number;
};

/**
 * Saves progress and renews the lease. @returns false when the lease is lost: another instance has continued
 * from the last saved batch
 */
export async function saveProgress(
  database: Database,
  id: string,
  owner: string,
  progress: Progress,
  leaseMs: number,
): Promise<boolean> {
  const { matchedCount } = await database
    .of(collections.imports)
    .updateOne({ _id: id, leaseOwner: owner, state: 'RUNNING' }, [
      { $set: { ...progress, leaseUntil: leaseEnd(leaseMs), takesWithoutProgress: 0 } },
    ]);
  return matchedCount === 1;
}

/** @param bytes of the copy. @returns false when the lease is lost */
export async function saveCopy(
  database: Database,
  id: string,
  owner: string,
  copyId: string,
  bytes: number,
): Promise<boolean> {
  const { matchedCount } = await database
    .of(collections.imports)
    .updateOne({ _id: id, leaseOwner: owner, state: 'RUNNING' }, { $set: { copyId, totalBytes: bytes } });
  return matchedCount === 1;
}

/** The file's columns as found: rejected rows are returned under them. */
export async function saveHeader(database: Database, id: string, header: string[]): Promise<void> {
  await database.of(collections.imports).updateOne({ _id: id }, { $set: { header } });
}

/** @returns false when the lease is lost */
export async function endImport(
  database: Database,
  session: ClientSession,
  id: string,
  owner: string,
  end: Pick<ImportDocument, 'state' | 'failureReason' | 'failureDetail' | 'finishedAt' | 'bytesRead'>,
): Promise<boolean> {
  const { matchedCount } = await database
    .of(collections.imports)
    .updateOne(
      { _id: id, leaseOwner: owner, state: 'RUNNING' },
      { $set: { ...end, announced: false } },
      { session },
    );
  return matchedCount === 1;
}

export async function markAnnounced(database: Database, id: string): Promise<void> {
  await database
    .of(collections.imports)
    .updateOne({ _id: id }, { $set: { leaseOwner: null, leaseUntil: null }, $unset: { announced: true } });
}

/** An import resumes from its last saved batch, so its inserts need no retry by the driver. */
const BARE = { bare: true };

/** A repeat after a crash finds them stored. */
export async function insertRejects(database: Database, rejects: ImportRejectDocument[]): Promise<void> {
  await insertAbsent(database.of(collections.importRejects), rejects, BARE);
}

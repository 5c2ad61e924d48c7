/** Statuses that are known by a wamid only, until the ledger knows it too. */
import type { ClientSession } from 'mongodb';
import { collections, type UnmatchedStatusDocument } from '../../../schemas/collections.ts';
import type { MessageStatus } from '../../../schemas/types.ts';
import { insertAbsent } from '../../platform/mongo/insert-absent.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const idOf = ({ wamid, kind }: MessageStatus): string => `${wamid ?? ''}:${kind}`;

/** The first of each wamid and kind is kept. */
export async function keepUnmatched(
  database: Database,
  statuses: readonly MessageStatus[],
  now: Date,
  tryAt: Date,
): Promise<void> {
  const documents = statuses.map((status) => ({
    _id: idOf(status),
    wamid: status.wamid ?? '',
    status,
    tries: 0,
    tryAt,
    seenAt: now,
  }));
  await insertAbsent(database.of(collections.unmatchedStatuses), documents);
}

/** When the next try is due; null when nothing waits. */
export async function nextTryAt(database: Database): Promise<Date | null> {
  const next = await database
    .of(collections.unmatchedStatuses)
    .findOne({}, { sort: { tryAt: 1 }, projection: { _id: 0, tryAt: 1 } });
  return next?.tryAt ?? null;
}

export async function findDueUnmatched(
  database: Database,
  now: Date,
  limit: number,
): Promise<UnmatchedStatusDocument[]> {
  return database
    .of(collections.unmatchedStatuses)
    .find({ tryAt: { $lte: now } })
    .sort({ tryAt: 1 })
    .limit(limit)
    .toArray();
}

export async function deleteUnmatched(
  database: Database,
  statuses: readonly MessageStatus[],
  session: ClientSession,
): Promise<void> {
  if (statuses.length === 0) return;
  await database
    .of(collections.unmatchedStatuses)
    .deleteMany({ _id: { $in: statuses.map(idOf) } }, { session });
}

/** Each is tried again after its own time. */
export async function postponeUnmatched(
  database: Database,
  documents: ReadonlyArray<{ _id: string; tryAt: Date }>,
): Promise<void> {
  if (documents.length === 0) return;
  await database.of(collections.unmatchedStatuses).bulkWrite(
    documents.map(({ _id, tryAt }) => ({
      updateOne: { filter: { _id }, update: { $set: { tryAt }, $inc: { tries: 1 } } },
    })),
    { ordered: false },
  );
}

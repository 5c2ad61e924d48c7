/** The statements of the ledger, its counters and exclusions. Every one of them belongs to a transaction (in-transaction.ts). */
import type { ClientSession } from 'mongodb';
import { collections, type MessageDocument, type RunCountersDocument } from '../../../schemas/collections.ts';
import type { ExcludedContact } from '../../../schemas/types.ts';
import { ledgerRangeOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Fold, LedgerEntry } from './fold-news.ts';
import { ledgerUpdate } from './ledger-update.ts';
import { add, countersOf, type RunCounts } from '../runs/run-counts.ts';

const COUNTERS = [
  ...(['accepted', 'failed', 'skipped', 'unknown'] as const),
  ...(['sent', 'delivered', 'read', 'undelivered', 'expired'] as const),
];

/** What news can move or is needed for; the rest of a ledger document (the template above all) stays where it is. */
const ENTRY_FIELDS: Record<keyof LedgerEntry, 1> = {
  _id: 1,
  runId: 1,
  integrationId: 1,
  to: 1,
  state: 1,
  attempt: 1,
  owner: 1,
  dueAt: 1,
  wamid: 1,
  delivery: 1,
  code: 1,
  reason: 1,
  intentAt: 1,
  acceptedAt: 1,
  sentAt: 1,
  deliveredAt: 1,
  readAt: 1,
  endedAt: 1,
  resentAt: 1,
  history: 1,
};

export async function findEntries(
  database: Database,
  messageIds: string[],
  session: ClientSession,
): Promise<LedgerEntry[]> {
  if (messageIds.length === 0) return [];
  return database
    .of(collections.messages)
    .find(
      { _id: { $in: messageIds } },
      { session, projection: ENTRY_FIELDS, batchSize: messageIds.length + 1 },
    )
    .toArray();
}

export async function findEntriesByWamid(
  database: Database,
  wamids: string[],
  session: ClientSession,
): Promise<LedgerEntry[]> {
  if (wamids.length === 0) return [];
  // $exists lets the partial index serve it
  return database
    .of(collections.messages)
    .find({ wamid: { $in: wamids, $exists: true } }, { session, projection: ENTRY_FIELDS })
    .toArray();
}

export async function writeEntries(
  database: Database,
  changes: Fold['changes'],
  session: ClientSession,
): Promise<void> {
  if (changes.length === 0) return;
  await database.of(collections.messages).bulkWrite(
    changes.map(({ before, after }) => ({
      updateOne: { filter: { _id: after._id }, update: ledgerUpdate(before, after) },
    })),
    { session, ordered: false },
  );
}

/** @param shard who counts; two that count at once in one shard wait for each other */
export async function moveCounters(
  database: Database,
  shard: string,
  counts: ReadonlyMap<string, RunCounts>,
  session: ClientSession,
): Promise<void> {
  const moved = [...counts].filter(([, change]) => change.size > 0);
  if (moved.length === 0) return;
  await database.of(collections.runCounters).bulkWrite(
    moved.map(([runId, change]) => ({
      updateOne: {
        filter: { _id: `${runId}:${shard}` },
        update: { $setOnInsert: { runId }, $inc: Object.fromEntries(change) },
        upsert: true,
      },
    })),
    { session },
  );
}

/** Which of the exclusions are in the ledger already. */
export async function findExclusionIds(
  database: Database,
  exclusionIds: string[],
  session: ClientSession,
): Promise<Set<string>> {
  const found = await database
    .of(collections.messages)
    .find({ _id: { $in: exclusionIds } }, { session, projection: { _id: 1 } })
    .toArray();
  return new Set(found.map(({ _id }) => _id));
}

export async function insertExclusions(
  database: Database,
  exclusions: readonly ExcludedContact[],
  session: ClientSession,
): Promise<void> {
  await database.of(collections.messages).insertMany(exclusions.map(exclusionDocument), { session });
}

function exclusionDocument(excluded: ExcludedContact): MessageDocument {
  const { exclusionId, campaignId, runId, contactId, sequence, reason, detail, at } = excluded;
  return {
    _id: exclusionId,
    campaignId,
    runId,
    contactId,
    sequence,
    state: 'SKIPPED',
    attempt: 0,
    reason,
    ...(detail === '' ? {} : { detail }),
    endedAt: new Date(at),
  };
}

/** The sum of a run's shards. */
export async function readCounters(
  database: Database,
  runIds: string[],
  session?: ClientSession,
): Promise<Map<string, RunCounts>> {
  const sums = new Map(runIds.map((runId) => [runId, new Map<string, number>()]));
  const shards = database
    .of(collections.runCounters)
    .find({ runId: { $in: runIds } }, { ...(session && { session }) });
  for await (const shard of shards) {
    const sum = sums.get(shard.runId);
    if (sum) addShard(sum, shard);
  }
  return sums;
}

function addShard(sum: RunCounts, shard: RunCountersDocument): void {
  for (const counter of COUNTERS) add(sum, counter, shard[counter] ?? 0);
  for (const [reason, count] of Object.entries(shard.skippedBy ?? {})) add(sum, `skippedBy.${reason}`, count);
  for (const [code, count] of Object.entries(shard.failedBy ?? {})) add(sum, `failedBy.${code}`, count);
}

/** Counts the run's ledger itself. `open`: documents without an outcome. */
export async function recountRun(
  database: Database,
  runId: string,
  session: ClientSession,
): Promise<{ counts: RunCounts; open: number }> {
  const { from, to } = ledgerRangeOf(runId);
  type Group = Pick<MessageDocument, 'state' | 'delivery' | 'code' | 'reason'> & { wasSent: boolean };
  const groups = await database
    .of(collections.messages)
    .aggregate<{ _id: Group; documents: number }>(
      [
        { $match: { _id: { $gte: from, $lt: to } } },
        {
          $group: {
            _id: {
              state: '$state',
              delivery: '$delivery',
              code: '$code',
              reason: '$reason',
              wasSent: { $gt: ['$sentAt', null] },
            },
            documents: { $sum: 1 },
          },
        },
      ],
      { session },
    )
    .toArray();
  const counts: RunCounts = new Map();
  let open = 0;
  for (const { _id: group, documents } of groups) {
    const { wasSent, ...counted } = group;
    for (const counter of countersOf({ ...counted, ...(wasSent ? { sentAt: new Date(0) } : {}) }))
      add(counts, counter, documents);
    if (counted.state === 'INTENT' || counted.state === 'WAITING') open += documents;
  }
  return { counts, open };
}

/** Puts one shard in the place of all. A counting under way meanwhile starts again. */
export async function replaceCounters(
  database: Database,
  runId: string,
  counts: RunCounts,
  session: ClientSession,
): Promise<void> {
  const counters = database.of(collections.runCounters);
  await counters.deleteMany({ runId }, { session });
  await counters.updateOne(
    { _id: `${runId}:recount` },
    { $set: { runId, ...Object.fromEntries(counts) } },
    { session, upsert: true },
  );
}

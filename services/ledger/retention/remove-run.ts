/** The statements that remove an ended run from the ledger, in steps of bounded size; each can be repeated. */
import type { ClientSession } from 'mongodb';
import { collections } from '../../../schemas/collections.ts';
import { ledgerRangeOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { headIdOf } from '../counters/run-head.ts';

export type RunEnd = { closedAt: Date | null; areMessagesRemoved: boolean };

/** Run → when it ended; a run without a head has no entry. */
export async function findRunEnds(
  database: Database,
  runIds: readonly string[],
): Promise<Map<string, RunEnd>> {
  const heads = await database
    .of(collections.runCounters)
    .find(
      { _id: { $in: runIds.map(headIdOf) } },
      { projection: { runId: 1, closedAt: 1, messagesRemovedAt: 1 } },
    )
    .toArray();
  return new Map(
    heads.map(({ runId, closedAt = null, messagesRemovedAt }) => [
      runId,
      { closedAt, areMessagesRemoved: messagesRemovedAt !== undefined },
    ]),
  );
}

/**
 * Runs that ended without anyone noting it (their campaign was deleted, or an earlier version ended them) end
 * now.
 */
export async function noteRunEnds(database: Database, runIds: readonly string[], now: Date): Promise<void> {
  if (runIds.length === 0) return;
  await database.of(collections.runCounters).bulkWrite(
    runIds.map((runId) => ({
      updateOne: {
        filter: { _id: headIdOf(runId) },
        update: [{ $set: { runId, closedAt: { $ifNull: ['$closedAt', now] } } }],
        upsert: true,
      },
    })),
  );
}

/** From now on some messages may be gone: nobody is sent to again by what is left of them. */
export async function noteMessagesGo(database: Database, runId: string, now: Date): Promise<void> {
  await database
    .of(collections.runCounters)
    .updateOne(
      { _id: headIdOf(runId) },
      { $setOnInsert: { runId }, $set: { messagesGoAt: now } },
      { upsert: true },
    );
}

/** Removes the first messages of a run. @returns how many went; fewer than `limit`: none is left */
export async function removeMessages(database: Database, runId: string, limit: number): Promise<number> {
  const messages = database.of(collections.messages);
  const { from, to } = ledgerRangeOf(runId);
  const [last] = await messages
    .find({ _id: { $gte: from, $lt: to } }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .skip(limit - 1)
    .limit(1)
    .toArray();
  const range = last ? { $gte: from, $lte: last._id } : { $gte: from, $lt: to };
  return (await messages.deleteMany({ _id: range })).deletedCount;
}

export async function noteMessagesRemoved(database: Database, runId: string, now: Date): Promise<void> {
  await database
    .of(collections.runCounters)
    .updateOne({ _id: headIdOf(runId) }, { $set: { messagesRemovedAt: now } });
}

/** All shards and the head. */
export async function removeCounters(
  database: Database,
  runId: string,
  session: ClientSession,
): Promise<number> {
  const { deletedCount } = await database.of(collections.runCounters).deleteMany({ runId }, { session });
  return deletedCount;
}

/** Contacts that have an outcome in the run, of those that are named by the ids of their ledger documents. */
export async function findSettledContacts(database: Database, ids: readonly string[]): Promise<Set<string>> {
  const settled = await database
    .of(collections.messages)
    .find(
      { _id: { $in: [...ids] }, state: { $in: ['ACCEPTED', 'FAILED', 'SKIPPED', 'UNKNOWN'] } },
      { projection: { contactId: 1 } },
    )
    .toArray();
  return new Set(settled.map(({ contactId }) => contactId));
}

/** When the oldest run of which messages are kept ended; null: there is none. */
export async function findOldestEnd(database: Database, areMessagesKept: boolean): Promise<Date | null> {
  const [oldest] = await database
    .of(collections.runCounters)
    .find(
      { closedAt: { $exists: true }, ...(areMessagesKept ? { messagesRemovedAt: { $exists: false } } : {}) },
      { projection: { closedAt: 1 } },
    )
    .sort({ closedAt: 1 })
    .limit(1)
    .toArray();
  return oldest?.closedAt ?? null;
}

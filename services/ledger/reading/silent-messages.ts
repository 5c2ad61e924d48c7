/**
 * Accepted messages of which nothing but "sent" was heard, page by page in the order of their ids: a page
 * reads so many documents.
 */
import { collections, type RunExpiry } from '../../../schemas/collections.ts';
import { ledgerRangeOf } from '../../domain/message/message.ts';
import { isDuplicateKey, type Database } from '../../platform/mongo/mongo.ts';
import { headIdOf } from '../counters/run-head.ts';

export type SilentPage = {
  /** Accepted before the time asked for. */
  expired: string[];
  /** The earliest acceptance of those that are silent and were accepted later. */
  oldest: Date | null;
  /** The last document of the page, silent or not; null: there was none. */
  last: string | null;
  isEnd: boolean;
};

/**
 * @param after the id behind which the page begins; empty: the run's first
 * @param limit documents to look at
 */
export async function findSilent(
  database: Database,
  runId: string,
  { before, after }: { before: Date; after: string },
  limit: number,
): Promise<SilentPage> {
  const { from, to } = ledgerRangeOf(runId);
  const documents = await database
    .of(collections.messages)
    .find(
      { _id: after === '' ? { $gte: from, $lt: to } : { $gt: after, $lt: to } },
      { projection: { state: 1, delivery: 1, endedAt: 1 }, batchSize: limit + 1 },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  const page: SilentPage = {
    expired: [],
    oldest: null,
    last: documents.at(-1)?._id ?? null,
    isEnd: documents.length < limit,
  };
  for (const { _id, state, delivery, endedAt } of documents) {
    if (state !== 'ACCEPTED' || (delivery !== undefined && delivery !== 'SENT') || !endedAt) continue;
    if (endedAt <= before) page.expired.push(_id);
    else if (page.oldest === null || endedAt < page.oldest) page.oldest = endedAt;
  }
  return page;
}

/** Run → how far the search has come in it; runs that were never searched are missing. */
export async function findExpiries(database: Database, runIds: string[]): Promise<Map<string, RunExpiry>> {
  if (runIds.length === 0) return new Map();
  const heads = await database
    .of(collections.runCounters)
    .find(
      { _id: { $in: runIds.map(headIdOf) }, expiry: { $exists: true } },
      { projection: { runId: 1, expiry: 1 } },
    )
    .toArray();
  return new Map(heads.flatMap(({ runId, expiry }) => (expiry ? [[runId, expiry]] : [])));
}

/** @param from null: the run was never searched @returns false when another instance has moved it meanwhile */
export async function moveExpiry(
  database: Database,
  runId: string,
  from: RunExpiry | null,
  to: RunExpiry,
): Promise<boolean> {
  const asBefore = from
    ? { 'expiry.through': from.through, 'expiry.lookAt': from.lookAt }
    : { expiry: { $exists: false } };
  try {
    const { matchedCount, upsertedCount } = await database
      .of(collections.runCounters)
      .updateOne(
        { _id: headIdOf(runId), ...asBefore },
        { $setOnInsert: { runId }, $set: { expiry: to } },
        { upsert: from === null },
      );
    return matchedCount + upsertedCount === 1;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

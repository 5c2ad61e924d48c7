/** The throttle's statements on MongoDB, one function each. */
import {
  collections,
  type CampaignDocument,
  type IntegrationDocument,
  type MessageDocument,
  type PaceDocument,
  type PaceOfRun,
} from '../../schemas/collections.ts';
import { ledgerRangeOf } from '../domain/message.ts';
import type { Database } from '../platform/mongo.ts';
import type { Hold } from './hold.ts';

/** Campaigns that send or are about to stop. */
export function findLiveCampaigns(database: Database): Promise<CampaignDocument[]> {
  return database
    .of(collections.campaigns)
    .find({ status: { $in: ['on', 'stopping', 'forced_stopping'] } })
    .toArray();
}

export function findIntegration(
  database: Database,
  integrationId: string,
): Promise<IntegrationDocument | null> {
  return database.of(collections.integrations).findOne({ _id: integrationId });
}

/** Makes this instance the owner of a number's pace: earlier owners' reservations fail from now on. */
export async function claimPace(
  database: Database,
  integrationId: string,
  owner: string,
): Promise<PaceDocument> {
  const claimed = await database
    .of(collections.pace)
    .findOneAndUpdate(
      { _id: integrationId },
      { $inc: { epoch: 1 }, $set: { owner }, $setOnInsert: { nextMicros: 0, runs: {} } },
      { upsert: true, returnDocument: 'after' },
    );
  if (!claimed) throw new Error(`pace of ${integrationId} could not be claimed`);
  return claimed;
}

export type Reservation = {
  nextMicros: number;
  factor: number;
  holds: readonly Hold[];
  runs: ReadonlyMap<string, PaceOfRun>;
  ended: readonly string[];
};

/**
 * Stores the slots about to be used (invariant 6).
 * @returns false when another instance owns the number meanwhile: then nothing may be released
 */
export async function reserveSlots(
  database: Database,
  integrationId: string,
  epoch: number,
  reservation: Reservation,
): Promise<boolean> {
  const set: Record<string, unknown> = {
    nextMicros: reservation.nextMicros,
    factor: reservation.factor,
    holds: reservation.holds,
  };
  for (const [runId, pace] of reservation.runs) set[`runs.${runId}`] = pace;
  const unset = Object.fromEntries(reservation.ended.map((runId) => [`runs.${runId}`, 1 as const]));
  const result = await database
    .of(collections.pace)
    .updateOne(
      { _id: integrationId, epoch },
      { $set: set, ...(reservation.ended.length > 0 ? { $unset: unset } : {}) },
    );
  return result.matchedCount === 1;
}

/** Messages put off or to be retried whose time has come, earliest first. */
export function findDueMessages(
  database: Database,
  integrationId: string,
  runIds: readonly string[],
  now: Date,
  limit: number,
): Promise<MessageDocument[]> {
  return database
    .of(collections.messages)
    .find({ state: 'WAITING', integrationId, dueAt: { $lte: now }, runId: { $in: [...runIds] } })
    .sort({ dueAt: 1 })
    .limit(limit)
    .toArray();
}

/** The identity of this database; made at first use, and the same for whoever asks. @param wanted the one to make */
export async function findDatabaseId(database: Database, wanted: string): Promise<string> {
  const found = await database
    .of(collections.installation)
    .findOneAndUpdate(
      { _id: 'database' },
      { $setOnInsert: { databaseId: wanted, at: new Date() } },
      { upsert: true, returnDocument: 'after' },
    );
  if (!found) throw new Error('the database has no identity and got none');
  return found.databaseId;
}

/** @throws when another instance has claimed the number meanwhile */
export async function noteFence(
  database: Database,
  { _id, epoch }: PaceDocument,
  fence: NonNullable<PaceDocument['fence']>,
): Promise<void> {
  const { matchedCount } = await database.of(collections.pace).updateOne({ _id, epoch }, { $set: { fence } });
  if (matchedCount === 0) throw new Error(`another instance paces ${_id} now`);
}

/** @param runs run → everything below this sequence number is in the ledger */
export async function rewindRuns(
  database: Database,
  { _id, epoch }: PaceDocument,
  runs: ReadonlyMap<string, number>,
): Promise<void> {
  const set = Object.fromEntries(
    [...runs].map(([runId, through]) => [`runs.${runId}.releasedThrough`, through]),
  );
  if (runs.size > 0) await database.of(collections.pace).updateOne({ _id, epoch }, { $set: set });
}

/** Sequence numbers of all contacts of a run that are in the ledger, messaged or not. */
export async function* ledgerSequences(database: Database, runId: string): AsyncGenerator<number> {
  const { from, to } = ledgerRangeOf(runId);
  const found = database
    .of(collections.messages)
    .find({ _id: { $gte: from, $lt: to } }, { projection: { _id: 0, sequence: 1 }, batchSize: 10_000 });
  for await (const { sequence } of found) yield sequence;
}

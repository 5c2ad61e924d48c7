/** The throttle's statements on MongoDB beside the ledger (services/ledger/), one function each. */
import {
  collections,
  type CampaignDocument,
  type IntegrationDocument,
  type PaceDocument,
  type PaceOfRun,
} from '../../schemas/collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { Hold, Lift } from './number/hold.ts';

/** Campaigns that send or are about to stop. */
export function findLiveCampaigns(database: Database): Promise<CampaignDocument[]> {
  return database
    .of(collections.campaigns)
    .find({ status: { $in: ['on', 'stopping', 'forced_stopping'] } })
    .toArray();
}

export function findIntegrations(
  database: Database,
  integrationIds: readonly string[],
): Promise<IntegrationDocument[]> {
  return database
    .of(collections.integrations)
    .find({ _id: { $in: [...integrationIds] } })
    .toArray();
}

/** When the oldest hold that is in force was said, ms since the epoch; null without any. One short document a number. */
export async function findOldestHold(database: Database, nowMs: number): Promise<number | null> {
  const held = await database
    .of(collections.pace)
    .find({ 'holds.untilMs': { $gt: nowMs } }, { projection: { holds: 1 } })
    .toArray();
  const said = held.flatMap(({ holds = [] }) => holds).filter(({ untilMs }) => untilMs > nowMs);
  return said.length === 0 ? null : Math.min(...said.map(({ saidMs }) => saidMs ?? nowMs));
}

/**
 * Of these runs the ones that their campaign will never go on with: it has a later run, has completed this
 * one, or is gone.
 */
export async function findEndedRuns(database: Database, runIds: readonly string[]): Promise<string[]> {
  if (runIds.length === 0) return [];
  const runs = await database
    .of(collections.campaignRuns)
    .find({ _id: { $in: [...runIds] } }, { projection: { campaignId: 1 } })
    .toArray();
  const campaigns = await database
    .of(collections.campaigns)
    .find(
      { _id: { $in: [...new Set(runs.map(({ campaignId }) => campaignId))] } },
      { projection: { runId: 1, status: 1 } },
    )
    .toArray();
  const campaignOf = new Map(campaigns.map((campaign) => [campaign._id, campaign]));
  // a run that eligibility has not begun to plan is not known there, and stays
  return runs
    .filter(({ _id, campaignId }) => {
      const campaign = campaignOf.get(campaignId);
      return campaign?.runId !== _id || campaign.status === 'complete';
    })
    .map(({ _id }) => _id);
}

/** Removes runs from a number's pace. */
export async function removeRuns(
  database: Database,
  { _id, epoch }: PaceDocument,
  runIds: readonly string[],
): Promise<void> {
  if (runIds.length === 0) return;
  const unset = Object.fromEntries(runIds.map((runId) => [`runs.${runId}`, 1 as const]));
  await database.of(collections.pace).updateOne({ _id, epoch }, { $unset: unset });
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
  lifts: readonly Lift[];
  /** Those that differ from what is stored. */
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
    lifts: reservation.lifts,
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

/**
 * The identity of this database; made at first use, and the same for whoever asks.
 * @param wanted the one to make
 */
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

/** @param runs run → how far it has come as it is now, and what is remembered of that */
export async function noteReleases(
  database: Database,
  { _id, epoch }: PaceDocument,
  runs: ReadonlyMap<string, Partial<Pick<PaceOfRun, 'releasedThrough' | 'releasedBy'>>>,
): Promise<void> {
  const set = Object.fromEntries(
    [...runs].flatMap(([runId, fields]) =>
      Object.entries(fields).map(([field, value]) => [`runs.${runId}.${field}`, value]),
    ),
  );
  if (runs.size > 0) await database.of(collections.pace).updateOne({ _id, epoch }, { $set: set });
}

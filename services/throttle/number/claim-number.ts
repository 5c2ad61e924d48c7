/**
 * Takes a number over: the database's pace under a new epoch, if database and Kafka belong to the same past.
 * If not, the number is held until an operator has said that it may go on.
 */
import type { IntegrationDocument, PaceDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Fences } from '../restore/fences.ts';
import { firstGap } from '../restore/ledger-gap.ts';
import type { Mismatch } from '../restore/restore-fence.ts';
import { claimPace, findEndedRuns, noteFence, removeRuns, rewindRuns } from '../store.ts';
import { readCounters } from '../../ledger/counters/read-counters.ts';
import { settledIn } from '../../ledger/counters/run-counts.ts';
import { ledgerSequences } from '../../ledger/reading/run-sequences.ts';

const { retentionMs } = topics.releasedMessages;
/**
 * What was released and not taken up by a sender is still on its topic for as long as this; half of its
 * retention, in case an operator has made it shorter. A number that rested longer may have lost such messages.
 */
const RELEASES_KEPT_MS = retentionMs === 'latest' ? Infinity : retentionMs / 2;

export type ClaimParts = { database: Database; fences: Fences; log: Logger; owner: string };

export type ClaimedNumber = {
  readonly pace: PaceDocument;
  /** Why it must not send; null when it may. */
  readonly mismatch: Mismatch | null;
};

/** @throws when the pace was claimed by somebody else meanwhile: the next tick tries again */
export async function claimNumber(
  parts: ClaimParts,
  integration: IntegrationDocument,
): Promise<ClaimedNumber> {
  const { database, fences, log } = parts;
  const pace = await claimPace(database, integration._id, parts.owner);
  const ended = await findEndedRuns(database, Object.keys(pace.runs));
  await removeRuns(database, pace, ended);
  for (const runId of ended) delete pace.runs[runId];
  const mismatch = fences.mismatchOf(pace);
  const isConfirmed = mismatch !== null && isConfirmedBy(integration, mismatch);
  if (mismatch && !isConfirmed) {
    const since = pace.fence?.mismatch?.found === mismatch.found ? pace.fence.mismatch.since : new Date();
    await noteFence(database, pace, {
      clusterId: pace.fence?.clusterId ?? fences.clusterId,
      mismatch: { ...mismatch, since },
    });
    log.error(
      { integrationId: integration._id, ...mismatch },
      'database and Kafka do not belong to the same past: nothing is sent until an operator confirms (wac integrations confirm-restore)',
    );
    return { pace, mismatch };
  }
  if (isConfirmed) {
    log.warn(
      { integrationId: integration._id, ...mismatch },
      'an operator has confirmed: the number goes on',
    );
    await askAgain(database, pace, Object.keys(pace.runs));
  } else if (Date.now() - pace.nextMicros / 1_000 > RELEASES_KEPT_MS)
    await askAgain(database, pace, await unsettledRuns(database, pace));
  await noteFence(database, pace, { clusterId: fences.clusterId, mismatch: null });
  await fences.tell(integration._id, pace.epoch, pace.nextMicros);
  return { pace, mismatch: null };
}

export const isConfirmedBy = (
  { confirmedRestore }: Pick<IntegrationDocument, 'confirmedRestore'>,
  mismatch: Mismatch,
): boolean => confirmedRestore?.found === mismatch.found;

/**
 * What had been released may be lost, with its Kafka or by the retention of its topic, and a copy of a
 * database need not be of one moment: every run goes back to the first contact that the ledger does not have. Who is in the ledger gets nothing
 * again, by its key.
 */
async function askAgain(database: Database, pace: PaceDocument, runIds: readonly string[]): Promise<void> {
  const runs = new Map<string, number>();
  for (const runId of runIds) runs.set(runId, await firstGap(ledgerSequences(database, runId)));
  for (const [runId, releasedThrough] of runs) {
    const run = pace.runs[runId];
    if (run) run.releasedThrough = releasedThrough;
  }
  await rewindRuns(database, pace, runs);
}

/** Runs of which not all that was released has an outcome: most have, and their ledger need not be read. */
async function unsettledRuns(database: Database, pace: PaceDocument): Promise<string[]> {
  const counts = await readCounters(database, Object.keys(pace.runs));
  return Object.entries(pace.runs).flatMap(([runId, { releasedThrough }]) => {
    return settledIn(counts.get(runId) ?? new Map<string, number>()) < releasedThrough ? [runId] : [];
  });
}

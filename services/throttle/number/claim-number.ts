/**
 * Takes a number over: the database's pace under a new epoch, if database and Kafka belong to the same past.
 * If not, the number is held until an operator has said that it may go on.
 */
import type { IntegrationDocument, PaceDocument } from '../../../schemas/collections.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Fences } from '../restore/fences.ts';
import { firstGap } from '../restore/ledger-gap.ts';
import { lookForLost } from '../restore/look-for-lost.ts';
import { hasRested, type ReleasesOfRun } from '../restore/lost-releases.ts';
import type { Mismatch } from '../restore/restore-fence.ts';
import { claimPace, findEndedRuns, noteFence, noteReleases, removeRuns } from '../store.ts';
import { ledgerSequences } from '../../ledger/reading/run-sequences.ts';

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
    await askAllAgain(database, pace);
  } else await askForLost(parts, pace);
  await noteFence(database, pace, { clusterId: fences.clusterId, mismatch: null });
  await fences.tell(integration._id, pace.epoch, pace.nextMicros);
  return { pace, mismatch: null };
}

export const isConfirmedBy = (
  { confirmedRestore }: Pick<IntegrationDocument, 'confirmedRestore'>,
  mismatch: Mismatch,
): boolean => confirmedRestore?.found === mismatch.found;

/**
 * What had been released may be lost with its Kafka, and a copy of a database need not be of one moment: every run goes
 * back to the first contact that the ledger does not have. Who is in the ledger gets nothing again, by its key.
 */
async function askAllAgain(database: Database, pace: PaceDocument): Promise<void> {
  const runs = new Map<string, ReleasesOfRun>();
  for (const runId of Object.keys(pace.runs))
    runs.set(runId, { releasedThrough: await firstGap(ledgerSequences(database, runId)) });
  await goOnFrom(database, pace, runs);
}

/** What was released long ago and is not in the ledger may be lost by the retention of its topic. */
async function askForLost({ database, log }: ClaimParts, pace: PaceDocument): Promise<void> {
  const nowMs = Date.now();
  const { lost, releasedBy } = await lookForLost(database, Object.entries(pace.runs), {
    nowMs,
    rested: hasRested(pace.nextMicros, nowMs),
  });
  for (const [runId, firstMissing] of lost)
    log.warn(
      { integrationId: pace._id, runId, firstMissing, releasedThrough: pace.runs[runId]?.releasedThrough },
      'what was released long ago is not in the ledger: the run goes back to it',
    );
  const runs = new Map(
    [...releasedBy].map(([runId, by]) => [runId, { releasedBy: by, ...gapOf(lost.get(runId)) }]),
  );
  await goOnFrom(database, pace, runs);
}

const gapOf = (releasedThrough: number | undefined): Partial<ReleasesOfRun> =>
  releasedThrough === undefined ? {} : { releasedThrough };

async function goOnFrom(
  database: Database,
  pace: PaceDocument,
  runs: ReadonlyMap<string, Partial<ReleasesOfRun>>,
): Promise<void> {
  for (const [runId, fields] of runs) Object.assign(pace.runs[runId] ?? {}, fields);
  await noteReleases(database, pace, runs);
}

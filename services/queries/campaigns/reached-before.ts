/** Of the people who are about to be messaged in a resend, those whom an earlier message may have reached. */
import { collections, type CampaignRunDocument } from '../../../schemas/collections.ts';
import { isReached } from '../../domain/campaign/resend.ts';
import { messageIdOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findSentBefore, runIdsOf } from './people-of-run.ts';

/**
 * @param phoneIds as they are messaged now
 * @returns those that must not get the message; none when the run is not a resend
 */
export type ReachedBefore = (runId: string, phoneIds: readonly string[]) => Promise<Set<string>>;

type KnownRun = Pick<CampaignRunDocument, 'campaignId' | 'number' | 'resend'>;

const MAX_KNOWN = 2_000;

/** Each run is read once: what it is a resend of does not change. */
export function createReachedBefore(database: Database): ReachedBefore {
  const known = new Map<string, KnownRun>();

  async function runOf(runId: string): Promise<KnownRun | null> {
    const before = known.get(runId);
    if (before) return before;
    const run = await database
      .of(collections.campaignRuns)
      .findOne({ _id: runId }, { projection: { campaignId: 1, number: 1, resend: 1 } });
    if (known.size >= MAX_KNOWN) known.clear();
    if (run) known.set(runId, run);
    return run;
  }

  return async function findReachedBefore(runId, phoneIds) {
    const run = phoneIds.length === 0 ? null : await runOf(runId);
    if (!run?.resend) return new Set();
    const { campaignId, number, resend } = run;
    const earlier = runIdsOf(campaignId, resend.sinceRun, number - 1);
    const idsOf = (phoneId: string): string[] => earlier.map((id) => messageIdOf(id, phoneId));
    const sent = await findSentBefore(database, phoneIds.flatMap(idsOf));
    return new Set(
      phoneIds.filter((phoneId) =>
        isReached(
          resend,
          idsOf(phoneId).flatMap((id) => sent.get(id) ?? []),
        ),
      ),
    );
  };
}

/** Looks at the active runs and commands what has come true: complete, or stopped. Any number of instances may do so at once. */
import { topics } from '../../schemas/topics.ts';
import type { CampaignCommand } from '../../schemas/types.ts';
import type { Logger } from '../platform/logger.ts';
import type { Database } from '../platform/mongo.ts';
import type { Producer } from '../platform/produce.ts';
import { inTransaction } from './in-transaction.ts';
import { sameCounts } from './run-counts.ts';
import {
  findActiveCampaigns,
  findPlanned,
  findStoppedRevisions,
  hasIntent,
  type ActiveCampaign,
} from './run-store.ts';
import { completeCommandId, isBalanced, stoppedCommandId, suspect } from './settle-runs.ts';
import { readCounters, recountRun, replaceCounters } from './store.ts';

/** A command without visible effect is repeated after this; the same id makes that harmless. */
const REPEAT_AFTER_MS = 5_000;

export type SweepParts = { database: Database; producer: Producer; log: Logger; clock: () => number };

/** @returns a function that sweeps once */
export function createSweep({ database, producer, log, clock }: SweepParts): () => Promise<void> {
  /** Command id → when it was published last. */
  let commanded = new Map<string, number>();

  return async function sweepRuns() {
    const campaigns = (await findActiveCampaigns(database)).filter(hasRun);
    if (campaigns.length === 0) return;
    const runIds = campaigns.map(({ runId }) => runId);
    const stopping = campaigns.filter(({ status }) => status !== 'on');
    const [planned, counts, stopped] = await Promise.all([
      findPlanned(database, runIds),
      readCounters(database, runIds),
      stopping.length > 0
        ? findStoppedRevisions(
            database,
            stopping.map(({ integrationId }) => integrationId),
          )
        : new Map<string, number>(),
    ]);
    const stillTrue = new Map<string, number>();
    for (const campaign of campaigns) {
      const { runId, revision } = campaign;
      const plan = planned.get(runId) ?? null;
      const suspicion = suspect(
        {
          ...campaign,
          planned: plan,
          counts: counts.get(runId) ?? new Map<string, number>(),
          stoppedRevision: stopped.get(runId) ?? null,
        },
        clock(),
      );
      if (suspicion === null) continue;
      const commandId =
        suspicion === 'complete'
          ? completeCommandId(runId, plan ?? 0, revision)
          : stoppedCommandId(runId, revision);
      const before = commanded.get(commandId);
      if (before !== undefined && clock() - before < REPEAT_AFTER_MS) {
        stillTrue.set(commandId, before);
        continue;
      }
      const isTrue =
        before !== undefined ||
        (suspicion === 'complete'
          ? await ledgerBalances(runId, plan ?? 0)
          : !(await hasIntent(database, runId, campaign.integrationId)));
      if (!isTrue) continue;
      await publish(commandId, campaign._id, {
        type: suspicion === 'complete' ? 'CompleteRun' : 'ConfirmStopped',
        runId,
      });
      log.info({ campaignId: campaign._id, runId, commandId }, `run is ${suspicion}`);
      stillTrue.set(commandId, clock());
    }
    commanded = stillTrue;
  };

  /** Counters and ledger are read in one snapshot, so a difference is a defect and not a matter of timing. */
  async function ledgerBalances(runId: string, planned: number): Promise<boolean> {
    return inTransaction(database, async (session) => {
      const counters =
        (await readCounters(database, [runId], session)).get(runId) ?? new Map<string, number>();
      const { counts, open } = await recountRun(database, runId, session);
      if (!sameCounts(counters, counts)) {
        const found = { counters: Object.fromEntries(counters), ledger: Object.fromEntries(counts) };
        log.error({ runId, ...found }, 'counters disagree with the ledger; they are replaced by a recount');
        await replaceCounters(database, runId, counts, session);
      }
      return isBalanced(planned, counts, open);
    });
  }

  async function publish(commandId: string, subjectId: string, body: CampaignCommand['body']): Promise<void> {
    await producer.send(topics.campaignCommands, [
      { commandId, subjectId, issuedAt: clock(), issuedBy: 'status', body },
    ]);
  }
}

const hasRun = (campaign: ActiveCampaign): campaign is ActiveCampaign & { runId: string } =>
  campaign.runId !== null;

/** Looks at the active runs and commands what has come true: complete, or stopped. Any number of instances may do so at once. */
import { topics } from '../../../schemas/topics.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { decidesUnknown } from '../../domain/campaign/ambiguity.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import { inTransaction } from '../../platform/mongo/in-transaction.ts';
import { sameCounts } from './run-counts.ts';
import {
  findActiveCampaigns,
  findPlanned,
  findStoppedRevisions,
  findUndecided,
  hasIntent,
  type ActiveCampaign,
} from './run-store.ts';
import {
  completeCommandId,
  isBalanced,
  isRecountDue,
  standstillAfter,
  stoppedCommandId,
  suspect,
  type RunState,
  type Standstill,
} from './settle-runs.ts';
import { readCounters, recountRun, replaceCounters } from '../updates/store.ts';

/** A command without visible effect is repeated after this; the same id makes that harmless. */
const REPEAT_AFTER_MS = 5_000;

export type SweepParts = { database: Database; producer: Producer; log: Logger; clock: () => number };

/** What an instance remembers of a run between two sweeps. */
type Memory = { standstill: Standstill; commandId: string | null; commandedAtMs: number };

/** @returns a function that sweeps once */
export function createSweep({ database, producer, log, clock }: SweepParts): () => Promise<void> {
  let memories = new Map<string, Memory>();

  return async function sweepRuns() {
    const next = new Map<string, Memory>();
    for (const [campaign, state] of await readRuns(database)) {
      const before = memories.get(campaign.runId);
      try {
        next.set(campaign.runId, await sweepRun(campaign, state, before));
      } catch (error) {
        // one run that cannot be looked at holds up no other; it is looked at again as rarely as a recount that was denied
        log.error({ err: error, runId: campaign.runId }, 'looking at a run failed; the others go on');
        const standstill = standstillAfter(before?.standstill, state, clock());
        const recounts = standstill.recounts + 1;
        next.set(campaign.runId, {
          standstill: { ...standstill, recounts },
          commandId: null,
          commandedAtMs: 0,
        });
      }
    }
    memories = next;
  };

  async function sweepRun(campaign: CampaignWithRun, state: RunState, before?: Memory): Promise<Memory> {
    const { runId } = campaign;
    const now = clock();
    const standstill = standstillAfter(before?.standstill, state, now);
    const suspicion = suspect(state, now);
    const commandId = suspicion && commandIdOf(suspicion, runId, state);
    if (commandId && commandId === before?.commandId) {
      if (now - before.commandedAtMs < REPEAT_AFTER_MS) return { ...before, standstill };
      await command(commandId, suspicion, campaign);
      return { standstill, commandId, commandedAtMs: now };
    }
    const idle = { standstill, commandId: null, commandedAtMs: 0 };
    if (suspicion === 'complete' && (await waitsForPolicy(campaign, state))) return idle;
    if (suspicion === 'stopped') {
      if (await hasIntent(database, runId)) return idle;
    } else {
      if (state.planned === null || !isRecountDue(standstill, suspicion === 'complete', now)) return idle;
      const checked = { ...idle, standstill: { ...standstill, recounts: standstill.recounts + 1 } };
      if (!(await ledgerBalances(runId, state.planned)) || suspicion === null) return checked;
    }
    if (!commandId) return idle;
    await command(commandId, suspicion, campaign);
    return { standstill, commandId, commandedAtMs: now };
  }

  /** A run with unknown messages ends when its policy has decided about them; under HOLD they may stay unknown. */
  async function waitsForPolicy(campaign: CampaignWithRun, { counts }: RunState): Promise<boolean> {
    const { runId, ambiguity } = campaign;
    if (!ambiguity || !decidesUnknown(ambiguity) || (counts.get('unknown') ?? 0) === 0) return false;
    return (await findUndecided(database, { runId, ambiguity }, 1)).length > 0;
  }

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

  async function command(
    commandId: string,
    suspicion: 'complete' | 'stopped',
    { _id: campaignId, runId }: CampaignWithRun,
  ): Promise<void> {
    const type = suspicion === 'complete' ? 'CompleteRun' : 'ConfirmStopped';
    await producer.send(topics.internalCommands, [
      { commandId, subjectId: campaignId, issuedAt: clock(), issuedBy: 'status', body: { type, runId } },
    ]);
    log.info({ campaignId, runId, commandId }, `run is ${suspicion}`);
  }
}

const commandIdOf = (
  suspicion: 'complete' | 'stopped',
  runId: string,
  { planned, revision }: RunState,
): string =>
  suspicion === 'complete'
    ? completeCommandId(runId, planned ?? 0, revision)
    : stoppedCommandId(runId, revision);

type CampaignWithRun = ActiveCampaign & { runId: string };

async function readRuns(database: Database): Promise<Array<[CampaignWithRun, RunState]>> {
  const campaigns = (await findActiveCampaigns(database)).filter(hasRun);
  if (campaigns.length === 0) return [];
  const runIds = campaigns.map(({ runId }) => runId);
  const stopping = campaigns.filter(({ status }) => status !== 'on');
  const integrationIds = stopping.map(({ integrationId }) => integrationId);
  const [planned, counts, stopped] = await Promise.all([
    findPlanned(database, runIds),
    readCounters(database, runIds),
    stopping.length > 0 ? findStoppedRevisions(database, integrationIds) : new Map<string, number>(),
  ]);
  return campaigns.map((campaign) => {
    const { runId, status, alwaysRunning, revision, stoppedAt } = campaign;
    const state: RunState = {
      status,
      alwaysRunning,
      revision,
      stoppedAt,
      planned: planned.get(runId) ?? null,
      counts: counts.get(runId) ?? new Map<string, number>(),
      stoppedRevision: stopped.get(runId) ?? null,
    };
    return [campaign, state];
  });
}

const hasRun = (campaign: ActiveCampaign): campaign is CampaignWithRun => campaign.runId !== null;

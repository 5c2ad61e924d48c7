/**
 * Looks at the active runs and commands what has come true: complete, or stopped. Any number of instances may
 * do so at once.
 */
import { topics } from '../../../schemas/topics.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { decidesUnknown } from '../../domain/campaign/ambiguity.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import type { Recount } from './recount.ts';
import { findActiveCampaigns, findPlanned, findStoppedRevisions, type ActiveCampaign } from './run-store.ts';
import {
  completeCommandId,
  isRecountDue,
  needsRecount,
  recounted,
  standstillAfter,
  stoppedCommandId,
  suspect,
  type RunState,
  type Standstill,
} from './settle-runs.ts';
import { readCounters } from '../../ledger/counters/read-counters.ts';
import { findUndecided, hasIntent } from '../../ledger/reading/unsettled.ts';

/** A command without visible effect is repeated after this; the same id makes that harmless. */
const REPEAT_AFTER_MS = 5_000;

/** A recount of a million contacts takes seconds; more of them at a time would slow each other down. */
const MAX_RECOUNTS = 3;

export type SweepParts = {
  database: Database;
  producer: Producer;
  log: Logger;
  clock: () => number;
  recount: Recount;
};

/** What an instance remembers of a run between two sweeps. */
type Memory = { standstill: Standstill; commandId: string | null; commandedAtMs: number };

type Sweep = SweepParts & {
  /** By run id. */
  memories: Map<string, Memory>;
  /** Runs that are being recounted, beside the sweeps: a long recount keeps no other run waiting. */
  underWay: Set<string>;
  isStopping: boolean;
};

/**
 * @returns `sweep` looks once, does not wait for recounts, and says how many runs are active; after `stop` a
 *   recount that breaks off is not an error
 */
export function createSweep(parts: SweepParts): { sweep: () => Promise<number>; stop: () => void } {
  const sweep: Sweep = { ...parts, memories: new Map(), underWay: new Set(), isStopping: false };
  return {
    sweep: () => sweepAll(sweep),
    stop: () => {
      sweep.isStopping = true;
    },
  };
}

async function sweepAll(sweep: Sweep): Promise<number> {
  const { database, memories, underWay, clock } = sweep;
  const runs = await readRuns(database);
  const active = new Set(runs.map(([{ runId }]) => runId));
  for (const runId of memories.keys()) if (!active.has(runId)) memories.delete(runId);
  for (const [campaign, state] of runs) {
    const { runId } = campaign;
    if (underWay.has(runId)) continue;
    const before = memories.get(runId);
    try {
      await sweepRun(sweep, campaign, state, before);
    } catch (error) {
      noteFailure(sweep, error, runId, standstillAfter(before?.standstill, state, clock()));
    }
  }
  return runs.length;
}

/**
 * A run that cannot be looked at holds up no other; it is looked at again as rarely as one whose recount was
 * denied.
 */
function noteFailure(sweep: Sweep, error: unknown, runId: string, standstill: Standstill): void {
  if (sweep.isStopping) return;
  sweep.log.error({ err: error, runId }, 'looking at a run failed; the others go on');
  sweep.memories.set(runId, uncommanded(recounted(standstill, sweep.clock())));
}

const uncommanded = (standstill: Standstill): Memory => ({ standstill, commandId: null, commandedAtMs: 0 });

async function sweepRun(
  sweep: Sweep,
  campaign: CampaignWithRun,
  state: RunState,
  before?: Memory,
): Promise<void> {
  const { database, memories } = sweep;
  const { runId } = campaign;
  const now = sweep.clock();
  const standstill = standstillAfter(before?.standstill, state, now);
  const suspicion = suspect(state, now);
  const commandId = suspicion && commandIdOf(suspicion, runId, state);
  if (commandId && commandId === before?.commandId) {
    const isFresh = now - before.commandedAtMs < REPEAT_AFTER_MS;
    if (!isFresh) await command(sweep, commandId, suspicion, campaign);
    memories.set(runId, { standstill, commandId, commandedAtMs: isFresh ? before.commandedAtMs : now });
    return;
  }
  memories.set(runId, uncommanded(standstill));
  if (suspicion === 'complete' && (await waitsForPolicy(database, campaign, state))) return;
  if (suspicion !== 'stopped') {
    if (needsRecount(state) && isRecountDue(standstill, suspicion === 'complete', now))
      startRecount(sweep, campaign, state, standstill);
    return;
  }
  if (!commandId || (await hasIntent(database, runId))) return;
  await command(sweep, commandId, suspicion, campaign);
  memories.set(runId, { standstill, commandId, commandedAtMs: now });
}

/**
 * The last place is for runs that were not recounted since they moved: those that fail again and again do not
 * take it.
 */
function startRecount(
  sweep: Sweep,
  campaign: CampaignWithRun,
  state: RunState,
  standstill: Standstill,
): void {
  const { memories, underWay } = sweep;
  const { runId } = campaign;
  const places = standstill.recounts === 0 ? MAX_RECOUNTS : MAX_RECOUNTS - 1;
  if (underWay.size >= places || state.planned === null) return;
  underWay.add(runId);
  void afterRecount(sweep, campaign, state, state.planned, standstill)
    .then(
      (memory) => memories.set(runId, memory),
      (error: unknown) => noteFailure(sweep, error, runId, standstill),
    )
    .finally(() => underWay.delete(runId));
}

async function afterRecount(
  sweep: Sweep,
  campaign: CampaignWithRun,
  state: RunState,
  planned: number,
  standstill: Standstill,
): Promise<Memory> {
  const { runId } = campaign;
  const balances = await sweep.recount(runId, planned);
  const now = sweep.clock();
  if (!balances || suspect(state, now) !== 'complete') return uncommanded(recounted(standstill, now));
  const commandId = commandIdOf('complete', runId, state);
  await command(sweep, commandId, 'complete', campaign);
  return { standstill, commandId, commandedAtMs: now };
}

/**
 * A run with unknown messages ends when its policy has decided about them; under HOLD they may stay unknown.
 */
async function waitsForPolicy(
  database: Database,
  { runId, ambiguity }: CampaignWithRun,
  { counts }: RunState,
): Promise<boolean> {
  if (!ambiguity || !decidesUnknown(ambiguity) || (counts.get('unknown') ?? 0) === 0) return false;
  return (await findUndecided(database, { runId, ambiguity }, 1)).length > 0;
}

async function command(
  { producer, log, clock }: Sweep,
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

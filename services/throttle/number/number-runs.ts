/**
 * The runs of one number: those that may send, and how far each has come, whether it may send or was let go.
 */
import { isDeepStrictEqual } from 'node:util';
import type { PaceOfRun } from '../../../schemas/collections.ts';
import type { CallableGate } from '../run/callable-gate.ts';
import type { ReleasedBy, ReleasesOfRun } from '../restore/lost-releases.ts';
import { joinTurns } from './fair-share.ts';
import { changeInterval, intervalMicros } from './pace.ts';
import {
  NOT_YET_PACED,
  noteReached,
  openRun,
  paceOf,
  type PacedCampaign,
  type PacedRun,
} from '../run/paced-run.ts';
import type { WaitingRun } from '../run/waiting-run.ts';

export type RunParts = {
  /** Share by which a pace stays under its limit (`pace.ts`). */
  readonly margin: number;
  /** Null when any time is callable. */
  readonly gateOf: (campaign: PacedCampaign) => CallableGate | null;
  readonly ledgerOf: (campaign: PacedCampaign) => WaitingRun;
};

export type NumberRuns = {
  readonly parts: RunParts;
  /** Runs that may send, by id. */
  readonly live: Map<string, PacedRun>;
  /** How far each run of the number has come; of live ones as of the last look. */
  readonly paces: Map<string, PaceOfRun>;
  /** What the database has. */
  readonly stored: Map<string, PaceOfRun>;
};

/** What differs from the database: paces to write, and runs to remove. */
export type RunsToStore = {
  readonly runs: ReadonlyMap<string, PaceOfRun>;
  readonly ended: readonly string[];
};

/** @param stored by run, where the owner before left them */
export const openRuns = (stored: Readonly<Record<string, PaceOfRun>>, parts: RunParts): NumberRuns => ({
  parts,
  live: new Map(),
  paces: new Map(Object.entries(stored)),
  stored: new Map(Object.entries(stored)),
});

/**
 * Takes note of a campaign's present state: starts its run, lets it go, changes its rate.
 * @returns whether somebody waits to read of that in the database
 */
export function setCampaign(runs: NumberRuns, campaign: PacedCampaign): boolean {
  forgetEarlierRuns(runs, campaign);
  if (campaign.status === 'on') letIn(runs, campaign);
  else letGo(runs, campaign);
  return campaign.status !== 'on';
}

/** A campaign that has begun a new run never goes back to an earlier one. */
function forgetEarlierRuns({ live, paces }: NumberRuns, { campaignId, runId }: PacedCampaign): void {
  if (runId === '') return;
  for (const [otherId, other] of live)
    if (other.campaign.campaignId === campaignId && otherId !== runId) {
      live.delete(otherId);
      paces.delete(otherId);
    }
  for (const [otherId, pace] of paces)
    if (pace.campaignId === campaignId && otherId !== runId) paces.delete(otherId);
}

function letIn({ live, paces, parts }: NumberRuns, campaign: PacedCampaign): void {
  const { runId } = campaign;
  const interval = intervalMicros(campaign.messagesPerMinute, parts.margin);
  const run = live.get(runId);
  if (run) {
    run.nextMicros = changeInterval(run.nextMicros, run.intervalMicros, interval);
    run.intervalMicros = interval;
    run.campaign = campaign;
    run.gate = parts.gateOf(campaign);
    return;
  }
  const turns = joinTurns(
    0,
    [...live.values()].map((other) => other.turns),
  );
  const pace = paces.get(runId) ?? NOT_YET_PACED;
  live.set(runId, openRun(campaign, interval, pace, turns, parts.gateOf(campaign), parts.ledgerOf(campaign)));
}

function letGo({ live, paces }: NumberRuns, { runId, campaignId, status, revision }: PacedCampaign): void {
  const run = live.get(runId);
  if (run) paces.set(runId, paceOf(run));
  live.delete(runId);
  if (status === 'stopping' || status === 'forced_stopping') {
    // the acknowledgement that nothing more of this run will be released (invariant 5)
    const pace = { ...NOT_YET_PACED, ...paces.get(runId), ...IDLE };
    paces.set(runId, { ...pace, campaignId, stoppedRevision: revision });
  } else if (status === 'complete' || status === 'deleted') paces.delete(runId);
}

/** What is not true any more of a run that was let go. */
const IDLE = { waiting: null, waitingReason: null, resumesAt: null, callable: null, limit: null } as const;

/** Also of a run that was let go while its messages were on their way: a resume does not release them again. */
export function noteReleased({ live, paces }: NumberRuns, run: PacedRun): void {
  noteReached(run);
  const { runId } = run.campaign;
  const pace = paces.get(runId);
  if (!pace || live.get(runId) === run) return;
  const through = Math.max(pace.releasedThrough, run.releasedThrough);
  paces.set(runId, { ...pace, releasedThrough: through });
}

/** How far each run has come as of now, whether it may send or was let go. */
export function releasesOf({ live, paces }: NumberRuns): Map<string, ReleasesOfRun> {
  return new Map<string, ReleasesOfRun>([...paces, ...live]);
}

/** Remembers how far runs had come. */
export function noteReleasedBy({ live, paces }: NumberRuns, noted: ReadonlyMap<string, ReleasedBy>): void {
  for (const [runId, releasedBy] of noted) {
    const run = live.get(runId);
    const pace = paces.get(runId);
    if (run) run.releasedBy = releasedBy;
    else if (pace) paces.set(runId, { ...pace, releasedBy });
  }
}

/** What is to be written, as of now: a number has had many runs, and only a few of them move. */
export function toStore({ live, paces, stored }: NumberRuns): RunsToStore {
  for (const [runId, run] of live) paces.set(runId, paceOf(run));
  const changed = [...paces].filter(([runId, pace]) => {
    const before = stored.get(runId);
    return before !== pace && !isDeepStrictEqual(before, pace);
  });
  return { runs: new Map(changed), ended: [...stored.keys()].filter((runId) => !paces.has(runId)) };
}

/** @param written what `toStore` gave, once it is durable */
export function noteStored({ stored }: NumberRuns, written: RunsToStore): void {
  for (const [runId, pace] of written.runs) stored.set(runId, pace);
  for (const runId of written.ended) stored.delete(runId);
}

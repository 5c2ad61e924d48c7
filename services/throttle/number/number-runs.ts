/** The runs of one number: those that may send, and how far each has come, whether it may send or was let go. */
import type { PaceOfRun } from '../../../schemas/collections.ts';
import type { CallableGate } from '../run/callable-gate.ts';
import { joinTurns } from './fair-share.ts';
import { changeInterval, intervalMicros } from './pace.ts';
import { NOT_YET_PACED, openRun, paceOf, type PacedCampaign, type PacedRun } from '../run/paced-run.ts';
import { releasedThrough } from '../run/run-queue.ts';
import type { WaitingRun } from '../run/waiting-run.ts';

export type RunParts = {
  /** Share by which a pace stays under its limit (`pace.ts`). */
  readonly margin: number;
  /** Null when any time is callable. */
  readonly gateOf: (campaign: PacedCampaign) => CallableGate | null;
  readonly ledgerOf: (campaign: PacedCampaign) => WaitingRun;
};

export type NumberRuns = ReturnType<typeof createNumberRuns>;

/** @param stored by run, where the owner before left them */
export function createNumberRuns(stored: Readonly<Record<string, PaceOfRun>>, parts: RunParts) {
  const live = new Map<string, PacedRun>();
  const paces = new Map<string, PaceOfRun>(Object.entries(stored));
  const ended = new Set<string>();

  function letIn(campaign: PacedCampaign): void {
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
    live.set(
      runId,
      openRun(campaign, interval, pace, turns, parts.gateOf(campaign), parts.ledgerOf(campaign)),
    );
    ended.delete(runId);
  }

  function letGo({ runId, status, revision }: PacedCampaign): void {
    const run = live.get(runId);
    if (run) paces.set(runId, paceOf(run));
    live.delete(runId);
    if (status === 'stopping' || status === 'forced_stopping') {
      // the acknowledgement that nothing more of this run will be released (invariant 5)
      const acknowledged = { stoppedRevision: revision, waiting: null, callable: null };
      paces.set(runId, { ...NOT_YET_PACED, ...paces.get(runId), ...acknowledged });
    } else if (status === 'complete' || status === 'deleted') {
      paces.delete(runId);
      ended.add(runId);
    }
  }

  return {
    get: (runId: string): PacedRun | undefined => live.get(runId),
    /** Those that may send. */
    all: (): PacedRun[] => [...live.values()],
    isEmpty: () => live.size === 0,
    /**
     * Takes note of a campaign's present state: starts its run, lets it go, changes its rate.
     * @returns whether somebody waits to read of that in the database
     */
    setCampaign(campaign: PacedCampaign): boolean {
      for (const [otherId, other] of live) {
        const isEarlier = other.campaign.campaignId === campaign.campaignId && otherId !== campaign.runId;
        if (isEarlier) live.delete(otherId);
      }
      if (campaign.status === 'on') letIn(campaign);
      else letGo(campaign);
      return campaign.status !== 'on';
    },
    /** Also of a run that was let go while its messages were on their way: a resume does not release them again. */
    noteReleased(run: PacedRun): void {
      run.releasedThrough = releasedThrough(run.queue);
      const { runId } = run.campaign;
      const pace = paces.get(runId);
      if (!pace || live.get(runId) === run) return;
      const through = Math.max(pace.releasedThrough, run.releasedThrough);
      paces.set(runId, { ...pace, releasedThrough: through });
    },
    /** What is to be stored, as of now. */
    toStore(): { runs: ReadonlyMap<string, PaceOfRun>; ended: string[] } {
      for (const [runId, run] of live) paces.set(runId, paceOf(run));
      return { runs: paces, ended: [...ended] };
    },
    noteStored: () => ended.clear(),
    /** Another owner has them now. */
    letAllGo: () => live.clear(),
  };
}

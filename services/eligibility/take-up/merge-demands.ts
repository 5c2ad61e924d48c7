/** Merges demands of one run that overlap or touch, so that a repeated request is answered once. */
import type { SendDemand } from '../../../schemas/types.ts';

export type RunDemand = { campaignId: string; runId: string; from: number; through: number };

/** @returns ranges in the order in which their runs were first requested, ascending within a run */
export function mergeDemands(demands: readonly SendDemand[]): RunDemand[] {
  const byRun = new Map<string, RunDemand[]>();
  for (const { campaignId, runId, fromSequence, throughSequence } of demands) {
    const ofRun = byRun.get(runId) ?? [];
    byRun.set(runId, ofRun);
    ofRun.push({ campaignId, runId, from: fromSequence, through: throughSequence });
  }
  return [...byRun.values()].flatMap((ofRun) => {
    const merged: RunDemand[] = [];
    for (const demand of ofRun.sort((a, b) => a.from - b.from)) {
      const last = merged.at(-1);
      if (last && demand.from <= last.through) last.through = Math.max(last.through, demand.through);
      else merged.push(demand);
    }
    return merged;
  });
}

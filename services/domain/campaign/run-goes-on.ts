/**
 * Whether a campaign goes on with its present run, now or when it is started again; else its next start
 * begins another. Pure.
 */
import { isActive, type CampaignStatus } from './campaign.ts';

type RunOfCampaign = {
  readonly status: CampaignStatus;
  readonly runId: string | null;
  readonly startsNewRun: boolean;
};

/** A recycled campaign that is on comes to the end of its run first. */
export const runGoesOn = ({ status, runId, startsNewRun }: RunOfCampaign): boolean =>
  runId !== null && (!startsNewRun || isActive(status));

/** The run that a change of a campaign ends; null: none. */
export function runEndedBy(before: RunOfCampaign, after: RunOfCampaign): string | null {
  const stays = after.runId === before.runId && runGoesOn(after);
  return runGoesOn(before) && !stays ? before.runId : null;
}

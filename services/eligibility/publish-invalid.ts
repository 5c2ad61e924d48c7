/**
 * A dependency of a campaign broke: publishes the command that makes it invalid. Only the campaigns service
 * changes campaigns.
 */
import type { CampaignDocument } from '../../schemas/collections.ts';
import { topics } from '../../schemas/topics.ts';
import type { Fault } from '../../schemas/types.ts';
import { invalidateCommand } from './campaign-records.ts';
import type { EligibilityParts } from './eligibility-parts.ts';

export async function publishInvalid(
  { producer, log, now }: EligibilityParts,
  campaign: Pick<CampaignDocument, '_id' | 'revision'>,
  runId: string,
  errors: Fault[],
): Promise<void> {
  log.warn({ campaignId: campaign._id, runId, errors }, 'the campaign cannot continue');
  await producer.send(topics.internalCommands, [invalidateCommand(campaign, runId, errors, now().getTime())]);
}

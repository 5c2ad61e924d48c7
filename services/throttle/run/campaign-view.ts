/** A campaign as the throttle needs it, from its event or from its document. */
import type { CampaignDocument } from '../../../schemas/collections.ts';
import type { CampaignChanged } from '../../../schemas/types.ts';
import { templateKeyOf } from '../../domain/provider/provider-scope.ts';
import type { PacedCampaign } from './paced-run.ts';

export type CampaignView = PacedCampaign & { readonly integrationId: string };

/** It sends, or waits for the word that it has stopped. */
export const isLive = ({ status }: PacedCampaign): boolean =>
  status === 'on' || status === 'stopping' || status === 'forced_stopping';

export function fromEvent(change: CampaignChanged): CampaignView {
  const { campaignId, revision, cause, status, runId, integrationId, messagesPerMinute } = change;
  return {
    campaignId,
    revision,
    status: cause === 'DELETED' ? 'deleted' : status,
    runId: runId ?? '',
    integrationId,
    messagesPerMinute,
    templateKey: change.templateName
      ? templateKeyOf(change.templateName, change.templateLanguage ?? '')
      : null,
    callableTimes: change.callableTimes ?? null,
  };
}

export function fromDocument(campaign: CampaignDocument): CampaignView {
  const { _id, revision, status, runId, integrationId, messagesPerMinute, template } = campaign;
  return {
    campaignId: _id,
    revision,
    status,
    runId: runId ?? '',
    integrationId,
    messagesPerMinute,
    templateKey: templateKeyOf(template.name, template.language),
    callableTimes: campaign.callableTimes ?? null,
  };
}

/** The campaign-events of a decision: the campaign's state, if it changed. */
import type { CampaignDocument } from '../../../schemas/collections.ts';
import type { CampaignChange, CampaignEvent } from '../../../schemas/types.ts';
import type { Decision, OwnCommand } from './decision.ts';

/** @param now time of the decision */
export function changesOf(
  { commandId, subjectId, issuedBy }: OwnCommand,
  decision: Decision,
  now: Date,
): CampaignEvent[] {
  if (!decision.accepted || !decision.change) return [];
  const { cause, campaign } = decision.change;
  return [
    {
      eventId: `${commandId}:changed`,
      subjectId,
      occurredAt: now.getTime(),
      body: { type: 'CampaignChanged', ...stateOf(campaign, cause), issuedBy },
    },
  ];
}

function stateOf(campaign: CampaignDocument, cause: CampaignChange) {
  const { _id, revision, status, name, integrationId, contactListId, runId, errors, template } = campaign;
  const { messagesPerMinute, alwaysRunning } = campaign;
  return {
    campaignId: _id,
    cause,
    revision,
    status,
    name,
    integrationId,
    contactListId,
    messagesPerMinute,
    alwaysRunning,
    runId,
    errors,
    templateName: template.name,
    templateLanguage: template.language,
    callableTimes: campaign.callableTimes ?? null,
    resendOf: campaign.resend?.ofRun ?? null,
  };
}

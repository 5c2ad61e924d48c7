/** The campaign-events that tell of a decision: the command's outcome, then the campaign's state if it changed. */
import type { CampaignDocument } from '../../../schemas/collections.ts';
import type { CampaignChange, CampaignEvent } from '../../../schemas/types.ts';
import type { Decision, OwnCommand } from './decision.ts';

/** @param now when it was decided */
export function eventsOf(command: OwnCommand, decision: Decision, now: Date): CampaignEvent[] {
  const { commandId, subjectId } = command;
  const occurredAt = now.getTime();
  const outcome: CampaignEvent = {
    eventId: commandId,
    subjectId,
    occurredAt,
    body: {
      type: 'CommandOutcome',
      commandId,
      accepted: decision.accepted,
      errors: decision.accepted ? [] : decision.faults,
      version: decision.accepted ? decision.version : null,
      command: command.body.type,
      issuedBy: command.issuedBy,
      warnings: decision.accepted ? (decision.warnings ?? []) : [],
    },
  };
  if (!decision.accepted || !decision.change) return [outcome];
  const { cause, campaign } = decision.change;
  const changed: CampaignEvent = {
    eventId: `${commandId}:changed`,
    subjectId,
    occurredAt,
    body: { type: 'CampaignChanged', ...stateOf(campaign, cause) },
  };
  // who waits for the outcome shall find that the others were told already
  return [changed, outcome];
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
  };
}

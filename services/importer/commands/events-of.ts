/** What is told of a decision: its outcome on campaign-events, what became of the list on contact-list-events. */
import type { CampaignEvent, ContactListEvent } from '../../../schemas/types.ts';
import type { Decision, OwnCommand } from './decision.ts';

export type Events = { outcomes: CampaignEvent[]; listNews: ContactListEvent[] };

/** @param now when it was decided */
export function eventsOf(command: OwnCommand, decision: Decision, now: Date): Events {
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
    },
  };
  const news = decision.accepted ? decision.news : [];
  return {
    outcomes: [outcome],
    listNews: news.map((body) => ({
      eventId: `${commandId}:${body.type}`,
      listId: subjectId,
      occurredAt,
      body,
    })),
  };
}

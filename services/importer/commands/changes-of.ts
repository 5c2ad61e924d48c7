/** The contact-list-events of a decision: the change of the list. */
import type { ContactListEvent } from '../../../schemas/types.ts';
import type { Decision, OwnCommand } from './decision.ts';

/** @param now time of the decision */
export function changesOf(
  { commandId, subjectId }: OwnCommand,
  decision: Decision,
  now: Date,
): ContactListEvent[] {
  if (!decision.accepted) return [];
  return decision.events.map((body) => ({
    eventId: `${commandId}:${body.type}`,
    listId: subjectId,
    occurredAt: now.getTime(),
    body,
  }));
}

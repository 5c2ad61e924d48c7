/** A message from a user to the business, as it stands in a webhook (contract section 8). */
export type InboundContent =
  | { kind: 'text'; text: string }
  /** Quick reply of a template. */
  | { kind: 'button'; text: string; payload: string }
  | { kind: 'button_reply'; id: string; title: string }
  | { kind: 'unsupported' }
  | { kind: 'user_changed_number'; newWaId: string };

export interface InboundFacts {
  id: string;
  from: string;
  /** Undefined leaves it out. */
  fromUserId: string | undefined;
  /** Epoch seconds. */
  timestamp: number;
  /** The business number's digits. */
  to: string;
  /** The wamid that is replied to. */
  contextId: string | undefined;
  content: InboundContent;
}

export function inboundMessage(facts: InboundFacts): Record<string, unknown> {
  const { content } = facts;
  return {
    ...(facts.contextId === undefined ? {} : { context: { from: facts.to, id: facts.contextId } }),
    from: facts.from,
    ...(facts.fromUserId === undefined ? {} : { from_user_id: facts.fromUserId }),
    id: facts.id,
    timestamp: String(Math.floor(facts.timestamp)),
    ...contentOf(content, facts.from),
  };
}

function contentOf(content: InboundContent, from: string): Record<string, unknown> {
  switch (content.kind) {
    case 'text':
      return { type: 'text', text: { body: content.text } };
    case 'button':
      return { type: 'button', button: { payload: content.payload, text: content.text } };
    case 'button_reply':
      return {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: content.id, title: content.title } },
      };
    case 'unsupported':
      return {
        type: 'unsupported',
        errors: [
          {
            code: 131051,
            title: 'Message type unknown',
            message: 'Message type unknown',
            error_data: { details: 'Message type is currently not supported.' },
          },
        ],
      };
    case 'user_changed_number':
      return {
        type: 'system',
        system: {
          type: 'user_changed_number',
          body: `User changed from ${from} to ${content.newWaId}`,
          wa_id: content.newWaId,
        },
      };
  }
}

/** The first ledger document of a contact's message: claimed at once, or put off until its time. Pure. */
import type { MessageDocument } from '../../../schemas/collections.ts';
import type { TemplateMessage } from '../../../schemas/types.ts';
import { plainTemplate } from '../../domain/template/plain-template.ts';
import { step } from '../state/transitions.ts';

/** What eligible-contacts and released-messages both say of a message. */
export type NewMessage = {
  readonly messageId: string;
  readonly campaignId: string;
  readonly runId: string;
  readonly integrationId: string;
  readonly contactId: string;
  readonly sequence: number;
  readonly to: string;
  readonly template: TemplateMessage;
  readonly timeZone?: string | null | undefined;
};

const CLAIMED = step('ABSENT', 'CLAIM').to;
const PUT_OFF = step('ABSENT', 'PUT_OFF').to;

/** @param owner the name of the claim @param leaseUntil until then nobody else may touch it */
export const intentDocument = (
  message: NewMessage,
  owner: string,
  leaseUntil: Date,
  now: Date,
): MessageDocument => ({
  ...contentOf(message),
  state: CLAIMED,
  attempt: 1,
  owner,
  dueAt: leaseUntil,
  intentAt: now,
});

/** Waits for another slot, or for the contact's callable time; nothing was sent. */
export const putOffDocument = (message: NewMessage, dueAt: Date): MessageDocument => ({
  ...contentOf(message),
  state: PUT_OFF,
  attempt: 0,
  dueAt,
});

function contentOf(message: NewMessage): Omit<MessageDocument, 'state' | 'attempt'> {
  const { messageId, campaignId, runId, contactId, sequence, integrationId, to, template, timeZone } =
    message;
  return {
    _id: messageId,
    campaignId,
    runId,
    contactId,
    sequence,
    integrationId,
    to,
    template: plainTemplate(template),
    ...(timeZone ? { timeZone } : {}),
  };
}

/** Where a message stands, and what can move it. */
import type { MessageDocument } from '../../../schemas/collections.ts';
import type { MessageStatus } from '../../../schemas/types.ts';

/** The part of a ledger document that status updates move. */
export type Position = Pick<
  MessageDocument,
  | 'state'
  | 'attempt'
  | 'owner'
  | 'dueAt'
  | 'wamid'
  | 'delivery'
  | 'code'
  | 'reason'
  | 'intentAt'
  | 'acceptedAt'
  | 'sentAt'
  | 'deliveredAt'
  | 'readAt'
  | 'endedAt'
  | 'resentAt'
  | 'earlierAttempts'
>;

/**
 * What others tell, or what `status` makes of it or decides itself: REQUEUE, an UNDELIVERED whose message
 * shall be tried again; the policy for unknown messages; and the end of the time to live.
 */
export type StatusUpdate = Omit<MessageStatus, 'kind'> & {
  readonly kind: MessageStatus['kind'] | 'REQUEUE' | 'RESEND' | 'GIVE_UP' | 'EXPIRE';
};

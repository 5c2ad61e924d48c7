/** Whether messages reached, or may have reached, their person: for who counts within the provider's messaging limit. */
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { AMBIGUOUS } from '../../domain/message/message-outcome.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** `not`: no request of the message was accepted, whatever is heard yet; `open`: one is under way. */
export type Reach = 'not' | 'open' | 'maybe';

export type ReachFacts = Pick<
  MessageDocument,
  | 'state'
  | 'wamid'
  | 'delivery'
  | 'acceptedAt'
  | 'earlierAttempts'
  | 'resentAt'
  | 'erased'
  | 'reason'
  | 'history'
>;

/** What `reachOf` looks at, as a projection. */
export const REACH_FIELDS = {
  ...{ state: 1, wamid: 1, delivery: 1, acceptedAt: 1, earlierAttempts: 1 },
  ...{ resentAt: 1, erased: 1, reason: 1, history: 1 },
} as const;

/** @param message undefined when the ledger has none: no request left */
export function reachOf(message: ReachFacts | undefined): Reach {
  if (!message) return 'not';
  const { state, wamid, delivery, acceptedAt, earlierAttempts, resentAt, erased, reason, history } = message;
  const isTold = wamid !== undefined || delivery !== undefined || acceptedAt !== undefined;
  const wasUnknown =
    resentAt !== undefined || reason === AMBIGUOUS || (history ?? []).some(({ what }) => what === 'UNKNOWN');
  if (isTold || earlierAttempts !== undefined || erased || wasUnknown) return 'maybe';
  if (state === 'INTENT') return 'open';
  return state === 'WAITING' || state === 'FAILED' || state === 'SKIPPED' ? 'not' : 'maybe';
}

/** By message; at most a thousand at a time. */
export async function findReach(
  database: Database,
  messageIds: readonly string[],
): Promise<Map<string, Reach>> {
  const found = await database
    .of(collections.messages)
    .find({ _id: { $in: [...messageIds] } }, { projection: REACH_FIELDS })
    .toArray();
  const byId = new Map(found.map((message) => [message._id, message]));
  return new Map(messageIds.map((id) => [id, reachOf(byId.get(id))]));
}

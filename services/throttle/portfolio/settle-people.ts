/**
 * Gives the places of people back whose message was certainly not accepted: of buckets whose messages have all
 * had their time, by the ledger.
 */
import type { PersonReached } from '../../../schemas/collections.ts';
import type { Reach } from '../../ledger/reading/reached.ts';
import { peopleIn } from './people-window.ts';
import type { Portfolio } from './number-places.ts';

export type SettleStore = {
  findPeopleOf(bucketId: string): Promise<PersonReached[]>;
  findReach(messageIds: readonly string[]): Promise<Map<string, Reach>>;
  settleBucket(bucketId: string, messageIds: readonly string[], isFinal: boolean): Promise<void>;
};

/** From this share of the limit on it is worth the reads. */
const NEAR = 0.5;
const BUCKETS_AT_ONCE = 20;
const MESSAGES_AT_ONCE = 1_000;

/** @param settleAfterMs after the end of a bucket no request of its messages begins, and those that began have an outcome */
export async function settlePeople(
  store: SettleStore,
  { window, limit }: Portfolio,
  settleAfterMs: number,
  nowMs: number,
): Promise<void> {
  if (typeof limit !== 'number' || peopleIn(window) < limit * NEAR) return;
  const due = [...window.buckets.values()]
    .filter(({ isSettled, endsAtMs }) => !isSettled && endsAtMs + settleAfterMs < nowMs)
    .sort((a, b) => a.endsAtMs - b.endsAtMs)
    .slice(0, BUCKETS_AT_ONCE);
  for (const { id } of due) {
    const messageIds = [...new Set((await store.findPeopleOf(id)).map(({ m }) => m))];
    const unreached: string[] = [];
    let isFinal = true;
    for (let from = 0; from < messageIds.length; from += MESSAGES_AT_ONCE)
      for (const [messageId, reach] of await store.findReach(
        messageIds.slice(from, from + MESSAGES_AT_ONCE),
      )) {
        if (reach === 'not') unreached.push(messageId);
        isFinal &&= reach !== 'open';
      }
    await store.settleBucket(id, unreached, isFinal);
  }
}

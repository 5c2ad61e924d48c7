/**
 * How late the senders are: when the first message that they have not taken up was due, from how far the topic reached at earlier
 * looks. It is a time, not a number of messages: it is the same at every rate, and needs no rate measured in the same second. Pure.
 */

/** The topic had held so many messages in all when those released were due at about `dueMs`. */
export type Reach = { readonly dueMs: number; readonly produced: number };

/** More looks than anything waits for: what is older has been waiting for too long anyway. */
const KEPT = 240;

export const addReach = (reached: readonly Reach[], reach: Reach): readonly Reach[] =>
  [...reached, reach].slice(-KEPT);

/**
 * @param reached in order of time; between two looks the topic grew evenly
 * @param taken messages that the senders have taken up in all
 * @returns milliseconds since the first message behind those was due, negative before that; null when there is none
 */
export function overdueMsOf(reached: readonly Reach[], taken: number, nowMs: number): number | null {
  const after = reached.findIndex(({ produced }) => produced > taken);
  const next = reached[after];
  if (!next) return null;
  const before = reached[after - 1];
  if (!before) return nowMs - next.dueMs;
  const share = (taken - before.produced) / (next.produced - before.produced);
  return nowMs - (before.dueMs + share * (next.dueMs - before.dueMs));
}

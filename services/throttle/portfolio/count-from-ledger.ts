/**
 * Finds in the ledger whom the numbers of a portfolio messaged within the window, where nobody recorded it: before the
 * version that counts people, or while there was no limit. Repeating it changes nothing, and two may do it at once.
 */
import type { PeopleReachedDocument, PersonReached } from '../../../schemas/collections.ts';
import type { Messaged } from '../../ledger/reading/messaged-people.ts';
import { personHash } from './person-hash.ts';

export type LedgerCountStore = {
  findRunsOf(integrationIds: readonly string[]): Promise<string[]>;
  findRunsBusySince(runIds: readonly string[], since: Date): Promise<string[]>;
  messagedIn(runIds: readonly string[], from: Date, to: Date): AsyncIterable<Messaged>;
  putPeople(
    bucket: Pick<PeopleReachedDocument, '_id' | 'portfolioId' | 'endsAt' | 'dropsAt' | 'people'>,
  ): Promise<void>;
};

export type LedgerCountTimes = {
  readonly windowMs: number;
  /** From the claim of a message until its request has an outcome. */
  readonly settleAfterMs: number;
};

const SLICES_IN_WINDOW = 288;
const SHORTEST_SLICE_MS = 1_000;

/**
 * Reads back from now, and no further than to as many people as may be messaged: until the first of these stops to
 * count nobody else may be, and by then those before them have stopped to count too.
 * @returns how many people were found; fewer than the limit: over the whole window
 */
export async function countFromLedger(
  store: LedgerCountStore,
  portfolioId: string,
  integrationIds: readonly string[],
  limit: number,
  { windowMs, settleAfterMs }: LedgerCountTimes,
  nowMs: number,
): Promise<number> {
  const sliceMs = Math.max(SHORTEST_SLICE_MS, windowMs / SLICES_IN_WINDOW);
  const sinceMs = nowMs - windowMs - settleAfterMs;
  const runIds = await store.findRunsOf(integrationIds);
  const busy = await store.findRunsBusySince(runIds, new Date(sinceMs));
  const found = new Set<number>();
  if (busy.length === 0) return 0;
  // the sender's clock may be ahead
  for (let slice = Math.floor(nowMs / sliceMs) + 1; (slice + 1) * sliceMs > sinceMs; slice -= 1) {
    const [from, to] = [new Date(slice * sliceMs), new Date((slice + 1) * sliceMs)];
    const people: PersonReached[] = [];
    for await (const { messageId, to: phoneId, reach } of store.messagedIn(busy, from, to)) {
      const p = personHash(portfolioId, phoneId);
      if (reach === 'not' || found.has(p)) continue;
      // whom a message under way may not reach may have got an earlier one
      if (reach === 'maybe') found.add(p);
      people.push({ p, m: messageId });
      if (people.length >= limit) break;
    }
    if (people.length > 0)
      await store.putPeople({
        _id: `${portfolioId}/ledger/${from.getTime()}`,
        ...{ portfolioId, people, endsAt: to },
        dropsAt: new Date(to.getTime() + windowMs + settleAfterMs),
      });
    if (found.size >= limit) break;
  }
  return found.size;
}

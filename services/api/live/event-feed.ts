/** The latest entries of the event log, kept by the process for its listeners. */
import { randomBytes } from 'node:crypto';
import type { EventDocument } from '../../../schemas/collections.ts';

// A listener that returns gets what it missed: exactly, from the process that served it before; else by time,
// some seconds of it a second time.

/** Entries that are kept: whoever missed more is told so. */
export const KEPT = 5_000;
/** Clocks of the processes that write may differ by this much, and a write may take as long. */
const OVERLAP_MS = 10_000;

/** An entry and the position behind it. */
export type FedEvent = { readonly event: EventDocument; readonly position: string };

type Reads = {
  readonly latest: (most: number) => Promise<EventDocument[]>;
  readonly since: (time: Date, most: number) => Promise<EventDocument[]>;
};

export type EventFeed = {
  /** Reads once. @returns what is new since the last time; nothing at the first */
  read(now: number): Promise<FedEvent[]>;
  /** Behind everything that was read. */
  position(): string;
  /** What came after a position; `isGap`: perhaps not all of it is there any more. */
  after(position: string): { missed: FedEvent[]; isGap: boolean };
};

export function createEventFeed(reads: Reads): EventFeed {
  const life = randomBytes(6).toString('hex');
  let kept: Array<{ event: EventDocument; number: number }> = [];
  let known = new Map<string, number>();
  let count = 0;
  let readAt: number | null = null;

  const positionOf = (number: number, storedAtMs: number): string => `${storedAtMs}-${number}-${life}`;
  const fed = ({ event, number }: { event: EventDocument; number: number }): FedEvent => ({
    event,
    position: positionOf(number, storedAtOf(event)),
  });
  const keep = (events: readonly EventDocument[]): FedEvent[] => {
    const fresh = events
      .filter(({ _id }) => !known.has(_id))
      .map((event) => ({ event, number: (count += 1) }));
    for (const { event } of fresh) known.set(event._id, storedAtOf(event));
    kept = [...kept, ...fresh].slice(-KEPT);
    return fresh.map(fed);
  };
  return {
    async read(now) {
      if (readAt === null) {
        keep(await reads.latest(KEPT));
        readAt = now;
        return [];
      }
      const since = Math.min(readAt, now) - OVERLAP_MS;
      const fresh = keep(await reads.since(new Date(since), KEPT));
      readAt = now;
      // what is older than the next look's window cannot be found again
      if (known.size > 2 * KEPT)
        known = new Map([...known].filter(([, storedAtMs]) => storedAtMs >= since - OVERLAP_MS));
      return fresh;
    },
    position: () => positionOf(count, readAt ?? 0),
    after(text) {
      const position = readPosition(text);
      const [first] = kept;
      if (!position) return { missed: [], isGap: true };
      if (position.life === life)
        return {
          missed: kept.filter(({ number }) => number > position.number).map(fed),
          isGap: first !== undefined && first.number > position.number + 1,
        };
      const since = position.ms - OVERLAP_MS;
      return {
        missed: kept.filter(({ event }) => storedAtOf(event) >= since).map(fed),
        isGap: kept.length >= KEPT && first !== undefined && storedAtOf(first.event) > since,
      };
    },
  };
}

const storedAtOf = ({ storedAt, at }: EventDocument): number => (storedAt ?? at).getTime();

function readPosition(text: string): { ms: number; number: number; life: string } | null {
  const [, ms, number, life = ''] = /^(\d{1,15})-(\d{1,15})-([0-9a-f]{12})$/.exec(text) ?? [];
  return ms === undefined ? null : { ms: Number(ms), number: Number(number), life };
}

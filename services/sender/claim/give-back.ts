/**
 * Claims of which nothing was sent are given back until it succeeds: an election of the database must not
 * turn them into unknown messages.
 */
import type { HeldClaim } from '../../ledger/claims/held-claims.ts';
import type { Logger } from '../../platform/process/logger.ts';

// Near the end of the lease it ends, because then others may take the intent for given up.

const RETRY_MS = 500;
/** The database gets this much time to carry out the last try before the lease ends. */
const RESERVE_MS = 2_000;

type Held = HeldClaim & { leaseUntilMs: number };

export type GiveBackParts = {
  /** Turns claims that are still held into waiting messages. A repeat is harmless. */
  giveBack: (claims: readonly HeldClaim[], now: Date) => Promise<void>;
  log: Pick<Logger, 'warn' | 'error'>;
  nowMs: () => number;
  pause: (ms: number) => Promise<void>;
};

export type GiveBack = {
  /** Takes over claims that will certainly not be sent. */
  add(claims: readonly Held[]): void;
  /** Resolves when all are given back, or their leases are about to end. */
  settle(): Promise<void>;
};

export function createGiveBack({ giveBack, log, nowMs, pause }: GiveBackParts): GiveBack {
  let waiting: Held[] = [];
  let giving: Promise<void> | null = null;

  async function giveAll(): Promise<void> {
    while (waiting.length > 0) {
      const inTime = waiting.filter(({ leaseUntilMs }) => nowMs() < leaseUntilMs - RESERVE_MS);
      const count = waiting.length - inTime.length;
      waiting = [];
      if (count > 0) log.error({ count }, 'claims of unsent messages ended before they were given back');
      try {
        await giveBack(inTime, new Date(nowMs()));
      } catch (error) {
        waiting = [...inTime, ...waiting];
        log.warn({ err: error, count: waiting.length }, 'unsent messages cannot be given back yet');
        await pause(RETRY_MS);
      }
    }
  }

  return {
    add(claims) {
      waiting.push(...claims);
      giving ??= giveAll().finally(() => (giving = null));
    },
    settle: () => giving ?? Promise.resolve(),
  };
}

/**
 * Commits the offsets of durable work a few times a second instead of once a batch. Uncommitted records are
 * delivered again after a crash, which is harmless.
 */
import { faultPoint } from '../../process/fault-point.ts';
import type { Logger } from '../../process/logger.ts';
import type { Batch } from '../clients/contract.ts';

// Only partitions of this member are committed: a late commit for a partition that has moved to another
// member would set the group back.

const COMMIT_EVERY_MS = 200;
/** Attempts during a stop: the coordinator may be moving. */
const FLUSHES = 3;

/** Makes one attempt, as the member that owns the batch. */
type Committer = Pick<Batch, 'commit'>;

export type Commits = {
  /** The current assignment: work that began under an earlier one is not committed any more. */
  generation(): number;
  /** The partitions of this member from now on. */
  assigned(partitions: readonly number[]): void;
  /** A rebalance has begun: the old assignment may commit until the new one is made. */
  revoked(): Promise<void>;
  /** Everything before `offset` is durable. @param generation assignment when the batch was taken up */
  note(by: Committer, partition: number, offset: string, generation: number): void;
  /** Resolves when all noted offsets are committed, or cannot be. */
  flush(): Promise<void>;
};

export function createCommits(topic: string, log: Logger): Commits {
  const pending = new Map<number, string>();
  const underWay = new Set<Promise<void>>();
  let owned: ReadonlySet<number> = new Set();
  let generation = 0;
  let committer: Committer | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function commitPending(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const offsets = [...pending].map(([partition, offset]) => ({ partition, offset }));
    const by = committer;
    const asOf = generation;
    pending.clear();
    if (offsets.length === 0 || !by) return;
    await faultPoint('consumer.commit.before');
    if (asOf !== generation) return;
    try {
      await by.commit(offsets);
    } catch (error) {
      log.debug({ err: error, topic }, 'offsets were not committed');
      if (asOf === generation) keepForLater(offsets);
    }
    await faultPoint('consumer.commit.after');
  }

  function keepForLater(offsets: ReadonlyArray<{ partition: number; offset: string }>): void {
    for (const { partition, offset } of offsets) if (!pending.has(partition)) pending.set(partition, offset);
    schedule();
  }

  const schedule = (): void => {
    timer ??= setTimeout(() => void commitTogether(), COMMIT_EVERY_MS);
  };

  const commitTogether = async (): Promise<void> => {
    const committing = commitPending().finally(() => underWay.delete(committing));
    underWay.add(committing);
    await Promise.all(underWay);
  };

  return {
    generation: () => generation,
    assigned(partitions) {
      generation += 1;
      pending.clear();
      owned = new Set(partitions);
    },
    revoked: commitTogether,
    note(by, partition, offset, since) {
      if (since !== generation || !owned.has(partition)) return;
      committer = by;
      pending.set(partition, offset);
      schedule();
    },
    async flush() {
      for (let attempt = 0; attempt < FLUSHES; attempt += 1) {
        await commitTogether();
        if (pending.size === 0) return;
      }
    },
  };
}

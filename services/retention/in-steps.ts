/** What a sweep works with, and how it repeats its steps. */
import type { Retention } from '../../config/retention.ts';
import type { RemovedKind } from '../../schemas/metric-values.ts';
import type { Database } from '../platform/mongo/mongo.ts';

/** Thrown between two steps when the sweep must not go on. */
export class SweepBroken extends Error {}

export type SweepParts = {
  database: Database;
  retention: Retention;
  now: Date;
  /** Documents in one step. */
  stepSize: number;
  /**
   * After each step: waits, and says what went.
   * @throws SweepBroken when another instance sweeps, or the process stops
   */
  pause: (kind: RemovedKind, removed: number) => Promise<void>;
};

/** Repeats a step until it finds less than it may take. */
export async function inSteps(
  stepSize: number,
  kind: RemovedKind,
  pause: SweepParts['pause'],
  step: () => Promise<number>,
): Promise<void> {
  for (;;) {
    const removed = await step();
    if (removed > 0) await pause(kind, removed);
    if (removed < stepSize) return;
  }
}

/**
 * Whose order is kept: the present run's and that of the one before, to show which contacts it never reached;
 * and those of the runs that these two are resends of, for another resend. Pure.
 */
import type { Resend } from '../../../schemas/collections.ts';

/**
 * @param present number of the run that has begun
 * @param resends of the present run, the one before, and the one before that
 * @returns numbers of the runs whose orders were kept until now and are not any more
 */
export function ordersToForget(
  present: number,
  [own, before, earlier]: ReadonlyArray<Pick<Resend, 'ofRun'> | null>,
): number[] {
  const kept = [present, present - 1, own?.ofRun, before?.ofRun];
  const former = [present - 2, before?.ofRun, earlier?.ofRun].filter((run) => run !== undefined);
  return [...new Set(former)].filter((run) => run > 0 && !kept.includes(run));
}

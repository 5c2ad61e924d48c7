/** The arrival number up to which a list is settled: no unfinished import can add a smaller one. */
import type { ListImport } from '../../../schemas/collections.ts';
import { arrivalOf } from '../../domain/contact/contact.ts';

// Runs plan and append only up to it, so that a contact of a slow import is not missed because a quicker
// import came after it.

/**
 * @param arrivalBatches batches that began, including the latest
 * @returns an arrival number that no contact has: all contacts below it are stored and permanent
 */
export function arrivedThrough(imports: readonly ListImport[], arrivalBatches: number): number {
  const unfinished = imports
    .filter(({ state }) => state === 'QUEUED' || state === 'RUNNING')
    .map(({ arrivalBatch }) => arrivalBatch ?? 0);
  return arrivalOf(Math.min(arrivalBatches + 1, ...unfinished), 0);
}

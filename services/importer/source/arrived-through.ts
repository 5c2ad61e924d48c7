/**
 * Up to which arrival number a list is settled: no import that could bring a smaller one is unfinished. Runs plan and append only so
 * far, so that a contact of a slow import is not passed over because a quicker one came after it.
 */
import type { ListImport } from '../../../schemas/collections.ts';
import { arrivalOf } from '../../domain/contact/contact.ts';

/**
 * @param arrivalBatches batches that began, the latest included
 * @returns an arrival number that no contact has: all below are stored for good
 */
export function arrivedThrough(imports: readonly ListImport[], arrivalBatches: number): number {
  const unfinished = imports
    .filter(({ state }) => state === 'QUEUED' || state === 'RUNNING')
    .map(({ arrivalBatch }) => arrivalBatch ?? 0);
  return arrivalOf(Math.min(arrivalBatches + 1, ...unfinished), 0);
}

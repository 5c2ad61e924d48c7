/** The import that a command queues, and its entry in the list. */
import type { ImportDocument, ListImport } from '../../../schemas/collections.ts';
import type { ImportSource, ListKind } from '../../../schemas/types.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import type { State } from './decision.ts';

/** The import for a command; null when it names no file. */
export function newJob(
  commandId: string,
  listId: string,
  kind: ListKind,
  source: ImportSource | null,
  found: State['source'],
  arrivalBatch: number,
  now: Date,
): ImportDocument | null {
  if (!source || !found || 'fault' in found) return null;
  return {
    _id: commandId,
    listId,
    kind,
    source,
    state: 'QUEUED',
    rowsRead: 0,
    imported: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    totalBytes: found.bytes,
    bytesRead: 0,
    failureReason: null,
    failureDetail: null,
    arrivalBatch,
    leaseOwner: null,
    leaseUntil: null,
    claims: 0,
    createdAt: now,
    finishedAt: null,
  };
}

export const entryOf = (job: ImportDocument): ListImport => ({
  id: job._id,
  state: job.state,
  reason: null,
  arrivalBatch: job.arrivalBatch,
});

export const noSource = (): Fault =>
  fault('invalid.value', 'source', 'Expected exactly one of uploadId, path and url.');

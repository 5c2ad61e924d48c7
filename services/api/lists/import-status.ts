/**
 * The latest import of a list in the contract's words: it succeeded when `state` is absent and
 * `percentComplete` is 100. Pure.
 */
import Type, { type Static } from 'typebox';
import type { ImportDocument, ListImport } from '../../../schemas/collections.ts';

export const ImportStatus = Type.Object({
  state: Type.Optional(Type.Enum(['IN_PROGRESS', 'FAILED'], { description: 'Absent: it has succeeded.' })),
  totalRecords: Type.Integer({ description: 'Of an unfinished import an estimate.' }),
  completedRecords: Type.Integer(),
  percentComplete: Type.Integer({ description: '0 for a list without an import.' }),
  failureReason: Type.Optional(Type.String()),
  importId: Type.Optional(Type.String({ description: 'Ours.' })),
  rejectedRecords: Type.Optional(Type.Integer({ description: 'Ours: rows that were refused.' })),
});
export type ImportStatus = Static<typeof ImportStatus>;

/** @param entry as its list knows it; the job itself may be gone */
export function toImportStatus(entry: ListImport | undefined, job: ImportDocument | undefined): ImportStatus {
  if (!entry) return { totalRecords: 0, completedRecords: 0, percentComplete: 0 };
  const { rowsRead = entry.records ?? 0, bytesRead = 0, totalBytes = 0, rejected = 0 } = job ?? {};
  const ours = { importId: entry.id, rejectedRecords: rejected };
  if (entry.state === 'FINISHED')
    return { totalRecords: rowsRead, completedRecords: rowsRead, percentComplete: 100, ...ours };
  const share = totalBytes > 0 ? Math.min(1, bytesRead / totalBytes) : 0;
  const progress = {
    totalRecords: share > 0 ? Math.max(rowsRead, Math.round(rowsRead / share)) : rowsRead,
    completedRecords: rowsRead,
    percentComplete: Math.min(99, Math.floor(share * 100)),
    ...ours,
  };
  if (entry.state !== 'FAILED') return { state: 'IN_PROGRESS', ...progress };
  const reason = [job?.failureReason ?? entry.reason, job?.failureDetail].filter((one) => one).join(': ');
  return { state: 'FAILED', ...progress, ...(reason === '' ? {} : { failureReason: reason }) };
}

/** The trace of an import: it follows from the import's id, so whoever resumes it goes on with the same trace. */
import { createHash } from 'node:crypto';
import type { ImportDocument } from '../../../schemas/collections.ts';
import { readTraceContext } from '../../platform/tracing/trace-context.ts';
import { inSpan } from '../../platform/tracing/tracing.ts';

/** Without tracing the work is only done. Imports are few: each is recorded. */
export const inImportSpan = (job: ImportDocument, work: () => Promise<void>): Promise<void> =>
  inSpan(
    'import',
    () => ({
      parent: null,
      always: true,
      ids: { traceId: importTraceIdOf(job._id) },
      links: [readTraceContext({ traceparent: job.traceparent })],
      attributes: { 'wac.import.id': job._id, 'wac.list.id': job.listId, 'wac.import.kind': job.kind },
    }),
    work,
  );

export const importTraceIdOf = (importId: string): string =>
  createHash('sha256').update(`import/${importId}`).digest('hex').slice(0, 32);

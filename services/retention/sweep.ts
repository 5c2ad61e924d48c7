/**
 * Removes what has passed its time, in steps of bounded size with a pause after each. Every step can be
 * repeated: a sweep that broke off is gone on with by the next one, wherever that runs.
 */
import {
  findPastImports,
  findPastUploads,
  noteRejectsRemoved,
  removeImport,
  removeRejects,
  removeUpload,
} from './import-store.ts';
import { inSteps, type SweepParts } from './in-steps.ts';
import { sweepRuns } from './sweep-runs.ts';

const RUNS_A_PAGE = 500;
const IMPORTS_A_PAGE = 100;
const UPLOADS_A_SWEEP = 1_000;

export async function sweepDatabase(parts: SweepParts): Promise<void> {
  await sweepRuns(parts, RUNS_A_PAGE);
  await sweepRejects(parts);
  await sweepImports(parts);
  await sweepUploads(parts);
}

async function sweepRejects({ database, retention, now, stepSize, pause }: SweepParts): Promise<void> {
  if (retention.rejectsMs === 0) return;
  const before = new Date(now.getTime() - retention.rejectsMs);
  for (;;) {
    const imports = await findPastImports(database, before, 'rejects', IMPORTS_A_PAGE);
    for (const { _id } of imports) {
      await inSteps(stepSize, 'rejects', pause, () => removeRejects(database, _id, stepSize));
      await noteRejectsRemoved(database, _id);
    }
    if (imports.length < IMPORTS_A_PAGE) return;
  }
}

async function sweepImports({ database, retention, now, stepSize, pause }: SweepParts): Promise<void> {
  if (retention.importsMs === 0) return;
  const before = new Date(now.getTime() - retention.importsMs);
  for (;;) {
    const imports = await findPastImports(database, before, 'imports', IMPORTS_A_PAGE);
    for (const { _id } of imports) {
      await inSteps(stepSize, 'rejects', pause, () => removeRejects(database, _id, stepSize));
      await removeImport(database, _id);
    }
    if (imports.length > 0) await pause('imports', imports.length);
    if (imports.length < IMPORTS_A_PAGE) return;
  }
}

async function sweepUploads({ database, retention, now, pause }: SweepParts): Promise<void> {
  if (retention.uploadsMs === 0) return;
  const before = new Date(now.getTime() - retention.uploadsMs);
  for (const uploadId of await findPastUploads(database, before, UPLOADS_A_SWEEP)) {
    await removeUpload(database, uploadId);
    await pause('uploads', 1);
  }
}

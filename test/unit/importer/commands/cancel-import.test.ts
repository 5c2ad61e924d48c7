import type { ContactListDocument, ImportDocument } from '../../../../schemas/collections.ts';
import { cancelImport } from '../../../../services/importer/commands/cancel-import.ts';
import { newJob } from '../../../../services/importer/commands/import-job.ts';

const now = new Date('2026-01-01T00:00:00Z');
const source = { uploadId: 'u', path: null, url: null };

const job = (more: Partial<ImportDocument> = {}): ImportDocument => {
  const made = newJob('import', 'list', 'CONTACTS', source, { bytes: 9, header: null }, 2, now);
  if (!made) throw new Error('no job');
  return { ...made, ...more };
};
const list = {
  _id: 'list',
  imports: [
    { id: 'first', state: 'FINISHED', reason: null, arrivalBatch: 1 },
    { id: 'import', state: 'QUEUED', reason: null, arrivalBatch: 2 },
  ],
  arrivalBatches: 2,
  version: 3,
} as unknown as ContactListDocument;

const when = (given: ImportDocument | null, subjectId = 'list') =>
  cancelImport(
    {
      commandId: 'c',
      subjectId,
      issuedAt: 0,
      issuedBy: 'test',
      body: { type: 'CancelImport', importId: 'import' },
    },
    { contactList: list, dncList: null, job: given },
    now,
  );

it('ends one that waits, as if it had never been asked for', () => {
  expect(when(job())).toMatchObject({
    accepted: true,
    effect: {
      kind: 'end-waiting-import',
      job: { _id: 'import', state: 'FAILED', failureReason: 'IMPORT_CANCELLED', finishedAt: now },
      imports: [{ id: 'first' }],
      arrivedThrough: 30_000_000,
    },
  });
});

it('asks the instance that runs it', () => {
  expect(when(job({ state: 'RUNNING' }))).toMatchObject({
    effect: { kind: 'cancel-running-import', importId: 'import' },
  });
});

it('changes nothing a second time, and refuses what has ended otherwise or is not of the list', () => {
  expect(when(job({ state: 'FAILED', failureReason: 'IMPORT_CANCELLED' }))).toMatchObject({
    effect: { kind: 'nothing' },
  });
  expect(when(job({ state: 'FINISHED' }))).toMatchObject({
    faults: [{ code: 'invalid.update.bad.status.transition' }],
  });
  for (const other of [when(null), when(job(), 'other')])
    expect(other).toMatchObject({ faults: [{ code: 'resource.not.found', field: 'importId' }] });
});

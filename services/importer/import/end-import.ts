/**
 * Ends an import: its state, and the size and assignability of its list, in one transaction; then the events,
 * at least once.
 */
import type { ImportDocument, ListImport } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { ContactListEvent } from '../../../schemas/types.ts';
import { inTransaction } from '../../platform/mongo/in-transaction.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import { arrivedThrough } from '../source/arrived-through.ts';
import type { FileFaultCode } from '../csv/csv-row.ts';
import {
  contactListExists,
  discardFiles,
  dncListExists,
  sweepContactList,
  sweepDncList,
} from './sweep-store.ts';
import { endImport, markAnnounced } from './import-store.ts';
import { countDncNumbers, saveContactListEnd, saveDncListEnd } from './list-store.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';
import { findDncList } from '../../queries/lists/find-dnc-lists.ts';

/** Ended imports that a list keeps. */
const KEPT = 10;

export type Failure = { code: FileFaultCode; detail: string };

/**
 * @param job with its final counts
 * @returns false when the lease is lost
 */
export async function saveEnd(
  database: Database,
  job: ImportDocument,
  owner: string,
  failure: Failure | null,
): Promise<boolean> {
  const state = failure ? 'FAILED' : 'FINISHED';
  return inTransaction(database, async (session) => {
    const isOurs = await endImport(database, session, job._id, owner, {
      state,
      failureReason: failure?.code ?? null,
      failureDetail: failure?.detail ?? null,
      finishedAt: job.finishedAt,
      bytesRead: job.bytesRead,
    });
    if (!isOurs) return false;
    const entry = {
      id: job._id,
      state,
      reason: failure ? failure.detail : null,
      arrivalBatch: job.arrivalBatch,
      records: job.imported + (job.updated ?? 0) + job.unchanged,
    } as const;
    if (job.kind === 'CONTACTS') {
      const list = await findContactList(database, job.listId, session);
      if (!list) return true;
      const imports = withEntry(list.imports, entry);
      await saveContactListEnd(database, session, job.listId, {
        imports,
        added: job.imported,
        arrivedThrough: arrivedThrough(imports, list.arrivalBatches),
      });
    } else {
      const list = await findDncList(database, job.listId, session);
      if (!list) return true;
      const imports = withEntry(list.imports, entry);
      const size = await countDncNumbers(database, job.listId, session);
      await saveDncListEnd(database, session, job.listId, { imports, size });
    }
    return true;
  });
}

/**
 * The list's imports after this one's end: all unfinished ones and the last ten that ended, in the order of
 * their commands.
 */
export function withEntry(imports: readonly ListImport[], entry: ListImport): ListImport[] {
  const all = imports.map((entryOfList) => (entryOfList.id === entry.id ? entry : entryOfList));
  const ended = all.filter(({ state }) => state === 'FINISHED' || state === 'FAILED');
  const kept = new Set(ended.slice(-KEPT));
  return all.filter(
    (entryOfList) =>
      kept.has(entryOfList) || entryOfList.state === 'QUEUED' || entryOfList.state === 'RUNNING',
  );
}

/** Publishes the events of an ended import and marks it. A repeat publishes the same ids. */
export async function announceEnd(
  database: Database,
  producer: Producer,
  job: ImportDocument,
): Promise<void> {
  const list = job.kind === 'CONTACTS' ? await findContactList(database, job.listId) : null;
  const events: ContactListEvent[] = [];
  const tell = (body: ContactListEvent['body']): void =>
    void events.push({
      eventId: `${job._id}:${body.type}`,
      listId: job.listId,
      occurredAt: (job.finishedAt ?? job.createdAt).getTime(),
      body,
    });
  // also when it brought none: later contacts may have waited for its end
  if (list && (job.imported > 0 || list.arrivalBatches > job.arrivalBatch))
    tell({ type: 'ContactsAdded', count: job.imported, throughArrival: list.arrivedThrough ?? 0 });
  if (job.kind === 'DNC' && job.imported > 0)
    tell({ type: 'DncNumbersChanged', added: job.imported, removed: 0 });
  const { _id: importId, kind, rowsRead, imported, unchanged, rejected } = job;
  if (job.state === 'FAILED')
    tell({
      type: 'ImportFailed',
      importId,
      kind,
      reason: job.failureReason ?? '',
      detail: job.failureDetail ?? '',
    });
  else
    tell({
      type: 'ImportFinished',
      importId,
      kind,
      rowsRead,
      imported,
      updated: job.updated ?? 0,
      unchanged,
      rejected,
    });
  await producer.send(topics.contactListEvents, events);
  await discardFiles(database, job);
  await sweepAfterDeletion(database, job);
  await markAnnounced(database, job._id);
}

/** A list may be deleted while one of its imports is running, which then still writes a batch. */
async function sweepAfterDeletion(database: Database, { kind, listId }: ImportDocument): Promise<void> {
  if (kind === 'CONTACTS') {
    if (!(await contactListExists(database, listId))) await sweepContactList(database, listId);
  } else if (!(await dncListExists(database, listId))) await sweepDncList(database, listId);
}

/** Imports as doors show them: the latest first, how far each is, and what one that waits is waiting for. */
import { collections, type ImportDocument, type ImportState } from '../../../schemas/collections.ts';
import { refusedWith } from '../../domain/refused.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { joinCursor, limitOf, mapPage, pageOf, splitCursor, type Page, type PageRequest } from '../page.ts';

export type ImportFilter = { readonly listId?: string; readonly state?: ImportState };
export type ImportView = ReturnType<typeof importView>;

/** The latest first. */
export async function listImports(
  database: Database,
  { listId, state }: ImportFilter,
  request: PageRequest,
): Promise<Page<ImportView>> {
  const [at = '', id = ''] = request.after === null ? [] : splitCursor(request.after, 2);
  const createdAt = new Date(at);
  const found = await database
    .of(collections.imports)
    .find({
      ...(listId === undefined ? {} : { listId }),
      ...(state === undefined ? {} : { state }),
      ...(request.after === null
        ? {}
        : { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }] }),
    })
    .sort({ createdAt: -1, _id: -1 })
    .limit(limitOf(request))
    .toArray();
  const page = pageOf(found, request, (job) => joinCursor(job.createdAt.toISOString(), job._id));
  return mapPage(page, importView);
}

export const findImport = (database: Database, id: string): Promise<ImportDocument | null> =>
  database.of(collections.imports).findOne({ _id: id });

/** @throws Refused when there is none */
export async function getImport(database: Database, id: string): Promise<ImportDocument> {
  const found = await findImport(database, id);
  if (found) return found;
  throw refusedWith('resource.not.found', `There is no import with the id "${id}".`);
}

/** Imports from before headers were kept, and files without a usable one, have the columns of their list. */
export async function headerOfImport(
  database: Database,
  { header, listId }: Pick<ImportDocument, 'header' | 'listId'>,
): Promise<string[]> {
  if (header) return header;
  const list = await database
    .of(collections.contactLists)
    .findOne({ _id: listId }, { projection: { columnNames: 1 } });
  return list?.columnNames ?? [];
}

/** How many imports began before one that waits and have not ended; 0 for one that does not wait. */
export async function importsBefore(
  database: Database,
  { state, createdAt }: Pick<ImportDocument, 'state' | 'createdAt'>,
): Promise<number> {
  if (state !== 'QUEUED') return 0;
  return database
    .of(collections.imports)
    .countDocuments({ state: { $in: ['QUEUED', 'RUNNING'] }, createdAt: { $lt: createdAt } });
}

/** Names of the lists of some imports, by id. @param imports at most 1,000 */
export async function namesOfLists(
  database: Database,
  imports: ReadonlyArray<{ listId: string }>,
): Promise<Map<string, string>> {
  const ids = [...new Set(imports.map(({ listId }) => listId))];
  const projection = { projection: { name: 1 } } as const;
  const found = await Promise.all([
    database
      .of(collections.contactLists)
      .find({ _id: { $in: ids } }, projection)
      .toArray(),
    database
      .of(collections.dncLists)
      .find({ _id: { $in: ids } }, projection)
      .toArray(),
  ]);
  return new Map(found.flat().map(({ _id, name }) => [_id, name]));
}

/** Percent of the file's bytes that are read; 100 at the end. */
export function importPercent({
  state,
  bytesRead,
  totalBytes,
}: Pick<ImportDocument, 'state' | 'bytesRead' | 'totalBytes'>): number {
  if (state === 'FINISHED') return 100;
  return totalBytes > 0 ? Math.min(99, Math.floor((bytesRead / totalBytes) * 100)) : 0;
}

/** An import as scripts see it. */
export function importView(job: ImportDocument) {
  const { _id, kind, listId, state, rowsRead, imported, updated, unchanged, rejected } = job;
  const { failureReason, failureDetail, createdAt, finishedAt } = job;
  return {
    importId: _id,
    kind,
    listId,
    state,
    percent: importPercent(job),
    rowsRead,
    imported,
    updated: updated ?? 0,
    unchanged,
    rejected,
    endsIgnored: job.endsIgnored ?? 0,
    blockedInPart: job.blockedInPart ?? 0,
    placeholders: job.placeholders ?? 0,
    failureReason,
    failureDetail,
    createdAt,
    finishedAt,
  };
}

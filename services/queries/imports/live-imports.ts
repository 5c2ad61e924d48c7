/** Imports that wait or are under way, with the names of their lists: found by their state's index. */
import { collections, type ImportDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { namesOfLists } from './imports.ts';

/** Imports that are shown at most: each is a handful of series of metrics. */
export const MAX_IMPORTS_SHOWN = 50;
/** The database gives up then: the scrape has been answered without. */
const MOST_MS = 4_000;

export type ImportFigures = Pick<
  ImportDocument,
  'kind' | 'state' | 'imported' | 'unchanged' | 'rejected' | 'bytesRead' | 'totalBytes'
> & {
  readonly id: string;
  /** Name of its list; its id when that is gone. */
  readonly list: string;
  readonly updated: number;
};

export type LiveImports = { readonly imports: readonly ImportFigures[]; readonly leftOut: number };

/** The oldest first, so that what is shown stays shown. @throws what the database throws */
export async function readLiveImports(database: Database): Promise<LiveImports> {
  const unfinished = { state: { $in: ['QUEUED' as const, 'RUNNING' as const] } };
  const imports = database.of(collections.imports);
  const found = await imports
    .find(unfinished, { maxTimeMS: MOST_MS })
    .sort({ createdAt: 1, _id: 1 })
    .limit(MAX_IMPORTS_SHOWN)
    .toArray();
  const [names, all] = await Promise.all([
    namesOfLists(database, found),
    found.length < MAX_IMPORTS_SHOWN
      ? found.length
      : imports.countDocuments(unfinished, { maxTimeMS: MOST_MS }),
  ]);
  return {
    imports: found.map(({ _id, listId, updated = 0, ...job }) => ({
      ...job,
      ...{ id: _id, list: names.get(listId) ?? listId, updated },
    })),
    leftOut: all - found.length,
  };
}

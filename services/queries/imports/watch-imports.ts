/** Lists whose imports somebody watches, with the latest import of each. */
import {
  collections,
  type Collection,
  type ContactListDocument,
  type DncListDocument,
  type ImportDocument,
} from '../../../schemas/collections.ts';
import type { ListKind } from '../../../schemas/types.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Watched } from '../watched.ts';

type List = Pick<ContactListDocument | DncListDocument, '_id' | 'divisionId' | 'imports'>;
export type WatchedList = { readonly list: List; readonly job: ImportDocument | undefined };

const listsOf = {
  CONTACTS: collections.contactLists,
  DNC: collections.dncLists,
} as unknown as Readonly<Record<ListKind, Collection<List>>>;

/** Those that are named; and, if all are watched, those with an import under way or begun since a time. */
export async function readWatchedImports(
  database: Database,
  kind: ListKind,
  { ids, all }: Watched,
  since: Date,
): Promise<WatchedList[]> {
  const imports = database.of(collections.imports);
  const recent = all
    ? await imports
        .find(
          { $or: [{ state: { $in: ['QUEUED', 'RUNNING'] } }, { createdAt: { $gte: since } }], kind },
          { projection: { listId: 1 } },
        )
        .toArray()
    : [];
  const listIds = [...new Set([...ids, ...recent.map(({ listId }) => listId)])];
  if (listIds.length === 0) return [];
  const lists = await database
    .of(listsOf[kind])
    .find({ _id: { $in: listIds } }, { projection: { divisionId: 1, imports: 1 } })
    .toArray();
  const latestIds = lists.flatMap(({ imports: all }) => all.slice(-1).map(({ id }) => id));
  const jobs = await imports.find({ _id: { $in: latestIds } }).toArray();
  const jobOf = new Map(jobs.map((job) => [job._id, job]));
  return lists.map((list) => ({ list, job: jobOf.get(list.imports.at(-1)?.id ?? '') }));
}

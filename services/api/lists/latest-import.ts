/** Contact lists and DNC lists: the latest import of each, and what an answer holds only when it is asked for. */
import type { ImportDocument, ListImport } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findImports } from '../../queries/lists/find-contact-lists.ts';
import type { Include } from './contact-list-schema.ts';
import { toImportStatus, type ImportStatus } from './import-status.ts';

type WithImports = { readonly imports: readonly ListImport[] };
/** By import id. */
export type Jobs = ReadonlyMap<string, ImportDocument>;

const latestImport = ({ imports }: WithImports): ListImport | undefined => imports.at(-1);

/** The jobs of the lists' latest imports. */
export const jobsOf = (database: Database, lists: readonly WithImports[]): Promise<Jobs> =>
  findImports(
    database,
    lists.flatMap((list) => latestImport(list)?.id ?? []),
  );

export const importStatusOf = (list: WithImports, jobs: Jobs): ImportStatus => {
  const latest = latestImport(list);
  return toImportStatus(latest, jobs.get(latest?.id ?? ''));
};

export const included = (
  list: WithImports & { readonly size: number },
  jobs: Jobs,
  { includeImportStatus, includeSize }: Include,
) => ({
  ...(includeImportStatus ? { importStatus: importStatusOf(list, jobs) } : {}),
  ...(includeSize ? { size: list.size } : {}),
});

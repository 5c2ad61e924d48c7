/** Contact lists and DNC lists as the console reads and changes them; both kinds have the same paths. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call, type Listing } from '../api/contract.ts';
import type { ContactList, DncList } from '../api/types.ts';
import type { Sort } from '../view/data-table.tsx';
import type { ListKind } from './send-file.ts';

const LIVE_MS = 1_500;

/** What both kinds have, and what each has of its own. */
export type AnyList = Pick<ContactList & DncList, 'id' | 'name' | 'dateCreated' | 'version' | 'division'> &
  Partial<
    Pick<ContactList, 'size' | 'importStatus' | 'columnNames' | 'whatsAppColumns' | 'contactIdColumn'> &
      Pick<DncList, 'phoneColumns' | 'contactMethod'>
  >;

export const isImporting = (list: Pick<AnyList, 'importStatus'>): boolean =>
  list.importStatus?.state === 'IN_PROGRESS';

type Search = { q: string | undefined; sort: Sort; page: { number: number; size: number } };

export const useLists = (kind: ListKind, { q, sort, page }: Search) =>
  useQuery({
    queryKey: [kind, q, sort, page],
    queryFn: () =>
      call<Listing<AnyList>>('GET', `/api/v2/outbound/${kind}`, {
        query: {
          pageNumber: page.number,
          pageSize: page.size,
          sortBy: sort.by,
          sortOrder: sort.descending ? 'descending' : 'ascending',
          allowEmptyResult: true,
          includeImportStatus: true,
          includeSize: true,
          ...(q === undefined ? {} : { name: q, filterType: 'Contains' }),
        },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.entities.some(isImporting) ? LIVE_MS : false),
  });

/** @param isPending it is read again and again as long as this is so */
export const useList = (kind: ListKind, id: string, isPending: (list: AnyList) => boolean = isImporting) =>
  useQuery({
    queryKey: [kind, 'one', id],
    enabled: id !== '',
    queryFn: () =>
      call<AnyList>('GET', `/api/v2/outbound/${kind}/${encodeURIComponent(id)}`, {
        query: { includeImportStatus: true, includeSize: true },
      }),
    refetchInterval: ({ state: { data } }) => (data && isPending(data) ? LIVE_MS : false),
  });

export type Predicate = { column: string; columnType: string; operator: string; value: string };

export const useContacts = (
  listId: string,
  page: { number: number; size: number },
  predicate: Predicate | null,
) =>
  useQuery({
    queryKey: ['contacts', listId, page, predicate],
    queryFn: () =>
      call<
        Listing<{ id: string; data: Record<string, string>; callable: boolean }> & { contactsCount?: number }
      >('POST', `/api/v2/outbound/contactlists/${encodeURIComponent(listId)}/contacts/search`, {
        body: {
          pageNumber: page.number,
          pageSize: page.size,
          ...(predicate
            ? { criteria: { filterType: 'AND', clauses: [{ filterType: 'AND', predicates: [predicate] }] } }
            : {}),
        },
      }),
    placeholderData: keepPreviousData,
  });

/** Where the rows that an import refused can be fetched as a file. */
export const rejectsOf = (kind: ListKind, { id, importStatus }: AnyList): string | null =>
  importStatus?.importId === undefined || !importStatus.rejectedRecords
    ? null
    : `/api/v2/outbound/${kind}/${encodeURIComponent(id)}/imports/${encodeURIComponent(importStatus.importId)}/rejects`;

/** Asks for an export and opens its file. @throws ApiFailure */
export async function download(kind: ListKind, id: string): Promise<void> {
  const path = `/api/v2/outbound/${kind}/${encodeURIComponent(id)}/export`;
  await call('POST', path);
  const { uri } = await call<{ uri: string }>('GET', path);
  const { pathname, search } = new URL(uri, window.location.href);
  window.location.assign(pathname + search);
}

/** What can be chosen on the page of a campaign, and why some of it cannot. */
import { useQuery } from '@tanstack/react-query';
import { answerOf, ApiFailure } from '../../api/api-failure.ts';
import { api } from '../../api/client.ts';
import type { DncList, ImportStatus } from '../../api/types.ts';

/** One that a campaign has already may be known by its name alone. */
export type Choice<C extends { id: string; name: string }> = Pick<C, 'id' | 'name'> & Partial<C>;

/**
 * Choices, and those that a campaign has already, should they not be among them: what one may not see keeps
 * its name.
 */
export const withKnown = <C extends { id: string; name: string }>(
  choices: readonly C[],
  known: ReadonlyArray<{ id: string; name?: string }> | undefined,
): Array<Choice<C>> => [
  ...choices,
  ...(known ?? [])
    .filter(({ id }) => !choices.some((one) => one.id === id))
    .map(({ id, name }) => ({ id, name: name ?? id }) as Choice<C>),
];

const PAGE = 100;
const IMPORT_MS = 2_000;
const first = { pageSize: PAGE, pageNumber: 1 };
const byName = { filterType: 'Prefix', sortOrder: 'ascending' } as const;
const all = { pageSize: PAGE, pageNumber: 1, allowEmptyResult: true };

/** What a caller may not see, or what this server does not have, is an empty choice. */
async function orNothing<E>(read: Promise<{ entities: E[] }>): Promise<E[]> {
  try {
    return (await read).entities;
  } catch (error) {
    if (error instanceof ApiFailure && (error.status === 403 || error.status === 404)) return [];
    throw error;
  }
}

/** As one types: at most a hundred whose names hold the text. */
export const useContactLists = (name: string) =>
  useQuery({
    queryKey: ['contact-lists', 'choice', name],
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/outbound/contactlists', {
          params: {
            query: {
              ...all,
              sortBy: 'name',
              sortOrder: 'ascending',
              includeImportStatus: true,
              includeSize: true,
              filterType: 'Contains',
              ...(name === '' ? {} : { name }),
            },
          },
        }),
      ),
    placeholderData: (before) => before,
    refetchInterval: 10_000,
  });

export const useContactList = (id: string) =>
  useQuery({
    queryKey: ['contact-list', id],
    enabled: id !== '',
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/outbound/contactlists/{contactListId}', {
          params: {
            path: { contactListId: id },
            query: { includeImportStatus: true, includeSize: true },
          },
        }),
      ),
    // its size, and whether it can be used, while it is imported
    refetchInterval: ({ state }) => (state.data && contactListBar(state.data) !== null ? IMPORT_MS : false),
  });

export const useFilters = (contactListId: string) =>
  useQuery({
    queryKey: ['filters', contactListId],
    enabled: contactListId !== '',
    queryFn: () =>
      orNothing(
        answerOf(
          api.GET('/api/v2/outbound/contactlistfilters', {
            params: { query: { ...all, ...byName, contactListId } },
          }),
        ),
      ),
  });

export const useDncLists = () =>
  useQuery({
    queryKey: ['dnc-lists', 'choice'],
    queryFn: () =>
      orNothing(
        answerOf(
          api.GET('/api/v2/outbound/dnclists', {
            params: { query: { ...all, ...byName, includeImportStatus: true, includeSize: true } },
          }),
        ),
      ),
  });

export const useDivisions = () =>
  useQuery({
    queryKey: ['divisions', 'choice'],
    queryFn: () =>
      orNothing(
        answerOf(
          api.GET('/api/v2/authorization/divisions', {
            params: { query: { ...first, sortOrder: 'ascending', objectCount: false } },
          }),
        ),
      ),
  });

export const useIntegrations = () =>
  useQuery({
    queryKey: ['integrations', 'choice'],
    queryFn: () =>
      orNothing(
        answerOf(
          api.GET('/api/v2/conversations/messaging/integrations/whatsapp', { params: { query: first } }),
        ),
      ),
  });

/** Templates of every library: those of each number's account, and those that were made here. */
export const useTemplates = () =>
  useQuery({
    queryKey: ['templates', 'choice'],
    queryFn: async () => {
      const [libraries, integrations] = await Promise.all([
        orNothing(answerOf(api.GET('/api/v2/responsemanagement/libraries', { params: { query: first } }))),
        orNothing(
          answerOf(
            api.GET('/api/v2/conversations/messaging/integrations/whatsapp', { params: { query: first } }),
          ),
        ),
      ]);
      const ids = new Set([
        ...integrations.flatMap(({ templateLibrary }) => (templateLibrary ? [templateLibrary.id] : [])),
        ...libraries.map(({ id }) => id),
      ]);
      const found = await Promise.all(
        [...ids].map((libraryId) =>
          orNothing(
            answerOf(
              api.GET('/api/v2/responsemanagement/responses', { params: { query: { ...first, libraryId } } }),
            ),
          ),
        ),
      );
      const byId = new Map(found.flat().map((response) => [response.id, response]));
      return [...byId.values()].filter(({ messagingTemplate }) => messagingTemplate?.whatsApp);
    },
  });

/**
 * The first contacts of a list, to see a message as they get it.
 * @param size of the list: when it has changed they are read again
 */
export const useFirstContacts = (contactListId: string, size?: number) =>
  useQuery({
    queryKey: ['first-contacts', contactListId, size],
    enabled: contactListId !== '',
    queryFn: () =>
      orNothing(
        answerOf(
          api.POST('/api/v2/outbound/contactlists/{contactListId}/contacts/search', {
            params: { path: { contactListId } },
            body: { pageNumber: 1, pageSize: 10 },
          }),
        ),
      ),
  });

export type Unassignable = 'noColumn' | 'importing' | 'importFailed' | 'empty' | 'method';

/** Why a contact list cannot be chosen (B6); null when it can. */
export function contactListBar(list: {
  whatsAppColumns: readonly unknown[];
  importStatus?: ImportStatus;
  size?: number;
}): Unassignable | null {
  if (list.whatsAppColumns.length === 0) return 'noColumn';
  return importBar(list);
}

/** Why a DNC list cannot be chosen (D2); null when it can. */
export function dncListBar(
  list: Pick<DncList, 'id'> & Partial<Pick<DncList, 'contactMethod' | 'importStatus' | 'size'>>,
): Unassignable | null {
  if (list.contactMethod === 'Email') return 'method';
  return importBar(list);
}

function importBar({
  importStatus,
  size,
}: {
  importStatus?: ImportStatus;
  size?: number;
}): Unassignable | null {
  if (importStatus?.state === 'IN_PROGRESS') return 'importing';
  if (importStatus?.state === 'FAILED') return 'importFailed';
  return size === 0 ? 'empty' : null;
}

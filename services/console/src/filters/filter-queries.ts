/** Contact list filters as the console reads and changes them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import type { ContactListFilter } from '../api/types.ts';
import type { Sort } from '../view/data-table.tsx';
import { bodyOf, isComplete, type FilterValues } from './filter-values.ts';

type Search = { q: string | undefined; sort: Sort; page: { number: number; size: number } };

export const useFilterPage = ({ q, sort, page }: Search) =>
  useQuery({
    queryKey: ['filters', 'page', q, sort, page],
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/outbound/contactlistfilters', {
          params: {
            query: {
              pageNumber: page.number,
              pageSize: page.size,
              sortBy: 'name',
              sortOrder: sort.descending ? 'descending' : 'ascending',
              allowEmptyResult: true,
              filterType: 'Contains',
              ...(q === undefined ? {} : { name: q }),
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });

const pathOf = (contactListFilterId: string) => ({ params: { path: { contactListFilterId } } });
const ONE = '/api/v2/outbound/contactlistfilters/{contactListFilterId}';

export const useFilter = (id: string) =>
  useQuery({
    queryKey: ['filters', 'one', id],
    enabled: id !== '',
    queryFn: () => answerOf(api.GET(ONE, pathOf(id))),
  });

/** What the filter would keep now; nothing is asked before its conditions are whole. */
export function useFilterPreview(values: FilterValues) {
  const isAsked = isComplete(values);
  // another name keeps the same contacts
  const definition = bodyOf({ ...values, name: '' });
  return useQuery({
    queryKey: ['filters', 'preview', isAsked ? definition : null],
    enabled: isAsked,
    queryFn: () => answerOf(api.POST('/api/v2/outbound/contactlistfilters/preview', { body: definition })),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** @param present the filter that is changed; null: a new one. @throws ApiFailure */
export const saveFilter = (
  values: FilterValues,
  present: ContactListFilter | null,
): Promise<ContactListFilter> =>
  present
    ? answerOf(api.PUT(ONE, { ...pathOf(present.id), body: bodyOf(values, present.version) }))
    : answerOf(api.POST('/api/v2/outbound/contactlistfilters', { body: bodyOf(values) }));

/** @throws ApiFailure while a campaign uses it */
export const deleteFilter = (id: string): Promise<unknown> => answerOf(api.DELETE(ONE, pathOf(id)));

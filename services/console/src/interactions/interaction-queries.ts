/** Interactions as the console reads and exports them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import { interactionOf, queryOf, type InteractionSearch } from './interaction-search.ts';

const REFRESH_MS = 10_000;

export const useInteractions = (search: InteractionSearch, page: { number: number; size: number }) =>
  useQuery({
    queryKey: ['interactions', search, page],
    queryFn: async () => {
      const { conversations, totalHits } = await answerOf(
        api.POST('/api/v2/analytics/conversations/details/query', {
          body: { ...queryOf(search), paging: { pageNumber: page.number, pageSize: page.size } },
        }),
      );
      // a page by number always has it
      return { entities: conversations.flatMap((one) => interactionOf(one) ?? []), total: totalHits ?? 0 };
    },
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });

/** All that is found, as a CSV file. @throws ApiFailure */
export async function exportInteractions(search: InteractionSearch): Promise<void> {
  const csv = await answerOf(
    api.POST('/api/v2/analytics/conversations/details/query/export', {
      body: queryOf(search),
      parseAs: 'blob',
    }),
  );
  saveAs(csv, `interactions-${search.from}-${search.to}.csv`);
}

/** Hands a file to the browser's downloads. */
function saveAs(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

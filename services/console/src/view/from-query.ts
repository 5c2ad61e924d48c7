/** What a table shows of a page that was asked for. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { Paging } from './data-table.tsx';

type Page = { readonly number: number; readonly size: number };
type Listing<Row> = { readonly entities: readonly Row[]; readonly total: number };

export function fromQuery<Row>(
  { data, error, isPlaceholderData, refetch }: UseQueryResult<Listing<Row>>,
  page: Page,
  onPage: (page: Page) => void,
): {
  rows: readonly Row[] | undefined;
  isStale: boolean;
  error: unknown;
  onRetry: () => void;
  paging: Paging;
  onPage: (page: Page) => void;
} {
  return {
    rows: data?.entities,
    isStale: isPlaceholderData,
    error,
    onRetry: () => void refetch(),
    paging: { ...page, total: data?.total ?? 0 },
    onPage,
  };
}

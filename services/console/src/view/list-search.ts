/**
 * What a list looks for, sorts by and shows lives in its address: it can be sent to a colleague, and survives
 * a reload.
 */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import * as z from 'zod/mini';
import type { Sort } from './data-table.tsx';

const DEFAULT_SIZE = 25;

export const optionalText = z.catch(z.optional(z.coerce.string()), undefined);
const count = z.catch(z.optional(z.int().check(z.positive(), z.maximum(100_000))), undefined);
/** An address that holds something else shows the first page. */
export const listSearch = z.object({
  q: optionalText,
  status: optionalText,
  division: optionalText,
  campaign: optionalText,
  code: optionalText,
  from: optionalText,
  to: optionalText,
  sort: optionalText,
  desc: z.catch(z.optional(z.boolean()), undefined),
  page: count,
  size: count,
});
type ListSearch = z.infer<typeof listSearch>;

export function useListSearch(defaultSort: Sort) {
  const search: ListSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (changes: Partial<ListSearch>): void =>
      void navigate({
        to: '.',
        search: ((before: ListSearch) => ({ ...before, page: undefined, ...changes })) as never,
        replace: true,
      }),
    [navigate],
  );
  const sort: Sort =
    search.sort === undefined ? defaultSort : { by: search.sort, descending: search.desc ?? false };
  return {
    search,
    change,
    sort,
    page: { number: search.page ?? 1, size: search.size ?? DEFAULT_SIZE },
    onSort: ({ by, descending }: Sort) => change({ sort: by, desc: descending || undefined }),
    onPage: ({ number, size }: { number: number; size: number }) =>
      change({ page: number > 1 ? number : undefined, size: size === DEFAULT_SIZE ? undefined : size }),
  };
}

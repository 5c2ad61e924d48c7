/** Dead letters as the console reads them and deals with them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';

const REFRESH_MS = 15_000;

type Search = {
  code: string | undefined;
  isAll: boolean;
  page: { number: number; size: number };
};

export const useDeadLetters = ({ code, isAll, page }: Search) =>
  useQuery({
    queryKey: ['dead-letters', code, isAll, page],
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/outbound/deadletters', {
          params: {
            query: {
              pageNumber: page.number,
              pageSize: page.size,
              all: isAll,
              ...(code === undefined ? {} : { code }),
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });

export const useDeadLetter = (deadLetterId: string) =>
  useQuery({
    queryKey: ['dead-letters', 'one', deadLetterId],
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/outbound/deadletters/{deadLetterId}', { params: { path: { deadLetterId } } }),
      ),
  });

export type LetterDeed = 'replay' | 'drop';

/** @throws ApiFailure */
export const dealWith = (deed: LetterDeed, ids: string[]): Promise<unknown> =>
  answerOf(
    deed === 'replay'
      ? api.POST('/api/v2/outbound/deadletters/replay', { body: { ids } })
      : api.POST('/api/v2/outbound/deadletters/drop', { body: { ids } }),
  );

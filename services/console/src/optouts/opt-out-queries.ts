/** Opt-outs of a WhatsApp number as the console reads and changes them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';

/** @param after the last number of the page before; undefined: the first page */
export const useOptOuts = (integrationId: string, size: number, after: string | undefined) =>
  useQuery({
    queryKey: ['opt-outs', integrationId, size, after],
    enabled: integrationId !== '',
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/outbound/optouts', {
          params: { query: { integrationId, pageSize: size, ...(after === undefined ? {} : { after }) } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const usePossibleOptOuts = (integrationId: string) =>
  useQuery({
    queryKey: ['opt-outs', 'possible', integrationId],
    enabled: integrationId !== '',
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/outbound/optouts/possible', { params: { query: { integrationId, pageSize: 100 } } }),
      ),
  });

/** @throws ApiFailure naming every number that cannot be one */
export const optOut = (integrationId: string, numbers: string[]): Promise<unknown> =>
  answerOf(api.POST('/api/v2/outbound/optouts', { body: { integrationId, numbers } }));

export const takeOff = (integrationId: string, numbers: string[]): Promise<unknown> =>
  answerOf(api.POST('/api/v2/outbound/optouts/remove', { body: { integrationId, numbers } }));

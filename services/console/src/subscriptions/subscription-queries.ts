/** Webhook subscriptions and what was sent to them, as the console reads and changes them. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import type { paths } from '../api/schema.ts';
import type { Subscription } from '../api/types.ts';

const ALL = '/api/v2/outbound/webhooksubscriptions';
const ONE = '/api/v2/outbound/webhooksubscriptions/{subscriptionId}';
const DELIVERIES = '/api/v2/outbound/webhooksubscriptions/{subscriptionId}/deliveries';
const REFRESH_MS = 5_000;

type Page = { readonly number: number; readonly size: number };
export type DeliveryState = 'WAITING' | 'DELIVERED' | 'DEAD';
type Body = NonNullable<paths[typeof ALL]['post']['requestBody']>['content']['application/json'];
export type EventName = Body['eventTypes'][number];
export type SubscriptionValues = { name: string; url: string; eventTypes: EventName[] };

const ofOne = ({ id }: Pick<Subscription, 'id'>) => ({ params: { path: { subscriptionId: id } } });

export const useSubscriptions = ({ q, page }: { q: string | undefined; page: Page }) =>
  useQuery({
    queryKey: ['subscriptions', q, page],
    queryFn: () => {
      const query = { pageNumber: page.number, pageSize: page.size, allowEmptyResult: true };
      return answerOf(
        api.GET(ALL, { params: { query: { ...query, ...(q === undefined ? {} : { name: q }) } } }),
      );
    },
    placeholderData: keepPreviousData,
  });

export const useDeliveries = (id: string, state: DeliveryState | null, page: Page) =>
  useQuery({
    queryKey: ['subscriptions', id, 'deliveries', state, page],
    queryFn: () =>
      answerOf(
        api.GET(DELIVERIES, {
          params: {
            path: { subscriptionId: id },
            query: {
              ...{ pageNumber: page.number, pageSize: page.size },
              ...(state === null ? {} : { state }),
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });

/** Reads again what a change may have touched. */
export function useReadAgain(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['subscriptions'] });
}

/** @returns with the secret, which is not shown again */
export const createSubscription = (body: SubscriptionValues) => answerOf(api.POST(ALL, { body }));

export const changeSubscription = (
  { id, name, url, eventTypes, version }: Subscription,
  change: Partial<SubscriptionValues> & { enabled?: boolean },
): Promise<unknown> =>
  answerOf(
    api.PUT(ONE, {
      ...ofOne({ id }),
      body: { name, url, eventTypes: eventTypes as EventName[], version, ...change },
    }),
  );

export const deleteSubscription = (one: Subscription): Promise<unknown> =>
  answerOf(api.DELETE(ONE, ofOne(one)));

/** @returns with the new secret, which is not shown again */
export const rotateSecret = ({ id }: Subscription) =>
  answerOf(
    api.POST('/api/v2/outbound/webhooksubscriptions/{subscriptionId}/rotatesecret', {
      params: { path: { subscriptionId: id }, query: { keepFormerHours: 24 } },
    }),
  );

export const sendTest = (one: Subscription): Promise<unknown> =>
  answerOf(api.POST('/api/v2/outbound/webhooksubscriptions/{subscriptionId}/test', ofOne(one)));

/** @param ids null: all that was given up */
export const redeliver = ({ id }: Subscription, ids: string[] | null): Promise<unknown> =>
  answerOf(
    api.POST('/api/v2/outbound/webhooksubscriptions/{subscriptionId}/deliveries/redeliver', {
      ...ofOne({ id }),
      body: ids === null ? { allDead: true } : { ids },
    }),
  );

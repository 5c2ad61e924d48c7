/** Ours: what was sent to a webhook subscription, sent again, and tried with a test event. */
import Type from 'typebox';
import { findDeliveries } from '../../queries/subscriptions/subscriptions.ts';
import { redeliver, sendTestEvent } from '../../subscriptions/redeliver.ts';
import { actorOf } from '../access/actor.ts';
import type { ApiParts } from '../api-parts.ts';
import { apiError } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, PageQuery, pageOf } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { subscriptionFor } from './subscription-access.ts';
import { DeliveryEntity, toDelivery } from './subscription-entity.ts';

const tags = ['Webhook subscriptions'];
const params = Type.Object({ subscriptionId: Type.String({ maxLength: 200 }) });
const oneUrl = `${paths.webhookSubscription}/:subscriptionId`;
const MAX_IDS = 1_000;

export function addDeliveryRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addRedeliver(server, parts);
  addTest(server, parts);
}

function addList(server: ApiServer, { database }: ApiParts): void {
  server.get(
    `${oneUrl}/deliveries`,
    {
      config: { access: { all: ['outbound:webhookSubscription:view'] } },
      schema: {
        tags,
        summary: 'What was and will be sent to a webhook subscription, the latest first',
        params,
        querystring: Type.Object(
          { ...PageQuery, state: Type.Optional(Type.Enum(['WAITING', 'DELIVERED', 'DEAD'])) },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(DeliveryEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const page = pageOf(request.query);
      const { _id } = await subscriptionFor(database, callerOf(request), request.params.subscriptionId);
      const { state } = request.query;
      const { items, total } = await findDeliveries(database, { subscriptionId: _id, state }, page);
      return listingOf(request.url, page, { entities: items.map(toDelivery), total });
    },
  );
}

function addRedeliver(server: ApiServer, { database, now }: ApiParts): void {
  server.post(
    `${oneUrl}/deliveries/redeliver`,
    {
      config: { access: { all: ['outbound:webhookSubscription:edit'] } },
      schema: {
        tags,
        summary: 'Sends what has ended again, under the same webhook-id: given ids, or all that was given up',
        params,
        body: Type.Object(
          {
            ids: Type.Optional(
              Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: MAX_IDS }),
            ),
            allDead: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ count: Type.Integer() }), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { ids, allDead = false } = request.body;
      if ((ids === undefined) === !allDead)
        throw apiError(400, 'invalid.value', 'Expected either ids or allDead: true.', 'ids');
      const subscription = await subscriptionFor(database, callerOf(request), request.params.subscriptionId);
      const doing = { actor: actorOf(request), now: new Date(now()) };
      const count = await redeliver(database, subscription, ids === undefined ? 'dead' : { ids }, doing);
      return { count };
    },
  );
}

function addTest(server: ApiServer, { database, now }: ApiParts): void {
  server.post(
    `${oneUrl}/test`,
    {
      config: { access: { all: ['outbound:webhookSubscription:edit'] } },
      schema: {
        tags,
        summary: 'Sends a test event; ask for its deliveries to see what came of it',
        params,
        response: { 200: DeliveryEntity, ...ErrorAnswers },
      },
    },
    async (request) => {
      const subscription = await subscriptionFor(database, callerOf(request), request.params.subscriptionId);
      return toDelivery(await sendTestEvent(database, subscription, new Date(now())));
    },
  );
}

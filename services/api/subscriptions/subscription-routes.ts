/**
 * Ours: webhook subscriptions. They are not changed by command: a secret would lie on its topic, and nothing
 * of a campaign depends on them.
 */
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { findSubscriptions } from '../../queries/subscriptions/subscriptions.ts';
import {
  changeSubscription,
  createSubscription,
  removeSubscription,
  rotateSecret,
} from '../../subscriptions/subscriptions.ts';
import type { Doing } from '../../subscriptions/write-subscription.ts';
import { requireDivision } from '../access/access.ts';
import { actorOf } from '../access/actor.ts';
import type { ApiParts } from '../api-parts.ts';
import { apiError } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { withDivisionName, withDivisionNames } from '../http/division-names.ts';
import { askedDivisions } from '../http/divisions.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, ListQuery, nameCondition, pageOf } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { SEEING, subscriptionFor } from './subscription-access.ts';
import { SubscriptionBody, SubscriptionEntity, toSubscription, WithSecret } from './subscription-entity.ts';

const tags = ['Webhook subscriptions'];
const params = Type.Object({ subscriptionId: Type.String({ maxLength: 200 }) });
const oneUrl = `${paths.webhookSubscription}/:subscriptionId`;
const response = { 200: SubscriptionEntity, ...ErrorAnswers };
const HOUR_MS = 3_600_000;
const MAX_KEEP_HOURS = 7 * 24;

export function addSubscriptionRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addGet(server, parts);
  addCreate(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
  addRotate(server, parts);
}

const doingOf = (request: FastifyRequest, now: () => number): Doing => ({
  actor: actorOf(request),
  now: new Date(now()),
});

function addList(server: ApiServer, { database }: ApiParts): void {
  server.get(
    paths.webhookSubscription,
    {
      config: { access: { all: ['outbound:webhookSubscription:view'] } },
      schema: {
        tags,
        summary: 'Webhook subscriptions, by name',
        querystring: Type.Object(
          { ...ListQuery, divisionId: Type.Optional(Type.Array(Type.String(), { maxItems: 1_000 })) },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(SubscriptionEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { query } = request;
      const page = pageOf(query);
      const { items, total } = await findSubscriptions(
        database,
        {
          divisions: askedDivisions(callerOf(request).divisions, query.divisionId),
          name: nameCondition(query),
        },
        { skip: page.skip, size: page.size, isDescending: query.sortOrder.startsWith('d') },
      );
      const entities = await withDivisionNames(database, items.map(toSubscription));
      return listingOf(request.url, page, { entities, total }, query.allowEmptyResult);
    },
  );
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: { all: ['outbound:webhookSubscription:view'] } },
      schema: { tags, summary: 'A webhook subscription', params, response },
    },
    async (request) => {
      const { subscriptionId } = request.params;
      const subscription = await subscriptionFor(database, callerOf(request), subscriptionId);
      return withDivisionName(database, toSubscription(subscription));
    },
  );
}

function addCreate(server: ApiServer, { database, settings, execute, now }: ApiParts): void {
  server.post(
    paths.webhookSubscription,
    {
      config: { access: { all: ['outbound:webhookSubscription:add'] } },
      schema: {
        tags,
        summary: 'Makes a webhook subscription; its secret is shown in this answer alone',
        description:
          'A repeat under the same Idempotency-Key is refused: the secret is not shown twice. Read the subscription, and rotate its secret.',
        body: SubscriptionBody,
        response: { 200: WithSecret, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { name, url, eventTypes, division, enabled = true } = request.body;
      const divisionId = division?.id ?? HOME_DIVISION;
      requireDivision(callerOf(request), divisionId, SEEING);
      const { subscription, secret } = await createSubscription(
        database,
        settings.subscriptions,
        execute.newId(request),
        { name, url, eventTypes, divisionId, enabled },
        doingOf(request, now),
      );
      return { ...(await withDivisionName(database, toSubscription(subscription))), secret };
    },
  );
}

function addChange(server: ApiServer, { database, settings, now }: ApiParts): void {
  server.put(
    oneUrl,
    {
      config: { access: { all: ['outbound:webhookSubscription:edit'] } },
      schema: { tags, summary: 'Changes a webhook subscription', params, body: SubscriptionBody, response },
    },
    async (request) => {
      const { name, url, eventTypes, division, enabled, version } = request.body;
      const caller = callerOf(request);
      const present = await subscriptionFor(database, caller, request.params.subscriptionId);
      if (version === undefined)
        throw apiError(
          409,
          'invalid.update.wrong.version',
          `The version is missing; the subscription has version ${present.version}.`,
          'version',
        );
      const divisionId = division?.id ?? present.divisionId;
      requireDivision(caller, divisionId, SEEING);
      const subscription = await changeSubscription(
        database,
        settings.subscriptions,
        present._id,
        { name, url, eventTypes, divisionId, enabled: enabled ?? present.enabled, version },
        doingOf(request, now),
      );
      return withDivisionName(database, toSubscription(subscription));
    },
  );
}

function addDelete(server: ApiServer, { database, now }: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: { all: ['outbound:webhookSubscription:delete'] } },
      schema: {
        tags,
        summary: 'Deletes a webhook subscription; what waits for it is given up',
        params,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id } = await subscriptionFor(database, callerOf(request), request.params.subscriptionId);
      await removeSubscription(database, _id, doingOf(request, now));
      return reply.code(204).send(null);
    },
  );
}

function addRotate(server: ApiServer, { database, settings, now }: ApiParts): void {
  server.post(
    `${oneUrl}/rotatesecret`,
    {
      config: { access: { all: ['outbound:webhookSubscription:edit'] } },
      schema: {
        tags,
        summary: 'Gives a webhook subscription another secret; it is shown in this answer alone',
        description:
          'Calls are signed with both secrets for a while. A secret before the present one ends at once.',
        params,
        querystring: Type.Object(
          {
            keepFormerHours: Type.Integer({
              minimum: 0,
              maximum: MAX_KEEP_HOURS,
              default: 24,
              description: 'How long the present secret goes on; 0: it ends at once.',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 200: WithSecret, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { _id } = await subscriptionFor(database, callerOf(request), request.params.subscriptionId);
      const { subscription, secret } = await rotateSecret(
        database,
        settings.subscriptions,
        _id,
        request.query.keepFormerHours * HOUR_MS,
        doingOf(request, now),
      );
      return { ...(await withDivisionName(database, toSubscription(subscription))), secret };
    },
  );
}

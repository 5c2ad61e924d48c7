/**
 * The event log (contract, `/outbound/events`): what happened to campaigns, lists, integrations; each in its
 * division.
 */
import Type from 'typebox';
import { findEvent, findEvents } from '../../queries/events/find-events.ts';
import type { ApiParts } from '../api-parts.ts';
import { notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { askedDivisions } from '../http/divisions.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, ListQuery, listingOf, pageOf } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { categories, EventLog, levels, toEventLog } from './event-entity.ts';

const tags = ['Events'];
const { name, filterType, ...paging } = ListQuery;
const Query = Type.Object(
  {
    ...paging,
    filterType,
    name: Type.Optional({ ...name, description: 'Not used: events have no names.' } as typeof name),
    sortBy: Type.Optional(Type.Enum(['timestamp'])),
    category: Type.Optional(Type.Enum(categories)),
    level: Type.Optional(Type.Enum(levels)),
    code: Type.Optional(Type.String({ maxLength: 100, description: 'Ours: code of the message.' })),
    entityId: Type.Optional(Type.String({ maxLength: 200, description: 'Ours: id of what it is about.' })),
  },
  { additionalProperties: false },
);

export function addEventRoutes(server: ApiServer, { database }: ApiParts): void {
  server.get(
    paths.event,
    {
      config: { access: { all: ['outbound:eventLog:view'] } },
      schema: {
        tags,
        summary: 'Events, the earliest first unless sortOrder is descending',
        querystring: Query,
        response: { 200: ListingOf(EventLog), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { query } = request;
      const page = pageOf(query);
      const { category, level, code, entityId } = query;
      const divisions = askedDivisions(callerOf(request).divisions, undefined);
      const { items, total } = await findEvents(
        database,
        { divisions, category, level, code, entityId },
        { skip: page.skip, size: page.size, isDescending: query.sortOrder.startsWith('d') },
      );
      return listingOf(request.url, page, { entities: items.map(toEventLog), total }, query.allowEmptyResult);
    },
  );
  server.get(
    `${paths.event}/:eventId`,
    {
      config: { access: { all: ['outbound:eventLog:view'] } },
      schema: {
        tags,
        summary: 'An event',
        params: Type.Object({ eventId: Type.String() }),
        response: { 200: EventLog, ...ErrorAnswers },
      },
    },
    async (request) => {
      const divisions = askedDivisions(callerOf(request).divisions, undefined);
      const event = await findEvent(database, divisions, request.params.eventId);
      if (!event) throw notFound();
      return toEventLog(event);
    },
  );
}

/** The Interactions view (contract, `/analytics/conversations`): queried, read one by one, and exported as CSV. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import Type from 'typebox';
import { guardFormula } from '../../domain/contact/formula-guard.ts';
import type { ConversationFilter } from '../../queries/conversations/conversation-filter.ts';
import type { ConversationSearch } from '../../queries/conversations/conversation-search.ts';
import { findConversation, findConversations } from '../../queries/conversations/find-conversations.ts';
import { nextConversations, streamConversations } from '../../queries/conversations/stream-conversations.ts';
import type { ApiParts } from '../api-parts.ts';
import { notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer, type Caller } from '../http/api-server.ts';
import { askedDivisions } from '../http/divisions.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { intervalOf } from '../http/interval.ts';
import { pageOf } from '../http/paging.ts';
import { exportColumns, toConversation } from './conversation-entity.ts';
import { Conversation, ConversationAnswer, ConversationQuery } from './conversation-schema.ts';

const tags = ['Analytics'];
const URL = '/api/v2/analytics/conversations';
const config = {
  access: { any: ['analytics:conversationDetail:view', 'analytics:agentConversationDetail:view'] },
} as const;

export function addConversationRoutes(server: ApiServer, parts: ApiParts): void {
  addQuery(server, parts);
  addExport(server, parts);
  addDetails(server, parts);
}

function addQuery(server: ApiServer, { database }: ApiParts): void {
  server.post(
    `${URL}/details/query`,
    {
      config,
      schema: {
        tags,
        summary: 'Conversations of an interval: one for each attempt to message a contact',
        body: ConversationQuery,
        response: { 200: ConversationAnswer, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { paging = { pageSize: 25 }, order = 'asc', orderBy = 'conversationStart' } = request.body;
      const search = searchOf(callerOf(request), request.body);
      const page = pageOf({ pageNumber: 1, ...paging });
      if (paging.cursor !== undefined) {
        const { rows, cursor } = await nextConversations(database, search, paging.cursor, page.size);
        const conversations = rows.map(toConversation);
        return { conversations, aggregations: [], ...(cursor === null ? {} : { cursor }) };
      }
      const by = orderBy === 'conversationEnd' || orderBy === 'segmentEnd' ? 'endedAt' : 'startedAt';
      const { rows, total } = await findConversations(
        database,
        search,
        { by, isDescending: order === 'desc' },
        page,
      );
      return { conversations: rows.map(toConversation), aggregations: [], totalHits: total };
    },
  );
}

function addExport(server: ApiServer, { database, context }: ApiParts): void {
  server.post(
    `${URL}/details/query/export`,
    {
      config,
      schema: {
        tags,
        summary: 'Ours: the same as CSV, all of it, campaign run by campaign run',
        body: ConversationQuery,
        response: {
          200: Type.String({ description: 'text/csv with a byte-order mark.' }),
          ...ErrorAnswers,
        },
      },
    },
    async (request, reply) => {
      const search = searchOf(callerOf(request), request.body);
      const lines = async function* () {
        for await (const row of streamConversations(database, search))
          yield exportColumns.map(([, valueOf]) => guardFormula(valueOf(row)));
      };
      const csv = stringify({
        ...{ bom: true, header: true, record_delimiter: 'windows' },
        columns: exportColumns.map(([header]) => header),
      });
      const rows = Readable.from(lines());
      // ends with an error, or by whoever reads no further: the other end is told
      pipeline(rows, csv).catch((error: unknown) => context.log.warn({ err: error }, 'an export broke off'));
      void reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="conversations.csv"');
      return reply.send(csv as unknown as string);
    },
  );
}

function addDetails(server: ApiServer, { database }: ApiParts): void {
  server.get(
    `${URL}/:conversationId/details`,
    {
      config,
      schema: {
        tags,
        summary: 'A conversation',
        params: Type.Object({ conversationId: Type.String() }),
        response: { 200: Conversation, ...ErrorAnswers },
      },
    },
    async (request) => {
      const divisions = askedDivisions(callerOf(request).divisions, undefined);
      const row = await findConversation(database, divisions, request.params.conversationId);
      if (!row) throw notFound();
      return toConversation(row);
    },
  );
}

function searchOf({ divisions }: Caller, body: ConversationQuery): ConversationSearch {
  const { conversationFilters = [], segmentFilters = [] } = body;
  const filters: ConversationFilter[] = [...conversationFilters, ...segmentFilters];
  return { divisions: askedDivisions(divisions, undefined), ...intervalOf(body.interval), filters };
}

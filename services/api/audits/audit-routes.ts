/** The audit, after the audit queries of Genesys Cloud: at once, or as a query whose results are read page by page. */
import { Ajv } from 'ajv';
import Type from 'typebox';
import { findAudits } from '../../queries/audits.ts';
import type { ApiParts } from '../api-parts.ts';
import { apiError, notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { PageQuery, pageOf } from '../http/paging.ts';
import { AuditLogMessage, toAuditLogMessage } from './audit-entity.ts';
import { AuditQueryBody, isDescending, searchOf } from './audit-query.ts';
import { AUDIT_VIEW, kinds, visibleKinds } from './audited-kinds.ts';

const tags = ['Audit'];
const URL = '/api/v2/audits/query';
const config = { access: { all: [AUDIT_VIEW] } } as const;
const params = Type.Object({ transactionId: Type.String() });

const Status = Type.Object({
  id: Type.String(),
  state: Type.Enum(['Succeeded']),
  startDate: Type.String(),
  interval: Type.String(),
  serviceName: Type.Optional(Type.String()),
  filters: AuditQueryBody.properties.filters,
  sort: AuditQueryBody.properties.sort,
});
const Mapping = Type.Object({
  services: Type.Array(
    Type.Object({
      name: Type.String(),
      entities: Type.Array(Type.Object({ name: Type.String(), actions: Type.Array(Type.String()) })),
    }),
  ),
});

export function addAuditRoutes(server: ApiServer, parts: ApiParts): void {
  addRealtime(server, parts);
  addQuery(server, parts);
  addMapping(server);
}

function addRealtime(server: ApiServer, { database }: ApiParts): void {
  server.post(
    `${URL}/realtime`,
    {
      config,
      schema: {
        tags,
        summary: 'Who changed what: answered at once, a numbered page at a time',
        description:
          'Shows what happened to things that the caller may see: their view permission is needed too, in their division.',
        body: Type.Object(
          {
            ...AuditQueryBody.properties,
            pageNumber: Type.Optional(PageQuery.pageNumber),
            pageSize: Type.Optional(PageQuery.pageSize),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            entities: Type.Array(AuditLogMessage),
            pageSize: Type.Integer(),
            pageNumber: Type.Integer(),
            total: Type.Integer(),
            pageCount: Type.Integer(),
          }),
          ...ErrorAnswers,
        },
      },
    },
    async (request) => {
      const { pageNumber = 1, pageSize = 25, ...query } = request.body;
      const page = pageOf({ pageNumber, pageSize });
      const search = searchOf(callerOf(request).principal, query);
      const { items, total } = await findAudits(database, search, {
        ...{ skip: page.skip, size: page.size },
        isDescending: isDescending(query),
      });
      return {
        entities: items.map(toAuditLogMessage),
        ...{ pageSize: page.size, pageNumber: page.number, total },
        pageCount: Math.ceil(total / page.size),
      };
    },
  );
}

/** The id of a query is the query: nothing is kept for it, and any process answers it. */
function addQuery(server: ApiServer, { database, now }: ApiParts): void {
  const statusOf = (id: string, query: AuditQueryBody) => ({
    ...{ id, state: 'Succeeded' as const, startDate: new Date(now()).toISOString() },
    ...query,
  });
  server.post(
    URL,
    {
      config,
      schema: {
        tags,
        summary: 'Asks who changed what; the results are read by the id',
        body: AuditQueryBody,
        response: { 200: Status, ...ErrorAnswers },
      },
    },
    async (request) => {
      searchOf(callerOf(request).principal, request.body); // what is wrong is told now
      return statusOf(idOf(request.body), request.body);
    },
  );
  server.get(
    `${URL}/:transactionId`,
    {
      config,
      schema: { tags, summary: 'How far a query is', params, response: { 200: Status, ...ErrorAnswers } },
    },
    async (request) => {
      const { transactionId } = request.params;
      return statusOf(transactionId, queryIn(transactionId));
    },
  );
  server.get(
    `${URL}/:transactionId/results`,
    {
      config,
      schema: {
        tags,
        summary: 'Results of a query, a page at a time',
        params,
        querystring: Type.Object(
          {
            cursor: Type.Optional(Type.String({ maxLength: 10 })),
            pageSize: PageQuery.pageSize,
            expand: Type.Optional(Type.Array(Type.String(), { description: 'Names are there already.' })),
            allowRedirect: Type.Optional(Type.Boolean({ description: 'Never redirected.' })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            id: Type.String(),
            pageSize: Type.Integer(),
            cursor: Type.Optional(Type.String({ description: 'Of the next page; absent on the last.' })),
            entities: Type.Array(AuditLogMessage),
          }),
          ...ErrorAnswers,
        },
      },
    },
    async (request) => {
      const { transactionId: id } = request.params;
      const { cursor = '1', pageSize } = request.query;
      if (!/^[1-9]\d{0,6}$/.test(cursor))
        throw apiError(400, 'invalid.query.param.value', 'The cursor is not one of ours.', 'cursor');
      const query = queryIn(id);
      const page = pageOf({ pageNumber: Number(cursor), pageSize });
      const search = searchOf(callerOf(request).principal, query);
      const { items, total } = await findAudits(database, search, {
        ...{ skip: page.skip, size: page.size },
        isDescending: isDescending(query),
      });
      const isLast = page.skip + items.length >= total;
      return {
        ...{ id, pageSize: page.size, entities: items.map(toAuditLogMessage) },
        ...(isLast ? {} : { cursor: String(page.number + 1) }),
      };
    },
  );
}

function addMapping(server: ApiServer): void {
  for (const url of [`${URL}/servicemapping`, `${URL}/realtime/servicemapping`])
    server.get(
      url,
      {
        config,
        schema: {
          tags,
          summary:
            'Services and the kinds of things whose changes they audit, as far as the caller may see them',
          response: { 200: Mapping, ...ErrorAnswers },
        },
      },
      async (request) => {
        const visible = visibleKinds(callerOf(request).principal);
        const shown = Object.entries(kinds).filter(
          ([name]) => visible === null || [...visible.keys()].some((kind) => kind === name),
        );
        const services = [...new Set(shown.map(([, { service }]) => service))];
        return {
          services: services.map((name) => ({
            name,
            entities: shown
              .filter(([, { service }]) => service === name)
              .map(([, { entityType }]) => ({ name: entityType, actions: [] })),
          })),
        };
      },
    );
}

const isQuery = new Ajv().compile<AuditQueryBody>(AuditQueryBody);

const idOf = (query: AuditQueryBody): string => Buffer.from(JSON.stringify(query)).toString('base64url');

/** @throws ApiError 404 for what is not an id of ours */
function queryIn(id: string): AuditQueryBody {
  let query: unknown;
  try {
    query = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'));
  } catch {
    throw notFound();
  }
  if (!isQuery(query)) throw notFound();
  return query;
}

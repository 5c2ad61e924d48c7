/** DNC lists as pages: whole, and as those see them who may only look for them (division views). */
import Type, { type Static } from 'typebox';
import type { DncListDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findDncLists } from '../../queries/lists/find-dnc-lists.ts';
import type { ApiParts } from '../api-parts.ts';
import { callerOf, type ApiServer, type Caller } from '../http/api-server.ts';
import { withDivisionName, withDivisionNames } from '../http/division-names.ts';
import { askedDivisions } from '../http/divisions.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, ListQuery, nameCondition, pageOf } from '../http/paging.ts';
import { paths, type Ref } from '../http/refs.ts';
import { IncludeQuery } from '../lists/contact-list-schema.ts';
import { jobsOf, type Jobs } from '../lists/latest-import.ts';
import { dncListAccess, dncListFor } from './dnc-list-access.ts';
import { toDncDivisionView, toDncList } from './dnc-list-entity.ts';
import { DncListDivisionView, DncListEntity } from './dnc-list-schema.ts';

const tags = ['DNC lists'];
const ids = Type.Array(Type.String(), { maxItems: 1_000 });
const Query = Type.Object(
  {
    ...ListQuery,
    ...IncludeQuery,
    sortBy: Type.Optional(Type.Enum(['name'])),
    dncSourceType: Type.Optional(
      Type.Enum(['rds', 'rds_custom', 'dnc.com', 'gryphon'], { description: 'All are rds.' }),
    ),
    id: Type.Optional(ids),
    divisionId: Type.Optional(ids),
  },
  { additionalProperties: false },
);
type Query = Static<typeof Query>;

export function addDncListListRoutes(server: ApiServer, { database }: ApiParts): void {
  server.get(
    paths.dncList,
    {
      config: { access: dncListAccess('view') },
      schema: {
        tags,
        summary: 'DNC lists',
        querystring: Query,
        response: { 200: ListingOf(DncListEntity), ...ErrorAnswers },
      },
    },
    async (request) =>
      pageOfLists(database, callerOf(request), request.url, request.query, (list, jobs) =>
        toDncList(list, jobs, request.query),
      ),
  );
  server.get(
    `${paths.dncList}/divisionviews`,
    {
      config: { access: dncListAccess('search') },
      schema: {
        tags,
        summary: 'Names and divisions of DNC lists',
        querystring: Query,
        response: { 200: ListingOf(DncListDivisionView), ...ErrorAnswers },
      },
    },
    async (request) =>
      pageOfLists(database, callerOf(request), request.url, request.query, (list, jobs) =>
        toDncDivisionView(list, jobs, request.query),
      ),
  );
  server.get(
    `${paths.dncList}/divisionviews/:dncListId`,
    {
      config: { access: dncListAccess('search') },
      schema: {
        tags,
        summary: 'Name and division of a DNC list',
        params: Type.Object({ dncListId: Type.String() }),
        querystring: Type.Object(IncludeQuery, { additionalProperties: false }),
        response: { 200: DncListDivisionView, ...ErrorAnswers },
      },
    },
    async (request) => {
      const list = await dncListFor(database, callerOf(request), request.params.dncListId);
      return withDivisionName(
        database,
        toDncDivisionView(list, await jobsOf(database, [list]), request.query),
      );
    },
  );
}

async function pageOfLists<E extends { division?: Ref }>(
  database: Database,
  { divisions }: Caller,
  url: string,
  query: Query,
  toEntity: (list: DncListDocument, jobs: Jobs) => E,
) {
  const page = pageOf(query);
  const isOther = query.dncSourceType !== undefined && query.dncSourceType !== 'rds';
  const { items, total } = await findDncLists(
    database,
    {
      divisions: askedDivisions(divisions, query.divisionId),
      ids: isOther ? [] : query.id,
      name: nameCondition(query),
    },
    { skip: page.skip, size: page.size, isDescending: query.sortOrder.startsWith('d') },
  );
  const jobs: Jobs = query.includeImportStatus ? await jobsOf(database, items) : new Map();
  const entities = await withDivisionNames(
    database,
    items.map((list) => toEntity(list, jobs)),
  );
  return listingOf(url, page, { entities, total }, query.allowEmptyResult);
}

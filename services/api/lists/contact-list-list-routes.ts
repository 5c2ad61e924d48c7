/** Contact lists as pages: whole, and as those see them who may only look for them (division views); several deleted at once. */
import Type, { type Static } from 'typebox';
import type { ContactListDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findContactLists } from '../../queries/lists/find-contact-lists.ts';
import { thingFor } from '../access/thing-in-division.ts';
import type { ApiParts } from '../api-parts.ts';
import { ApiError, apiError } from '../http/api-error.ts';
import { callerOf, type ApiServer, type Caller } from '../http/api-server.ts';
import { withDivisionName, withDivisionNames } from '../http/division-names.ts';
import { askedDivisions } from '../http/divisions.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, ListQuery, nameCondition, pageOf } from '../http/paging.ts';
import { paths, type Ref } from '../http/refs.ts';
import { contactListKind, listAccess } from './contact-list-access.ts';
import { toContactList, toListDivisionView } from './contact-list-entity.ts';
import { ContactListDivisionView, ContactListEntity, IncludeQuery } from './contact-list-schema.ts';
import { jobsOf, type Jobs } from './latest-import.ts';

const MAX_IDS = 100;
const tags = ['Contact lists'];
const ids = Type.Array(Type.String(), { maxItems: 1_000 });
const Query = Type.Object(
  {
    ...ListQuery,
    ...IncludeQuery,
    sortBy: Type.Optional(Type.Enum(['name'])),
    id: Type.Optional(ids),
    divisionId: Type.Optional(ids),
  },
  { additionalProperties: false },
);
type Query = Static<typeof Query>;

export function addContactListListRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addDivisionViews(server, parts);
  addDivisionView(server, parts);
  addDeleteMany(server, parts);
}

function addList(server: ApiServer, { database }: ApiParts): void {
  server.get(
    paths.contactList,
    {
      config: { access: listAccess('view') },
      schema: {
        tags,
        summary: 'Contact lists',
        querystring: Query,
        response: { 200: ListingOf(ContactListEntity), ...ErrorAnswers },
      },
    },
    async (request) =>
      pageOfLists(database, callerOf(request), request.url, request.query, (list, jobs) =>
        toContactList(list, jobs, request.query),
      ),
  );
}

function addDivisionViews(server: ApiServer, { database }: ApiParts): void {
  server.get(
    `${paths.contactList}/divisionviews`,
    {
      config: { access: listAccess('search') },
      schema: {
        tags,
        summary: 'Names and divisions of contact lists',
        querystring: Query,
        response: { 200: ListingOf(ContactListDivisionView), ...ErrorAnswers },
      },
    },
    async (request) =>
      pageOfLists(database, callerOf(request), request.url, request.query, (list, jobs) =>
        toListDivisionView(list, jobs, request.query),
      ),
  );
}

function addDivisionView(server: ApiServer, { database }: ApiParts): void {
  server.get(
    `${paths.contactList}/divisionviews/:contactListId`,
    {
      config: { access: listAccess('search') },
      schema: {
        tags,
        summary: 'Name and division of a contact list',
        params: Type.Object({ contactListId: Type.String() }),
        querystring: Type.Object(IncludeQuery, { additionalProperties: false }),
        response: { 200: ContactListDivisionView, ...ErrorAnswers },
      },
    },
    async (request) => {
      const list = await thingFor(contactListKind, database, callerOf(request), request.params.contactListId);
      return withDivisionName(
        database,
        toListDivisionView(list, await jobsOf(database, [list]), request.query),
      );
    },
  );
}

function addDeleteMany(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    paths.contactList,
    {
      config: { access: listAccess('delete') },
      schema: {
        tags,
        summary: 'Deletes several contact lists',
        description: 'One after another: those before one that is refused are deleted.',
        querystring: Type.Object({ id: Type.Array(Type.String()) }, { additionalProperties: false }),
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const wanted = [...new Set(request.query.id)];
      if (wanted.length > MAX_IDS)
        throw apiError(
          400,
          'too.many.deletes',
          `Only ${MAX_IDS} contact lists can be deleted at a time; found ${wanted.length}.`,
          'id',
        );
      for (const id of wanted) await thingFor(contactListKind, database, callerOf(request), id);
      for (const id of wanted)
        try {
          await execute.command(request, id, { type: 'DeleteContactList', contactListId: id }, id);
        } catch (error) {
          if (!(error instanceof ApiError) || error.status !== 400) throw error;
          throw apiError(409, 'bulk.delete.conflict', `The contact list ${id}: ${error.message}`, 'id');
        }
      return reply.code(204).send(null);
    },
  );
}

async function pageOfLists<E extends { division?: Ref }>(
  database: Database,
  { divisions }: Caller,
  url: string,
  query: Query,
  toEntity: (list: ContactListDocument, jobs: Jobs) => E,
) {
  const page = pageOf(query);
  const { items, total } = await findContactLists(
    database,
    {
      divisions: askedDivisions(divisions, query.divisionId),
      ids: query.id,
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

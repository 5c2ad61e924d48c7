/** Libraries of responses. */
import Type from 'typebox';
import type { ResponseLibraryDocument } from '../../../schemas/collections.ts';
import { findLibraries, findLibrary } from '../../queries/responses/responses.ts';
import type { ApiParts } from '../api-parts.ts';
import { notFound } from '../http/api-error.ts';
import type { ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, PageQuery, pageOf } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { toLibrary } from './response-entity.ts';
import { LibraryBody, LibraryEntity } from './response-schema.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const tags = ['Response libraries'];
const params = Type.Object({ libraryId: Type.String() });
const oneUrl = `${paths.library}/:libraryId`;
const response = { 200: LibraryEntity, ...ErrorAnswers };

export function addLibraryRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addCreate(server, parts);
  addGet(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
}

function addList(server: ApiServer, { database }: ApiParts): void {
  server.get(
    paths.library,
    {
      config: { access: { all: ['responses:library:view'] } },
      schema: {
        tags,
        summary: 'Response libraries',
        description: 'Templates of an account are in the library that its integrations name.',
        querystring: Type.Object(
          {
            ...PageQuery,
            messagingTemplateFilter: Type.Optional(
              Type.Enum(['whatsapp'], { description: 'All responses are WhatsApp templates.' }),
            ),
            libraryPrefix: Type.Optional(Type.String({ maxLength: 200 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(LibraryEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const page = pageOf(request.query);
      const { items, total } = await findLibraries(database, request.query.libraryPrefix, page);
      return listingOf(request.url, page, { entities: items.map(toLibrary), total });
    },
  );
}

function addCreate(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    paths.library,
    {
      config: { access: { all: ['responses:library:add'] } },
      schema: { tags, summary: 'Makes a response library', body: LibraryBody, response },
    },
    async (request) => {
      const id = execute.newId(request);
      const { name } = request.body;
      await execute.command(request, id, { type: 'SaveResponseLibrary', version: null, name });
      return toLibrary(await getStored(database, id));
    },
  );
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: { all: ['responses:library:view'] } },
      schema: { tags, summary: 'A response library', params, response },
    },
    async (request) => toLibrary(await getStored(database, request.params.libraryId)),
  );
}

function addChange(server: ApiServer, { database, execute }: ApiParts): void {
  server.put(
    oneUrl,
    {
      config: { access: { all: ['responses:library:edit'] } },
      schema: { tags, summary: 'Renames a response library', params, body: LibraryBody, response },
    },
    async (request) => {
      const present = await getStored(database, request.params.libraryId);
      const { name, version = present.version } = request.body;
      await execute.command(request, present._id, { type: 'SaveResponseLibrary', version, name });
      return toLibrary(await getStored(database, present._id));
    },
  );
}

function addDelete(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: { all: ['responses:library:delete'] } },
      schema: {
        tags,
        summary: 'Deletes an empty response library',
        params,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id: libraryId } = await getStored(database, request.params.libraryId);
      await execute.command(request, libraryId, { type: 'DeleteResponseLibrary', libraryId });
      return reply.code(204).send(null);
    },
  );
}

const getStored = async (database: Database, id: string): Promise<ResponseLibraryDocument> => {
  const library = await findLibrary(database, id);
  if (!library) throw notFound();
  return library;
};

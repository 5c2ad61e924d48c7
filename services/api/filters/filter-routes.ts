/** One contact list filter: made, read, changed as a whole, deleted. */
import Type from 'typebox';
import type { FastifyRequest } from 'fastify';
import { isDeepStrictEqual } from 'node:util';
import type { ContactListDocument, ContactListFilterDocument } from '../../../schemas/collections.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { findFilter } from '../../queries/filters/find-filters.ts';
import { findContactList, namesOfContactLists } from '../../queries/lists/find-contact-lists.ts';
import { isIn } from '../../access/principal.ts';
import type { ApiParts } from '../api-parts.ts';
import { notFound, refusal } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { paths } from '../http/refs.ts';
import { requireVersion } from '../http/require-version.ts';
import { inWordsOf, type Renames } from '../http/sent-fields.ts';
import { filterAccess, filterFor } from './filter-access.ts';
import { definitionFaults, definitionOf, toFilter } from './filter-entity.ts';
import { FilterBody, FilterEntity } from './filter-schema.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const tags = ['Contact list filters'];
const params = Type.Object({ contactListFilterId: Type.String() });
const response = { 200: FilterEntity, ...ErrorAnswers };
const oneUrl = `${paths.contactListFilter}/:contactListFilterId`;
const FIELDS: Renames = [[/^contactListId$/, 'contactList']];

export function addFilterRoutes(server: ApiServer, parts: ApiParts): void {
  addCreate(server, parts);
  addGet(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
}

function addCreate(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    paths.contactListFilter,
    {
      config: { access: filterAccess('add') },
      schema: { tags, summary: 'Makes a contact list filter', body: FilterBody, response },
    },
    async (request) => {
      const { body } = request;
      const listId = body.contactList?.id;
      const list = listId === undefined ? null : await listFor(database, request, listId);
      const faults = [
        ...sourceFaults(body),
        ...listFaults(listId, list),
        ...definitionFaults(body, list && list.columnNames.length > 0 ? list.columnNames : null),
      ];
      if (faults.length > 0 || !list) throw refusal(faults);
      const id = execute.newId(request);
      await inWordsOf(
        FIELDS,
        execute.command(request, id, {
          type: 'CreateContactListFilter',
          name: body.name ?? '',
          contactListId: list._id,
          ...definitionOf(body),
        }),
      );
      return toEntity(database, await findFilter(database, id));
    },
  );
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: filterAccess('view') },
      schema: { tags, summary: 'A contact list filter', params, response },
    },
    async (request) =>
      toEntity(database, await filterFor(database, callerOf(request), request.params.contactListFilterId)),
  );
}

function addChange(server: ApiServer, { database, execute }: ApiParts): void {
  server.put(
    oneUrl,
    {
      config: { access: filterAccess('edit') },
      schema: {
        tags,
        summary: 'Changes a contact list filter',
        description: 'While a campaign runs with it, its name alone changes.',
        params,
        body: FilterBody,
        response,
      },
    },
    async (request) => {
      const { body } = request;
      const present = await filterFor(database, callerOf(request), request.params.contactListFilterId);
      const presentVersion = present.version ?? 1;
      const version = requireVersion(body.version, 'filter', presentVersion);
      const list = await findContactList(database, present.contactListId);
      const faults = [
        ...sourceFaults(body),
        ...fixedFaults(present, body),
        ...definitionFaults(body, list && list.columnNames.length > 0 ? list.columnNames : null),
      ];
      if (faults.length > 0) throw refusal(faults);
      const wanted = definitionOf(body);
      const change = {
        name: (body.name ?? '') === present.name ? null : (body.name ?? ''),
        filterType: wanted.filterType === present.filterType ? null : wanted.filterType,
        clauses: isDeepStrictEqual(plain(wanted.clauses), plain(present.clauses)) ? null : wanted.clauses,
      };
      const changesNothing = Object.values(change).every((value) => value === null);
      if (!changesNothing || version !== presentVersion)
        await execute.command(request, present._id, {
          type: 'UpdateContactListFilter',
          ...change,
          // a change of nothing is one of the name, so that another version is refused
          ...(changesNothing ? { name: present.name } : {}),
          version,
        });
      return toEntity(database, await findFilter(database, present._id));
    },
  );
}

function addDelete(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: filterAccess('delete') },
      schema: {
        tags,
        summary: 'Deletes a contact list filter that no campaign uses',
        params,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id } = await filterFor(database, callerOf(request), request.params.contactListFilterId);
      await execute.command(request, _id, { type: 'DeleteContactListFilter', contactListFilterId: _id });
      return reply.code(204).send(null);
    },
  );
}

const toEntity = async (
  database: Database,
  filter: ContactListFilterDocument | null,
): Promise<FilterEntity> => {
  if (!filter) throw notFound();
  return toFilter(filter, await namesOfContactLists(database, [filter.contactListId]));
};

/** The list of a new filter; null when there is none for this caller. */
const listFor = async (
  database: Database,
  request: FastifyRequest,
  id: string,
): Promise<ContactListDocument | null> => {
  const list = await findContactList(database, id);
  return list && isIn(callerOf(request).divisions, list.divisionId) ? list : null;
};

/** As it is compared: fields in any order. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const sourceFaults = ({ sourceType, contactListTemplate }: FilterBody): Fault[] =>
  sourceType === 'ContactListTemplate' || (contactListTemplate ?? null) !== null
    ? [
        fault(
          'invalid.property',
          sourceType === 'ContactListTemplate' ? 'sourceType' : 'contactListTemplate',
          'Contact list templates are not served; a filter belongs to a contact list.',
        ),
      ]
    : [];

function listFaults(id: string | undefined, list: ContactListDocument | null): Fault[] {
  if (id === undefined)
    return [fault('contact.list.cannot.be.blank', 'contactList', 'A filter needs a contact list.')];
  return list
    ? []
    : [fault('contact.list.not.found', 'contactList.id', `There is no contact list with the id "${id}".`)];
}

const fixedFaults = (present: ContactListFilterDocument, { contactList }: FilterBody): Fault[] =>
  !contactList || contactList.id === present.contactListId
    ? []
    : [
        fault(
          'invalid.update',
          'contactList',
          `A filter stays with its contact list: this one belongs to ${present.contactListId}.`,
        ),
      ];

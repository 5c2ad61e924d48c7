/** Contact list filters as pages and by ids, and what one would keep. */
import Type from 'typebox';
import type { ContactListFilterDocument } from '../../../schemas/collections.ts';
import type { Divisions } from '../../access/principal.ts';
import { fault } from '../../domain/fault.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { contactStateReader } from '../../queries/contacts/contact-state.ts';
import { readContacts } from '../../queries/contacts/find-contacts.ts';
import { findFilters } from '../../queries/filters/find-filters.ts';
import { previewFilter } from '../../queries/filters/preview-filter.ts';
import { idsOfContactLists, namesOfContactLists } from '../../queries/lists/find-contact-lists.ts';
import { thingFor } from '../access/thing-in-division.ts';
import type { ApiParts } from '../api-parts.ts';
import { toContact } from '../contacts/contact-entity.ts';
import { ContactEntity } from '../contacts/contact-schema.ts';
import { apiError, notFound, refusal } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, ListQuery, nameCondition, pageOf } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { contactListKind } from '../lists/contact-list-access.ts';
import { filterAccess } from './filter-access.ts';
import { definitionFaults, definitionOf, toFilter } from './filter-entity.ts';
import { FilterBody, FilterEntity } from './filter-schema.ts';

const MAX_IDS = 100;
/** Contacts that a preview shows. */
const PREVIEWED = 10;
const tags = ['Contact list filters'];

export function addFilterListRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addBulk(server, parts);
  addPreview(server, parts);
}

function addList(server: ApiServer, { database }: ApiParts): void {
  server.get(
    paths.contactListFilter,
    {
      config: { access: filterAccess('view') },
      schema: {
        tags,
        summary: 'Contact list filters',
        querystring: Type.Object(
          {
            ...ListQuery,
            sortBy: Type.Optional(Type.Enum(['name'])),
            contactListId: Type.Optional(Type.String({ maxLength: 200 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(FilterEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { query } = request;
      const page = pageOf(query);
      const { items, total } = await findFilters(
        database,
        {
          contactListIds: await visibleLists(database, callerOf(request).divisions, query.contactListId),
          name: nameCondition(query),
        },
        { skip: page.skip, size: page.size, isDescending: query.sortOrder.startsWith('d') },
      );
      const entities = await toFilters(database, items);
      return listingOf(request.url, page, { entities, total }, query.allowEmptyResult);
    },
  );
}

function addBulk(server: ApiServer, { database }: ApiParts): void {
  server.post(
    `${paths.contactListFilter}/bulk/retrieve`,
    {
      config: { access: filterAccess('view') },
      schema: {
        tags,
        summary: 'Some contact list filters, by id',
        description: 'Those that do not exist are left out.',
        body: Type.Object(
          { ids: Type.Array(Type.String(), { maxItems: 1_000 }) },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(FilterEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { ids } = request.body;
      if (ids.length > MAX_IDS)
        throw apiError(
          400,
          'too.many.bulk.retrieves',
          `Only ${MAX_IDS} contact list filters can be retrieved by id at a time; found ${ids.length}.`,
          'ids',
        );
      const { items, total } = await findFilters(
        database,
        { contactListIds: await visibleLists(database, callerOf(request).divisions, undefined), ids },
        { skip: 0, size: MAX_IDS, isDescending: false },
      );
      const page = { size: MAX_IDS, number: 1, skip: 0 };
      return listingOf(request.url, page, { entities: await toFilters(database, items), total });
    },
  );
}

function addPreview(server: ApiServer, { database, now }: ApiParts): void {
  server.post(
    `${paths.contactListFilter}/preview`,
    {
      config: { access: { all: ['outbound:contact:view'] } },
      schema: {
        tags,
        summary: 'What a contact list filter would keep now: counts, and the first contacts',
        body: FilterBody,
        response: {
          200: Type.Object({
            filteredContacts: Type.Integer(),
            totalContacts: Type.Integer(),
            preview: Type.Array(ContactEntity),
          }),
          ...ErrorAnswers,
        },
      },
    },
    async (request) => {
      const { body } = request;
      const listId = body.contactList?.id;
      if (listId === undefined)
        throw refusal([
          fault('contact.list.cannot.be.blank', 'contactList', 'A filter needs a contact list.'),
        ]);
      const missing = notFound('contact.list.not.found', 'The contact list could not be found.');
      const list = await thingFor(contactListKind, database, callerOf(request), listId, missing);
      const known = list.columnNames.length > 0 ? list.columnNames : null;
      const faults = definitionFaults(body, known);
      if (faults.length > 0) throw refusal(faults);
      const at = new Date(now());
      const found = await previewFilter(database, list, definitionOf(body), PREVIEWED, at);
      if (list.clearing !== undefined) return { filteredContacts: 0, totalContacts: 0, preview: [] };
      const contacts = await readContacts(
        database,
        list,
        found.preview.map(({ id }) => id),
      );
      const readStates = await contactStateReader(database, list);
      const states = await readStates(contacts);
      return {
        filteredContacts: found.filteredContacts,
        totalContacts: found.totalContacts,
        preview: states.map((state) => toContact(list, state)),
      };
    },
  );
}

const toFilters = async (
  database: Database,
  filters: readonly ContactListFilterDocument[],
): Promise<FilterEntity[]> => {
  const names = await namesOfContactLists(
    database,
    filters.map(({ contactListId }) => contactListId),
  );
  return filters.map((filter) => toFilter(filter, names));
};

/** Contact lists whose filters the caller may see. @param asked of this list alone */
async function visibleLists(
  database: Database,
  divisions: Divisions,
  asked: string | undefined,
): Promise<'all' | readonly string[]> {
  if (divisions === 'all') return asked === undefined ? 'all' : [asked];
  const visible = await idsOfContactLists(database, [...divisions]);
  return asked === undefined ? visible : visible.filter((id) => id === asked);
}

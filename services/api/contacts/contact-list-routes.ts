/** Many contacts of a list at once: read by id, searched, removed, all removed. */
import Type from 'typebox';
import { MAX_CONTACT_SORTS, sortKeysOf } from '../../domain/contact/contact-sort.ts';
import type { ContactDocument, ContactListDocument } from '../../../schemas/collections.ts';
import { columnKeyOf } from '../../domain/contact/column-text.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { contactStateReader } from '../../queries/contacts/contact-state.ts';
import { nextListContacts, readContacts, searchListContacts } from '../../queries/contacts/find-contacts.ts';
import type { ApiParts } from '../api-parts.ts';
import { criteriaOf } from '../filters/criteria.ts';
import { apiError, refusal } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { listingOf, pageOf } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { contactAccess, listFor } from './contact-access.ts';
import { toContact } from './contact-entity.ts';
import { ContactEntity, SearchAnswer, SearchBody } from './contact-schema.ts';

const MAX_READ = 50;
const MAX_REMOVED = 250;
const tags = ['Contacts'];
const params = Type.Object({ contactListId: Type.String() });
const listUrl = `${paths.contactList}/:contactListId`;

export function addContactListContactRoutes(server: ApiServer, parts: ApiParts): void {
  addBulk(server, parts);
  addSearch(server, parts);
  addRemove(server, parts);
  addClear(server, parts);
}

function addBulk(server: ApiServer, { database }: ApiParts): void {
  server.post(
    `${listUrl}/contacts/bulk`,
    {
      config: { access: contactAccess('view') },
      schema: {
        tags,
        summary: 'Some contacts, by id',
        description: 'In the order of the ids; those that are not in the list are left out.',
        params,
        body: Type.Array(Type.String({ maxLength: 2_000 }), { maxItems: 1_000 }),
        response: { 200: Type.Array(ContactEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const list = await listFor(database, callerOf(request), request.params.contactListId);
      const { body: ids } = request;
      if (ids.length > MAX_READ)
        throw refusal([
          {
            code: 'too.many.contacts.requested',
            field: null,
            message: `Only ${MAX_READ} contacts can be retrieved at a time; found ${ids.length}.`,
            limit: MAX_READ,
          },
        ]);
      const readStates = await contactStateReader(database, list);
      const states = await readStates(await readContacts(database, list, ids));
      return states.map((one) => toContact(list, one));
    },
  );
}

function addSearch(server: ApiServer, { database, now }: ApiParts): void {
  server.post(
    `${listUrl}/contacts/search`,
    {
      config: { access: contactAccess('view') },
      schema: {
        tags,
        summary: 'Contacts that fit a filter, a page at a time',
        description: 'In the order of arrival unless contactSorts says otherwise.',
        params,
        body: SearchBody,
        response: { 200: SearchAnswer, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { body } = request;
      const list = await listFor(database, callerOf(request), request.params.contactListId);
      const page = pageOf(body.cursor === undefined ? body : { ...body, pageNumber: 1 });
      const sorts = sortsOf(list, body.contactSorts ?? []);
      const { condition, among } = await criteriaOf(database, list, body, now());
      const readStates = await contactStateReader(database, list);
      const entitiesOf = async (items: ContactDocument[]) =>
        (await readStates(items)).map((state) => toContact(list, state));
      if (body.cursor !== undefined) {
        if (sorts.length > 0)
          throw apiError(400, 'invalid.property', 'Pages by cursor are not sorted.', 'contactSorts');
        const after = { condition, after: body.cursor, size: page.size };
        const { items, cursor } = await nextListContacts(database, list, after);
        const entities = await entitiesOf(items);
        const more = cursor === null ? {} : { cursor };
        return { entities, pageSize: page.size, contactsCount: list.size, ...more };
      }
      const { items, total } = await searchListContacts(database, list, {
        ...{ condition, among, sorts },
        ...{ skip: page.skip, size: page.size },
      });
      // links would repeat a request that has a body
      const { entities, pageSize, pageNumber, pageCount } = listingOf(request.url, page, {
        entities: await entitiesOf(items),
        total,
      });
      return { entities, pageSize, pageNumber, total, pageCount, contactsCount: list.size };
    },
  );
}

function addRemove(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    `${listUrl}/contacts`,
    {
      config: { access: contactAccess('delete') },
      schema: {
        tags,
        summary: 'Removes contacts; those that are not in the list are passed over',
        params,
        querystring: Type.Object(
          { contactIds: Type.Optional(Type.Array(Type.String())) },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const list = await listFor(database, callerOf(request), request.params.contactListId);
      const contactIds = [...new Set(request.query.contactIds)];
      if (contactIds.length === 0)
        throw apiError(400, 'no.contacts.specified', 'No contacts are named.', 'contactIds');
      if (contactIds.length > MAX_REMOVED)
        throw refusal([
          {
            code: 'too.many.contacts.added',
            field: 'contactIds',
            message: `Too many contacts to remove, the limit is ${MAX_REMOVED}; found ${contactIds.length}.`,
            limit: MAX_REMOVED,
          },
        ]);
      await execute.command(request, list._id, { type: 'RemoveContacts', contactIds });
      return reply.code(204).send(null);
    },
  );
}

function addClear(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    `${listUrl}/clear`,
    {
      config: { access: contactAccess('delete') },
      schema: {
        tags,
        summary: 'Removes all contacts of a list',
        description: 'The list stays and is empty from then on. Not while a file is imported into it.',
        params,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id } = await listFor(database, callerOf(request), request.params.contactListId);
      await execute.command(request, _id, { type: 'ClearContactList', contactListId: _id });
      return reply.code(204).send(null);
    },
  );
}

/** @throws ApiError with every fault of the sorts */
function sortsOf(
  { columnNames }: ContactListDocument,
  sent: ReadonlyArray<{ fieldName: string; direction?: 'ASC' | 'DESC'; numeric?: boolean }>,
) {
  const faults: Fault[] = [];
  if (sent.length > MAX_CONTACT_SORTS)
    faults.push(
      fault(
        'constraint.validation',
        'contactSorts',
        `At most ${MAX_CONTACT_SORTS} columns can be sorted by; found ${sent.length}.`,
        MAX_CONTACT_SORTS,
      ),
    );
  const sorts = sent.map(({ fieldName, direction = 'ASC', numeric = false }, at) => {
    const field = `contactSorts[${at}].fieldName`;
    const key = columnKeyOf(fieldName);
    if (sent.slice(0, at).some((other) => columnKeyOf(other.fieldName) === key))
      faults.push(
        fault('contact.sorts.duplicate.field.names', field, `The column "${fieldName}" is sorted by twice.`),
      );
    return { fieldName, direction, numeric };
  });
  const keys = sortKeysOf(sorts, columnNames);
  if ('missingColumn' in keys)
    faults.push(
      fault(
        'contact.sorts.invalid.field.name',
        `contactSorts[${sorts.findIndex(({ fieldName }) => fieldName === keys.missingColumn)}].fieldName`,
        `The contact list has no column "${keys.missingColumn}"; its columns are ${columnNames.join(', ')}.`,
      ),
    );
  if (faults.length > 0 || !('keys' in keys)) throw refusal(faults);
  return keys.keys;
}

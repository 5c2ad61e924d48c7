/** Contacts of a list: added, read, changed and removed one by one. */
import Type from 'typebox';
import type { ContactListDocument } from '../../../schemas/collections.ts';
import { newContactIdOf } from '../../domain/contact/new-contact.ts';
import { contactStateReader } from '../../queries/contacts/contact-state.ts';
import { readContacts } from '../../queries/contacts/find-contacts.ts';
import type { ApiParts } from '../api-parts.ts';
import { apiError, notFound, refusal } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { paths } from '../http/refs.ts';
import { inWordsOf, type Renames } from '../http/sent-fields.ts';
import { contactAccess, listFor } from './contact-access.ts';
import { contactFaults, inCommands, newContactOf, toContact } from './contact-entity.ts';
import { ContactBody, ContactEntity } from './contact-schema.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const MAX_ADDED = 1_000;
const BODY_BYTES = 16 * 1024 * 1024;
const tags = ['Contacts'];
const listParams = Type.Object({ contactListId: Type.String() });
const params = Type.Object({ contactListId: Type.String(), contactId: Type.String() });
const collectionUrl = `${paths.contactList}/:contactListId/contacts`;
const oneUrl = `${collectionUrl}/:contactId`;
/** @param before how many contacts of the request came before those of the command */
const fieldsFrom = (before: number): Renames => [
  [/^contacts\[(\d+)\]/, (_, index) => `[${before + Number(index)}]`],
];
const ONE_FIELD: Renames = [[/^contacts(\[0\]\.?)?/, '']];

export function addContactRoutes(server: ApiServer, parts: ApiParts): void {
  addCreate(server, parts);
  addGet(server, parts);
  addChange(server, parts);
  addRemove(server, parts);
}

function addCreate(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    collectionUrl,
    {
      config: { access: contactAccess('add') },
      bodyLimit: BODY_BYTES,
      schema: {
        tags,
        summary: 'Adds contacts to a list, or changes those with the same ids',
        description:
          'All of them or none, up to 700 kB; of more, those before a refusal are added. A running campaign messages new contacts after those that it has, with priority before those that are not on their way; ' +
          'one that it has already gets no second message in the same run, whatever is sent here.',
        params: listParams,
        querystring: Type.Object(
          {
            priority: Type.Boolean({
              default: false,
              description:
                'Campaigns that run message the contacts that are new next; else they come after those that are there. A contact that is there already keeps its place in the runs that have begun, since it gets one message in each; configurationOverrides.priority tells.',
            }),
            clearSystemData: Type.Boolean({
              default: false,
              description: 'What earlier messages to these contacts came to is shown no more.',
            }),
            doNotQueue: Type.Boolean({
              default: false,
              description: 'Campaigns that run do not message the contacts that are new; later runs do.',
            }),
          },
          { additionalProperties: false },
        ),
        body: Type.Array(ContactBody, { maxItems: 10_000 }),
        response: { 200: Type.Array(ContactEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { body, query } = request;
      const list = await listFor(database, callerOf(request), request.params.contactListId);
      if (body.length > MAX_ADDED)
        throw refusal([
          {
            code: 'too.many.contacts.added',
            field: null,
            message: `Too many contacts added, the limit is ${MAX_ADDED}; found ${body.length}.`,
            limit: MAX_ADDED,
          },
        ]);
      if (body.length === 0) return [];
      const faults = body.flatMap((contact, at) => contactFaults(contact, list._id, `[${at}]`));
      if (faults.length > 0) throw refusal(faults);
      const contacts = body.map(newContactOf);
      const { clearSystemData, doNotQueue, priority } = query;
      let before = 0;
      for (const part of inCommands(contacts)) {
        const command = {
          type: 'AddContacts',
          contacts: part,
          clearSystemData,
          doNotQueue,
          priority,
        } as const;
        await inWordsOf(
          fieldsFrom(before),
          execute.command(request, list._id, command, before === 0 ? '' : `from ${before}`),
        );
        before += part.length;
      }
      return getEntities(
        database,
        list,
        contacts.map((contact) => newContactIdOf(contact, list)),
      );
    },
  );
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: contactAccess('view') },
      schema: { tags, summary: 'A contact', params, response: { 200: ContactEntity, ...ErrorAnswers } },
    },
    async (request) => {
      const { contactListId, contactId } = request.params;
      return getEntity(database, await listFor(database, callerOf(request), contactListId), contactId);
    },
  );
}

function addChange(server: ApiServer, { database, execute }: ApiParts): void {
  server.put(
    oneUrl,
    {
      config: { access: contactAccess('edit') },
      schema: {
        tags,
        summary: 'Changes a contact',
        description:
          'Columns that are left out are empty afterwards. The contact keeps its place in the list.',
        params,
        body: ContactBody,
        response: { 200: ContactEntity, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { body, params } = request;
      const list = await listFor(database, callerOf(request), params.contactListId);
      const { contactId: id } = params;
      if (body.id && body.id !== id)
        throw apiError(
          400,
          'invalid.contact.id',
          `The contact has the id ${body.id}, the address ${id}.`,
          'id',
        );
      const faults = contactFaults(body, list._id, '');
      if (faults.length > 0) throw refusal(faults);
      const contacts = [newContactOf({ id, data: body.data })];
      await inWordsOf(
        ONE_FIELD,
        execute.command(request, list._id, { type: 'AddContacts', contacts, onlyExisting: true }),
      );
      return getEntity(database, list, id);
    },
  );
}

function addRemove(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: contactAccess('delete') },
      schema: {
        tags,
        summary: 'Removes a contact; running campaigns no longer message it',
        params,
        response: { 200: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { contactListId, contactId } = request.params;
      const list = await listFor(database, callerOf(request), contactListId);
      const isThere = (await readContacts(database, list, [contactId])).length > 0;
      if (!isThere && !(await execute.isRepeat(request))) throw notFound();
      await execute.command(request, list._id, { type: 'RemoveContacts', contactIds: [contactId] });
      return reply.code(200).send(null);
    },
  );
}

const getEntities = async (
  database: Database,
  list: ContactListDocument,
  ids: readonly string[],
): Promise<ContactEntity[]> => {
  const readStates = await contactStateReader(database, list);
  return (await readStates(await readContacts(database, list, ids))).map((one) => toContact(list, one));
};

const getEntity = async (
  database: Database,
  list: ContactListDocument,
  id: string,
): Promise<ContactEntity> => {
  const [contact] = await getEntities(database, list, [id]);
  if (!contact) throw notFound();
  return contact;
};

/**
 * Numbers of a DNC list: added, taken off, all taken off. A list keeps digits: it has one kind of number,
 * whatever it is called here.
 */
import Type from 'typebox';
import type { FastifyRequest } from 'fastify';
import { fault } from '../../domain/fault.ts';
import type { DncListDocument } from '../../../schemas/collections.ts';
import { countEndedDncNumbers } from '../../queries/lists/dnc-lists.ts';
import type { ApiParts } from '../api-parts.ts';
import { refusal } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { Nullable } from '../http/nullable.ts';
import { paths } from '../http/refs.ts';
import { inWordsOf } from '../http/sent-fields.ts';
import { dncAccess, dncListFor } from './dnc-list-access.ts';
import { readEnd } from './read-end.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Execute } from '../http/execute.ts';

/** Numbers in one command. */
const MAX_IN_COMMAND = 1_000;
const MAX_NUMBERS = 10_000;
/** Entries that have ended and are left after so long go by themselves. */
const PURGE_MS = 8_000;
const tags = ['DNC lists'];
const params = Type.Object({ dncListId: Type.String() });
const oneUrl = `${paths.dncList}/:dncListId`;
const numbers = Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1_000_000 });
const Action = Type.Enum(['Add', 'Remove']);
const End = Type.Optional(
  Nullable(Type.String({ maxLength: 64, description: 'UTC, yyyy-MM-ddTHH:mmZ, at most 180 days ahead.' })),
);
const PhoneNumbers = Type.Object(
  { action: Action, phoneNumbers: numbers, expirationDateTime: End },
  { additionalProperties: false },
);
const WhatsAppNumbers = Type.Object(
  { action: Action, whatsAppNumbers: numbers, expirationDateTime: End },
  { additionalProperties: false },
);

type Change = {
  action: string;
  numbers: readonly string[];
  /** What the numbers are called in the request; '' = the body itself. */
  field: string;
  end: string | null | undefined;
};

export function addDncNumberRoutes(server: ApiServer, parts: ApiParts): void {
  addNumbers(server, parts);
  addChangePhoneNumbers(server, parts);
  addChangeWhatsAppNumbers(server, parts);
  addRemoveAll(server, parts);
}

function addNumbers(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    `${oneUrl}/phonenumbers`,
    {
      config: { access: dncAccess('add') },
      schema: {
        tags,
        summary: 'Adds numbers to a DNC list',
        description:
          'Running campaigns honour them at once. A number that is there already gets the new end.',
        params,
        querystring: Type.Object(
          { expirationDateTime: Type.Optional(Type.String({ maxLength: 64 })) },
          { additionalProperties: false },
        ),
        body: numbers,
        response: { 202: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { body, query } = request;
      const wanted = { action: 'Add', numbers: body, field: '', end: query.expirationDateTime };
      await changeNumbers(
        execute,
        request,
        await listFor(database, request, request.params.dncListId),
        wanted,
      );
      return reply.code(202).send(null);
    },
  );
}

function addChangePhoneNumbers(server: ApiServer, { database, execute }: ApiParts): void {
  server.patch(
    `${oneUrl}/phonenumbers`,
    {
      config: { access: dncAccess('edit') },
      schema: {
        tags,
        summary: 'Adds phone numbers to a DNC list, or takes them off',
        params,
        body: PhoneNumbers,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { action, phoneNumbers, expirationDateTime: end } = request.body;
      const wanted = { action, numbers: phoneNumbers, field: 'phoneNumbers', end };
      await changeNumbers(
        execute,
        request,
        await listFor(database, request, request.params.dncListId),
        wanted,
      );
      return reply.code(204).send(null);
    },
  );
}

function addChangeWhatsAppNumbers(server: ApiServer, { database, execute }: ApiParts): void {
  server.patch(
    `${oneUrl}/whatsappnumbers`,
    {
      config: { access: dncAccess('edit') },
      schema: {
        tags,
        summary: 'Adds WhatsApp numbers to a DNC list, or takes them off',
        params,
        body: WhatsAppNumbers,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { action, whatsAppNumbers, expirationDateTime: end } = request.body;
      const wanted = { action, numbers: whatsAppNumbers, field: 'whatsAppNumbers', end };
      await changeNumbers(
        execute,
        request,
        await listFor(database, request, request.params.dncListId),
        wanted,
      );
      return reply.code(204).send(null);
    },
  );
}

function addRemoveAll(server: ApiServer, { database, execute, now }: ApiParts): void {
  for (const kind of ['phonenumbers', 'whatsappnumbers'] as const)
    server.delete(
      `${oneUrl}/${kind}`,
      {
        config: { access: dncAccess('delete') },
        schema: {
          tags,
          summary: 'Takes all numbers off a DNC list, or those that have ended',
          description: 'A list has one kind of number: all of them go, whether phone or WhatsApp is named.',
          params,
          querystring: Type.Object(
            { expiredOnly: Type.Boolean({ default: false }) },
            { additionalProperties: false },
          ),
          response: { 204: Type.Null(), ...ErrorAnswers },
        },
      },
      async (request, reply) => {
        const { _id: dncListId } = await listFor(database, request, request.params.dncListId);
        if (!request.query.expiredOnly)
          await execute.command(request, dncListId, { type: 'ClearDncList', dncListId });
        else {
          const begun = now();
          let part = 0;
          do await execute.command(request, dncListId, { type: 'PurgeDncNumbers' }, `${(part += 1)}`);
          while (
            now() - begun < PURGE_MS &&
            (await countEndedDncNumbers(database, dncListId, new Date(begun))) > 0
          );
        }
        return reply.code(204).send(null);
      },
    );
}

async function changeNumbers(
  execute: Execute,
  request: FastifyRequest,
  list: DncListDocument,
  wanted: Change,
): Promise<void> {
  const { action, field, end } = wanted;
  const expiresAt = readEnd(end);
  const faults = [];
  if (list.contactMethod === 'Email')
    faults.push(
      fault('dnc.list.invalid.contact.method', null, 'A DNC list for e-mail addresses has no numbers.'),
    );
  if (wanted.numbers.length > MAX_NUMBERS)
    faults.push(
      fault(
        'constraint.validation',
        field === '' ? null : field,
        `At most ${MAX_NUMBERS} numbers can be sent at a time; found ${wanted.numbers.length}.`,
        MAX_NUMBERS,
      ),
    );
  if (expiresAt === undefined)
    faults.push(
      fault(
        'invalid.date',
        'expirationDateTime',
        `${JSON.stringify(end)} is not a time; expected UTC such as 2026-12-31T00:00Z.`,
      ),
    );
  if (faults.length > 0 || expiresAt === undefined) throw refusal(faults);
  for (let from = 0; from === 0 || from < wanted.numbers.length; from += MAX_IN_COMMAND) {
    const part = wanted.numbers.slice(from, from + MAX_IN_COMMAND);
    const command =
      action === 'Add'
        ? ({ type: 'AddDncNumbers', numbers: part, expiresAt } as const)
        : ({ type: 'RemoveDncNumbers', numbers: part } as const);
    await inWordsOf(
      [
        [/^numbers\[(\d+)\]/, (_, index) => `${field}[${from + Number(index)}]`],
        [/^numbers$/, field === '' ? 'body' : field],
        [/^expiresAt$/, 'expirationDateTime'],
      ],
      execute.command(request, list._id, command, from === 0 ? '' : `from ${from}`),
    );
  }
}

const listFor = (database: Database, request: FastifyRequest, id: string) =>
  dncListFor(database, callerOf(request), id);

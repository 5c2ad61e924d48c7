/** Ours: exports and erases one person; by POST, so that the number is in no address. */
import Type from 'typebox';
import type { ErasureDocument } from '../../../schemas/collections.ts';
import { toPhoneId } from '../../domain/phone/phone-id.ts';
import { phoneFaultTexts } from '../../domain/phone/phone-reading.ts';
import { findErasure, isErased, requestErasure } from '../../people/erasure-store.ts';
import { exportPerson } from '../../people/export-person.ts';
import type { ApiParts } from '../api-parts.ts';
import { apiError, notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { Nullable } from '../http/nullable.ts';

const tags = ['People'];
const URL = '/api/v2/outbound/people';
const Person = Type.Object(
  { number: Type.String({ minLength: 1, maxLength: 100, description: 'With country code.' }) },
  { additionalProperties: false },
);
const Things = Type.Array(Type.Record(Type.String(), Type.Unknown()));
const Everything = Type.Object({
  isErased: Type.Boolean({ description: 'The person was erased and is never messaged.' }),
  contacts: Things,
  doNotContact: Things,
  messages: Things,
  answers: Things,
  rejectedRows: Things,
  events: Things,
  audits: Things,
});
const Erasure = Type.Object({
  id: Type.String(),
  state: Type.Enum(['UNDER_WAY', 'DONE']),
  removed: Type.Record(Type.String(), Type.Integer()),
  notes: Type.Array(Type.String()),
  requestedAt: Type.String(),
  endedAt: Nullable(Type.String()),
});

export function addPersonRoutes(server: ApiServer, { database, settings, now }: ApiParts): void {
  server.post(
    `${URL}/export`,
    {
      config: { access: { all: ['outbound:person:view'] } },
      schema: {
        tags,
        summary: 'Everything that is stored about the person with a number',
        body: Person,
        response: { 200: Everything, ...ErrorAnswers },
      },
    },
    async (request) => {
      const phoneId = phoneIdOf(request.body.number);
      const everything = await exportPerson(database, phoneId);
      const isOut = await isErased(database, settings.people.key, phoneId);
      return { isErased: isOut, ...everything };
    },
  );
  server.post(
    `${URL}/erase`,
    {
      config: { access: { all: ['outbound:person:delete'] } },
      schema: {
        tags,
        summary: 'Erases the person with a number, who is never messaged again',
        description:
          'The person is not messaged from now on. What is stored goes within a minute or two; ask for the erasure to see what went.',
        body: Person,
        response: { 202: Erasure, ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { kind, name } = callerOf(request).principal;
      const erasure = await requestErasure(database, {
        key: settings.people.key,
        phoneId: phoneIdOf(request.body.number),
        who: `${kind}:${name}`,
        now: new Date(now()),
      });
      return reply.code(202).send(entityOf(erasure));
    },
  );
  server.get(
    `${URL}/erasures/:erasureId`,
    {
      config: { access: { all: ['outbound:person:delete'] } },
      schema: {
        tags,
        summary: 'How far an erasure has come, and what went',
        params: Type.Object({ erasureId: Type.String({ maxLength: 100 }) }),
        response: { 200: Erasure, ...ErrorAnswers },
      },
    },
    async (request) => {
      const erasure = await findErasure(database, request.params.erasureId);
      if (!erasure) throw notFound();
      return entityOf(erasure);
    },
  );
}

function phoneIdOf(text: string): string {
  const reading = toPhoneId(text, null);
  if (!reading.ok)
    throw apiError(400, 'invalid.value', `The number ${phoneFaultTexts[reading.reason]}.`, 'number');
  return reading.phoneId;
}

const entityOf = ({ _id, state, removed, notes, at, endedAt }: ErasureDocument) => ({
  ...{
    id: _id,
    state,
    removed,
    notes,
    requestedAt: at.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  },
});

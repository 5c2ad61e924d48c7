/** Ours: the numbers of a DNC list, a page at a time, and whether a number is on it. */
import Type from 'typebox';
import { fault } from '../../domain/fault.ts';
import { phoneFaultTexts } from '../../domain/phone/phone-reading.ts';
import { toPhoneId } from '../../domain/phone/phone-id.ts';
import { findDncNumber, pageOfDncNumbers } from '../../queries/lists/dnc-lists.ts';
import type { ApiParts } from '../api-parts.ts';
import { refusal } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { paths } from '../http/refs.ts';
import { dncAccess, dncListFor } from './dnc-list-access.ts';

const DncNumber = Type.Object({
  number: Type.String({ description: 'Digits with country code.' }),
  expirationDateTime: Type.Optional(Type.String({ description: 'Absent: it never ends.' })),
});

export function addDncNumberListRoutes(server: ApiServer, { database, now }: ApiParts): void {
  server.get(
    `${paths.dncList}/:dncListId/phonenumbers`,
    {
      config: { access: dncAccess('view') },
      schema: {
        tags: ['DNC lists'],
        summary: 'Numbers of a DNC list by digits, or one of them',
        params: Type.Object({ dncListId: Type.String() }),
        querystring: Type.Object(
          {
            pageSize: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }),
            after: Type.Optional(Type.String({ maxLength: 100, description: '`next` of the page before.' })),
            number: Type.Optional(
              Type.String({
                maxLength: 200,
                description: 'This number alone, as people write it; no entity: it is not on the list.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            entities: Type.Array(DncNumber),
            next: Type.Optional(Type.String({ description: 'Absent on the last page.' })),
          }),
          ...ErrorAnswers,
        },
      },
    },
    async (request) => {
      const { number, pageSize, after = null } = request.query;
      const list = await dncListFor(database, callerOf(request), request.params.dncListId);
      if (list.clearing !== undefined) return { entities: [] };
      const at = new Date(now());
      if (number === undefined) {
        const { items, next } = await pageOfDncNumbers(database, list._id, { size: pageSize, after }, at);
        return { entities: items.map(toNumber), ...(next === null ? {} : { next }) };
      }
      const reading = toPhoneId(number.trim(), list.defaultCountry);
      if (!reading.ok)
        throw refusal([fault('invalid.value', 'number', `The number ${phoneFaultTexts[reading.reason]}.`)]);
      const entry = await findDncNumber(database, list._id, reading.phoneId, at);
      return { entities: entry ? [toNumber(entry)] : [] };
    },
  );
}

const toNumber = ({ phoneId, expiresAt }: { phoneId: string; expiresAt: Date | null }) => ({
  number: phoneId,
  ...(expiresAt === null ? {} : { expirationDateTime: expiresAt.toISOString() }),
});

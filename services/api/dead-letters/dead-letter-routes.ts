/**
 * Ours: records that could not be used. Listed with numbers of people masked; replayed or dropped by who may.
 */
import Type, { type Static } from 'typebox';
import { fault } from '../../domain/fault.ts';
import { readDate } from '../../domain/time/read-date.ts';
import {
  masked,
  maskNumbers,
  selectLetters,
  shortTopic,
  shownKey,
  type ShownLetter,
} from '../../queries/dead-letters/dead-letters.ts';
import { followDeadLetters, type DeadLetters } from '../../queries/dead-letters/follow-dead-letters.ts';
import { decodeLetter, markLetters, replayLetter } from '../../queries/dead-letters/read-dead-letters.ts';
import { auditDeadLetter } from '../../audit/audit-dead-letter.ts';
import { actorOf } from '../access/actor.ts';
import type { ApiParts } from '../api-parts.ts';
import { ApiError, apiError, notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, PageQuery, pageOf } from '../http/paging.ts';

const tags = ['Dead letters'];
const URL = '/api/v2/outbound/deadletters';
const MAX_IDS = 1_000;
const Letter = Type.Object({
  id: Type.String({ description: '`<partition>-<offset>`' }),
  at: Type.String(),
  topic: Type.String(),
  partition: Type.Integer(),
  offset: Type.Integer(),
  key: Type.String(),
  bytes: Type.Optional(Type.Integer()),
  code: Type.String(),
  reason: Type.String(),
  service: Type.String(),
  attempts: Type.Integer(),
  handled: Type.Optional(Type.Object({ action: Type.String(), by: Type.String(), at: Type.String() })),
});
const Ids = Type.Object(
  { ids: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: MAX_IDS }) },
  { additionalProperties: false },
);

export function addDeadLetterRoutes(server: ApiServer, parts: ApiParts): void {
  const { namespace } = parts.context.settings;
  const letters = followDeadLetters(parts.context);
  addList(server, namespace, letters);
  addGet(server, parts, namespace, letters);
  addHandle(server, parts, namespace, letters);
}

function addList(server: ApiServer, namespace: string, letters: DeadLetters): void {
  server.get(
    URL,
    {
      config: { access: { all: ['outbound:deadLetter:view'] } },
      schema: {
        tags,
        summary: 'Dead letters that nobody has dealt with, the oldest first; the latest 10,000 are known',
        querystring: Type.Object(
          {
            ...PageQuery,
            topic: Type.Optional(Type.String({ maxLength: 200 })),
            code: Type.Optional(Type.String({ maxLength: 100 })),
            service: Type.Optional(Type.String({ maxLength: 100 })),
            since: Type.Optional(Type.String({ maxLength: 40, description: 'ISO 8601.' })),
            all: Type.Boolean({ default: false, description: 'Also those that were dealt with.' }),
          },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(Letter), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { topic, code, service, since, all } = request.query;
      const page = pageOf(request.query);
      const found = await select(namespace, letters, {
        all,
        ...(topic === undefined ? {} : { topic }),
        ...(code === undefined ? {} : { code }),
        ...(service === undefined ? {} : { service }),
        ...(since === undefined ? {} : { since: timeOf(since) }),
      });
      const entities = found
        .slice(page.skip, page.skip + page.size)
        .map((letter) => summaryOf(namespace, letter));
      return listingOf(request.url, page, { entities, total: found.length });
    },
  );
}

function addGet(server: ApiServer, { context }: ApiParts, namespace: string, letters: DeadLetters): void {
  server.get(
    `${URL}/:deadLetterId`,
    {
      config: { access: { all: ['outbound:deadLetter:view'] } },
      schema: {
        tags,
        summary: 'A dead letter with what it says, numbers of people masked',
        params: Type.Object({ deadLetterId: Type.String() }),
        response: {
          200: Type.Object({
            ...Letter.properties,
            value: Type.Optional(Type.Unknown({ description: 'As today’s schemas read it.' })),
            notDecoded: Type.Optional(Type.String({ description: 'Why they cannot.' })),
          }),
          ...ErrorAnswers,
        },
      },
    },
    async (request) => {
      const { deadLetterId } = request.params;
      const one = (await select(namespace, letters, { all: true })).find(({ id }) => id === deadLetterId);
      if (!one) throw notFound();
      const decoded = await decodeLetter(context, one.letter);
      return {
        ...summaryOf(namespace, one),
        ...('value' in decoded
          ? { value: masked(decoded.value) }
          : { notDecoded: maskNumbers(decoded.reason) }),
      };
    },
  );
}

function addHandle(server: ApiServer, parts: ApiParts, namespace: string, letters: DeadLetters): void {
  const { context, database, now } = parts;
  for (const [verb, action, summary] of [
    [
      'replay',
      'REPLAYED',
      'Puts the original bytes on their topic again; what was done already has no second effect',
    ],
    ['drop', 'DROPPED', 'Marks dead letters as dealt with; nothing is published'],
  ] as const)
    server.post(
      `${URL}/${verb}`,
      {
        config: { access: { all: ['outbound:deadLetter:edit'] } },
        schema: {
          tags,
          summary,
          body: Ids,
          response: { 200: Type.Object({ ids: Type.Array(Type.String()) }), ...ErrorAnswers },
        },
      },
      async (request) => {
        const { principal } = callerOf(request);
        const by = `${principal.kind}:${principal.name}`;
        const chosen = await byIds(namespace, letters, request.body.ids);
        for (const one of chosen) {
          if (verb === 'replay') await replayLetter(context, one);
          // one by one, so that what was replayed before something broke is known
          letters.note(await markLetters(context, [one.id], action, by));
          const letter = { id: one.id, topic: shortTopic(one.letter, namespace) };
          await auditDeadLetter(database, action, letter, actorOf(request), new Date(now()));
        }
        return { ids: chosen.map(({ id }) => id) };
      },
    );
}

const select = async (
  namespace: string,
  letters: DeadLetters,
  filter: Parameters<typeof selectLetters>[2],
): Promise<ShownLetter[]> => {
  const all = await letters.read();
  return selectLetters(all.letters, all.marks, filter, namespace);
};

const summaryOf = (namespace: string, { id, letter, handled }: ShownLetter): Static<typeof Letter> => ({
  id,
  at: new Date(letter.at).toISOString(),
  topic: shortTopic(letter, namespace),
  ...{ partition: letter.partition, offset: Number(letter.offset), key: shownKey(letter.key) },
  ...(letter.value === null ? {} : { bytes: letter.value.length }),
  ...{ code: letter.errorCode, reason: maskNumbers(letter.errorMessage) },
  ...{ service: letter.service, attempts: letter.attempts },
  ...(handled
    ? { handled: { action: handled.action, by: handled.by, at: new Date(handled.at).toISOString() } }
    : {}),
});

/** @throws ApiError 404 naming all that do not exist */
const byIds = async (
  namespace: string,
  letters: DeadLetters,
  ids: readonly string[],
): Promise<ShownLetter[]> => {
  const known = new Map((await select(namespace, letters, { all: true })).map((one) => [one.id, one]));
  const [first, ...more] = ids
    .filter((id) => !known.has(id))
    .map((id) =>
      fault('resource.not.found', 'ids', `There is no dead letter ${id}; it is kept for 30 days.`),
    );
  if (first) throw new ApiError(404, [first, ...more]);
  return [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
};

/** @throws ApiError 400 */
function timeOf(text: string): Date {
  const time = readDate(text, 'UTC');
  if (time === null)
    throw apiError(400, 'invalid.date', `since is ${JSON.stringify(text)}; expected ISO 8601.`, 'since');
  return new Date(time);
}

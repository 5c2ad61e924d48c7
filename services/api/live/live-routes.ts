/** The live stream (server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html). */
import { createSession } from 'better-sse';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { divisionsWithAny, isNowhere, type Principal } from '../../access/principal.ts';
import type { Tokens } from '../../access/tokens.ts';
import type { Sessions } from '../access/sessions.ts';
import { divisionsFor } from '../access/access.ts';
import { ApiError, apiError } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { credentialOf } from './credential.ts';
import type { Channel, LiveHub } from './live-hub.ts';
import { liveTopics, readTopic, shapeOf, type AskedTopic } from './live-topics.ts';

const MAX_TOPICS = 100;
const HEARTBEAT_MS = 15_000;
/** Listeners of a process that restarts do not return all at once. */
const RETURN_AFTER_MS = { least: 1_000, most: 4_000 };
/** So much may lie unread when it has had a second to leave. */
const MOST_BEHIND_BYTES = 256 * 1_024;

const StreamAnswer = {
  description:
    'Events whose data is JSON with `topicName` and `eventBody`; a comment comes every 15 s. An event named `gap` says ' +
    'that entries of the event log were missed and are not told again.',
  content: { 'text/event-stream': { schema: Type.String() } },
} as const;

export type LiveParts = {
  readonly hub: LiveHub;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  /** Of this process, and of one caller among them. */
  readonly most: { readonly listeners: number; readonly ofCaller: number };
};

export function addLiveRoutes(server: ApiServer, { hub, tokens, sessions, most }: LiveParts): void {
  server.get(
    '/api/v2/notifications/stream',
    {
      exposeHeadRoute: false,
      config: { access: 'signed-in' },
      schema: {
        tags: ['Live'],
        summary: 'What happens, as it happens (server-sent events)',
        description: describeTopics(),
        querystring: Type.Object(
          {
            topics: Type.Array(Type.String(), {
              minItems: 1,
              maxItems: MAX_TOPICS,
              description: 'Names of topics; `*` as an id stands for everything that the caller may see.',
            }),
          },
          { additionalProperties: false },
        ),
        headers: Type.Object({
          'last-event-id': Type.Optional(
            Type.String({
              description: 'The id of the last event that arrived; browsers send it by themselves.',
            }),
          ),
        }),
        response: { 200: StreamAnswer, ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const topics = topicsFor(callerOf(request).principal, request.query.topics);
      const credential = await credentialOf(request, { tokens, sessions });
      requireRoom(hub, credential.subject, most);
      const lastEventId = request.headers['last-event-id'] ?? '';
      const { channel, closed } = await openChannel(request, reply);
      const listener = hub.add({ credential, topics, lastEventId, channel });
      closed(() => listener.remove());
      return reply;
    },
  );
}

/**
 * @throws ApiError 400 for names that are not topics; 403 for one that the caller may see nothing of anywhere
 */
function topicsFor(principal: Principal, names: readonly string[]): AskedTopic[] {
  const read = [...new Set(names)].map((name) => readTopic(name));
  const [first, ...more] = read
    .filter((one) => typeof one === 'string')
    .map((message) => ({ code: 'invalid.query.param.value', field: 'topics', message, limit: null }));
  if (first) throw new ApiError(400, [first, ...more]);
  const topics = read.filter((one) => typeof one !== 'string');
  for (const { topic } of topics)
    if (isNowhere(divisionsWithAny(principal, topic.permissions)))
      divisionsFor({ any: topic.permissions }, principal);
  return topics;
}

/** @throws ApiError 429 when the caller has too many streams, 503 when the process has */
function requireRoom(
  hub: LiveHub,
  subject: Parameters<LiveHub['sizeOf']>[0],
  { listeners, ofCaller }: LiveParts['most'],
): void {
  const headers = { 'retry-after': '10' };
  if (hub.sizeOf(subject) >= ofCaller)
    throw new ApiError(
      429,
      [
        {
          ...{ code: 'too.many.requests', field: null, limit: ofCaller },
          message: `Only ${ofCaller} streams can be open at a time.`,
        },
      ],
      { headers },
    );
  if (hub.size() >= listeners)
    throw new ApiError(
      503,
      [{ code: 'service.unavailable', field: null, message: 'Too many streams are open.', limit: null }],
      { headers },
    );
}

async function openChannel(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ channel: Channel; closed: (then: () => void) => void }> {
  const { raw } = reply;
  if (request.raw.socket.destroyed) throw apiError(400, 'bad.request', 'The connection is closed.');
  reply.hijack();
  const { least, most } = RETURN_AFTER_MS;
  const session = await createSession(request.raw, raw, {
    keepAlive: HEARTBEAT_MS,
    retry: Math.round(least + Math.random() * (most - least)),
    headers: {
      ...(reply.getHeaders() as Record<string, string>),
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
  let isOpen = true;
  const end = (): void => {
    isOpen = false;
    // what lies unread is not waited for
    if (raw.writableLength > 0) raw.destroy();
    else raw.end();
  };
  return {
    channel: {
      send: (events) => {
        if (isOpen) void session.batch(events).catch(end);
      },
      isBehind: () => raw.writableLength > MOST_BEHIND_BYTES,
      end,
    },
    closed: (then) => {
      const gone = (): void => {
        isOpen = false;
        then();
      };
      if (raw.destroyed || raw.writableEnded) gone();
      else raw.once('close', gone);
    },
  };
}

const describeTopics = (): string =>
  [
    'Topics, with what they tell and the permission that they need in the division of the thing (one of them):',
    ...liveTopics.map((topic) => `- \`${shapeOf(topic)}\`: ${topic.about}; ${topic.permissions.join(', ')}`),
    '',
    'A topic of a thing tells at once how it is, and again whenever that changes, at most once a second. `v2.outbound.events`',
    'tells what is written to the event log from now on, or since `Last-Event-ID`; entries of the last seconds may come',
    'twice (`eventBody.id` is the same). Rights are looked at before each event. The stream ends with the session or token.',
  ].join('\n');

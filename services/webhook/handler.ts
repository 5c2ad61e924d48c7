/**
 * HTTP in, Kafka out: a call is answered 200 only when the broker has acknowledged its records, so that the
 * provider repeats others.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { topics, type Topic } from '../../schemas/topics.ts';
import { atMost } from '../platform/process/at-most.ts';
import { createHttpServer } from '../platform/http/create-http-server.ts';
import { faultPoint } from '../platform/process/fault-point.ts';
import { listen } from '../platform/http/http-server.ts';
import { inTime } from '../platform/process/in-time.ts';
import type { Producer } from '../platform/kafka/produce.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { during, startReports } from '../tracing/message-spans.ts';
import { createKeepRawCalls, type RawCalls } from './keep-raw-calls.ts';
import { readNotification, type Notification } from './notification.ts';
import { sendTogether } from '../platform/kafka/send-together.ts';
import { isSameSecret, isSignature, isSignedBy } from './signature.ts';

const PATH = '/webhooks/whatsapp';
/**
 * Set by `wac webhooks replay`: when the call was first received, ms since the epoch. Such a call is not
 * stored again.
 */
const REPLAYED_HEADER = 'x-wac-received-at';
/**
 * Signs that time, a dot and the body with the app secret: the body's own signature does not cover the
 * header.
 */
const REPLAYED_SIGNATURE_HEADER = 'x-wac-received-at-signature';
/** The provider's own limit (contract section 7). */
const MAX_BODY_BYTES = 3 * 1024 * 1024;
/** Total announced length of the calls being read or stored; about 40 full calls. */
const MAX_BYTES_UNDER_WAY = 128 * 1024 * 1024;
const MAX_CONNECTIONS = 2_000;
/**
 * Without an acknowledgement of the broker by then the answer is 503, and the provider repeats the call; a
 * late one is harmless.
 */
const ANSWER_WITHIN_MS = 5_000;
/** How long a stop waits for raw calls to be stored: they must not delay anything. */
const KEEP_AT_STOP_MS = 5_000;
/** Between storing a raw call and reading it again. */
const CLOCKS_APART_MS = 60_000;
/**
 * A single call is stored at once. Of many, those that come within this time share a request to the broker, which costs as much as ten
 * records; their answers wait for it.
 */
const STORE_EVERY_MS = 5;
/** About ten full calls of the provider, 20 MB. */
const MAX_WAITING_RECORDS = 50_000;

export async function startWebhook(context: ServiceContext): Promise<Running> {
  const { settings, log, metrics } = context;
  const { appSecrets, verifyToken, allowUnsigned } = settings.webhook;
  if (appSecrets.length === 0 && !allowUnsigned)
    throw new Error(
      'WHATSAPP_APP_SECRETS (or WHATSAPP_APP_SECRETS_FILE) is empty: no call could be verified. ' +
        'For a local try without signatures set WEBHOOK_ALLOW_UNSIGNED=true.',
    );
  if (appSecrets.length === 0) log.warn('webhook calls are not verified (WEBHOOK_ALLOW_UNSIGNED)');
  if (verifyToken === '') log.warn('WEBHOOK_VERIFY_TOKEN is empty: the handshake will be refused');

  const producer = await context.producer();
  const rawCalls = settings.webhook.keepRaw ? createKeepRawCalls(producer, metrics, log) : null;
  const server = createHttpServer({ requestMs: settings.http.requestMs, bodyLimit: MAX_BODY_BYTES, log });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.server.maxConnections = MAX_CONNECTIONS;
  addLimits(server, appSecrets.length > 0);
  server.addHook('onResponse', async (request, reply) => {
    if (request.method !== 'POST') return;
    metrics.count('wac_webhooks_total', { status: String(reply.statusCode) });
    metrics.observe('wac_webhook_seconds', reply.elapsedTime / 1_000);
  });
  addSubscription(server, verifyToken);
  addCalls(server, context, storeIn(producer), rawCalls);
  await listen(server, settings.http.host, settings.http.webhookPort);
  return {
    isCalled: true,
    stop: async () => {
      await closeAfterAnswers(server);
      if (rawCalls) await atMost(KEEP_AT_STOP_MS, 'keeping calls as they came', rawCalls.settled(), log);
    },
  };
}

/** Refuses calls before their bodies are read: without a signature, or while too much is under way. */
function addLimits(server: FastifyInstance, isSigned: boolean): void {
  let bytesUnderWay = 0;
  server.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST' || request.routeOptions.url !== PATH) return;
    if (isSigned && !isSignature(request.headers['x-hub-signature-256']))
      return refuseUnread(reply, 401, 'X-Hub-Signature-256 is missing, or is not sha256= and 64 hex digits');
    const announced = Number(request.headers['content-length'] ?? MAX_BODY_BYTES);
    if (announced > MAX_BODY_BYTES) return; // answered 413
    if (bytesUnderWay + announced > MAX_BYTES_UNDER_WAY)
      return refuseUnread(reply, 503, 'too much is under way; send it again');
    bytesUnderWay += announced;
    reply.raw.once('close', () => (bytesUnderWay -= announced));
  });
}

/** The provider's verification of the address (contract section 7). */
function addSubscription(server: FastifyInstance, verifyToken: string): void {
  server.get(PATH, async (request, reply) => {
    // a header that is given twice becomes an array
    const query = request.query as Record<string, unknown>;
    if (
      query['hub.mode'] !== 'subscribe' ||
      verifyToken === '' ||
      !isSameSecret(query['hub.verify_token'], verifyToken)
    )
      return refuse(reply, 403, 'hub.mode or hub.verify_token is wrong');
    const challenge = query['hub.challenge'] ?? '';
    if (typeof challenge !== 'string') return refuse(reply, 400, 'hub.challenge is there more than once');
    return reply.type('text/plain').send(challenge);
  });
}

function addCalls(
  server: FastifyInstance,
  context: ServiceContext,
  store: (notification: Notification) => Promise<unknown>,
  rawCalls: RawCalls | null,
): void {
  const { log } = context;
  const { appSecrets } = context.settings.webhook;
  server.post(PATH, async (request: FastifyRequest, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (appSecrets.length > 0 && !isSignedBy(appSecrets, body, request.headers['x-hub-signature-256']))
      return refuse(reply, 401, 'X-Hub-Signature-256 is missing or does not fit the body');
    const replayedFrom = timeIn(request.headers[REPLAYED_HEADER]);
    if (Number.isNaN(replayedFrom))
      return refuse(reply, 400, `${REPLAYED_HEADER} must be a past time in milliseconds since 1970`);
    if (!isTrusted(appSecrets, replayedFrom, body, request))
      return refuse(reply, 401, `${REPLAYED_SIGNATURE_HEADER} is missing or does not fit`);
    const receivedAt = replayedFrom ?? Date.now();
    if (replayedFrom === null) rawCalls?.keep(body, receivedAt);
    let parsed: unknown;
    try {
      parsed = JSON.parse(body.toString('utf8'));
    } catch (error) {
      return refuse(reply, 400, `the body is not JSON: ${(error as Error).message}`);
    }
    const notification = readNotification(parsed, receivedAt);
    await faultPoint('webhook.store.before');
    try {
      await inTime(
        store(notification),
        ANSWER_WITHIN_MS,
        () => new Error(`no acknowledgement within ${ANSWER_WITHIN_MS} ms`),
      );
    } catch (error) {
      log.error({ err: error }, 'a notification could not be stored; the provider will send it again');
      return refuse(reply, 503, 'not stored; send it again');
    }
    await faultPoint('webhook.store.after');
    countUpdates(context, notification);
    return reply.send({ received: true });
  });
}

/** A call with a time of its own is believed only with a signature that covers that time. */
const isTrusted = (
  appSecrets: readonly string[],
  replayedFrom: number | null,
  body: Buffer,
  { headers }: FastifyRequest,
): boolean =>
  replayedFrom === null ||
  appSecrets.length === 0 ||
  isSignedBy(
    appSecrets,
    Buffer.concat([Buffer.from(`${replayedFrom}.`), body]),
    headers[REPLAYED_SIGNATURE_HEADER],
  );

/**
 * When a replayed call was first received, ms since the epoch; null for other calls, NaN for an impossible
 * time.
 */
function timeIn(header: string | string[] | undefined): number | null {
  if (header === undefined) return null;
  const time = Number(header);
  return Number.isSafeInteger(time) && time > 0 && time <= Date.now() + CLOCKS_APART_MS ? time : Number.NaN;
}

/** One batch collector per topic, so that thousands of statuses do not delay a STOP. */
function storeIn(producer: Producer): (notification: Notification) => Promise<unknown> {
  const together = <V>(topic: Topic<V>) =>
    sendTogether<V>((values) => producer.send(topic, values), MAX_WAITING_RECORDS, STORE_EVERY_MS);
  const statuses = together(topics.messageStatuses);
  const inbound = together(topics.inboundMessages);
  const signals = together(topics.providerSignals);
  return (notification) =>
    Promise.all([
      during(startReports(notification.statuses), () => statuses(notification.statuses)),
      inbound(notification.inbound),
      signals(notification.signals),
    ]);
}

function countUpdates({ metrics }: ServiceContext, notification: Notification): void {
  const { statuses, inbound, signals, ignored } = notification;
  const counts = { status: statuses.length, inbound: inbound.length, signal: signals.length, ignored };
  for (const [kind, count] of Object.entries(counts)) {
    if (count > 0) metrics.count('wac_webhook_updates_total', { kind }, count);
  }
}

const refuse = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  reply.code(status).send({ status, message });

/** The connection is closed too, or the rest of the body would have to be read. */
const refuseUnread = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  refuse(reply.header('connection', 'close'), status, message);

const closeAfterAnswers = (server: FastifyInstance): Promise<void> => server.close();

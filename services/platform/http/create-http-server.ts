/**
 * An HTTP server that bad input cannot block: requests that do not arrive in time are cut off, and faulty or
 * too large ones are answered 4xx in one format. A 5xx is a fault of ours: it is logged, and its answer has
 * no details.
 */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { traceRequests } from '../tracing/http-spans.ts';
import type { Logger } from '../process/logger.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body may take as long as `uploadMs`. */
    isUpload?: boolean;
  }
}

export type HttpServerOptions = {
  /** A request must have arrived completely within this time, its head within at most 10 s. */
  requestMs: number;
  /** The same for routes that take files (`config.isUpload`). */
  uploadMs?: number;
  /** Bytes; 1 MiB when absent. */
  bodyLimit?: number;
  /**
   * The body of every error answer; default: status and message. `code` is the reason in dotted words, such
   * as `not.found`.
   */
  faultBody?: (status: number, code: string, message: string) => object;
  /** Answers requests that match no route; default: 404. */
  onNotFound?: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
  /**
   * Addresses and ranges of proxies: `request.ip` is the last address in X-Forwarded-For that is none of them;
   * from everybody else the header is not looked at.
   */
  trustedProxies?: readonly string[];
  /** Routes whose requests have a span in the caller's trace; default: none. */
  isTraced?: (route: string) => boolean;
  log: Logger;
};

const MAX_HEAD_MS = 10_000;
const LOOK_EVERY_MS = 5_000;
/** Ids of contacts may be cells: 512 characters, each of up to 12 in a URL. */
const MAX_PARAM_LENGTH = 6_200;
/** Longest quote of a request in an error message. */
const MAX_SHOWN = 200;

const CODES: Readonly<Record<number, string>> = {
  404: 'not.found',
  408: 'request.timeout',
  413: 'request.entity.too.large',
  415: 'unsupported.media.type',
  417: 'expectation.failed',
  431: 'request.header.fields.too.large',
  500: 'internal.server.error',
};

type ErrorWithStatus = { statusCode?: number; message: string };

export function createHttpServer({
  requestMs,
  uploadMs,
  bodyLimit,
  faultBody = (status, _code, message) => ({ status, message }),
  onNotFound,
  trustedProxies = [],
  isTraced,
  log,
}: HttpServerOptions): FastifyInstance {
  const bodyOf = (status: number, message: string): object =>
    faultBody(status, CODES[status] ?? 'bad.request', message);
  const refuse = (error: ErrorWithStatus, reply: FastifyReply): FastifyReply => {
    const { statusCode = 500 } = error;
    if (statusCode >= 400 && statusCode < 500)
      return reply.code(statusCode).send(bodyOf(statusCode, error.message));
    log.error({ err: error }, 'request failed');
    return reply.code(500).send(bodyOf(500, 'The request failed.'));
  };
  const server = Fastify({
    logger: false,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    forceCloseConnections: 'idle',
    requestTimeout: uploadMs ?? requestMs,
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
    http: {
      requestTimeout: uploadMs ?? requestMs,
      headersTimeout: Math.min(requestMs, MAX_HEAD_MS),
      connectionsCheckingInterval: Math.min(Math.ceil(requestMs / 4), LOOK_EVERY_MS),
      requireHostHeader: false, // answered below, with a body
    },
    frameworkErrors: (error, _request, reply) => void refuse(error, reply as unknown as FastifyReply),
    clientErrorHandler: (error, socket) => answerBroken(error, socket, bodyOf),
  });
  // no route takes it: answered as any other method that is not taken, whatever its content type is
  server.addHttpMethod('QUERY', { hasBody: false, overrideExisting: true });
  server.server.on('checkExpectation', (request, response) => {
    const message = `Expect: ${shown(request.headers.expect ?? '')} cannot be met.`;
    const body = JSON.stringify(bodyOf(417, message));
    response.writeHead(417, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    });
    response.end(body);
  });
  server.addHook('onRequest', async (request, reply) => {
    const { httpVersion, headers } = request.raw;
    if (httpVersion === '1.1' && headers.host === undefined)
      return refuse({ statusCode: 400, message: 'The header Host is missing.' }, reply);
  });
  if (isTraced) traceRequests(server, isTraced);
  if (uploadMs !== undefined)
    server.addHook('onRequest', async ({ raw, routeOptions }) => {
      if (routeOptions.config.isUpload !== true) cutOffAfter(raw, requestMs, bodyOf);
    });
  server.setNotFoundHandler(
    (request, reply) =>
      onNotFound?.(request, reply) ??
      refuse(
        { statusCode: 404, message: `${request.method} ${shown(pathOf(request.url))} does not exist.` },
        reply,
      ),
  );
  server.setErrorHandler((error: ErrorWithStatus, _request, reply) => refuse(error, reply));
  return server;
}

/** The server itself waits for the longest of all. */
function cutOffAfter(
  request: IncomingMessage,
  requestMs: number,
  bodyOf: (status: number, message: string) => object,
): void {
  if (request.complete) return;
  const timer = setTimeout(() => {
    const { socket } = request;
    if (!request.complete)
      answerBroken({ code: 'ERR_HTTP_REQUEST_TIMEOUT' } as NodeJS.ErrnoException, socket, bodyOf);
  }, requestMs);
  request.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer));
}

/** The bytes are not a request: there is only a connection to answer on, which is closed. */
function answerBroken(
  error: NodeJS.ErrnoException,
  socket: Socket,
  bodyOf: (status: number, message: string) => object,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, message] = brokenBy(error);
  if (socket.writable) {
    const body = JSON.stringify(bodyOf(status, message));
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n` +
        `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }
  socket.destroy();
}

function brokenBy({ code, message }: NodeJS.ErrnoException): [number, string] {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'The request did not arrive in time.'];
    case 'HPE_HEADER_OVERFLOW':
      return [431, 'The headers are too large.'];
    default:
      return [400, `Expected an HTTP/1.1 request: ${message}.`];
  }
}

/** Without what follows `?`, which may hold secrets. */
const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

const shown = (text: string): string => (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);

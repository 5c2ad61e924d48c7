/**
 * The HTTP server of the API: every route has a schema, says what its caller must be allowed to, and is refused at start without.
 * Whatever goes wrong is answered in the contract's ErrorBody; a 5xx is logged and tells nothing of itself.
 */
import { randomUUID } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  FastifySchema,
  HTTPMethods,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { FastifySchemaValidationError } from 'fastify/types/schema.js';
import type { Divisions, Principal } from '../../access/principal.ts';
import { InvalidInput, Refused } from '../../domain/refused.ts';
import { isLostInfrastructure } from '../../platform/kafka/handling/lost-infrastructure.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { divisionsFor, type Access } from '../access/access.ts';
import type { Authenticate } from '../access/authenticate.ts';
import { ApiError, apiError, errorBody, refusal, RETRY_LATER } from './api-error.ts';
import { createValidatorCompiler, schemaFaults } from './json-schema.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Set before a route's handler runs, but on public routes. */
    caller: Caller | null;
  }
}

/** Who calls, and where he may use the route. */
export type Caller = { principal: Principal; access: Access; divisions: Divisions };

/** The server inside which routes are added, typed by their schemas. */
export type ApiServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export type RouteEntry = { method: HTTPMethods; url: string; access: Access; schema: FastifySchema };

/**
 * Prepares a scope of a server for routes of the API.
 * @param checksSchemas refuses a route at once whose schemas cannot be used, else at its first request
 * @returns the list of its routes, as they are added
 */
export function prepareApi(
  server: FastifyInstance,
  authenticate: Authenticate,
  log: Logger,
  checksSchemas = false,
): RouteEntry[] {
  const routes: RouteEntry[] = [];
  server.decorateRequest('caller', null);
  server.setValidatorCompiler(createValidatorCompiler(checksSchemas));
  acceptEmptyJson(server);
  server.addHook('onRoute', ({ method, url, config, schema }) => {
    for (const one of [method].flat()) {
      if (one === 'HEAD' || one === 'OPTIONS') continue;
      if (config?.access === undefined || schema?.response === undefined)
        throw new Error(
          `the route ${one} ${url} lacks ${config?.access === undefined ? 'access' : 'a response schema'}`,
        );
      routes.push({ method: one, url, access: config.access, schema });
    }
  });
  server.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    if (access === undefined || access === 'public') return;
    const principal = await authenticate(request);
    request.caller = { principal, access, divisions: divisionsFor(access, principal) };
  });
  server.addHook('preValidation', async (request) => splitArrays(request));
  // an answer without a body has none; of the schema Null the serializer makes the text null
  server.addHook('onSend', async (_request, reply, payload) => {
    if (payload !== 'null') return payload;
    void reply.removeHeader('content-type');
    return '';
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const contextId = randomUUID();
    const known = toApiError(error, request);
    if (known?.status === 503)
      log.warn(
        { err: error, method: request.method, route: request.routeOptions.url },
        'cannot be tried now',
      );
    if (known) {
      void reply.headers(known.headers);
      return reply.code(known.status).send(errorBody(known.status, known.faults, contextId, known.entityId));
    }
    log.error(
      { err: error, contextId, method: request.method, route: request.routeOptions.url },
      'request failed',
    );
    const fault = { code: 'internal.server.error', field: null, message: 'The request failed.', limit: null };
    return reply.code(500).send(errorBody(500, [fault], contextId));
  });
  return routes;
}

/** Who calls a route that is not public. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (!caller) throw new Error('a public route asked who calls');
  return caller;
}

/** What Fastify adds to an error of validation. */
type FaultyRequest = { validation?: FastifySchemaValidationError[]; validationContext?: string };

const UNAVAILABLE = {
  ...{ code: 'service.unavailable', field: null, limit: null },
  message: 'The broker or the database does not answer; try again later.',
};

const CODES: Readonly<Record<number, string>> = {
  404: 'not.found',
  405: 'method.not.allowed',
  413: 'request.entity.too.large',
  415: 'unsupported.media.type',
};

function toApiError(error: Error & { statusCode?: number }, request: FastifyRequest): ApiError | null {
  if (error instanceof ApiError) return error;
  if (error instanceof Refused) return refusal(error.faults);
  if (isLostInfrastructure(error))
    return new ApiError(503, [UNAVAILABLE], { headers: RETRY_LATER, cause: error });
  if (error instanceof InvalidInput) return apiError(400, 'invalid.value', error.message);
  const { validation, validationContext = 'body' } = error as FaultyRequest;
  if (validation) {
    const [first, ...more] = schemaFaults(validation, validationContext);
    if (first) return new ApiError(400, [first, ...more]);
  }
  const { statusCode = 500 } = error;
  if (statusCode < 400 || statusCode >= 500) return null;
  const message =
    statusCode === 415
      ? `The content type ${request.headers['content-type'] ?? ''} is not taken here.`
      : error.message;
  return apiError(statusCode, CODES[statusCode] ?? 'bad.request', message);
}

/** The official clients say `content-type: application/json` on every call, with or without a body (contract, section 8). */
function acceptEmptyJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  // what is not JSON, and no route takes, is 415
  server.removeContentTypeParser(['application/json', 'text/plain']);
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
}

/** An option that takes several values is given as `id=a,b`, as `id=a&id=b`, or both. Any other option is given once. */
function splitArrays({ query, routeOptions }: FastifyRequest): void {
  const properties = (
    routeOptions.schema?.querystring as { properties?: Record<string, { type?: string }> } | undefined
  )?.properties;
  const options = query as Record<string, unknown>;
  for (const [name, value] of Object.entries(options)) {
    if (properties?.[name]?.type === 'array')
      options[name] = [value]
        .flat()
        .flatMap((text) => String(text).split(','))
        .filter((text) => text !== '');
    else if (Array.isArray(value))
      throw apiError(
        400,
        'invalid.query.param.value',
        `${name} is given ${value.length} times; once is expected.`,
        name,
      );
  }
}

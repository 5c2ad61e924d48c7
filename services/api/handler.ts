/** The HTTP API: who calls and whether he may; reads by `queries`, changes by commands. */
import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../../config/settings.ts';
import { makeFirstAdministrator } from '../access/people.ts';
import { createSigningKeys } from '../access/signing-keys.ts';
import { createTokens } from '../access/tokens.ts';
import { openCommandClient } from '../commands/command-client.ts';
import { createHttpServer } from '../platform/http/create-http-server.ts';
import { addHealthRoutes, listen } from '../platform/http/http-server.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { Logger } from '../platform/process/logger.ts';
import { repeat } from '../platform/process/repeat.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { createAuthenticate } from './access/authenticate.ts';
import { addOAuthRoutes } from './access/oauth-routes.ts';
import { addSessionRoutes } from './access/session-routes.ts';
import { addProviderRoutes } from './access/provider-routes.ts';
import { createSessions } from './access/sessions.ts';
import { signInByProvider, signOutUrlOf } from './access/sign-in-by-provider.ts';
import { addRoutes } from './add-routes.ts';
import type { ApiParts } from './api-parts.ts';
import { errorBody } from './http/api-error.ts';
import { prepareApi, type RouteEntry } from './http/api-server.ts';
import { serveConsole } from './http/console-files.ts';
import { addOpenApiRoute, documentApi } from './http/documentation.ts';
import { createExecute } from './http/execute.ts';
import { notHere } from './http/not-here.ts';
import { protect } from './http/protect.ts';
import { createLiveHub } from './live/live-hub.ts';
import { addLiveRoutes } from './live/live-routes.ts';
import { sweepUploads } from './uploads/receive-file.ts';

const MIN_SECRET = 32;
const VERSION = '2.0';
const SWEEP_EVERY_MS = 3_600_000;
const LOOK_EVERY_MS = 1_000;

export type ApiRunning = Running & { readonly routes: readonly RouteEntry[]; readonly port: number };

/** @throws Error when API_SECRET is missing or short */
export async function startApi(context: ServiceContext): Promise<ApiRunning> {
  const { settings, log } = context;
  const { host, apiPort } = settings.http;
  const { secret, tokenMs, publicUrl, consoleDirectory } = settings.api;
  checkSecret(secret);
  const now = Date.now;
  const database = await context.mongo();
  await announceFirstAdministrator(context, database);
  const keys = createSigningKeys(database, secret, tokenMs, now);
  const tokens = createTokens(keys, tokenMs, now);
  const sessions = createSessions(database, secret, publicUrl.startsWith('https:'), now);
  const byProvider = signInByProvider(settings.api, now);
  const { listeners, listenersPerCaller } = settings.api;
  const hub = createLiveHub(database, now, (reason) =>
    context.metrics.count('wac_live_dropped_total', { reason }),
  );
  context.metrics.beforeScrape(async () => context.metrics.set('wac_live_listeners', hub.size()));
  const looking = context.repeat('telling listeners what happens', LOOK_EVERY_MS, () => hub.look());
  let routes: RouteEntry[] = [];
  const server = createServer(settings, log, () => routes);
  const isReady = async (): Promise<boolean> =>
    !context.isStopping() && (await context.partsAnswer()) && !context.isStopping();
  addHealthRoutes(server, { isLive: () => true, isReady }, context.metrics);
  const parts: ApiParts = {
    context,
    database,
    settings,
    execute: createExecute(await openCommandClient(context), database),
    now,
  };
  await server.register(async (scope) => {
    await protect(scope, database, settings.api);
    await scope.register(cookie);
    await scope.register(formbody);
    await documentApi(scope, publicUrl, VERSION);
    await scope.register(async (inner) => {
      routes = prepareApi(inner, createAuthenticate(database, tokens, sessions, now), log);
      const api = inner.withTypeProvider<TypeBoxTypeProvider>();
      addOAuthRoutes(api, { database, tokens, keys, publicUrl });
      addSessionRoutes(api, { database, sessions, signOutUrl: signOutUrlOf(byProvider), now });
      addProviderRoutes(api, { database, sessions, log, now, byProvider });
      addLiveRoutes(api, {
        ...{ hub, tokens, sessions },
        most: { listeners, ofCaller: listenersPerCaller },
      });
      addRoutes(api, parts);
      addOpenApiRoute(api);
    });
  });
  await server.register((scope) =>
    serveConsole(scope, { directory: consoleDirectory, isSecure: publicUrl.startsWith('https:') }),
  );
  const sweeping = repeat(
    'removing what broken-off uploads left',
    SWEEP_EVERY_MS,
    () => sweepUploads(database, now()),
    log,
  );
  await listen(server, host, apiPort);
  const address = server.server.address();
  return {
    isCalled: true,
    routes,
    port: typeof address === 'object' && address !== null ? address.port : apiPort,
    stop: async () => {
      await Promise.all([sweeping.stop(), looking.stop()]);
      hub.close();
      await server.close();
    },
  };
}

function checkSecret({ length }: string): void {
  if (length < MIN_SECRET)
    throw new Error(
      `API_SECRET (or API_SECRET_FILE) has ${length} characters; at least ${MIN_SECRET} random ones are expected`,
    );
}

/** A server whose errors have the body of the API, also for calls of routes that do not exist. */
const createServer = (
  settings: Settings,
  log: Logger,
  routes: () => readonly RouteEntry[],
): FastifyInstance =>
  createHttpServer({
    requestMs: settings.http.requestMs,
    uploadMs: settings.api.uploadMs,
    trustedProxies: settings.api.trustedProxies,
    faultBody: (status, code, message) =>
      errorBody(status, [{ code, field: null, message, limit: null }], randomUUID()),
    onNotFound: ({ method, url }, reply) => {
      const { status, faults, headers } = notHere(routes(), method, url);
      return reply
        .code(status)
        .headers(headers)
        .send(errorBody(status, faults, randomUUID()));
    },
    isTraced: (route) => route.startsWith('/api/'),
    log,
  });

/**
 * Once, for whoever installs the system: the password works for the first sign-in only, which asks for
 * another one.
 */
async function announceFirstAdministrator({ log }: ServiceContext, database: Database): Promise<void> {
  const made = await makeFirstAdministrator(database, new Date());
  if (made)
    log.warn(
      `first administrator: sign in as ${made.email} with the password ${made.password}, and change it`,
    );
}

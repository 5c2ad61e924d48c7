/** The API's own description without a running system: its routes are added, and none is ever called. */
import Fastify from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { readEnv } from '../../config/env.ts';
import { toSettings } from '../../config/settings.ts';
import { addOAuthRoutes } from './access/oauth-routes.ts';
import { addProviderRoutes } from './access/provider-routes.ts';
import { addSessionRoutes } from './access/session-routes.ts';
import { addRoutes } from './add-routes.ts';
import { prepareApi } from './http/api-server.ts';
import { documentApi } from './http/documentation.ts';
import { addLiveRoutes } from './live/live-routes.ts';

const PUBLIC_URL = 'http://127.0.0.1:8080';

/** @param version of the document */
export async function openApiDocument(version: string): Promise<object> {
  const server = Fastify();
  await documentApi(server, PUBLIC_URL, version);
  await server.register(async (scope) => {
    prepareApi(scope, neverUsed(), neverUsed(), true);
    const api = scope.withTypeProvider<TypeBoxTypeProvider>();
    addOAuthRoutes(api, {
      database: neverUsed(),
      tokens: neverUsed(),
      keys: neverUsed(),
      publicUrl: PUBLIC_URL,
    });
    addSessionRoutes(api, neverUsed());
    addProviderRoutes(api, neverUsed());
    addLiveRoutes(api, neverUsed());
    addRoutes(api, {
      context: neverUsed(),
      database: neverUsed(),
      settings: toSettings(readEnv({})),
      execute: neverUsed(),
      now: Date.now,
    });
  });
  await server.ready();
  const document = server.swagger();
  await server.close();
  return document;
}

/**
 * Stands for what a route would use if it were called: whatever is asked of it is another of its kind, and
 * nothing happens.
 */
function neverUsed<T>(): T {
  const anything: object = new Proxy(() => undefined, {
    get: (_target, name) => (name === 'then' || typeof name === 'symbol' ? undefined : anything),
    apply: () => anything,
    construct: () => anything,
  });
  return anything as T;
}

/** The HTTP API: for now its health, metrics and a JSON answer to everything else. */
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { addHealthRoutes, listen } from '../platform/http-server.ts';
import type { Running, ServiceContext } from '../platform/run-service.ts';
import { errorBody } from './error-body.ts';

export async function startApi(context: ServiceContext): Promise<Running> {
  const server = Fastify({ logger: false, forceCloseConnections: 'idle' });
  addHealthRoutes(server, { isLive: () => true, isReady: () => !context.isStopping() }, context.metrics);
  server.setNotFoundHandler(async (request, reply) =>
    reply
      .code(404)
      .send(errorBody(404, 'not.found', `${request.method} ${request.url} does not exist.`, randomUUID())),
  );
  server.setErrorHandler(async (error: { statusCode?: number; message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) context.log.error({ err: error }, 'request failed');
    const [code, message] =
      status < 500 ? ['bad.request', error.message] : ['internal.server.error', 'The request failed.'];
    return reply.code(status).send(errorBody(status, code ?? '', message ?? '', randomUUID()));
  });
  await listen(server, context.settings.http.host, context.settings.http.apiPort);
  return { isCalled: true, stop: () => server.close() };
}

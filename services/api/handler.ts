/** The HTTP API: for now its health, metrics and a JSON answer to everything else. */
import { randomUUID } from 'node:crypto';
import { createHttpServer } from '../platform/http/create-http-server.ts';
import { addHealthRoutes, listen } from '../platform/http/http-server.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { errorBody } from './error-body.ts';

export async function startApi(context: ServiceContext): Promise<Running> {
  const { host, apiPort, requestMs } = context.settings.http;
  const server = createHttpServer({
    requestMs,
    faultBody: (status, code, message) => errorBody(status, code, message, randomUUID()),
    log: context.log,
  });
  addHealthRoutes(server, { isLive: () => true, isReady: () => !context.isStopping() }, context.metrics);
  await listen(server, host, apiPort);
  return { isCalled: true, stop: () => server.close() };
}

/** The health and metrics endpoint of every process: GET /live, /ready, /metrics. */
import type { FastifyInstance } from 'fastify';
import { createHttpServer } from './create-http-server.ts';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';

export type Health = {
  /** False: the process is broken and should be restarted. */
  isLive(): boolean;
  /** False: starting, about to stop, or MongoDB or Kafka does not answer. */
  isReady(): Promise<boolean>;
};

/** Adds /live, /ready and /metrics to a server. */
export function addHealthRoutes(server: FastifyInstance, health: Health, metrics: Metrics): void {
  server.get('/live', async (_request, reply) =>
    reply.code(health.isLive() ? 200 : 503).send({ live: health.isLive() }),
  );
  server.get('/ready', async (_request, reply) => {
    const ready = await health.isReady();
    return reply.code(ready ? 200 : 503).send({ ready });
  });
  server.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.scrape()),
  );
}

/** Starts a server with the health routes only. @throws when the port is taken, naming it */
export async function startHealthServer(
  { host, healthPort, requestMs }: { host: string; healthPort: number; requestMs: number },
  health: Health,
  metrics: Metrics,
  log: Logger,
): Promise<FastifyInstance> {
  const server = createHttpServer({ requestMs, log });
  addHealthRoutes(server, health, metrics);
  await listen(server, host, healthPort);
  return server;
}

/** @throws Error naming host and port when they are taken */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new Error(
      code === 'EADDRINUSE' ? `port ${port} on ${host} is taken` : `cannot listen on ${host}:${port}`,
      { cause },
    );
  }
}

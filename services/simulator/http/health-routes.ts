/** Liveness, readiness and metrics, as every process has them. */
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

export function healthRoutes(app: FastifyInstance, registry: Registry): void {
  app.get('/live', () => ({ status: 'live' }));
  app.get('/ready', () => ({ status: 'ready' }));
  app.get('/metrics', async (_request, reply) => {
    const body = await registry.metrics();
    return reply.header('content-type', registry.contentType).send(body);
  });
}

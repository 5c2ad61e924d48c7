/** Puts a simulator together: one HTTP server with the provider's endpoints, the admin calls and the health routes. */
import fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { adminRoutes } from './admin-routes.ts';
import { graphFallbacks, graphRoutes } from './graph-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { createMetrics } from './metrics.ts';
import { readScenario } from './read-scenario.ts';
import type { SimulatorSettings } from './settings.ts';
import { createSimulatorState } from './simulator-state.ts';

export interface Simulator {
  /** Starts to listen; returns the base address, e.g. "http://127.0.0.1:8090". */
  listen(): Promise<string>;
  close(): Promise<void>;
}

const MIB = 1024 * 1024;

/** @throws Error that names every fault of the first scenario */
export function createSimulator(settings: SimulatorSettings): Simulator {
  const reading = readScenario(settings.scenario ?? {}, { seed: settings.seed });
  if (!reading.ok) throw new Error(`The scenario is wrong:\n  ${reading.faults.join('\n  ')}`);
  const log: FastifyBaseLogger = pino({ level: settings.logLevel, name: 'simulator' });
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 4 * MIB,
    keepAliveTimeout: 75_000,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 256, ignoreTrailingSlash: true },
  });
  const state = createSimulatorState(settings, reading.scenario, (seconds) => metrics.observeCall(seconds));
  const metrics = createMetrics(
    () => state.counts,
    () => state.webhook.state(),
    () => state.schedule.size(),
  );
  // bodies are parsed by hand, whatever type they claim, so that faults are answered in the provider's words
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  graphFallbacks(app, state);
  healthRoutes(app, metrics.registry);
  adminRoutes(app, state);
  graphRoutes(app, state);
  return {
    async listen() {
      return app.listen({ host: settings.host, port: settings.port });
    },
    async close() {
      await app.close();
      await state.close();
    },
  };
}

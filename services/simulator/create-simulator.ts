/**
 * Puts a simulator together: one HTTP server with the provider's endpoints, the admin calls and the health
 * routes.
 */
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { changePreference, receiveInbound } from './rules/account-events.ts';
import { adminPage } from './http/admin-page.ts';
import { pauseByPacing } from './rules/change-template.ts';
import { controlRoutes } from './http/control-routes.ts';
import { eventRoutes } from './http/event-routes.ts';
import type { FollowedMessage } from './rules/follow-message.ts';
import { graphFallbacks } from './http/graph-fallbacks.ts';
import { handshakeRoute } from './http/handshake-route.ts';
import { healthRoutes } from './http/health-routes.ts';
import { logRoutes } from './http/log-routes.ts';
import { managementRoutes } from './http/management-routes.ts';
import { ownPageOnly } from './http/own-page-only.ts';
import { createMetrics } from './metrics.ts';
import { createOutage } from './outage.ts';
import { readScenario } from './scenario/read-scenario.ts';
import { sendRoutes } from './http/send-routes.ts';
import type { SimulatorSettings } from './settings.ts';
import { createSimulatorState, type SimulatorState } from './simulator-state.ts';

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
  const app = createServer(settings.logLevel);
  const state = createSimulatorState(settings, reading.scenario, {
    onWebhookCall: (seconds) => metrics.observeCall(seconds),
    onStop: (message) => optOut(state, message),
    onDropped: (message) => pauseByPacing(state, message.template ?? ''),
  });
  const metrics = createMetrics(
    () => state.counts,
    () => state.webhook.state(),
    () => state.schedule.size(),
  );
  const outage = createOutage(app.server);
  ownPageOnly(app);
  graphFallbacks(app, state);
  healthRoutes(app, metrics.registry);
  adminPage(app);
  logRoutes(app, state);
  controlRoutes(app, state, outage);
  eventRoutes(app, state);
  handshakeRoute(app, state);
  managementRoutes(app, state);
  sendRoutes(app, state);
  return {
    listen: () => app.listen({ host: settings.host, port: settings.port }),
    async close() {
      outage.end();
      await app.close();
      await state.close();
    },
  };
}

function createServer(logLevel: string): FastifyInstance {
  const log: FastifyBaseLogger = pino({ level: logLevel, name: 'simulator' });
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 4 * MIB,
    keepAliveTimeout: 75_000,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 256, ignoreTrailingSlash: true },
  });
  // bodies are parsed by hand, whatever type they claim, so that faults are answered in the provider's words
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  return app;
}

/** The recipient of a message answers STOP, as the scenario says. */
function optOut(state: SimulatorState, message: FollowedMessage): void {
  const { by, text } = state.scenario.statuses.optOut;
  const { number, waId, wamid } = message;
  if (waId === undefined) return;
  if (by !== 'preference') receiveInbound(state, number, waId, { kind: 'text', text }, wamid);
  if (by !== 'text') changePreference(state, number, waId, 'stop');
}

/** Admin calls that show what happened: accepted messages, refused sends, webhook statuses, and counts. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { NdjsonLog } from '../log/ndjson-log.ts';
import type { SimulatorState } from '../simulator-state.ts';

export function logRoutes(app: FastifyInstance, state: SimulatorState): void {
  app.get('/simulator/accepted', (request, reply) => streamLog(state.acceptedLog, request, reply));
  app.get('/simulator/refused', (request, reply) => streamLog(state.refusedLog, request, reply));
  app.get('/simulator/statuses', (request, reply) => streamLog(state.statusLog, request, reply));
  app.get('/simulator/stats', () => stats(state));
  app.get('/simulator/latest', () => state.counts.latest.list());
  app.get('/simulator/requests', () => requests(state));
}

/** `?from=N` leaves out the first N lines. */
function streamLog(log: NdjsonLog, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { from } = request.query as { from?: string };
  const lines = Readable.from(log.read(Math.max(0, Number(from ?? 0) || 0)), { objectMode: false });
  return reply.header('content-type', 'application/x-ndjson').send(lines);
}

function stats(state: SimulatorState): Record<string, unknown> {
  return {
    scenario: state.scenario.name,
    seed: state.scenario.seed,
    clockScale: state.clock.scale(),
    clock: state.clock.now(),
    webhookUrl: state.webhookUrl() ?? null,
    accepted: state.counts.accepted,
    refused: state.refusedLog.lines(),
    statuses: state.counts.statuses,
    inbound: state.counts.inbound,
    /** Accepted in each of the last 120 whole seconds, the oldest first, and when the last of them ended. */
    perSecond: state.counts.history.perSecond(state.realNow()),
    perSecondUntil: Math.floor(state.realNow() / 1000) * 1000,
    /** Messages whose next status, and batches whose next retry, is not due yet. */
    pending: state.schedule.size(),
    portfolioUsers: state.limits.portfolio.users(),
    webhook: state.webhook.state(),
    requests: requests(state),
    faults: state.faults.list().length,
    memory: process.memoryUsage(),
  };
}

function requests(state: SimulatorState): { total: number; byOutcome: Record<string, number> } {
  const byOutcome = Object.fromEntries(state.counts.requests);
  return { total: Object.values(byOutcome).reduce((sum, count) => sum + count, 0), byOutcome };
}

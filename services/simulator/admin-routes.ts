/** The simulator's own endpoints: what happened, what is to happen, and forgetting it all. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { NdjsonLog } from './ndjson-log.ts';
import { readScenario } from './read-scenario.ts';
import type { SimulatorState } from './simulator-state.ts';

export function adminRoutes(app: FastifyInstance, state: SimulatorState): void {
  app.get('/simulator/accepted', (_request, reply) => streamLog(state.acceptedLog, reply));
  app.get('/simulator/statuses', (_request, reply) => streamLog(state.statusLog, reply));
  app.get('/simulator/stats', () => stats(state));
  app.get('/simulator/requests', () => requests(state));
  app.post('/simulator/reset', () => {
    state.reset();
    return { success: true };
  });
  app.get('/simulator/scenario', () => state.scenarioSource);
  app.put<{ Body: unknown }>('/simulator/scenario', (request, reply) => {
    let document: unknown;
    try {
      document = JSON.parse(String(request.body));
    } catch (error) {
      return reply
        .code(400)
        .send({ faults: [`the document: expected JSON, found ${(error as Error).message}`] });
    }
    const reading = readScenario(document, { seed: state.settings.seed });
    if (!reading.ok) return reply.code(400).send({ faults: reading.faults });
    state.useScenario(reading.scenario, document);
    return reply.send({ success: true, name: reading.scenario.name, seed: reading.scenario.seed });
  });
}

function streamLog(log: NdjsonLog, reply: FastifyReply): FastifyReply {
  return reply
    .header('content-type', 'application/x-ndjson')
    .send(Readable.from(log.read(), { objectMode: false }));
}

function stats(state: SimulatorState): Record<string, unknown> {
  return {
    scenario: state.scenario.name,
    seed: state.scenario.seed,
    clockScale: state.clock.scale(),
    clock: state.clock.now(),
    accepted: state.counts.accepted,
    statuses: state.counts.statuses,
    inbound: state.counts.inbound,
    /** Messages whose next status, and batches whose next retry, is not due yet. */
    pending: state.schedule.size(),
    webhook: state.webhook.state(),
    requests: requests(state),
    memory: process.memoryUsage(),
  };
}

function requests(state: SimulatorState): Record<string, unknown> {
  const byOutcome = Object.fromEntries(state.counts.requests);
  const total = Object.values(byOutcome).reduce((sum, count) => sum + count, 0);
  return { total, byOutcome };
}

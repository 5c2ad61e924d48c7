/** Admin calls that steer the simulator: scenario, reset, clock, faults on call, outage. */
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { withBody } from './admin-body.ts';
import type { InjectedFault } from '../limits/injected-faults.ts';
import { anything, number, object, optional } from './json-reader.ts';
import { readFault } from '../scenario/read-rule.ts';
import type { Outage } from '../outage.ts';
import { readScenario } from '../scenario/read-scenario.ts';
import type { SimulatorState } from '../simulator-state.ts';

export function controlRoutes(app: FastifyInstance, state: SimulatorState, outage: Outage): void {
  app.get('/simulator/scenario', (_request, reply) => reply.send(state.scenarioSource ?? {}));
  const { scenarios } = state.settings;
  app.get('/simulator/scenarios', () => scenarios?.names() ?? []);
  app.get('/simulator/scenarios/:name', (request, reply) => {
    const { name } = request.params as { name: string };
    if (!scenarios?.names().includes(name))
      return reply
        .code(404)
        .send({ faults: [`name: expected one of ${scenarios?.names().join(', ')}, found ${name}`] });
    return reply.type('application/json').send(readFileSync(scenarios.pathOf(name), 'utf8'));
  });
  app.put(
    '/simulator/scenario',
    withBody(anything, (document) => {
      const reading = readScenario(document ?? {}, { seed: state.settings.seed });
      if (!reading.ok) return reading.faults;
      state.useScenario(reading.scenario, document);
      return { success: true, name: reading.scenario.name, seed: reading.scenario.seed };
    }),
  );
  app.post('/simulator/reset', async () => {
    await state.reset();
    return { success: true };
  });
  const clock = object<{ scale?: number; advanceMs?: number }>({
    scale: optional(number({ min: 0.001, max: 1_000_000 })),
    advanceMs: optional(number({ min: 0 })),
  });
  app.post(
    '/simulator/clock',
    withBody(clock, ({ scale, advanceMs }) => {
      if (scale !== undefined) state.clock.setScale(scale);
      if (advanceMs !== undefined) state.clock.advance(advanceMs);
      state.schedule.rearm();
      return { scale: state.clock.scale(), now: state.clock.now() };
    }),
  );
  app.get('/simulator/faults', () => state.faults.list().map(printable));
  app.post(
    '/simulator/faults',
    withBody(readFault, (fault) => {
      state.faults.add(fault, state.realNow());
      return { success: true, active: state.faults.list().length };
    }),
  );
  app.delete('/simulator/faults', () => {
    state.faults.clear();
    return { success: true };
  });
  app.post(
    '/simulator/outage',
    withBody(object<{ forMs: number }>({ forMs: number({ min: 1 }) }), ({ forMs }) => {
      setImmediate(() => outage.start(forMs));
      return { success: true, forMs };
    }),
  );
}

function printable(fault: InjectedFault): Record<string, unknown> {
  return { ...fault, ...(fault.matches === undefined ? {} : { matches: fault.matches.source }) };
}

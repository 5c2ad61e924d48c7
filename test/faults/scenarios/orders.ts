/** What people order during a run must hold although processes die: stop, opt-out, do-not-contact. */
import { setTimeout as delay } from 'node:timers/promises';
import { command, type Drill } from '../drill.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../world.ts';
import { until } from '../../support/test-system.ts';

/** What is under way when an entry becomes known may still leave: it was claimed this much ahead (SEND_CLAIM_AHEAD_MS), and may be late. */
const CLAIM_AHEAD_MS = 250;
const NEXT = 15;

async function stop({ system }: World, drill: Drill): Promise<void> {
  await command(system, drill.campaignId, { type: 'StopCampaign' });
  await drill.untilStatus('off');
  drill.run.stops.push({ acknowledgedMs: Date.now(), startedMs: null });
}

async function startAgain(drill: Drill): Promise<void> {
  const last = drill.run.stops.at(-1);
  if (last) last.startedMs = Date.now();
  await drill.start();
}

/** Recipients who come next, as far as somebody knows from outside. */
async function next({ run, sent }: Drill): Promise<string[]> {
  const begin = await sent();
  return run.order.slice(begin, begin + NEXT);
}

export const orderScenarios: Scenario[] = [
  {
    name: 'orders/stop-while-dying',
    what: 'stop and start, three times; throttle, sender and status are killed while it stops',
    run: async (world) => {
      const drill = await world.prepare({ contacts: 600, messagesPerMinute: 1_800 });
      await drill.start();
      for (const victim of ['throttle', 'sender', 'status']) {
        const before = await drill.sent();
        await drill.untilSent(before + 30);
        const stopping = stop(world, drill);
        await delay(300);
        world.fleet.signal(victim, 'SIGKILL');
        await stopping;
        await delay(3_000); // in which nothing may leave
        await startAgain(drill);
      }
      await drill.untilStatus('complete');
    },
  },
  {
    name: 'orders/stopped-for-good',
    what: 'stop while the broker is killed; the run stays as it is',
    run: async (world) => {
      const drill = await world.prepare({ contacts: 300, messagesPerMinute: 1_800 });
      await drill.start();
      await drill.untilSent(40);
      const stopping = stop(world, drill);
      await world.parts.kafka.kill();
      await delay(3_000);
      await world.parts.kafka.start();
      await stopping;
      drill.run.endsAs = 'off';
      await delay(5_000); // in which nothing may leave
    },
  },
  {
    name: 'orders/dnc-during-run',
    what: 'numbers that come next are put on the DNC list and opt out, again and again; eligibility and sender are killed meanwhile',
    run: async (world) => {
      const { system } = world;
      const drill = await world.prepare({ contacts: 300, messagesPerMinute: 240 });
      await drill.start();
      for (let round = 1; round <= 6; round += 1) {
        await drill.untilSent(round * 12);
        const numbers = await next(drill);
        await command(system, drill.dncListId, {
          type: 'AddDncNumbers',
          numbers: numbers.map((phone) => `+${phone}`),
          expiresAt: null,
        });
        const sinceMs = Date.now() + CLAIM_AHEAD_MS + drill.run.latenessMs;
        drill.run.forbidden.push(...numbers.map((to) => ({ to, sinceMs })));
        if (round === 2) world.fleet.signal('eligibility', 'SIGKILL');
        if (round === 4) world.fleet.signal('sender', 'SIGKILL');
      }
      const [optsOut] = drill.run.order.slice(-1);
      if (optsOut === undefined) throw new Error('the order is empty');
      await world.simulator('inbound', {
        phoneNumberId: drill.run.phoneNumberId,
        from: optsOut,
        type: 'text',
        text: 'STOP',
      });
      await until('the opt-out is known', async () =>
        system.database.db
          .collection<{ _id: string }>('dnc_numbers')
          .findOne({ _id: `optout:${drill.integrationId}:${optsOut}` }),
      );
      drill.run.forbidden.push({ to: optsOut, sinceMs: Date.now() + CLAIM_AHEAD_MS + drill.run.latenessMs });
      await drill.untilStatus('complete');
    },
  },
];

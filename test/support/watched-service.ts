/** A process for tests of the platform: consumes send-demand in the way that its argument names, and says on standard output how it goes. */
import { topics } from '../../schemas/topics.ts';
import { RetryLater } from '../../services/platform/kafka/outcome.ts';
import { runService, type ServiceContext } from '../../services/platform/process/run-service.ts';

const say = (what: string): void => void process.stdout.write(`said ${what}\n`);
const forever = new Promise<never>(() => undefined);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const ways: Record<string, (context: ServiceContext) => Promise<void>> = {
  'a handler that hangs': async (context) => {
    await consume(context, () => forever);
  },
  'a handler that asks for rest': async (context) => {
    await consume(context, async () => {
      throw new RetryLater(1_000, 'not now');
    });
  },
  'a handler that takes long and says so': async (context) => {
    await consume(context, async (alive) => {
      for (let step = 0; step < 40; step += 1) {
        await pause(100);
        alive();
      }
    });
  },
  'nothing to do': async (context) => {
    await consume(context, async () => undefined);
    context.repeat('counting', 100, async () => say('idle'));
  },
  'a loop that hangs': async (context) => {
    context.repeat('hanging', 100, () => forever);
  },
  'work that never ends at a stop': async (context) => {
    await consume(context, () => forever);
  },
};

async function consume(context: ServiceContext, handle: (alive: () => void) => Promise<void>): Promise<void> {
  await context.consume({
    topic: topics.sendDemand,
    groupId: 'watched',
    handle: async (_records, alive) => {
      say('took');
      await handle(alive);
      say('handled');
    },
  });
}

const way = process.argv[2] ?? '';
await runService('watched', async (context) => {
  const start = ways[way];
  if (!start) throw new Error(`"${way}" is none of ${Object.keys(ways).join(', ')}`);
  await start(context);
});

/** Real processes: who ends itself because it stands still, who does not, and how they stop. */
import { topics } from '../../../schemas/topics.ts';
import { serviceProcesses, type ServiceProcess } from '../../support/service-process.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

/** Longer than a group takes to form on a busy machine does not matter: nothing waits before. */
const STALLED_AFTER_MS = 3_000;

type Watched = ServiceProcess & { said(what: string): number };

let system: TestSystem;
const processes = serviceProcesses(() => system.settings);

beforeEach(async () => {
  system = await openTestSystem();
  await (
    await system.context.producer()
  ).send(topics.sendDemand, [
    { campaignId: 'c', runId: 'r', fromSequence: 0, throughSequence: 1, demandedAt: 0 },
  ]);
});
afterEach(async () => {
  processes.killAll();
  await system.close();
});

async function start(way: string, env: Record<string, string> = {}): Promise<Watched> {
  const settings = {
    STALLED_AFTER_MS: String(STALLED_AFTER_MS),
    SEND_TIMEOUT_MS: '1000',
    SUBSCRIPTION_TIMEOUT_MS: '1000',
    STOP_WITHIN_MS: '6000',
  };
  const one = await processes.spawn('test/support/watched-service.js', { ...settings, ...env }, [way]);
  return { ...one, said: (what) => one.output().split(`said ${what}\n`).length - 1 };
}

describe('a process that stands still ends itself and says where', () => {
  it('when a handler never comes back', async () => {
    const one = await start('a handler that hangs');
    expect(await one.exitCode).toBe(70);
    expect(one.output()).toContain('consuming send-demand has stood still for');
  });

  it('when a loop of its own hangs, although nothing waits on a topic', async () => {
    const one = await start('a loop that hangs');
    expect(await one.exitCode).toBe(70);
    expect(one.output()).toContain('hanging has stood still for');
  });
});

it('a process whose consumer has crashed for good ends itself and says why', async () => {
  // shorter than any broker allows: kafkajs ends the consumer, and is silent
  const one = await start('nothing to do', { KAFKA_SESSION_MS: '2500', STALLED_AFTER_MS: '600000' });
  expect(await one.exitCode).toBe(70);
  expect(one.output()).toMatch(
    /send-demand with group \S+ ended: The session timeout is not within the range/,
  );
});

describe('a process that gets on, or has nothing to do, does not', () => {
  it('when its handler asks for rest again and again', async () => {
    const one = await start('a handler that asks for rest');
    // each time takes at least a second: longer than twice the watchdog’s patience
    await until('it was asked often enough', () => one.said('took') > (2 * STALLED_AFTER_MS) / 1_000);
    one.signal('SIGTERM');
    expect(await one.exitCode).toBe(0);
  });

  it('when a batch takes longer than that and says so', async () => {
    const one = await start('a handler that takes long and says so');
    await until('the batch is done', () => one.said('handled') === 1);
    one.signal('SIGTERM');
    expect(await one.exitCode).toBe(0);
  });

  it('when it is idle', async () => {
    const one = await start('nothing to do');
    await until('it has been idle for long', () => one.said('idle') > (2 * STALLED_AFTER_MS) / 100, 60_000);
    one.signal('SIGTERM');
    expect(await one.exitCode).toBe(0);
  });
});

describe('stopping', () => {
  it('is cut off when work does not end, with an exit code that says so', async () => {
    const one = await start('work that never ends at a stop', { STALLED_AFTER_MS: '600000' });
    await until('it is at work', () => one.said('took') === 1);
    one.signal('SIGTERM');
    expect(await one.exitCode).toBe(70);
    expect(one.output()).toContain('did not stop in time');
  });

  it('is immediate at a second signal', async () => {
    const one = await start('work that never ends at a stop', {
      STALLED_AFTER_MS: '600000',
      STOP_WITHIN_MS: '600000',
    });
    await until('it is at work', () => one.said('took') === 1);
    one.signal('SIGTERM');
    await until('it is stopping', () => one.output().includes('"stopping"'));
    one.signal('SIGTERM');
    expect(await one.exitCode).toBe(70);
    expect(one.output()).not.toContain('did not stop in time');
  });

  it('begins with SIGINT as well, and is immediate at a second one', async () => {
    const one = await start('work that never ends at a stop', {
      STALLED_AFTER_MS: '600000',
      STOP_WITHIN_MS: '600000',
    });
    await until('it is at work', () => one.said('took') === 1);
    one.signal('SIGINT');
    await until('it is stopping', () => one.output().includes('"stopping"'));
    expect(await one.ready()).toBe(503);
    one.signal('SIGINT');
    expect(await one.exitCode).toBe(70);
    expect(one.output()).not.toContain('did not stop in time');
  });

  it('ends a process that has not started yet as well', async () => {
    const one = await start('nothing to do', { KAFKA_BROKERS: '127.0.0.1:9' });
    await until('it says that it is not ready', async () => (await one.ready()) === 503);
    one.signal('SIGTERM');
    expect(await one.exitCode).toBe(0);
  });
});

/** Connections of kafkajs without timers of their own. */
// @ts-expect-error kafkajs declares no types for its inner modules
import untypedQueue from 'kafkajs/src/network/requestQueue/index.js';
import { useFewTimers } from '../../../../../services/platform/kafka/clients/kafkajs/few-timers.ts';

type Queue = {
  push(request: object): void;
  fulfillRequest(response: object): void;
  scheduleRequestTimeoutCheck(): void;
  destroy(): void;
};
const Queue = untypedQueue as new (options: object) => Queue;
const logger = { debug: () => undefined, warn: () => undefined, error: () => undefined };

beforeAll(useFewTimers);
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function openQueue(): { queue: Queue; ask: (id: number) => Promise<unknown>; link: { isUp: boolean } } {
  const link = { isUp: true };
  const queue = new Queue({
    ...{ maxInFlightRequests: null, requestTimeout: 5_000, enforceRequestTimeout: true },
    ...{ clientId: 'test', broker: 'localhost:9092', logger, isConnected: () => link.isUp },
  });
  queue.scheduleRequestTimeoutCheck();
  const ask = (correlationId: number): Promise<unknown> =>
    new Promise((resolve, reject) =>
      queue.push({
        entry: { apiKey: 0, apiName: 'Test', apiVersion: 0, correlationId, resolve, reject },
        ...{ expectResponse: true, sendRequest: () => undefined },
      }),
    );
  return { queue, ask, link };
}

it('many connections have one timer together, and none once all are closed', () => {
  const queues = Array.from({ length: 20 }, openQueue);
  expect(jest.getTimerCount()).toBe(1);
  for (const { queue } of queues) queue.destroy();
  jest.advanceTimersByTime(1_000);
  expect(jest.getTimerCount()).toBe(0);
  const { queue } = openQueue();
  expect(jest.getTimerCount()).toBe(1);
  queue.destroy();
  jest.advanceTimersByTime(1_000);
});

it('a request without an answer fails after its time', async () => {
  const { queue, ask } = openQueue();
  const failed = ask(1).then(
    () => 'answered',
    (error: Error) => error.name,
  );
  const answered = ask(2);
  queue.fulfillRequest({ correlationId: 2, payload: 'there', size: 5 });
  await expect(answered).resolves.toMatchObject({ payload: 'there' });
  jest.advanceTimersByTime(4_000);
  await expect(Promise.race([failed, Promise.resolve('waits')])).resolves.toBe('waits');
  jest.advanceTimersByTime(3_000);
  await expect(failed).resolves.toBe('KafkaJSRequestTimeoutError');
  queue.destroy();
  jest.advanceTimersByTime(1_000);
});

it('a connection that was lost is not looked at any more', () => {
  const { link } = openQueue();
  link.isUp = false;
  jest.advanceTimersByTime(2_000);
  expect(jest.getTimerCount()).toBe(0);
});

import pino from 'pino';
import { atMost } from '../../../../services/platform/process/at-most.ts';

const log = pino({ level: 'silent' });

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('resolves with the work, and leaves no timer behind', async () => {
  await atMost(5_000, 'leaving', Promise.resolve(), log);
  expect(jest.getTimerCount()).toBe(0);
});

it('does not wait longer than that for work that never ends', async () => {
  const waiting = atMost(5_000, 'leaving', new Promise(() => undefined), log);
  let isOver = false;
  void waiting.then(() => (isOver = true));
  await jest.advanceTimersByTimeAsync(4_999);
  expect(isOver).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  expect(isOver).toBe(true);
});

it('does not fail with the work, not even with one that fails after it was left', async () => {
  await atMost(5_000, 'leaving', Promise.reject(new Error('no broker')), log);
  let fail = (): void => undefined;
  const waiting = atMost(
    10,
    'leaving',
    new Promise((_, reject) => (fail = () => reject(new Error('late')))),
    log,
  );
  await jest.advanceTimersByTimeAsync(10);
  await waiting;
  fail();
  await jest.advanceTimersByTimeAsync(0);
});

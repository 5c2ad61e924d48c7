import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { keepCostly } from '../../../services/queries/kept-results.ts';

const database = {} as Database;
const world = () => {
  const clock = { now: 0 };
  const ask = keepCostly<number>(
    (value) => value > 10,
    () => clock.now,
  );
  return { clock, ask };
};

test('a costly result is kept for five seconds', async () => {
  const { clock, ask } = world();
  expect(await ask(database, ['q'], async () => 11)).toBe(11);
  clock.now = 4_999;
  expect(await ask(database, ['q'], async () => 12)).toBe(11);
  clock.now = 5_000;
  expect(await ask(database, ['q'], async () => 12)).toBe(12);
});

test('a cheap result is found out anew', async () => {
  const { ask } = world();
  expect(await ask(database, ['q'], async () => 10)).toBe(10);
  expect(await ask(database, ['q'], async () => 9)).toBe(9);
});

test('another question, or another database, has an answer of its own', async () => {
  const { ask } = world();
  await ask(database, ['q'], async () => 11);
  expect(await ask(database, ['r'], async () => 12)).toBe(12);
  expect(await ask({} as Database, ['q'], async () => 13)).toBe(13);
});

test('who asks while the answer is sought waits for it', async () => {
  const { ask } = world();
  let asked = 0;
  const find = async () => {
    asked += 1;
    return 11;
  };
  expect(await Promise.all([ask(database, 'q', find), ask(database, 'q', find)])).toEqual([11, 11]);
  expect(asked).toBe(1);
});

test('a failure is not kept', async () => {
  const { ask } = world();
  await expect(ask(database, 'q', async () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  expect(await ask(database, 'q', async () => 11)).toBe(11);
});

test('at most 200 results are kept: the oldest goes', async () => {
  const { ask } = world();
  for (let at = 0; at <= 200; at += 1) await ask(database, at, async () => 11);
  expect(await ask(database, 0, async () => 12)).toBe(12);
  expect(await ask(database, 200, async () => 12)).toBe(11);
});

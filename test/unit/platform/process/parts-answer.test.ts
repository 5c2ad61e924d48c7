import { createLogger } from '../../../../services/platform/process/logger.ts';
import { createPartsAnswer } from '../../../../services/platform/process/parts-answer.ts';

const log = createLogger('test', 'test-1', 'silent', false);

function asked(ask: () => Promise<unknown>) {
  const clock = { ms: 0 };
  let times = 0;
  const partsAnswer = createPartsAnswer(
    () => [
      {
        part: 'MongoDB',
        ask: () => {
          times += 1;
          return ask();
        },
      },
    ],
    () => clock.ms,
    log,
  );
  return { clock, partsAnswer, times: () => times };
}

test('who uses no part is ready', async () => {
  expect(
    await createPartsAnswer(
      () => [],
      () => 0,
      log,
    )(),
  ).toBe(true);
});

test('a part is asked once a second at most, and only when somebody asks', async () => {
  const { clock, partsAnswer, times } = asked(async () => 'pong');
  expect(times()).toBe(0);
  expect(await Promise.all([partsAnswer(), partsAnswer()])).toEqual([true, true]);
  clock.ms = 999;
  await partsAnswer();
  expect(times()).toBe(1);
  clock.ms = 1_000;
  await partsAnswer();
  expect(times()).toBe(2);
});

test('a part that refuses is not ready, and is again once it answers', async () => {
  let isUp = false;
  const { clock, partsAnswer } = asked(() => (isUp ? Promise.resolve() : Promise.reject(new Error('away'))));
  expect(await partsAnswer()).toBe(false);
  isUp = true;
  clock.ms = 1_000;
  expect(await partsAnswer()).toBe(true);
});

test('a part that hangs is not ready after 2 s, and is not asked again before it has answered', async () => {
  jest.useFakeTimers();
  try {
    let answer: (value: unknown) => void = () => undefined;
    const { clock, partsAnswer, times } = asked(() => new Promise((resolve) => (answer = resolve)));
    const first = partsAnswer();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await first).toBe(false);
    clock.ms = 3_000;
    const second = partsAnswer();
    expect(times()).toBe(1);
    answer('pong');
    expect(await second).toBe(true);
  } finally {
    jest.useRealTimers();
  }
});

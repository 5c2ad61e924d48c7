import { createPartitionProgress } from '../../../../services/platform/kafka/partition-progress.ts';
import { createWatchdog } from '../../../../services/platform/process/watchdog.ts';

const MINUTE = 60_000;

/** A consumer of partitions 0 and 1, since time 0. */
const consumer = () => {
  const progress = createPartitionProgress();
  progress.assigned([0, 1], 0);
  return progress;
};

test('an idle consumer does not stand still, however long', () => {
  expect(consumer().stalledMs(60 * MINUTE)).toBe(0);
});

test('a handler that never comes back is seen, from the time at which it got the records', () => {
  const progress = consumer();
  progress.took(0, 5, 10 * MINUTE);
  expect(progress.stalledMs(14 * MINUTE)).toBe(4 * MINUTE);
});

test('a partition that moves does not hide another that stands', () => {
  const progress = consumer();
  progress.took(0, 5, 0);
  for (let minute = 0; minute <= 5; minute += 1) {
    progress.took(1, 1, minute * MINUTE);
    progress.handled(1, 0, minute * MINUTE);
  }
  expect(progress.stalledMs(5 * MINUTE)).toBe(5 * MINUTE);
});

test('slow but moving is not stuck: batch after batch, or by the handler’s own word', () => {
  const progress = consumer();
  for (let minute = 0; minute < 20; minute += 2) {
    progress.took(0, 1_000, minute * MINUTE);
    progress.handled(0, 999, (minute + 2) * MINUTE);
  }
  expect(progress.stalledMs(21 * MINUTE)).toBe(MINUTE);
  progress.took(1, 1, 21 * MINUTE);
  progress.handled(0, 0, 21 * MINUTE);
  for (let minute = 22; minute < 40; minute += 1) progress.alive(1, minute * MINUTE);
  expect(progress.stalledMs(40 * MINUTE)).toBe(MINUTE);
});

test('a rest that the handler asked for is waiting, not standing', () => {
  const progress = consumer();
  for (let minute = 0; minute < 30; minute += 1) {
    progress.took(0, 9, minute * MINUTE);
    progress.rests(0, (minute + 1) * MINUTE);
  }
  expect(progress.stalledMs(30 * MINUTE)).toBe(0);
  // but nobody who comes back after it
  expect(progress.stalledMs(35 * MINUTE)).toBe(5 * MINUTE);
});

test('a batch that fails again and again stands still since it first failed', () => {
  const progress = consumer();
  for (let minute = 0; minute < 10; minute += 1) progress.took(0, 9, minute * MINUTE);
  expect(progress.stalledMs(10 * MINUTE)).toBe(10 * MINUTE);
});

test('records of a partition that went to another instance are not ours to wait for', () => {
  const progress = consumer();
  progress.took(0, 9, 0);
  progress.assigned([1], MINUTE);
  expect([progress.stalledMs(60 * MINUTE), progress.lag()]).toEqual([0, 0]);
});

test('the lag is that of all partitions', () => {
  const progress = consumer();
  progress.took(0, 9, 0);
  progress.took(1, 3, 0);
  progress.handled(1, 1, 0);
  expect(progress.lag()).toBe(10);
});

test('the watchdog names what has stood still longest, and nothing below its time', () => {
  const watchdog = createWatchdog(3 * MINUTE);
  watchdog.watch({ what: 'idle', stalledMs: () => 0 });
  watchdog.watch({ what: 'slow', stalledMs: () => 3 * MINUTE - 1 });
  expect(watchdog.stalled(0)).toBeNull();
  watchdog.watch({ what: 'stuck', stalledMs: (now) => now });
  watchdog.watch({ what: 'stuck for longer', stalledMs: (now) => now + 1 });
  expect(watchdog.stalled(4 * MINUTE)).toEqual({ what: 'stuck for longer', forMs: 4 * MINUTE + 1 });
});

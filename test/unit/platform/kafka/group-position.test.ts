import { positionOf } from '../../../../services/platform/kafka/watch-group-lag.ts';

test('what was never committed counts from the first record that is there', () => {
  expect(positionOf([{ low: 5, high: 20, committed: -1 }])).toMatchObject({ lag: 15, committed: 0 });
});

test('lag and commits are summed over partitions', () => {
  const partitions = [
    { low: 0, high: 10, committed: 4 },
    { low: 0, high: 7, committed: 7 },
  ];
  expect(positionOf(partitions)).toEqual({ lag: 6, committed: 11, retentionUsed: 0 });
});

test('retention counts where records are deleted already: the unread share of what is kept, at its worst', () => {
  const partitions = [
    { low: 100, high: 200, committed: 180 },
    { low: 100, high: 200, committed: 130 },
    { low: 0, high: 200, committed: 0 },
  ];
  expect(positionOf(partitions).retentionUsed).toBeCloseTo(0.7);
  // what is gone is gone: the next to go is unread
  expect(positionOf([{ low: 100, high: 200, committed: 40 }]).retentionUsed).toBe(1);
});

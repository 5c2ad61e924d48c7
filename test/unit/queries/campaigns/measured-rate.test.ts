import {
  estimatedEnd,
  perMinute,
  withLook,
  type Look,
} from '../../../../services/queries/campaigns/measured-rate.ts';
import type { Counts } from '../../../../services/queries/campaigns/read-progress.ts';

const look = (atMs: number, accepted: number) => ({
  at: new Date(atMs),
  counts: { accepted, failed: 0, unknown: 0 } as Counts,
});
const looksAt = (...points: Array<[atMs: number, accepted: number]>): Look[] =>
  points.reduce<Look[]>((looks, [atMs, accepted]) => withLook(looks, look(atMs, accepted)), []);

it('measures messages per minute over the last ten seconds only', () => {
  expect(perMinute(looksAt([0, 0], [1_000, 10], [2_000, 20]))).toBe(600);
  const slowedDown = looksAt([0, 0], [5_000, 500], [10_000, 510], [15_000, 520], [20_000, 530]);
  expect(perMinute(slowedDown)).toBe(120);
});

it('knows no rate before the second look, and forgets the looks at an earlier run', () => {
  expect(perMinute([])).toBeNull();
  expect(perMinute(looksAt([0, 5]))).toBeNull();
  expect(perMinute(looksAt([0, 500], [1_000, 0]))).toBeNull();
});

it('estimates the end at the measured rate, else at the limit', () => {
  const progress = {
    planned: 1_000,
    settled: 400,
    limitPerMinute: 600,
    status: 'on' as const,
    alwaysRunning: false,
    at: new Date(0),
  };
  expect(estimatedEnd(progress, 1_200)?.getTime()).toBe(30_000);
  expect(estimatedEnd(progress, null)?.getTime()).toBe(60_000);
  expect(estimatedEnd(progress, 0)?.getTime()).toBe(60_000);
  expect(estimatedEnd({ ...progress, planned: null }, 1_200)).toBeNull();
  expect(estimatedEnd({ ...progress, status: 'off' }, 1_200)).toBeNull();
  expect(estimatedEnd({ ...progress, alwaysRunning: true }, 1_200)).toBeNull();
});

import { mergeDemands } from '../../../../services/eligibility/take-up/merge-demands.ts';

const demand = (runId: string, fromSequence: number, throughSequence: number) => ({
  campaignId: `campaign-${runId}`,
  runId,
  fromSequence,
  throughSequence,
  demandedAt: 0,
});
const ranges = (...demands: ReturnType<typeof demand>[]) =>
  mergeDemands(demands).map(({ runId, from, through }) => [runId, from, through]);

test('what was asked for twice in a row is answered once', () => {
  expect(ranges(demand('a', 0, 100), demand('a', 0, 100), demand('a', 50, 150))).toEqual([['a', 0, 150]]);
});

test('demands that touch become one, others stay apart and ascend', () => {
  expect(ranges(demand('a', 300, 400), demand('a', 0, 100), demand('a', 100, 200))).toEqual([
    ['a', 0, 200],
    ['a', 300, 400],
  ]);
});

test('runs are served in the order in which they first asked', () => {
  expect(ranges(demand('b', 0, 10), demand('a', 0, 10), demand('b', 10, 20))).toEqual([
    ['b', 0, 20],
    ['a', 0, 10],
  ]);
});

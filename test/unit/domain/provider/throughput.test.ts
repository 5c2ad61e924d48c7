import { effectivePerSecond } from '../../../../services/domain/provider/throughput.ts';

test.each([
  [80, undefined, 80],
  [1_000, undefined, 1_000],
  [1_000, 'STANDARD', 80],
  [1_000, 'HIGH', 1_000],
  [80, 'HIGH', 80],
  [20, 'STANDARD', 20],
  [500, 'NOT_APPLICABLE', 500],
  [500, null, 500],
])('registered with %d and of level %s, a number sends %d a second', (messagesPerSecond, level, most) => {
  const said = level === undefined ? {} : { number: { level } };
  expect(effectivePerSecond({ messagesPerSecond, ...said })).toBe(most);
});

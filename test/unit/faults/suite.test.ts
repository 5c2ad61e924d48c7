import { faultPoints } from '../../../schemas/fault-points.ts';
import { resultsTable } from '../../faults/results-table.ts';
import { callablePoints } from '../../faults/scenarios/callable.ts';
import { rounds } from '../../faults/scenarios/fault-points.ts';

test('every fault point has its round or a scenario of its own, and no service two points in one', () => {
  const all = rounds();
  const met = [...all.flat().map(({ point }) => point), ...callablePoints];
  expect(new Set(met)).toEqual(new Set(Object.keys(faultPoints)));
  for (const round of all) {
    const services = round.map(({ service }) => service);
    expect(new Set(services).size).toBe(services.length);
  }
});

test('the table has a row a scenario, over all its runs; what was not played says why', () => {
  const violation = { rule: 'none lost', what: 'somebody' };
  const table = resultsTable([
    { name: 'a', what: 'it fails', violations: [], seconds: 10 },
    { name: 'a', what: 'it fails', violations: [violation, violation], seconds: 20 },
    { name: 'b', what: 'disk full', violations: [], seconds: 1, skipped: 'no right to mount' },
  ]);
  expect(table.split('\n').slice(2, 4)).toEqual([
    '| `a` | it fails | 2 | 2 (none lost) | 15 |',
    '| `b` | disk full | 1 | not played: no right to mount | 1 |',
  ]);
});

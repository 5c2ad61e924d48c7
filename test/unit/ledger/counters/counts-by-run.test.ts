import fc from 'fast-check';
import { countsByRun, recountedByRun } from '../../../../services/ledger/counters/counts-by-run.ts';
import {
  add,
  countersOf,
  sameCounts,
  type Counted,
  type RunCounts,
} from '../../../../services/ledger/counters/run-counts.ts';

type Document = Counted & { _id: string; runId: string };
const document = (n: number, state: Counted['state'] = 'INTENT'): Document => ({
  _id: `m${String(n).padStart(3, '0')}`,
  runId: 'r',
  state,
});
const recountOf = (documents: Iterable<Document>): RunCounts => {
  const counts: RunCounts = new Map();
  for (const one of documents) for (const counter of countersOf(one)) add(counts, counter, 1);
  return counts;
};

test('what moves before the place that a recount has come to moves the recount with it; what moves behind it does not', () => {
  const changes = [1, 5].map((n) => ({ before: document(n), after: document(n, 'ACCEPTED') }));
  expect(countsByRun(changes).get('r')).toEqual(new Map([['accepted', 2]]));
  expect(recountedByRun(changes, new Map([['r', 'm003']])).get('r')).toEqual(new Map([['accepted', 1]]));
  expect(recountedByRun(changes, new Map()).size).toBe(0);
});

test('what cancels out in the counters may still move the recount', () => {
  const changes = [
    { before: document(1), after: document(1, 'ACCEPTED') },
    { before: document(5, 'ACCEPTED'), after: document(5, 'WAITING') },
  ];
  expect(countsByRun(changes).get('r')?.size).toBe(0);
  expect(recountedByRun(changes, new Map([['r', 'm003']])).get('r')).toEqual(new Map([['accepted', 1]]));
});

test('however a recount by ranges and what moves take turns, it equals a recount of the ledger at its end', () => {
  const states = fc.constantFrom<Counted['state']>(
    'INTENT',
    'WAITING',
    'ACCEPTED',
    'FAILED',
    'UNKNOWN',
    'SKIPPED',
  );
  const moves = fc.array(fc.tuple(fc.nat(60), states), { minLength: 1, maxLength: 6 });
  const turns = fc.array(fc.oneof(moves, fc.constant('step' as const)), { maxLength: 40 });
  fc.assert(
    fc.property(
      fc.array(fc.nat(60), { maxLength: 40 }),
      turns,
      fc.integer({ min: 1, max: 9 }),
      (start, all, size) => {
        const ledger = new Map(start.map((n) => [document(n)._id, document(n)]));
        const counted: RunCounts = new Map();
        let through = '';
        const step = (): boolean => {
          const range = [...ledger.values()]
            .filter(({ _id }) => _id > through)
            .sort((a, b) => (a._id < b._id ? -1 : 1));
          const next = range.slice(0, size);
          for (const [counter, count] of recountOf(next)) add(counted, counter, count);
          through = next.at(-1)?._id ?? through;
          return next.length < size;
        };
        for (const turn of all) {
          if (turn === 'step') {
            step();
            continue;
          }
          // new documents come as well: exclusions
          const changes = turn.map(([n, state]) => {
            const after = document(n, state);
            const before = ledger.get(after._id) ?? null;
            ledger.set(after._id, after);
            return { before, after };
          });
          const recounted = recountedByRun(changes, new Map([['r', through]])).get('r') ?? [];
          for (const [counter, by] of recounted) add(counted, counter, by);
        }
        while (!step());
        expect(sameCounts(counted, recountOf(ledger.values()))).toBe(true);
      },
    ),
    { numRuns: 1_000 },
  );
});

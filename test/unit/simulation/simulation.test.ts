/** The rules of all services driven together: nothing is found in them, and every planted bug is. */
import { advanceStatus } from '../../../services/ledger/state/advance-status.ts';
import type { LedgerEntry } from '../../../services/ledger/state/fold-updates.ts';
import { countChange } from '../../../services/ledger/counters/run-counts.ts';
import { theRules, type Rules } from '../../simulation/rules.ts';
import { play, simulate } from '../../simulation/simulate.ts';

/** Bounded: `npm run simulate` does thousands. */
const RUNS = 120;
const RUNS_TO_FIND = 1_500;
const SEED = 20_261;
/** Finds every planted bug within some fifty runs. */
const FINDING_SEED = 6;

test('no promise is broken, whatever happens in whatever order', async () => {
  const { counterexample, message } = await simulate(theRules, { seed: SEED, numRuns: RUNS });
  expect([message, counterexample]).toEqual(['', null]);
});

test('the same seed plays the same runs', async () => {
  const run = { contacts: [{ id: 'c0', phoneId: '13175550001' }], steps: [] };
  expect(await play(run, theRules)).toEqual({ requests: 2 });
  const planted = { ...theRules, uniqueIntents: false };
  const once = await simulate(planted, { seed: SEED, numRuns: RUNS_TO_FIND });
  const again = await simulate(planted, { seed: SEED, numRuns: RUNS_TO_FIND });
  expect(again).toEqual(once);
  // and a failing run is found at once by its path
  const byPath = await simulate(planted, { seed: SEED, numRuns: RUNS_TO_FIND, path: once.path });
  expect(byPath.counterexample).toEqual(once.counterexample);
});

/** Whatever news comes last is what the message is. */
const overwriting: Rules['foldUpdates'] = (ledger, news) => {
  const fold = theRules.foldUpdates(ledger, news);
  for (const change of fold.changes) {
    const last = news.filter(({ messageId }) => messageId === change.after._id).at(-1);
    if (last?.kind === 'SENT') change.after = { ...change.after, delivery: 'SENT' };
  }
  for (const one of news) {
    const entry = ledger.find(({ _id }) => _id === one.messageId);
    if (one.kind === 'SENT' && entry?.delivery && !fold.changes.some(({ after }) => after._id === entry._id))
      fold.changes.push({ before: entry, after: { ...entry, delivery: 'SENT' } });
  }
  return fold;
};

/** Counts what news says, not the difference that it makes. */
const countingEachDelivery: Rules['foldUpdates'] = (ledger, news) => {
  const fold = theRules.foldUpdates(ledger, news);
  for (const one of news) {
    const entry = ledger.find(({ _id }) => _id === one.messageId);
    if (!entry || one.kind !== 'ACCEPTED' || entry.state !== 'ACCEPTED') continue;
    const after = { ...(advanceStatus(entry, one) as LedgerEntry) };
    const counts = fold.counts.get(entry.runId) ?? new Map<string, number>();
    countChange(counts, null, after);
    fold.counts.set(entry.runId, counts);
  }
  return fold;
};

test.each<[string, Partial<Rules>, RegExp]>([
  ['a reservation that does not look at the epoch', { fencesByEpoch: false }, /slots of .* apart/],
  ['slots that are not stored before they are used', { storesSlots: false }, /slots of .* apart/],
  ['an intent that is written over another', { uniqueIntents: false }, /is sent a second time|counter/],
  ['an intent that is sent again after its lease', { unknownAfterLease: false }, /is sent a second time/],
  ['offsets committed before the effect', { commitsAfterEffect: false }, /somebody is lost/],
  [
    'a stop that is acknowledged at once',
    { suspect: (run, now) => (run.status === 'stopping' ? 'stopped' : theRules.suspect(run, now)) },
    /after the stop of its run was acknowledged/,
  ],
  ['a status that overwrites', { foldUpdates: overwriting }, /the delivery of .* goes back/],
  ['counters that count repeats', { foldUpdates: countingEachDelivery }, /counter .* is /],
  ['exclusions counted at each delivery', { countsOnce: false }, /counter skipped is /],
  [
    'contacts decided anew at each demand',
    { remembersDecisions: false },
    /outcomes of|is complete without|somebody is lost/,
  ],
  [
    'a run that is complete when its counters say so',
    {
      isBalanced: () => true,
      suspect: (run, now) =>
        run.counts.size > 0 && run.status === 'on' ? 'complete' : theRules.suspect(run, now),
    },
    /is complete with|is complete without/,
  ],
  [
    'a resend that goes by its own run alone',
    {
      standingAfter: (own) => theRules.standingAfter(own, []),
      isReached: (resend, [own]) => theRules.isReached(resend, own ? [own] : []),
    },
    /is sent to again in/,
  ],
  [
    'a resend to all who are of a kind, whatever is known by the time it is sent',
    { isReached: () => false },
    /of whom the ledger knew that a message had arrived/,
  ],
  [
    'a resend for which unknown is as good as failed',
    {
      isChosen: (resend, now) => now.standing === 'UNKNOWN' || theRules.isChosen(resend, now),
      isReached: ({ kinds }, earlier) => theRules.isReached({ kinds: [...kinds, 'UNKNOWN'] }, earlier),
    },
    /is sent to again in .* whom a message had reached/,
  ],
])('%s is found', async (_bug, broken, promise) => {
  const { counterexample, message, runs } = await simulate(
    { ...theRules, ...broken },
    { seed: FINDING_SEED, numRuns: RUNS_TO_FIND, shrinks: false },
  );
  expect(message).toMatch(promise);
  expect(counterexample).not.toBeNull();
  expect(runs).toBeLessThanOrEqual(RUNS_TO_FIND);
});

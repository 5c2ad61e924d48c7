/** Months in a day: how a system fares that runs for years, rests for weeks, or comes back from a copy. */
import { CALM } from '../../support/run-system.ts';
import type { Scenario } from '../scenario.ts';
import { offForWeeks } from './absent.ts';
import { feedForDays } from './always-running.ts';
import { credentialsEnd } from './credentials.ts';
import { judgeMonths } from './judge-months.ts';
import { recycleMany, runAgain } from './recycled.ts';
import { restoredFromCopy } from './restored.ts';
import { sendersOff } from './senders-off.ts';
import { MOVED_CLOCKS } from './simulated-time.ts';

/** A provider on a good day: how often somebody is messaged is asked here, and not what became of it. */
const PROVIDER = { ...CALM, name: 'months', webhook: { duplicates: 0.1, reordered: 0.1 } };

/** The least that settings take (config/retention.ts): all of it has passed when it is first measured. */
const SHORTEST_RETENTION = {
  ...{ RETENTION_MESSAGES_DAYS: '44', RETENTION_RUNS_DAYS: '44', RETENTION_ORDER_DAYS: '8' },
  ...{ RETENTION_IMPORTS_DAYS: '31', RETENTION_REJECTS_DAYS: '31', RETENTION_EVENTS_DAYS: '30' },
  ...{ RETENTION_OUTCOMES_DAYS: '60', RETENTION_AUDITS_DAYS: '60', RETENTION_DELIVERIES_DAYS: '2' },
};

const months = (
  scenario: Pick<Scenario, 'name' | 'what' | 'quick' | 'run'>,
  env: Readonly<Record<string, string>> = {},
): Scenario => ({
  ...scenario,
  system: { env: { ...MOVED_CLOCKS, ...env }, scenario: PROVIDER },
  judges: (world) => judgeMonths(world, scenario.name),
});

export const monthScenarios: Scenario[] = [
  months({
    name: 'months/fed-daily',
    what: 'a campaign that always runs is fed three contacts a day for 90 days',
    run: (world) => feedForDays(world, [30, 60, 90]),
  }),
  months({
    name: 'months/recycled',
    what: 'one campaign is run 80 times in 40 days',
    run: (world) => runAgain(world, 2, [32, 80]),
  }),
  months({
    name: 'months/recycled-for-days',
    what: 'one campaign is run 20 times in 4 days',
    run: (world) => runAgain(world, 5, [6, 20]),
  }),
  months(
    {
      name: 'months/recycled-500',
      what: 'twenty campaigns are recycled 25 times each in 200 days, with the shortest times to keep: nothing is more than before',
      run: (world) => recycleMany(world, { campaigns: 20, daysARound: 8, measureAt: [10, 18, 25] }),
    },
    SHORTEST_RETENTION,
  ),
  months({
    name: 'months/off',
    quick: true,
    what: 'the system is off for 40 days in the middle of a run; old commands come again then, and after 60 days more',
    run: offForWeeks,
  }),
  months({
    name: 'months/senders-off',
    what: 'no sender runs for 2.4 days, while everything else does and nothing is started again',
    run: sendersOff,
  }),
  months({
    name: 'months/restored',
    what: 'the database of ten days ago comes back while a campaign that always runs is on',
    run: restoredFromCopy,
  }),
  months({
    name: 'months/credentials',
    what: 'sessions, access tokens and four signing keys end',
    run: (world) => credentialsEnd(world, 3),
  }),
];

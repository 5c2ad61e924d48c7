/** Bugs that only show when weeks pass (test/faults/months). */
import type { PlantedBug } from './planted-bugs.ts';

export const plantedMonthBugs: readonly PlantedBug[] = [
  {
    name: 'late-start',
    what: 'a scheduled start happens however late it is',
    changes: [
      {
        file: 'services/campaigns/commands/decide-scheduled-start.ts',
        find: `  if (now <= scheduled.notAfter) return started;`,
        instead: `  if (started.accepted) return started;`,
      },
    ],
    scenario: 'months/off',
    caughtBy: ['missed is told', 'once each'],
    patienceMs: 300_000,
  },
  {
    name: 'young-again',
    what: 'a command is as young as the record on which it comes again',
    changes: [
      {
        file: 'services/commands/execution/issue-time.ts',
        find: `  return comesAgain ? issuedAt : Math.max(issuedAt, recordMs);`,
        instead: `  return comesAgain ? recordMs : Math.max(issuedAt, recordMs);`,
      },
    ],
    scenario: 'months/off',
    caughtBy: ['nothing old acts'],
    patienceMs: 300_000,
  },
  {
    name: 'copy-unnoticed',
    what: 'a number goes on with a database that knows less than Kafka',
    changes: [
      {
        file: 'services/throttle/restore/restore-fence.ts',
        find: `  if (fence && (database.epoch < fence.epoch || database.nextMicros < fence.reachedMicros))`,
        instead: `  if (fence && database.epoch + fence.epoch < 0)`,
      },
    ],
    scenario: 'months/restored',
    caughtBy: ['silent'],
    patienceMs: 300_000,
  },
  {
    name: 'released-once',
    what: 'what was released is never asked for again, whether or not a sender has taken it up',
    changes: [
      {
        file: 'services/throttle/restore/look-for-lost.ts',
        find: `    if (gap < through) lost.set(runId, gap);`,
        instead: `    if (gap < 0) lost.set(runId, gap);`,
      },
    ],
    scenario: 'months/senders-off',
    caughtBy: ['once each'],
    patienceMs: 300_000,
  },
  {
    name: 'tokens-for-ever',
    what: 'an access token holds for as long as the key that signed it',
    changes: [
      {
        file: 'services/access/tokens.ts',
        find: `      currentDate: new Date(now()),`,
        instead: `      currentDate: new Date(0),`,
      },
    ],
    scenario: 'months/credentials',
    caughtBy: ['ended is ended'],
    patienceMs: 300_000,
  },
  {
    name: 'ended-runs-paced',
    what: 'a number’s pace keeps every run that it ever had',
    changes: [
      {
        file: 'services/retention/sweep-runs.ts',
        find: `    if (ended.length === 0) continue;`,
        instead: `    if (ended.length >= 0) continue;`,
      },
      {
        file: 'services/throttle/number/claim-number.ts',
        find: `  await removeRuns(database, pace, ended);
  for (const runId of ended) delete pace.runs[runId];`,
        instead: ``,
      },
      {
        file: 'services/throttle/store.ts',
        find: `, ...(reservation.ended.length > 0 ? { $unset: unset } : {}) },`,
        instead: ` },`,
      },
    ],
    scenario: 'months/recycled-for-days',
    caughtBy: ['bounded'],
    patienceMs: 300_000,
  },
];

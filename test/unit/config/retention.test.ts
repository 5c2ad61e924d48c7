/** Times of retention that would remove what something else rests on are refused, each with its reason. */
import { readEnv } from '../../../config/env.ts';
import { retentionFaults, retentionOf } from '../../../config/retention.ts';
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import { indexesFor, topicsFor } from '../../../deploy/publish/with-retention.ts';

const DAY = 86_400_000;
const faultsOf = (source: Record<string, string>): string[] => retentionFaults(readEnv(source));

test('the defaults fit together, and so does keeping everything', () => {
  expect(faultsOf({})).toEqual([]);
  const nothingGoes = Object.keys(readEnv({}))
    .filter((name) => name.startsWith('RETENTION_'))
    .map((name) => [name, '0']);
  expect(nothingGoes).toHaveLength(12);
  expect(faultsOf(Object.fromEntries(nothingGoes) as Record<string, string>)).toEqual([]);
});

test.each([
  [{ RETENTION_MESSAGES_DAYS: '43' }, 'RETENTION_MESSAGES_DAYS: 43 must be 0 or at least 44'],
  [
    { RETENTION_MESSAGES_DAYS: '60', NO_NEWS_AFTER_HOURS: '1440' },
    'RETENTION_MESSAGES_DAYS: 60 must be 0 or at least 74',
  ],
  [{ RETENTION_MESSAGES_DAYS: '0' }, 'RETENTION_RUNS_DAYS: 730 must be 0'],
  [{ RETENTION_RUNS_DAYS: '179' }, 'RETENTION_RUNS_DAYS: 179 must be 0 or at least 180'],
  [{ RETENTION_OUTCOMES_DAYS: '59' }, 'RETENTION_OUTCOMES_DAYS: 59 must be 0 or at least 60'],
  [{ RETENTION_ORDER_DAYS: '7' }, 'RETENTION_ORDER_DAYS: 7 must be 0 or at least 8'],
  [
    { RETENTION_IMPORTS_DAYS: '30', RETENTION_REJECTS_DAYS: '9' },
    'RETENTION_IMPORTS_DAYS: 30 must be 0 or at least 31',
  ],
  [{ RETENTION_REJECTS_DAYS: '0' }, 'RETENTION_IMPORTS_DAYS: 365 must be 0'],
])('%j is refused', (source, sentence) => {
  const faults = faultsOf(source);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(sentence);
});

test('outcomes are remembered for twice as long as a command lies on its topic, at least', () => {
  const least = 60 * DAY;
  expect(least).toBeGreaterThanOrEqual(2 * (topics.campaignCommands.retentionMs as number));
  expect(faultsOf({ RETENTION_OUTCOMES_DAYS: '60' })).toEqual([]);
});

describe('publishing', () => {
  const retention = (source: Record<string, string>) => retentionOf(readEnv(source));
  const expiriesOf = (source: Record<string, string>, name: string): number[] =>
    indexesFor(Object.values(collections), retention(source))
      .filter((collection) => collection.name === name)
      .flatMap(({ indexes }) => indexes.flatMap(({ expireAfterSeconds }) => expireAfterSeconds ?? []));

  test('gives indexes the time of their setting; without one they stay as they are', () => {
    expect(expiriesOf({}, 'events')).toEqual([180 * 86_400]);
    expect(expiriesOf({ RETENTION_EVENTS_DAYS: '7' }, 'events')).toEqual([7 * 86_400]);
    expect(expiriesOf({ RETENTION_EVENTS_DAYS: '7' }, 'possible_opt_outs')).toEqual([7 * 86_400]);
    expect(expiriesOf({ RETENTION_OUTCOMES_DAYS: '0' }, 'command_outcomes')).toEqual([2 ** 31 - 1]);
    expect(expiriesOf({ RETENTION_EVENTS_DAYS: '7' }, 'unmatched_statuses')).toEqual([86_400]);
  });

  test('gives dead letters and their marks the time of their setting, and no other topic', () => {
    const made = topicsFor(retention({ RETENTION_DEAD_LETTERS_DAYS: '5' }));
    const changed = made.filter(({ isKeptBySetting }) => isKeptBySetting);
    expect(changed.map(({ name, retentionMs }) => [name, retentionMs])).toEqual([
      ['dead-letters', 5 * DAY],
      ['dead-letter-marks', 5 * DAY],
    ]);
    expect(made).toHaveLength(Object.keys(topics).length);
    expect(
      topicsFor(retention({ RETENTION_DEAD_LETTERS_DAYS: '0' })).find(
        ({ isKeptBySetting }) => isKeptBySetting,
      )?.retentionMs,
    ).toBe(-1);
  });
});

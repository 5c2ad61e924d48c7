import { issueTime } from '../../../../services/commands/execution/issue-time.ts';

const NOW = Date.UTC(2026, 5, 1);
const DAY = 24 * 3_600_000;

test.each([
  ['is left at 0', 0, NOW - 5, NOW - 5],
  ['is of a clock that was never set', Date.UTC(2000, 0), NOW - 5, NOW - 5],
  ['is of a clock that is a day behind', NOW - DAY, NOW - 5, NOW - 5],
  ['is of a clock that is ahead', NOW + DAY, NOW - 5, NOW - 5],
  ['is right', NOW - 7, NOW - 7, NOW - 7],
  ['is that of a record that waited on its topic', NOW - 40 * DAY, NOW - 40 * DAY, NOW - 40 * DAY],
  ['is weeks before the record, which has come again', NOW - 40 * DAY, NOW - 5, NOW - 40 * DAY],
])('a time of issue that %s', (_, issuedAt, recordMs, expected) => {
  expect(issueTime(issuedAt, recordMs, NOW)).toBe(expected);
});

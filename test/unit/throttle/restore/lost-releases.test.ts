import fc from 'fast-check';
import {
  hasRested,
  isLookDue,
  overdueThrough,
  releasedByNow,
  type ReleasesOfRun,
} from '../../../../services/throttle/restore/lost-releases.ts';

const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;
/** Of the topic of released messages. */
const RETENTION = 24 * HOUR;

it('a run that was never looked at is remembered, and nothing of it is overdue', () => {
  expect(isLookDue({ releasedThrough: 40 }, NOW)).toBe(true);
  expect(overdueThrough({ releasedThrough: 40 }, NOW, false)).toBe(0);
});

it('what had been released half of the retention ago is overdue, and nothing later', () => {
  const run = { releasedThrough: 40, releasedBy: { at: new Date(NOW - 12 * HOUR), through: 30 } };
  expect([isLookDue(run, NOW), overdueThrough(run, NOW, false)]).toEqual([true, 30]);
  expect([isLookDue(run, NOW - 1), overdueThrough(run, NOW - 1, false)]).toEqual([false, 0]);
});

it('a run that has gone back meanwhile has released no more than that', () => {
  const run = { releasedThrough: 10, releasedBy: { at: new Date(NOW - 20 * HOUR), through: 30 } };
  expect(overdueThrough(run, NOW, false)).toBe(10);
});

it('of a number that has rested everything is overdue', () => {
  expect(hasRested((NOW - 13 * HOUR) * 1_000, NOW)).toBe(true);
  expect(hasRested((NOW - 11 * HOUR) * 1_000, NOW)).toBe(false);
  expect(overdueThrough({ releasedThrough: 40 }, NOW, true)).toBe(40);
});

it('while no sender takes anything up, of everybody who was released there is always something that Kafka keeps', () => {
  const releases = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 30, maxLength: 100 });
  fc.assert(
    fc.property(releases, fc.nat({ max: 20 }), (hourly, inLedger) => {
      let run: ReleasesOfRun = { releasedThrough: inLedger };
      const releasedAt = new Map<number, number>();
      for (const [hour, count] of hourly.entries()) {
        const nowMs = NOW + hour * HOUR;
        if (isLookDue(run, nowMs)) {
          const isLost = inLedger < overdueThrough(run, nowMs, false);
          const releasedThrough = isLost ? inLedger : run.releasedThrough;
          run = { releasedThrough, releasedBy: releasedByNow(releasedThrough, nowMs) };
        }
        const through = run.releasedThrough + count;
        for (let contact = run.releasedThrough; contact < through; contact += 1)
          releasedAt.set(contact, nowMs);
        run = { ...run, releasedThrough: through };
        const ages = [...releasedAt].filter(([contact]) => contact < through).map(([, at]) => nowMs - at);
        if (ages.some((age) => age > RETENTION)) return false;
      }
      return true;
    }),
  );
});

import fc from 'fast-check';
import { isInRange, openRange, type DateRange } from '../../../../services/domain/filter/date-range.ts';
import { fromWallClock } from '../../../../services/domain/time/read-date.ts';
import { acceptedWallTimes } from '../../../../services/domain/time/wall-times.ts';

const HOUR = 3_600_000;
const berlin = 'Europe/Berlin';
const readable = (ranges: DateRange[]): string[] =>
  ranges.map(({ min, max }) =>
    [min, max].map((time) => (time === null ? '' : new Date(time).toISOString())).join('/'),
  );
const before = (bound: string, timeZone: string): string[] =>
  readable(acceptedWallTimes(openRange('BEFORE', Date.parse(bound)), timeZone));

test('far from a change of clocks the wall clock is a constant away', () => {
  expect(before('2025-06-15T12:00Z', berlin)).toEqual(['/2025-06-15T13:59:59.999Z']);
  expect(before('2025-06-15T12:00Z', 'UTC')).toEqual(['/2025-06-15T11:59:59.999Z']);
});

test('of the hour that clocks leap over the end counts as later than what follows it', () => {
  // 02:30 was never shown; with the offset before it is 03:30
  expect(before('2025-03-30T01:15Z', berlin)).toEqual([
    '/2025-03-30T02:14:59.999Z',
    '2025-03-30T03:00:00.000Z/2025-03-30T03:14:59.999Z',
  ]);
});

test('the hour that clocks show twice is its first one', () => {
  expect(before('2025-10-26T00:30Z', berlin)).toEqual(['/2025-10-26T02:29:59.999Z']);
  expect(before('2025-10-26T01:30Z', berlin)).toEqual(['/2025-10-26T02:59:59.999Z']);
});

test('a range is accepted where both ends are', () => {
  const [min, max] = [Date.parse('2025-01-01T00:00Z'), Date.parse('2025-02-01T00:00Z')];
  const range = { min, max, minInclusive: true, maxInclusive: false };
  expect(readable(acceptedWallTimes(range, 'Asia/Kathmandu'))).toEqual([
    '2025-01-01T05:45:00.000Z/2025-02-01T05:44:59.999Z',
  ]);
});

test('whichever the zone, the bounds and the time, the ranges say what the instant says', () => {
  const changes = [
    ['Europe/Berlin', '2025-03-30T01:00Z'],
    ['Europe/Berlin', '2025-10-26T01:00Z'],
    ['America/New_York', '2025-11-02T06:00Z'],
    ['America/St_Johns', '2006-10-29T02:31Z'],
    ['Australia/Lord_Howe', '2025-04-05T15:00Z'],
    ['Australia/Lord_Howe', '2025-10-04T15:30Z'],
    ['Pacific/Apia', '2011-12-30T10:00Z'],
    ['Africa/Monrovia', '1972-01-07T00:44:30Z'],
    ['America/Sao_Paulo', '2018-11-04T03:00Z'],
    ['Asia/Pyongyang', '2018-05-04T15:00Z'],
  ] as const;
  const shift = fc
    .tuple(fc.integer({ min: -120, max: 120 }), fc.integer({ min: -2, max: 2 }))
    .map(([quarters, ms]) => quarters * 900_000 + ms);
  const ends = fc.record({
    minInclusive: fc.boolean(),
    maxInclusive: fc.boolean(),
    length: fc.constantFrom(null, 0, HOUR, 26 * HOUR),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...changes),
      shift,
      ends,
      fc.array(shift),
      (zone, toMin, { length, ...rest }, times) => {
        const [timeZone, change] = zone;
        const min = Date.parse(change) + toMin;
        const range = { ...rest, min, max: length === null ? null : min + length };
        const walls = acceptedWallTimes(range, timeZone);
        for (const time of times) {
          const wall = Date.parse(change) + time;
          const said = walls.some((accepted) => isInRange(wall, accepted));
          expect([new Date(wall), said]).toEqual([
            new Date(wall),
            isInRange(fromWallClock(wall, timeZone), range),
          ]);
        }
      },
    ),
    { numRuns: 400 },
  );
});

/** Callable times on a grid: what is painted and what was written to the minute stay the same times. */
import fc from 'fast-check';
import { callableTimesFaults } from '../../../../../services/domain/time/callable-time.ts';
import {
  firstFault,
  minuteOf,
  presets,
  rangeFault,
  rangesOf,
  runsOfDays,
  spansIn,
  stateOf,
  timeOf,
  weekdays,
  weekOf,
  withBlock,
  type Range,
} from '../../../../../services/console/src/campaigns/times/week.ts';

const DAY = 1_440;
const days = fc.subarray([...weekdays], { minLength: 1 });
const range: fc.Arbitrary<Range> = fc
  .record({ days, from: fc.integer({ min: 0, max: DAY - 1 }), length: fc.integer({ min: 1, max: DAY }) })
  .map((one) => ({
    days: one.days,
    start: timeOf(one.from),
    end: timeOf(Math.min(one.from + one.length, DAY)),
  }));
const ranges = fc.array(range, { maxLength: 8 });
const cell = fc.record({ day: fc.integer({ min: 0, max: 6 }), hour: fc.integer({ min: 0, max: 23 }) });

/** Of each day the minutes that are callable, as the engine reads ranges. */
const minutesOf = (all: readonly Range[]): boolean[] =>
  weekdays.flatMap((day) =>
    Array.from({ length: DAY }, (_, minute) =>
      all.some(
        (one) =>
          one.days.includes(day) && minute >= (minuteOf(one.start) ?? 0) && minute < (minuteOf(one.end) ?? 0),
      ),
    ),
  );

test('ranges become a week and ranges again without a minute more or less', () => {
  fc.assert(
    fc.property(ranges, (all) => {
      const again = rangesOf(weekOf(all));
      expect(minutesOf(again)).toEqual(minutesOf(all));
      expect(callableTimesFaults({ timeZone: 'UTC', ranges: again })).toEqual([]);
      expect(weekOf(again)).toEqual(weekOf(all));
    }),
    { numRuns: 40 },
  );
});

test('a painted block changes its hours and no other minute', () => {
  fc.assert(
    fc.property(ranges, cell, cell, fc.boolean(), (all, from, to, isCallable) => {
      const painted = rangesOf(withBlock(weekOf(all), { from, to }, isCallable));
      const before = minutesOf(all);
      const wanted = before.map((was, at) => {
        const [day, hour] = [Math.floor(at / DAY), Math.floor((at % DAY) / 60)];
        const isInside =
          day >= Math.min(from.day, to.day) &&
          day <= Math.max(from.day, to.day) &&
          hour >= Math.min(from.hour, to.hour) &&
          hour <= Math.max(from.hour, to.hour);
        return isInside ? isCallable : was;
      });
      expect(minutesOf(painted)).toEqual(wanted);
    }),
    { numRuns: 40 },
  );
});

test('an hour that is callable in part is told from a whole one', () => {
  const week = weekOf([{ days: ['MON'], start: '09:30', end: '11:00' }]);
  expect([8, 9, 10, 11].map((hour) => stateOf(week, 0, hour))).toEqual(['none', 'part', 'all', 'none']);
  expect(spansIn(week, 0, 9)).toEqual([{ from: 570, to: 600 }]);
});

test('the console refuses a range where the engine does', () => {
  const text = fc.oneof(
    fc.integer({ min: 0, max: DAY }).map(timeOf),
    fc.constantFrom(
      '',
      '9:00',
      '24:00',
      '24:01',
      '25:00',
      '09:60',
      '09.00',
      ' 09:00',
      '٠٩:٠٠',
      '-1:00',
      'noon',
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.record({ days: fc.subarray([...weekdays]), start: text, end: text }), (one) => {
      expect(rangeFault(one) === null).toBe(
        callableTimesFaults({ timeZone: 'UTC', ranges: [one] }).length === 0,
      );
    }),
  );
});

test('a range with a fault is named, and is not on the grid', () => {
  const faulty: Range[] = [
    { days: ['MON'], start: '09:00', end: '10:00' },
    { days: ['TUE'], start: '10:00', end: '09:00' },
  ];
  expect(firstFault(faulty)).toBe('order');
  expect(rangesOf(weekOf(faulty))).toEqual([faulty[0]]);
  expect(firstFault([])).toBeNull();
});

test('days that follow each other are one run', () => {
  expect(runsOfDays(['MON', 'TUE', 'WED', 'SAT'])).toEqual([
    ['MON', 'WED'],
    ['SAT', 'SAT'],
  ]);
  expect(runsOfDays([])).toEqual([]);
});

test('every preset is what the engine takes, and stays itself', () => {
  for (const preset of presets) {
    expect(callableTimesFaults({ timeZone: 'UTC', ranges: preset.ranges })).toEqual([]);
    expect(rangesOf(weekOf(preset.ranges))).toEqual(preset.ranges);
  }
});

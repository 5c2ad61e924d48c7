import fc from 'fast-check';
import { createSendSchedule, type Scheduled } from '../../../services/sender/send-schedule.ts';

const at = (sendAt: number, integrationId = 'n', spacingMicros = 1_000): Scheduled => ({
  integrationId,
  sendAt,
  spacingMicros,
});

describe('send schedule', () => {
  it('lets each message leave at its slot, whatever the order of arrival', () => {
    const schedule = createSendSchedule();
    for (const slot of [30_000, 10_000, 20_000]) schedule.add(at(slot));
    expect(schedule.nextMicros()).toBe(10_000);
    expect(schedule.takeDue(9_999)).toEqual([]);
    expect(schedule.takeDue(20_000).map((one) => one.sendAt)).toEqual([10_000, 20_000]);
    expect(schedule.size()).toBe(1);
    expect(schedule.drain().map((one) => one.sendAt)).toEqual([30_000]);
  });

  it('does not hold one number up for another', () => {
    const schedule = createSendSchedule();
    schedule.add(at(50_000, 'a'));
    schedule.add(at(10_000, 'b'));
    expect(schedule.takeDue(10_000).map((one) => one.integrationId)).toEqual(['b']);
  });

  it('after a stall goes on at the number’s spacing, apart from ten milliseconds of catching up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 800 }),
        fc.integer({ min: 0, max: 400_000 }),
        fc.array(fc.integer({ min: 200, max: 5_000 }), { minLength: 1, maxLength: 20 }),
        (count, stall, steps) => {
          const schedule = createSendSchedule();
          for (let n = 0; n < count; n += 1) schedule.add(at(n * 1_010, 'n', 1_010));
          const left: number[] = [];
          for (let now = stall, n = 0; schedule.size() > 0; now += steps[n % steps.length] ?? 1_000, n += 1) {
            for (const one of schedule.takeDue(now)) {
              expect(now).toBeGreaterThanOrEqual(one.sendAt);
              left.push(now);
            }
          }
          expect(left).toHaveLength(count);
          // no window of any length holds more than its share and the catch-up of 10 ms (and one at its edge)
          for (let first = 0; first < left.length; first += 7) {
            for (let last = first; last < left.length; last += 13) {
              const span = (left[last] ?? 0) - (left[first] ?? 0);
              expect(last - first).toBeLessThanOrEqual((span + 10_000) / 1_010 + 1);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

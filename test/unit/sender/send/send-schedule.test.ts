import fc from 'fast-check';
import { createSendSchedule, type Scheduled } from '../../../../services/sender/send/send-schedule.ts';

const LATENESS = 500_000;
const at = (sendAt: number, integrationId = 'n', spacingMicros = 1_000): Scheduled => ({
  integrationId,
  sendAt,
  spacingMicros,
});

describe('send schedule', () => {
  it('lets each message leave at its slot, whatever the order of arrival', () => {
    const schedule = createSendSchedule(LATENESS);
    for (const slot of [30_000, 10_000, 20_000]) schedule.add([at(slot)]);
    expect(schedule.nextMicros()).toBe(10_000);
    expect(schedule.takeDue(9_999)).toEqual({ due: [], late: [] });
    expect(schedule.takeDue(20_000).due.map((one) => one.sendAt)).toEqual([10_000, 20_000]);
    expect(schedule.size()).toBe(1);
    expect(schedule.drain().map((one) => one.sendAt)).toEqual([30_000]);
  });

  it('brings batches of several partitions into the order of slots; of one slot whoever came first is first', () => {
    const message = fc.record({ slot: fc.nat(20), number: fc.constantFrom('a', 'b') });
    const batch = fc.record({ messages: fc.array(message, { maxLength: 30 }), takenThrough: fc.nat(10) });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 6 }), (batches) => {
        const schedule = createSendSchedule<Scheduled & { arrival: number }>(LATENESS);
        const waiting: Array<Scheduled & { arrival: number }> = [];
        const ofNumber = <M extends Scheduled>(list: M[]) => [
          list.filter(({ integrationId }) => integrationId === 'a'),
          list.filter(({ integrationId }) => integrationId === 'b'),
        ];
        let arrival = 0;
        for (const { messages, takenThrough } of batches) {
          const added = messages.map(({ slot, number }) => ({
            ...at(slot, number, 0),
            arrival: (arrival += 1),
          }));
          schedule.add(added);
          waiting.push(...added);
          waiting.sort((one, other) => one.sendAt - other.sendAt || one.arrival - other.arrival);
          const due = waiting.filter(({ sendAt }) => sendAt <= takenThrough);
          waiting.splice(0, due.length);
          expect(ofNumber(schedule.takeDue(takenThrough).due)).toEqual(ofNumber(due));
        }
        expect(schedule.size()).toBe(waiting.length);
        expect(ofNumber(schedule.drain())).toEqual(ofNumber(waiting));
      }),
    );
  });

  it('keeps what may not leave yet, in order, and lets the others go past it', () => {
    const schedule = createSendSchedule<Scheduled & { campaign: string }>(LATENESS);
    for (const [slot, campaign] of [
      [10, 'a'],
      [20, 'b'],
      [30, 'a'],
      [40, 'b'],
    ] as const)
      schedule.add([{ ...at(slot, 'n', 0), campaign }]);
    const past = schedule.takeDue(100, ({ campaign }) => campaign === 'b').due;
    expect(past.map(({ sendAt }) => sendAt)).toEqual([20, 40]);
    expect(schedule.size()).toBe(2);
    expect(schedule.takeDue(100).due.map(({ sendAt }) => sendAt)).toEqual([10, 30]);
    expect(schedule.size()).toBe(0);
  });

  it('does not hold one number up for another', () => {
    const schedule = createSendSchedule(LATENESS);
    schedule.add([at(50_000, 'a')]);
    schedule.add([at(10_000, 'b')]);
    expect(schedule.takeDue(10_000).due.map((one) => one.integrationId)).toEqual(['b']);
  });

  it('knows how late the last message of a number left', () => {
    const schedule = createSendSchedule(LATENESS);
    for (const slot of [10_000, 20_000]) schedule.add([at(slot, 'a', 0)]);
    schedule.add([at(10_000, 'b')]);
    expect(schedule.delayOf('a')).toBe(0);
    schedule.takeDue(15_000);
    expect(schedule.delayOf('a')).toBe(5_000);
    schedule.takeDue(20_000);
    expect(schedule.delayOf('a')).toBe(0);
    expect(schedule.delayOf('b')).toBe(5_000);
  });

  it('after a stall catches up 20 ms at once and the rest at the number’s pace, never faster', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 800 }),
        fc.integer({ min: 0, max: 400_000 }),
        fc.array(fc.integer({ min: 200, max: 5_000 }), { minLength: 1, maxLength: 20 }),
        (count, stall, steps) => {
          const schedule = createSendSchedule(LATENESS);
          for (let n = 0; n < count; n += 1) schedule.add([at(n * 1_010, 'n', 1_010)]);
          const left: number[] = [];
          let late = 0;
          for (let now = stall, n = 0; schedule.size() > 0; now += steps[n % steps.length] ?? 1_000, n += 1) {
            const taken = schedule.takeDue(now);
            late += taken.late.length;
            for (const one of taken.due) {
              expect(now).toBeGreaterThanOrEqual(one.sendAt);
              left.push(now);
            }
          }
          expect(left.length + late).toBe(count);
          // no window of any length holds more than that (and one at its edge)
          for (let first = 0; first < left.length; first += 7) {
            for (let last = first; last < left.length; last += 13) {
              const span = (left[last] ?? 0) - (left[first] ?? 0);
              expect(last - first).toBeLessThanOrEqual((span + 20_000) / 1_010 + 1);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is on time again soon however often its process stands still: delays do not add up until messages are late', () => {
    const schedule = createSendSchedule(LATENESS);
    const spacing = 1_980; // the slots are those of 500 a second and the margin of 1 %
    for (let n = 0; n < 20_000; n += 1) schedule.add([at(n * 2_000, 'n', spacing)]);
    let sent = 0;
    let lost = 0;
    let longestDelay = 0;
    for (let now = 0; schedule.size() > 0; now += 2_000) {
      // ten times a second a batch is decoded for 15 ms, and every ten seconds the cores are others' for 100 ms
      if (now % 100_000 < 15_000 || now % 10_000_000 < 100_000) continue;
      const { due, late } = schedule.takeDue(now);
      sent += due.length;
      lost += late.length;
      for (const { sendAt } of due) longestDelay = Math.max(longestDelay, now - sendAt);
    }
    expect(lost).toBe(0);
    expect(longestDelay).toBeLessThan(150_000);
    expect(sent).toBe(20_000);
  });

  it('recovers from any stall at the number’s full pace: what is too late costs the others nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000_000 }), (stall) => {
        const schedule = createSendSchedule(LATENESS);
        const slots = Array.from({ length: 1_000 }, (_, n) => n * 12_625); // 80 a second and 1 %
        for (const slot of slots) schedule.add([at(slot, 'n', 12_563)]); // spacing with half the margin
        const sent: Array<{ slot: number; leftAt: number }> = [];
        for (let now = stall; schedule.size() > 0; now += 1_000) {
          for (const one of schedule.takeDue(now).due) sent.push({ slot: one.sendAt, leftAt: now });
        }
        // everything whose slot came at most half a second before the stall's end leaves, and ever less late
        expect(sent.length).toBeGreaterThanOrEqual(slots.filter((slot) => slot > stall).length);
        for (const one of sent) expect(one.leftAt - one.slot).toBeLessThanOrEqual(LATENESS);
        const last = sent.at(-1);
        const first = sent[0];
        if (first && last)
          expect(last.leftAt - last.slot).toBeLessThanOrEqual(first.leftAt - first.slot + 1_000);
      }),
      { numRuns: 30 },
    );
  });
});

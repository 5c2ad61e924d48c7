import type { LimitOfRun } from '../../../../schemas/collections.ts';
import { limitOf, nextSlotOf } from '../../../../services/queries/campaigns/read-progress.ts';

const now = new Date('2026-11-27T09:00:00Z');
const micros = (at: string): number => new Date(at).getTime() * 1_000;
const number = { messagesPerSecond: 80, number: null } as unknown as Parameters<typeof limitOf>[1];
const limit = (over: Partial<LimitOfRun>): LimitOfRun => ({
  by: 'senders',
  perMinute: 3_000,
  perSecond: 50,
  campaigns: 1,
  ...over,
});

describe('when the next message leaves', () => {
  const soon = micros('2026-11-27T09:00:00.300Z');

  it('is its slot while messages leave', () => {
    const next = nextSlotOf({ nextMicros: soon, waiting: null, resumesAt: null }, now);
    expect(next).toEqual(new Date('2026-11-27T09:00:00.300Z'));
  });

  it('is never a time that is over', () => {
    const nextMicros = micros('2026-11-27T08:00:00Z');
    expect(nextSlotOf({ nextMicros, waiting: null }, now)).toBeNull();
    expect(nextSlotOf({ nextMicros: 0, waiting: null }, now)).toBeNull();
    expect(nextSlotOf({ nextMicros: soon, waiting: 'held', resumesAt: now }, now)).toBeNull();
  });

  it('is the end of what holds it, and not known while nobody knows that', () => {
    const resumesAt = new Date('2026-11-27T10:00:00Z');
    expect(nextSlotOf({ nextMicros: soon, waiting: 'held until …', resumesAt }, now)).toEqual(resumesAt);
    expect(nextSlotOf({ nextMicros: soon, waiting: 'no contacts left', resumesAt: null }, now)).toBeNull();
  });
});

describe('what limits a campaign', () => {
  it('is nothing at its own rate', () => {
    expect(limitOf(600, number, null)).toEqual({ limitPerMinute: 600, limitedBy: null });
  });

  it.each([
    [limit({}), 'the senders manage 50 a second'],
    [limit({ by: 'shared', campaigns: 3, perSecond: 80 }), '3 campaigns share the number’s 80 a second'],
    [
      limit({ by: 'refused', perSecond: 56 }),
      'WhatsApp refused messages for throughput: the number goes at 56 a second for now',
    ],
  ])('is what the throttle tells: %o', (present, limitedBy) => {
    expect(limitOf(4_800, number, present)).toEqual({ limitPerMinute: 3_000, limitedBy });
  });

  it('is the level of the number when the campaign alone asks for more', () => {
    expect(limitOf(6_000, number, limit({ by: 'level', perMinute: 4_800 }))).toMatchObject({
      limitPerMinute: 4_800,
      limitedBy: 'the number allows 4800 a minute; the campaign asks for 6000',
    });
  });
});

import { LOOKS, seenAgain, whyEntry, type Seen } from '../../../../services/campaigns/event-log/why-entry.ts';
import type { Progress } from '../../../../services/queries/campaigns/read-progress.ts';

const now = new Date('2026-11-27T09:00:00Z');
const later = new Date('2026-11-27T12:00:00Z');
const progress = (over: Partial<Progress> = {}): Progress =>
  ({
    ...{ campaignId: 'c', name: 'Spring', status: 'on', runId: 'r1', errors: [] },
    ...{ waiting: null, waitingReason: null, resumesAt: null, limitedBy: null, limitedReason: null },
    ...{ limitPerMinute: 600, ownPerMinute: 600, nextSlotAt: null },
    ...over,
  }) as Progress;
const held = progress({
  ...{ waiting: 'held until 12:00: paused (132015)', waitingReason: 'template' },
  ...{ resumesAt: later, nextSlotAt: later },
});
const lasting = (reason: Seen['reason']): Seen => ({ reason, looks: LOOKS });

test('a campaign that waits for a while is told, with who decides, until when, and when the next message is due', () => {
  expect(whyEntry(held, lasting('template'), null, now)).toEqual({
    ...{ _id: 'why:r1:1:template', at: now, level: 'WARNING', code: 'CAMPAIGN_SLOWED' },
    ...{ category: 'MESSAGING_CAMPAIGN', who: null, correlationId: null },
    message:
      'Campaign "Spring": It does not send now: held until 12:00: paused (132015). (decided by WhatsApp, which paused or holds the template; until 2026-11-27T12:00:00.000Z at the earliest; next message due 2026-11-27T12:00:00.000Z) [template]',
    entity: { kind: 'campaign', id: 'c', name: 'Spring' },
  });
});

test('it is told once, and once more when it is at its own rate again', () => {
  expect(whyEntry(held, lasting('template'), 'why:r1:1:template', now)).toBeNull();
  expect(whyEntry(progress(), lasting('none'), 'why:r1:1:template', now)).toMatchObject({
    ...{ _id: 'why:r1:2:none', level: 'INFO', code: 'CAMPAIGN_AT_ITS_RATE' },
    message: 'Campaign "Spring": Nothing keeps it from sending 600 a minute. [none]',
  });
  expect(whyEntry(progress(), lasting('none'), 'why:r1:2:none', now)).toBeNull();
});

test('a campaign that has been at its own rate from the start is not told', () => {
  expect(whyEntry(progress(), lasting('none'), null, now)).toBeNull();
});

test('what was told of an earlier run is over', () => {
  expect(whyEntry(held, lasting('template'), 'why:r0:5:template', now)?._id).toBe('why:r1:1:template');
  expect(whyEntry(progress(), lasting('none'), 'why:r0:5:template', now)).toBeNull();
});

test('reasons of a moment are not told, nor those that pass by themselves, nor a campaign that is off', () => {
  expect(whyEntry(held, { reason: 'template', looks: LOOKS - 1 }, null, now)).toBeNull();
  for (const reason of ['contacts', 'planning', 'exhausted', 'unclear'] as const)
    expect(whyEntry(held, lasting(reason), null, now)).toBeNull();
  expect(whyEntry(progress({ ...held, status: 'stopping' }), lasting('template'), null, now)).toBeNull();
});

test('looks count while the reason is the same', () => {
  const first = seenAgain(undefined, 'held');
  expect(seenAgain(first, 'held')).toEqual({ reason: 'held', looks: 2 });
  expect(seenAgain(first, 'none')).toEqual({ reason: 'none', looks: 1 });
});

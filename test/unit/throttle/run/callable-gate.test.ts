import { callableGate, callableText } from '../../../../services/throttle/run/callable-gate.ts';
import type { CallableTimes } from '../../../../schemas/types.ts';

const WORKDAYS: CallableTimes = {
  timeZone: 'Europe/Berlin',
  ranges: [{ days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], start: '09:00', end: '18:00' }],
};
const gateAt = (iso: string, horizonMs = 500) => callableGate(WORKDAYS, () => Date.parse(iso), horizonMs);

it('is open for zones whose callable time it is; who has no zone goes by the campaign’s', () => {
  const gate = gateAt('2026-11-26T08:30:00Z');
  expect(
    ['Europe/Berlin', null, 'Europe/London', 'America/New_York'].map((zone) => gate.isOpen(zone)),
  ).toEqual([true, true, false, false]);
});

it('closes a horizon early: a slot is up to that far ahead', () => {
  expect(gateAt('2026-11-26T16:59:59.499Z').isOpen('Europe/Berlin')).toBe(true);
  expect(gateAt('2026-11-26T16:59:59.500Z').isOpen('Europe/Berlin')).toBe(false);
  expect(gateAt('2026-11-26T08:00:00Z').isOpen('Europe/Berlin')).toBe(true);
});

it('knows which of the closed zones opens first, and when', () => {
  const gate = gateAt('2026-11-26T17:30:00Z');
  expect(gate.nextToOpen(['Europe/Berlin', 'Asia/Tokyo', 'America/New_York'])).toEqual({
    atMs: Date.parse('2026-11-27T00:00:00Z'),
    timeZone: 'Asia/Tokyo',
  });
  expect(gate.nextToOpen(['America/New_York'])).toBeNull();
  expect(gate.nextToOpen([null])).toEqual({
    atMs: Date.parse('2026-11-27T08:00:00Z'),
    timeZone: 'Europe/Berlin',
  });
});

it('a zone that closes within the horizon opens again after the pause, not now', () => {
  expect(gateAt('2026-11-26T16:59:59.900Z').nextToOpen(['Europe/Berlin'])?.atMs).toBe(
    Date.parse('2026-11-27T08:00:00Z'),
  );
});

it('says who waits and for when, on the clock of those who come next', () => {
  const nextAt = new Date('2026-11-27T14:00:00Z');
  expect(callableText({ contacts: 1_204, nextAt, timeZone: 'America/New_York' })).toBe(
    '1,204 contacts wait for their callable time; the next at 2026-11-27 09:00 (America/New_York)',
  );
  expect(callableText({ contacts: 1, nextAt, timeZone: 'Asia/Tokyo' })).toBe(
    '1 contact waits for its callable time; the next at 2026-11-27 23:00 (Asia/Tokyo)',
  );
});

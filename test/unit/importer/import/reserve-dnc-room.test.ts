import fc from 'fast-check';
import { roomGiven } from '../../../../services/importer/import/reserve-dnc-room.ts';

test('while there is much room, more is given than is needed', () => {
  expect(roomGiven(500, 2_000_000)).toBe(10_500);
});

test('when room is short, no more is given than is needed', () => {
  expect(roomGiven(500, 50_000)).toBe(500);
});

test('when there is not enough, what is left is given', () => {
  expect(roomGiven(500, 300)).toBe(300);
  expect(roomGiven(500, -3)).toBe(0);
});

test('never more than is free, and what is needed where that is free', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000), fc.integer({ min: -1_000, max: 2_000_000 }), (needed, free) => {
      const given = roomGiven(needed, free);
      expect(given).toBeLessThanOrEqual(Math.max(0, free));
      expect(given).toBeGreaterThanOrEqual(Math.min(needed, Math.max(0, free)));
    }),
  );
});

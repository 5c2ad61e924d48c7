/** How long the broker keeps a fetch of kafkajs. */
import fc from 'fast-check';
import { fetchWaitMs } from '../../../../../services/platform/kafka/clients/kafkajs/long-fetches.ts';

const clock = fc.double({ min: 0, max: 1e10, noNaN: true });
const session = fc.integer({ min: 1_000, max: 120_000 });

it('leaves time for two heartbeats that get lost, and never asks without a pause', () => {
  fc.assert(
    fc.property(clock, session, (now, sessionMs) => {
      const wait = fetchWaitMs(now, sessionMs);
      expect(wait * 3).toBeLessThan(sessionMs);
      expect(wait).toBeGreaterThanOrEqual(Math.min(500, sessionMs / 25));
      expect(wait).toBeLessThanOrEqual(3_000);
      expect(Number.isInteger(wait)).toBe(true);
    }),
  );
});

it('ends when those of the other consumers of the process end', () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.nat(500), fc.nat(500), (round, one, other) => {
      const begin = round * 2_500 + 1_000;
      expect(begin + one + fetchWaitMs(begin + one, 10_000)).toBe(
        begin + other + fetchWaitMs(begin + other, 10_000),
      );
    }),
  );
});

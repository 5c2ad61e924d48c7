import fc from 'fast-check';
import type { PaceFence } from '../../../../schemas/types.ts';
import { firstGap } from '../../../../services/throttle/restore/ledger-gap.ts';
import { mismatchOf, type DatabaseSide } from '../../../../services/throttle/restore/restore-fence.ts';

const aDatabase = (over: Partial<DatabaseSide> = {}): DatabaseSide => ({
  databaseId: 'd1',
  epoch: 7,
  nextMicros: 5_000_000,
  clusterId: 'k1',
  ...over,
});
const aFence = (over: Partial<PaceFence> = {}): PaceFence => ({
  integrationId: 'i',
  databaseId: 'd1',
  epoch: 7,
  reachedMicros: 5_000_000,
  at: 0,
  ...over,
});
const found = (database: DatabaseSide, fence: PaceFence | null, clusterId = 'k1'): string =>
  mismatchOf(database, { clusterId, fence })?.found.split(' ')[0] ?? 'none';

describe('a number is paced on', () => {
  test('when it never was before, or not under a fence', () => {
    expect(found(aDatabase({ epoch: 0, nextMicros: 0, clusterId: null }), null)).toBe('none');
    expect(found(aDatabase({ clusterId: null }), null)).toBe('none');
  });

  test('when the database knows as much as Kafka, or more: it is written first', () => {
    expect(found(aDatabase(), aFence())).toBe('none');
    expect(found(aDatabase({ nextMicros: 6_000_000 }), aFence())).toBe('none');
    expect(found(aDatabase({ epoch: 9 }), aFence())).toBe('none');
  });
});

describe('a number is held', () => {
  test('when the database has not come as far as Kafka knows, in the same epoch too', () => {
    expect(found(aDatabase({ nextMicros: 4_999_999 }), aFence())).toBe('older');
    expect(found(aDatabase({ epoch: 6, nextMicros: 9_000_000 }), aFence())).toBe('older');
    expect(found(aDatabase({ epoch: 0, nextMicros: 0, clusterId: null }), aFence())).toBe('older');
  });

  test('when the database is another one, however far it is', () => {
    expect(found(aDatabase({ databaseId: 'd2', epoch: 99, nextMicros: 9e15 }), aFence())).toBe('database');
  });

  test('when Kafka is another one, with or without the topic’s content', () => {
    expect(found(aDatabase(), null, 'k2')).toBe('cluster');
    expect(found(aDatabase(), aFence(), 'k2')).toBe('cluster');
  });

  test('when Kafka has lost what it knew', () => {
    expect(found(aDatabase(), null)).toBe('nothing');
  });
});

test('crashes between the two writes hold nobody; a copy of any earlier moment is held as soon as something was told since', () => {
  const step = fc.record({
    crashes: fc.boolean(),
    claims: fc.boolean(),
    by: fc.integer({ min: 1, max: 1_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat(), (steps, copyAt) => {
      let database = aDatabase({ epoch: 1, nextMicros: 0 });
      let fence: PaceFence = aFence({ epoch: 1, reachedMicros: 0 });
      let copy = database;
      let toldSince = false;
      for (const [place, { crashes, claims, by }] of steps.entries()) {
        if (place === copyAt % steps.length) [copy, toldSince] = [database, false];
        database = claims
          ? { ...database, epoch: database.epoch + 1 }
          : { ...database, nextMicros: database.nextMicros + by };
        if (!crashes) {
          fence = aFence({ epoch: database.epoch, reachedMicros: database.nextMicros });
          toldSince = true;
        }
        expect(found(database, fence)).toBe('none');
      }
      if (toldSince) expect(found(copy, fence)).toBe('older');
    }),
  );
});

describe('a confirmation names what was found', () => {
  test('and is of no use for the next restore', () => {
    const first = mismatchOf(aDatabase({ nextMicros: 1 }), { clusterId: 'k1', fence: aFence() });
    const second = mismatchOf(aDatabase({ nextMicros: 1 }), {
      clusterId: 'k1',
      fence: aFence({ reachedMicros: 6_000_000 }),
    });
    expect(first?.found).not.toBe(second?.found);
  });

  test('and stays the same while the number is held, though it is claimed again', () => {
    for (const fence of [aFence(), null]) {
      const before = mismatchOf(aDatabase({ nextMicros: 1 }), { clusterId: 'k2', fence });
      const again = mismatchOf(aDatabase({ nextMicros: 1, epoch: 8 }), { clusterId: 'k2', fence });
      expect(before).not.toBeNull();
      expect(again?.found).toBe(before?.found);
    }
  });
});

test('the first gap of the ledger is the lowest number that is missing', async () => {
  async function* of(numbers: number[]): AsyncGenerator<number> {
    yield* numbers;
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(40), { maxLength: 80 }),
      fc.constantFrom(0, 10_000),
      async (numbers, filled) => {
        const all = [
          ...Array.from({ length: filled }, (_, n) => n),
          ...numbers.map((number) => number + filled),
        ];
        const there = new Set(all);
        let expected = 0;
        while (there.has(expected)) expected += 1;
        expect(await firstGap(of(all.reverse()))).toBe(expected);
      },
    ),
  );
});

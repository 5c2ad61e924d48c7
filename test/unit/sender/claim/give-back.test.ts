import { createGiveBack } from '../../../../services/sender/claim/give-back.ts';
import type { HeldClaim } from '../../../../services/ledger/claims/held-claims.ts';

const LEASE_ENDS_MS = 60_000;
const claims = ['a', 'b'].map((messageId) => ({
  ...{ messageId, attempt: 1, owner: 'life/1' },
  leaseUntilMs: LEASE_ENDS_MS,
}));

/** A database that fails so often, each time after `takesMs`; time passes only there and in pauses. */
function given(failures: number, takesMs = 0) {
  let nowMs = 0;
  const tries: number[] = [];
  const given: string[] = [];
  const errors: unknown[] = [];
  const giveBack = createGiveBack({
    giveBack: async (held: readonly HeldClaim[]) => {
      if (held.length === 0) return;
      tries.push(nowMs);
      nowMs += takesMs;
      if (tries.length <= failures) throw new Error('no primary');
      given.push(...held.map(({ messageId }) => messageId));
    },
    log: { warn: () => undefined, error: (about: unknown) => void errors.push(about) },
    nowMs: () => nowMs,
    pause: async (ms) => void (nowMs += ms),
  });
  return { giveBack, tries, given, errors };
}

test('an election of twelve seconds leaves no message unknown that was not sent', async () => {
  const { giveBack, given: back, errors } = given(24);
  giveBack.add(claims);
  await giveBack.settle();
  expect(back).toEqual(['a', 'b']);
  expect(errors).toEqual([]);
});

test('claims that come while an earlier try is under way are given back too', async () => {
  const { giveBack, given: back } = given(1);
  giveBack.add(claims.slice(0, 1));
  giveBack.add(claims.slice(1));
  await giveBack.settle();
  expect(back.sort()).toEqual(['a', 'b']);
});

test('near the end of their lease it ends, and says how many became unknown', async () => {
  const { giveBack, tries, given: back, errors } = given(Infinity, 3_000);
  giveBack.add(claims);
  await giveBack.settle();
  expect(back).toEqual([]);
  expect(Math.max(...tries)).toBeLessThan(LEASE_ENDS_MS - 2_000);
  expect(tries.length).toBeGreaterThan(10);
  expect(errors).toEqual([{ count: 2 }]);
});

test('nothing to give back is settled at once', async () => {
  await given(0).giveBack.settle();
});

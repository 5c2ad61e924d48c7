import fc from 'fast-check';
import {
  addHold,
  addLift,
  endHolds,
  holdOf,
  isLiftedSince,
  liftHold,
  LIFT_TOLERANCE_MS,
  MAX_LIFTS,
  type Hold,
  type Lift,
} from '../../../../services/throttle/number/hold.ts';

const hold = (over: Partial<Hold> = {}): Hold => ({
  scope: 'NUMBER',
  scopeKey: 'n',
  untilMs: 1_000,
  code: 131048,
  reason: 'spam',
  ...over,
});

const lift = (over: Partial<Lift> = {}): Lift => ({
  scope: 'NUMBER',
  scopeKey: 'any',
  codes: [],
  saidMs: 10_000,
  ...over,
});

describe('hold', () => {
  it('of the number keeps all its campaigns, of a campaign only that one', () => {
    expect(holdOf([hold()], 'a', 't', 500)?.code).toBe(131048);
    const ofCampaign = [hold({ scope: 'CAMPAIGN', scopeKey: 'a', code: 131042 })];
    expect(holdOf(ofCampaign, 'a', 't', 500)?.code).toBe(131042);
    expect(holdOf(ofCampaign, 'b', 't', 500)).toBeNull();
    expect(holdOf([hold({ scope: 'TEMPLATE', scopeKey: 't' })], 'a', 'other', 500)).toBeNull();
  });

  it('ends by time or by a lift', () => {
    expect(holdOf([hold()], 'a', 't', 1_000)).toBeNull();
    expect(endHolds([hold()], 1_000)).toEqual([]);
    expect(liftHold([hold()], lift())).toEqual([]);
  });

  it('of one reason is lifted without the others', () => {
    const holds = [131031, 190].reduce(
      (all, code) => addHold(all, hold({ scope: 'ACCOUNT', code })),
      [] as Hold[],
    );
    expect(holds).toHaveLength(2);
    expect(liftHold(holds, lift({ scope: 'ACCOUNT', codes: [0, 104, 190] })).map(({ code }) => code)).toEqual(
      [131031],
    );
    expect(liftHold(holds, lift({ scope: 'ACCOUNT' }))).toEqual([]);
  });

  it('of a template in one language leaves the other language alone', () => {
    const holds = [hold({ scope: 'TEMPLATE', scopeKey: 'offer:en_US' })];
    expect(holdOf(holds, 'a', 'offer:en_US', 500)).not.toBeNull();
    expect(holdOf(holds, 'a', 'offer:de', 500)).toBeNull();
    expect(liftHold(holds, lift({ scope: 'TEMPLATE', scopeKey: 'offer:de' }))).toEqual(holds);
  });

  it('is never shortened by another of the same kind', () => {
    const holds = addHold(addHold([], hold({ untilMs: 2_000 })), hold({ untilMs: 1_500 }));
    expect(holds).toEqual([hold({ untilMs: 2_000 })]);
    expect(addHold(holds, hold({ untilMs: 3_000 }))).toEqual([hold({ untilMs: 3_000 })]);
  });
});

describe('a lift heard after a hold', () => {
  const paused = hold({ scope: 'TEMPLATE', scopeKey: 'offer:en_US', code: 132015 });
  const unpaused = lift({ scope: 'TEMPLATE', scopeKey: 'offer:en_US' });

  it('does not end it when the hold was said later', () => {
    const again = { ...paused, saidMs: 10_000 + LIFT_TOLERANCE_MS };
    expect(liftHold([again], unpaused)).toEqual([again]);
  });

  it('ends it when the hold was said before, or within the tolerance, or nobody knows when', () => {
    for (const saidMs of [0, 9_999, 10_000 + LIFT_TOLERANCE_MS - 1])
      expect(liftHold([{ ...paused, saidMs }], unpaused)).toEqual([]);
    expect(liftHold([paused], unpaused)).toEqual([]);
  });

  it('leaves of two the one that was said later, although it does not last as long', () => {
    const holds = addHold(addHold([], { ...paused, saidMs: 5_000, untilMs: 90_000 }), {
      ...paused,
      saidMs: 20_000,
      untilMs: 60_000,
    });
    expect(holdOf(holds, 'a', 'offer:en_US', 0)?.untilMs).toBe(90_000);
    expect(liftHold(holds, unpaused).map(({ untilMs }) => untilMs)).toEqual([60_000]);
  });
});

it('in whatever order holds and lifts are heard, the same is held until the same time', () => {
  const keys = fc.constantFrom('a:en', 'a:de', 'b:en', 'a');
  const said = fc.integer({ min: 0, max: 20 }).map((seconds) => seconds * 1_000);
  const anyHold = fc
    .record({ scopeKey: keys, saidMs: said, untilMs: said, code: fc.constantFrom(132_015, 132_016) })
    .map((over) => ({ hold: hold({ scope: 'TEMPLATE', ...over }) }));
  const anyLift = fc
    .record({ scopeKey: keys, saidMs: said, codes: fc.constantFrom([], [132_015]) })
    .map((over) => ({ lift: lift({ scope: 'TEMPLATE', ...over }) }));
  const inTwoOrders = fc
    .array(fc.oneof(anyHold, anyLift), { maxLength: 12 })
    .chain((news) =>
      fc.tuple(
        fc.constant(news),
        fc.shuffledSubarray(news, { minLength: news.length, maxLength: news.length }),
      ),
    );
  const heldAfter = (news: ReadonlyArray<{ hold: Hold } | { lift: Lift }>): number[] => {
    let holds: Hold[] = [];
    let lifts: Lift[] = [];
    for (const one of news) {
      if ('lift' in one) [holds, lifts] = [liftHold(holds, one.lift), addLift(lifts, one.lift)];
      else if (!isLiftedSince(lifts, one.hold, one.hold.saidMs ?? 0)) holds = addHold(holds, one.hold);
    }
    return ['a:en', 'a:de', 'b:en'].map((key) => holdOf(holds, 'c', key, -1)?.untilMs ?? 0);
  };
  fc.assert(
    fc.property(inTwoOrders, ([news, shuffled]) => expect(heldAfter(shuffled)).toEqual(heldAfter(news))),
  );
});

describe('a hold heard after a lift', () => {
  const paused = hold({ scope: 'TEMPLATE', scopeKey: 'offer:en_US', code: 132015 });
  const lifts = addLift([], lift({ scope: 'TEMPLATE', scopeKey: 'offer:en_US' }));

  it('does not begin when it was said before, within the second that the provider cuts off, or a clock’s difference later', () => {
    for (const saidMs of [1, 9_999, 10_000, 10_999, 10_000 + LIFT_TOLERANCE_MS - 1])
      expect([saidMs, isLiftedSince(lifts, paused, saidMs)]).toEqual([saidMs, true]);
  });

  it('begins when it was said later', () => {
    expect(isLiftedSince(lifts, paused, 10_000 + LIFT_TOLERANCE_MS)).toBe(false);
    expect(isLiftedSince([], paused, 0)).toBe(false);
  });

  it('begins when something else was lifted: another template, language, scope or reason', () => {
    for (const other of [
      { scopeKey: 'offer:de' },
      { scopeKey: 'news:en_US' },
      { scope: 'NUMBER' as const },
      { scope: 'ACCOUNT' as const, code: 131031 },
    ])
      expect(isLiftedSince(lifts, { ...paused, ...other }, 0)).toBe(false);
    const working = [lift({ scope: 'ACCOUNT', codes: [0, 104, 190] })];
    expect(isLiftedSince(working, hold({ scope: 'ACCOUNT', code: 190 }), 0)).toBe(true);
    expect(isLiftedSince(working, hold({ scope: 'ACCOUNT', code: 131031 }), 0)).toBe(false);
  });

  it('does not begin when the template was lifted in every language', () => {
    expect(isLiftedSince([lift({ scope: 'TEMPLATE', scopeKey: 'offer' })], paused, 0)).toBe(true);
  });

  it('is compared with the latest lift, in whatever order lifts come', () => {
    const lifted = fc.record({
      scopeKey: fc.constantFrom('a:en', 'a:de', 'b:en'),
      saidMs: fc.integer({ min: 0, max: 100_000 }),
    });
    fc.assert(
      fc.property(fc.array(lifted, { minLength: 1, maxLength: 20 }), (all) => {
        const remembered = all.reduce<Lift[]>(
          (known, one) => addLift(known, lift({ scope: 'TEMPLATE', ...one })),
          [],
        );
        for (const { scopeKey } of all) {
          const latest = Math.max(...all.filter((one) => one.scopeKey === scopeKey).map((one) => one.saidMs));
          const of = hold({ scope: 'TEMPLATE', scopeKey });
          expect(isLiftedSince(remembered, of, latest + LIFT_TOLERANCE_MS - 1)).toBe(true);
          expect(isLiftedSince(remembered, of, latest + LIFT_TOLERANCE_MS)).toBe(false);
        }
        expect(remembered.length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('is compared with the latest lifts only, so that they do not grow without end', () => {
    const many = [...Array(MAX_LIFTS + 5).keys()].reduce<Lift[]>(
      (known, n) => addLift(known, lift({ scope: 'TEMPLATE', scopeKey: `t${n}:en` })),
      [],
    );
    expect(many).toHaveLength(MAX_LIFTS);
    expect(many[0]?.scopeKey).toBe('t5:en');
  });
});

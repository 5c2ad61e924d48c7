import { addHold, endHolds, holdOf, liftHold, type Hold } from '../../../services/throttle/hold.ts';

const hold = (over: Partial<Hold> = {}): Hold => ({
  scope: 'NUMBER',
  scopeKey: 'n',
  untilMs: 1_000,
  code: 131048,
  reason: 'spam',
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
    expect(liftHold([hold()], 'NUMBER', 'n')).toEqual([]);
  });

  it('of one reason is lifted without the others', () => {
    const holds = [131031, 190].reduce(
      (all, code) => addHold(all, hold({ scope: 'ACCOUNT', code })),
      [] as Hold[],
    );
    expect(holds).toHaveLength(2);
    expect(liftHold(holds, 'ACCOUNT', 'any', [0, 104, 190]).map(({ code }) => code)).toEqual([131031]);
    expect(liftHold(holds, 'ACCOUNT', 'any')).toEqual([]);
  });

  it('of a template in one language leaves the other language alone', () => {
    const holds = [hold({ scope: 'TEMPLATE', scopeKey: 'offer:en_US' })];
    expect(holdOf(holds, 'a', 'offer:en_US', 500)).not.toBeNull();
    expect(holdOf(holds, 'a', 'offer:de', 500)).toBeNull();
    expect(liftHold(holds, 'TEMPLATE', 'offer:de')).toEqual(holds);
  });

  it('is never shortened by another of the same kind', () => {
    const holds = addHold(addHold([], hold({ untilMs: 2_000 })), hold({ untilMs: 1_500 }));
    expect(holds).toEqual([hold({ untilMs: 2_000 })]);
    expect(addHold(holds, hold({ untilMs: 3_000 }))).toEqual([hold({ untilMs: 3_000 })]);
  });
});

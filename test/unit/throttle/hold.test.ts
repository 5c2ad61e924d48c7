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

  it('is never shortened by another of the same kind', () => {
    const holds = addHold(addHold([], hold({ untilMs: 2_000 })), hold({ untilMs: 1_500 }));
    expect(holds).toEqual([hold({ untilMs: 2_000 })]);
    expect(addHold(holds, hold({ untilMs: 3_000 }))).toEqual([hold({ untilMs: 3_000 })]);
  });
});

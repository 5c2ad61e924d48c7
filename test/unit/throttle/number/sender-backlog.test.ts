import { isBehind } from '../../../../services/throttle/number/sender-backlog.ts';

describe('senders', () => {
  it('are behind when more than four seconds of sending wait for them', () => {
    expect(isBehind(370, 80)).toBe(false);
    expect(isBehind(371, 80)).toBe(true);
  });

  it('are not behind at a slow pace for what is always under way', () => {
    expect(isBehind(50, 0.02)).toBe(false);
    expect(isBehind(51, 0.02)).toBe(true);
  });
});

import { runEndedBy, runGoesOn } from '../../../../services/domain/campaign/run-goes-on.ts';

const campaign = (
  status: 'on' | 'stopping' | 'off' | 'complete',
  runId: string | null,
  startsNewRun: boolean,
) => ({
  ...{ status, runId, startsNewRun },
});

describe('a campaign goes on with its run', () => {
  test('while it is on, and when it was stopped and can be started again', () => {
    expect(runGoesOn(campaign('on', 'r1', false))).toBe(true);
    expect(runGoesOn(campaign('off', 'r1', false))).toBe(true);
  });

  test('to its end, when it is recycled while it is on', () => {
    expect(runGoesOn(campaign('on', 'r1', true))).toBe(true);
    expect(runGoesOn(campaign('stopping', 'r1', true))).toBe(true);
  });

  test('not when its next start begins another, and not before its first', () => {
    expect(runGoesOn(campaign('complete', 'r1', true))).toBe(false);
    expect(runGoesOn(campaign('off', 'r1', true))).toBe(false);
    expect(runGoesOn(campaign('off', null, false))).toBe(false);
  });
});

describe('a run is ended', () => {
  test.each([
    ['by its completion', campaign('on', 'r1', false), campaign('complete', 'r1', true), 'r1'],
    [
      'by a recycle while the campaign is off',
      campaign('off', 'r1', false),
      campaign('off', 'r1', true),
      'r1',
    ],
    ['by the end of a recycled run', campaign('stopping', 'r1', true), campaign('off', 'r1', true), 'r1'],
    ['not by a stop', campaign('on', 'r1', false), campaign('stopping', 'r1', false), null],
    ['not by a recycle while it is on', campaign('on', 'r1', false), campaign('on', 'r1', true), null],
    ['not twice', campaign('complete', 'r1', true), campaign('on', 'r2', false), null],
  ])('%s', (_, before, after, ended) => {
    expect(runEndedBy(before, after)).toBe(ended);
  });
});

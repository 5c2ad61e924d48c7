import { lookAt, NO_LOOKS, topText, topView } from '../../../../services/cli/terminal/top-view.ts';
import type { CampaignFigures, LiveFigures } from '../../../../services/queries/campaigns/live-figures.ts';
import { sumShards } from '../../../../services/queries/campaigns/read-progress.ts';

const start = new Date('2026-11-27T09:00:00Z');
const after = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);

function campaign(
  at: Date,
  accepted: number,
  over: Partial<CampaignFigures['progress']> = {},
): CampaignFigures {
  return {
    progress: {
      ...{ campaignId: 'c1', name: 'Spring', status: 'on', alwaysRunning: false, errors: [], runNumber: 1 },
      ...{
        runId: 'r',
        resend: null,
        planned: 1_000,
        filteredOut: 0,
        settled: accepted,
        percent: accepted / 10,
      },
      counts: sumShards([{ accepted, sent: accepted, failed: 2 }]),
      ...{ limitPerMinute: 600, limitedBy: 'the senders manage 10 a second', limitedReason: 'senders' },
      ...{ ownPerMinute: 900, waiting: null, waitingReason: null, resumesAt: null, callable: null },
      ...{ nextSlotAt: null, startedAt: start, at },
      ...over,
    },
    ...{ divisionId: 'home', integration: 'Main', releasedThrough: accepted + 5 },
    ...{ expectedEnd: after(600), putOff: 3, unknownSince: null },
  };
}
const figures = (campaigns: CampaignFigures[]): LiveFigures => ({
  ...{ campaigns, campaignsLeftOut: 0, numbersLeftOut: 2 },
  numbers: [
    {
      ...{
        id: 'i',
        name: 'Main',
        limitPerMinute: 4_800,
        factor: 0.7,
        quality: 'YELLOW',
        peopleUsed: 1_500,
        peoplePerDay: 2_000,
      },
      holds: [{ scope: 'NUMBER', code: 131048, untilMs: after(300).getTime() }],
    },
  ],
});

test('shows of each campaign its rate from look to look, its limit and why it is below its own rate', () => {
  let state = lookAt(NO_LOOKS, figures([campaign(start, 100)]), start);
  expect(topView(figures([campaign(start, 100)]), state).campaigns[0]).toMatchObject({ perMinute: null });
  const now = after(5);
  const seen = figures([campaign(now, 150)]);
  state = lookAt(state, seen, now);
  const view = topView(seen, state);
  expect(view.campaigns).toEqual([
    expect.objectContaining({
      ...{ name: 'Spring', perMinute: 600, limitPerMinute: 600, ownPerMinute: 900, reason: 'senders' },
      ...{ left: 850, putOff: 3 },
    }),
  ]);
  expect(view.stages.find(({ stage }) => stage === 'accepted')).toEqual({
    ...{ stage: 'accepted', count: 150, perSecond: 10 },
  });
  expect(topText(view, now).split('\n')).toEqual([
    'CAMPAIGN  STATUS  WHY      PER MINUTE  LIMIT  DONE  LEFT  END        NEXT  NUMBER',
    'Spring    on      senders  600         600    15 %  850   in 10 min  -     Main',
    '',
    'RELEASED  ACCEPTED  SENT  DELIVERED  READ  FAILED  SKIPPED  UNKNOWN',
    '155       150       150   0          0     2       0        0',
    '10/s      10/s      10/s  0/s        0/s   0/s     0/s      0/s',
    '',
    'NUMBER  LIMIT  USED  HOLDS  UNTIL     QUALITY  PEOPLE IN 24 H',
    'Main    4800   70 %  1      in 5 min  YELLOW   1500 of 2000',
    '',
    'and 2 more numbers',
  ]);
});

test('forgets campaigns that are not shown any more, and shows no negative rates when they take their counts along', () => {
  let state = lookAt(NO_LOOKS, figures([campaign(start, 100)]), start);
  state = lookAt(state, figures([]), after(5));
  expect([...state.looks.keys()]).toEqual([]);
  const view = topView(figures([]), state);
  expect(view.stages.every(({ perSecond }) => perSecond === 0)).toBe(true);
  expect(topText(view, after(5))).toContain('no campaign runs, or ended in the last ten minutes');
});

test('looks of the last ten seconds count', () => {
  let state = NO_LOOKS;
  for (const seconds of [0, 6, 12, 18])
    state = lookAt(state, figures([campaign(after(seconds), seconds)]), after(seconds));
  expect(state.stages.map(({ atMs }) => (atMs - start.getTime()) / 1_000)).toEqual([12, 18]);
});

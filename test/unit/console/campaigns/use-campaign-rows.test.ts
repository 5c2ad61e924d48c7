/** Rows of the campaign table that have not changed stay what they were. */
import { keptRow, type CampaignRow } from '../../../../services/console/src/campaigns/use-campaign-rows.ts';

const rowOf = (over: object = {}, rate: number | null = null): CampaignRow => ({
  campaign,
  progress: { at: '2026-01-01T00:00:00Z', sent: 5, ...over } as never,
  rate,
});
const campaign = { id: 'c1' } as never;

test('the moment of reading alone is no change', () => {
  const before = rowOf();
  expect(keptRow(before, rowOf({ at: '2026-01-01T00:00:09Z' }))).toBe(before);
});

test.each([
  ['another count', rowOf({ sent: 6 })],
  ['another rate', rowOf({}, 60)],
  ['no progress any more', { ...rowOf(), progress: undefined }],
  ['another version of the campaign', { ...rowOf(), campaign: { id: 'c1' } as never }],
])('%s is one', (_, now) => expect(keptRow(rowOf(), now)).toBe(now));

test('a first row is itself', () => {
  const now = rowOf();
  expect(keptRow(undefined, now)).toBe(now);
});

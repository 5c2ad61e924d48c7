import {
  asCampaignEvent,
  boundedFaults,
  fromDocument,
  outcomeOf,
  toDocument,
} from '../../../../services/commands/execution/outcome.ts';
import type { CampaignEvent } from '../../../../schemas/types.ts';
import { fault } from '../../../../services/domain/fault.ts';

const AT = Date.parse('2026-03-01T10:00:00Z');
const outcome = outcomeOf(
  { commandId: 'c-1', subjectId: 's-1', issuedAt: AT, issuedBy: 'ada', body: { type: 'StopCampaign' } },
  { accepted: true, faults: [], warnings: [fault('w', null, 'not checked')], version: 3 },
  AT,
);
const changed: CampaignEvent = {
  eventId: 'c-1:changed',
  subjectId: 's-1',
  occurredAt: AT,
  body: {
    ...{ type: 'CampaignChanged', campaignId: 's-1', cause: 'STOPPING', revision: 4, status: 'stopping' },
    ...{ name: 'n', integrationId: 'i', contactListId: 'l', messagesPerMinute: 1, alwaysRunning: false },
    ...{ runId: null, errors: [] },
  },
};

test('what is stored gives the same records again', () => {
  const published = { outcome, campaignEvents: [changed], contactListEvents: [] };
  expect(fromDocument(toDocument(published))).toEqual(published);
});

test('a document of an earlier version has its outcome among the events, which moves to its own topic', () => {
  const { command, issuedBy, ...former } = toDocument({ outcome, campaignEvents: [], contactListEvents: [] });
  expect([command, issuedBy]).toEqual(['StopCampaign', 'ada']);
  const document = { ...former, events: [JSON.stringify(changed), JSON.stringify(asCampaignEvent(outcome))] };
  expect(fromDocument(document)).toEqual({ outcome, campaignEvents: [changed], contactListEvents: [] });
});

test('of many faults the first hundred are kept, with how many more there are, and long texts are cut', () => {
  const faults = Array.from({ length: 15_000 }, (_, at) => fault('code', `field${at}`, 'x'.repeat(5_000)));
  const bounded = boundedFaults(faults);
  expect(bounded).toHaveLength(101);
  expect(bounded.at(-1)).toEqual(fault('too.many.errors', null, '… and 14900 more faults.'));
  expect(JSON.stringify(bounded).length).toBeLessThan(200_000);
  expect(boundedFaults(faults.slice(0, 100))).toHaveLength(100);
});

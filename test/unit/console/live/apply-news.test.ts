/** What the live stream tells is shown without being asked for; what it does not say is read again. */
import { QueryClient } from '@tanstack/react-query';
import { applyNews } from '../../../../services/console/src/live/apply-news.ts';

const campaign = {
  id: 'c1',
  version: 3,
  campaignStatus: 'on',
  errors: [],
  contactList: { id: 'l1', name: 'Customers' },
};

function told(topicName: string, eventBody: object) {
  const client = new QueryClient();
  client.setQueryData(['campaign', 'c1'], campaign);
  client.setQueryData(['campaigns', {}], { entities: [campaign], total: 1 });
  client.setQueryData(['progress', ['c1']], new Map([['c1', { sent: 1 }]]));
  client.setQueryData(['contactlists', 'one', 'l1'], { id: 'l1', size: 0 });
  client.setQueryData(['contactlists', undefined], { entities: [{ id: 'l1' }, { id: 'l2' }], total: 2 });
  const again: string[] = [];
  applyNews(client, { topicName, eventBody }, (key) => again.push(key.join(' ')));
  return { client, again };
}

test('the progress of a campaign that is shown', () => {
  const { client, again } = told('v2.outbound.messagingcampaigns.c1.progress', { sent: 7 });
  expect(client.getQueryData<Map<string, object>>(['progress', ['c1']])?.get('c1')).toEqual({ sent: 7 });
  expect(again).toEqual([]);
});

test('the progress of one that is not shown changes nothing', () => {
  const { client } = told('v2.outbound.messagingcampaigns.c2.progress', { sent: 7 });
  expect([...(client.getQueryData<Map<string, object>>(['progress', ['c1']])?.keys() ?? [])]).toEqual(['c1']);
});

test('a status: names that the stream does not know stay', () => {
  const { client, again } = told('v2.outbound.messagingcampaigns.c1', {
    ...campaign,
    campaignStatus: 'complete',
    contactList: { id: 'l1' },
  });
  const shown = { ...campaign, campaignStatus: 'complete' };
  expect(client.getQueryData(['campaign', 'c1'])).toEqual(shown);
  expect(client.getQueryData(['campaigns', {}])).toEqual({ entities: [shown], total: 1 });
  expect(again).toEqual([]);
});

test('a campaign that somebody has edited, and a new one, are read again', () => {
  expect(told('v2.outbound.messagingcampaigns.c1', { ...campaign, version: 4 }).again).toEqual(
    expect.arrayContaining(['campaign c1', 'campaigns']),
  );
  expect(told('v2.outbound.messagingcampaigns.c9', { ...campaign, id: 'c9' }).again).toEqual(['campaigns']);
});

test('an import under way is shown; when it has ended its list is read again', () => {
  const running = { state: 'IN_PROGRESS', completedRecords: 5, totalRecords: 9, percentComplete: 50 };
  const { client, again } = told('v2.outbound.contactlists.l1.importstatus', running);
  expect(client.getQueryData(['contactlists', 'one', 'l1'])).toMatchObject({ importStatus: running });
  expect(client.getQueryData(['contactlists', undefined])).toEqual({
    entities: [{ id: 'l1', importStatus: running }, { id: 'l2' }],
    total: 2,
  });
  expect(again).toEqual([]);
  expect(told('v2.outbound.dnclists.d1.importstatus', { percentComplete: 100 }).again).toEqual([
    'dnclists',
    'dnc-lists',
  ]);
});

test('numbers and events are read again', () => {
  expect(told('v2.messaging.integrations.whatsapp.i1', {}).again).toEqual(['integrations']);
  expect(told('v2.outbound.events', {}).again).toEqual(['events']);
  expect(told('v2.something.else', {}).again).toEqual([]);
});

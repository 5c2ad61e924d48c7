/** What the live stream tells → what the console has read before. */
import type { QueryClient } from '@tanstack/react-query';
import type { Campaign, Progress } from '../api/types.ts';

type News = { readonly topicName: string; readonly eventBody: object };
type Listing = { entities: Array<{ id: string }> };

const CAMPAIGN = /^v2\.outbound\.messagingcampaigns\.(.+?)(\.progress)?$/;
const IMPORT = /^v2\.outbound\.(contactlists|dnclists)\.(.+)\.importstatus$/;

/** @param again what of it has to be read again; called for the same key many times */
export function applyNews(
  client: QueryClient,
  { topicName, eventBody }: News,
  again: (key: readonly string[]) => void,
): void {
  const [, campaignId, isProgress] = CAMPAIGN.exec(topicName) ?? [];
  if (campaignId !== undefined)
    return isProgress
      ? applyProgress(client, campaignId, eventBody as Progress)
      : applyCampaign(client, eventBody as Campaign, again);
  const [, kind, listId] = IMPORT.exec(topicName) ?? [];
  if (kind !== undefined && listId !== undefined) {
    applyImport(client, kind, listId, eventBody);
    // its size and what can be chosen change with it
    if ((eventBody as { state?: string }).state !== 'IN_PROGRESS') {
      again([kind]);
      again([kind === 'contactlists' ? 'contact-list' : 'dnc-lists']);
    }
    return;
  }
  if (topicName.startsWith('v2.messaging.integrations.')) again(['integrations']);
  if (topicName === 'v2.outbound.events') again(['events']);
}

function applyProgress(client: QueryClient, id: string, progress: Progress): void {
  client.setQueriesData<Map<string, Progress>>({ queryKey: ['progress'] }, (known) =>
    known?.has(id) ? new Map(known).set(id, progress) : known,
  );
}

/** The stream's campaigns have no names of what they refer to: of those that are shown, what changes by itself is taken over. */
function applyCampaign(
  client: QueryClient,
  { id, version, campaignStatus, errors }: Campaign,
  again: (key: readonly string[]) => void,
): void {
  const merged = <C extends { id: string; version: number }>(known: C): C => {
    if (known.version !== version) {
      again(['campaign', id]);
      again(['campaigns']);
    }
    return { ...known, campaignStatus, errors };
  };
  let isKnown = false;
  client.setQueryData<Campaign>(['campaign', id], (known) => known && merged(known));
  client.setQueriesData<{ entities: Campaign[] }>({ queryKey: ['campaigns'] }, (known) => {
    if (!known?.entities.some((one) => one.id === id)) return known;
    isKnown = true;
    return { ...known, entities: known.entities.map((one) => (one.id === id ? merged(one) : one)) };
  });
  // a new one, or one that a filter by status kept out
  if (!isKnown) again(['campaigns']);
}

function applyImport(client: QueryClient, kind: string, id: string, importStatus: object): void {
  client.setQueryData<object>([kind, 'one', id], (known) => known && { ...known, importStatus });
  client.setQueriesData<Listing>(
    { queryKey: [kind], predicate: ({ queryKey }) => queryKey[1] !== 'one' },
    (known) =>
      known && {
        ...known,
        entities: known.entities.map((one) => (one.id === id ? { ...one, importStatus } : one)),
      },
  );
}

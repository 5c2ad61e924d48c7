/** Keeps what is shown in step with the server, and knows since when it no longer is. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSession } from '../access/session.tsx';
import { isPassing } from '../api/query-client.ts';
import { applyNews } from './apply-news.ts';
import { openStream } from './live-stream.ts';

const FLUSH_MS = 1_000;

const topics: ReadonlyArray<readonly [topic: string, ...needs: string[]]> = [
  [
    'v2.outbound.messagingcampaigns.*',
    'outbound:messagingCampaign:view',
    'outbound:whatsAppCampaign:view',
    'outbound:emailCampaign:view',
  ],
  [
    'v2.outbound.messagingcampaigns.*.progress',
    'outbound:messagingCampaign:view',
    'outbound:whatsAppCampaign:view',
    'outbound:emailCampaign:view',
  ],
  ['v2.outbound.contactlists.*.importstatus', 'outbound:contactList:view'],
  ['v2.outbound.dnclists.*.importstatus', 'outbound:dncList:view'],
  ['v2.messaging.integrations.whatsapp.*', 'messaging:integration:view'],
  ['v2.outbound.events', 'outbound:eventLog:view'],
];

export function useLive(): void {
  const client = useQueryClient();
  const { may } = useSession();
  const asked = topics
    .filter(([, ...needs]) => needs.some((permission) => may(permission)))
    .map(([topic]) => topic)
    .join(',');
  useEffect(() => {
    // jsdom, and what is older than the console, has none: then the console looks again and again
    if (asked === '' || typeof EventSource === 'undefined') return undefined;
    const stale = new Map<string, readonly string[]>();
    const flush = setInterval(() => {
      const keys = [...stale.values()];
      stale.clear();
      for (const queryKey of keys) void client.invalidateQueries({ queryKey });
    }, FLUSH_MS);
    let wasLost = false;
    const close = openStream(asked.split(','), {
      onOpen() {
        // what happened meanwhile was told to nobody
        if (wasLost) void client.invalidateQueries();
        wasLost = false;
      },
      onNews: (data) =>
        applyNews(client, JSON.parse(data) as Parameters<typeof applyNews>[1], (key) =>
          stale.set(key.join(' '), key),
        ),
      onLost() {
        wasLost = true;
        // whether the server is away is known as soon as something is asked of it
        void client.invalidateQueries();
      },
    });
    return () => {
      clearInterval(flush);
      close();
    };
  }, [client, asked]);
}

/** When the server last answered, while it does not; null as long as it answers. */
export function useAwaySince(): number | null {
  const client = useQueryClient();
  const [awaySince, setAwaySince] = useState<number | null>(null);
  useEffect(() => {
    let lastAnswerAt = Date.now();
    return client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated') return;
      const { action } = event;
      // also what the stream told is an answer
      if (action.type === 'success') {
        lastAnswerAt = Date.now();
        setAwaySince(null);
      }
      if ((action.type === 'failed' || action.type === 'error') && isPassing(action.error))
        setAwaySince(lastAnswerAt);
    });
  }, [client]);
  return awaySince;
}

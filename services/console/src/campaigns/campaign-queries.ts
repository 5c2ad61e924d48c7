/** What the console reads of campaigns, and what it asks to be done with them. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import type { Campaign, CampaignQuery, CampaignStatus, Progress, ResendBody } from '../api/types.ts';
import { isLive } from '../live/live-stream.ts';

/** Of campaigns that run: as often as the stream would tell it, or as seldom as the rate needs it that falls while nothing leaves. */
const liveMs = (): number => (isLive() ? 10_000 : 2_000);
const QUIET_MS = 15_000;

export const isActive = (status: CampaignStatus): boolean =>
  status === 'on' || status === 'stopping' || status === 'forced_stopping';

const one = (messagingCampaignId: string) => ({ params: { path: { messagingCampaignId } } });

export function useCampaigns(query: CampaignQuery) {
  return useQuery({
    queryKey: ['campaigns', query],
    queryFn: () => answerOf(api.GET('/api/v2/outbound/messagingcampaigns', { params: { query } })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.entities.some(({ campaignStatus }) => isActive(campaignStatus)) ? liveMs() : QUIET_MS,
  });
}

/** How far campaigns are, by id. Counts of campaigns at rest move too: read receipts come for days. */
export function useProgressOf(campaigns: readonly Campaign[]) {
  const ids = campaigns.map(({ id }) => id);
  const anyRuns = campaigns.some(({ campaignStatus }) => isActive(campaignStatus));
  return useQuery({
    queryKey: ['progress', ids],
    enabled: ids.length > 0,
    queryFn: async () => {
      const all = await answerOf(api.POST('/api/v2/outbound/messagingcampaigns/progress', { body: ids }));
      return new Map<string, Progress>(all.map((progress) => [progress.campaign.id, progress]));
    },
    placeholderData: keepPreviousData,
    refetchInterval: () => (anyRuns ? liveMs() : QUIET_MS),
  });
}

export function useCampaign(id: string) {
  return useQuery({
    queryKey: ['campaign', id],
    enabled: id !== '',
    queryFn: () => answerOf(api.GET('/api/v2/outbound/messagingcampaigns/{messagingCampaignId}', one(id))),
    refetchInterval: ({ state }) => (state.data && isActive(state.data.campaignStatus) ? liveMs() : QUIET_MS),
  });
}

/** Who of the latest run did not get it; counted when the campaign is at rest. */
export function useResendPreview(id: string, isAtRest: boolean, runNumber: number) {
  return useQuery({
    queryKey: ['resend', id, runNumber],
    enabled: isAtRest && runNumber > 0,
    queryFn: () =>
      answerOf(api.GET('/api/v2/outbound/messagingcampaigns/{messagingCampaignId}/resend', one(id))),
    retry: false,
  });
}

export function useResend(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ResendBody) =>
      answerOf(
        api.POST('/api/v2/outbound/messagingcampaigns/{messagingCampaignId}/resend', { ...one(id), body }),
      ),
    onSettled: () => {
      for (const key of ['campaign', 'resend']) void client.invalidateQueries({ queryKey: [key, id] });
      for (const key of ['campaigns', 'progress']) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}

export type Deed = 'start' | 'stop' | 'recycle' | 'delete';

const deeds: Record<Deed, (id: string) => Promise<unknown>> = {
  start: (id) =>
    answerOf(api.POST('/api/v2/outbound/messagingcampaigns/{messagingCampaignId}/start', one(id))),
  stop: (id) => answerOf(api.POST('/api/v2/outbound/messagingcampaigns/{messagingCampaignId}/stop', one(id))),
  recycle: (id) =>
    answerOf(api.DELETE('/api/v2/outbound/messagingcampaigns/{messagingCampaignId}/progress', one(id))),
  delete: (id) => answerOf(api.DELETE('/api/v2/outbound/messagingcampaigns/{messagingCampaignId}', one(id))),
};

export function useDeed() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ deed, id }: { deed: Deed; id: string }) => deeds[deed](id),
    onSettled: (_data, _error, { deed, id }) => {
      if (deed === 'delete') client.removeQueries({ queryKey: ['campaign', id] });
      else void client.invalidateQueries({ queryKey: ['campaign', id] });
      void client.invalidateQueries({ queryKey: ['campaigns'] });
      void client.invalidateQueries({ queryKey: ['progress'] });
    },
  });
}

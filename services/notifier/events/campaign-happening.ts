/** A change of a campaign → what subscriptions are told. Of errors their codes: texts may hold numbers of people. Pure. */
import type { CampaignEvent } from '../../../schemas/types.ts';
import type { EventType } from '../../subscriptions/event-types.ts';
import type { Happening } from './happening.ts';

const types: Readonly<Record<string, EventType>> = {
  STARTED: 'v2.outbound.whatsappcampaigns.started',
  STOPPED: 'v2.outbound.whatsappcampaigns.stopped',
  COMPLETED: 'v2.outbound.whatsappcampaigns.completed',
  FORCE_STOPPED: 'v2.outbound.whatsappcampaigns.forcestopped',
  INVALIDATED: 'v2.outbound.whatsappcampaigns.invalidated',
};

export function campaignHappenings({ eventId, occurredAt, body }: CampaignEvent): Happening[] {
  if (body.type !== 'CampaignChanged') return [];
  const type = types[body.cause];
  if (type === undefined) return [];
  const { campaignId, status, runId, errors } = body;
  return [
    {
      eventId: `campaign:${eventId}`,
      ...{ type, at: new Date(occurredAt), about: { kind: 'campaign', id: campaignId } },
      data: { status, runId, errors: errors.map(({ code, field }) => ({ code, field })) },
    },
  ];
}

/** After these the run's counts are told too. */
export const tellsCounts = (type: EventType): boolean =>
  type === types['STOPPED'] || type === types['COMPLETED'] || type === types['FORCE_STOPPED'];

/** What the provider does to an integration → what subscriptions are told, also of its campaigns that are on. Pure. */
import { templateKeyOf } from '../../domain/provider/provider-scope.ts';
import type { EventType } from '../../subscriptions/event-types.ts';
import type { Happening } from './happening.ts';
import type { Told } from './hold-episodes.ts';

/** A campaign that is on. */
export type RunningCampaign = {
  readonly _id: string;
  readonly integrationId: string;
  readonly template: { readonly name: string; readonly language: string };
};

export function signalHappenings(told: Told, running: readonly RunningCampaign[]): Happening[] {
  const { what, id, at, integrationId, scope, scopeKey, code, until, event } = told;
  const type: EventType = `v2.conversations.messaging.integrations.whatsapp.${what}`;
  const hold = {
    ...(what === 'slowed' ? {} : { scope }),
    ...(scope === 'TEMPLATE' ? { template: scopeKey } : {}),
    ...(code > 0 ? { code } : {}),
    ...(until === null ? {} : { until: until.toISOString() }),
    ...(event === null ? {} : { event }),
  };
  const ofIntegration: Happening[] =
    scope === 'CAMPAIGN'
      ? []
      : [{ eventId: id, type, at, about: { kind: 'integration', id: integrationId }, data: hold }];
  if (what !== 'held') return ofIntegration;
  const ofCampaigns = running
    .filter((campaign) => campaign.integrationId === integrationId && isHeld(told, campaign))
    .map(({ _id }): Happening => ({
      eventId: `${id}:${_id}`,
      ...{ type: 'v2.outbound.whatsappcampaigns.held', at, about: { kind: 'campaign', id: _id } },
      data: { ...hold, integrationId },
    }));
  return [...ofIntegration, ...ofCampaigns];
}

function isHeld({ scope, scopeKey }: Told, { _id, template }: RunningCampaign): boolean {
  if (scope === 'CAMPAIGN') return _id === scopeKey;
  if (scope === 'TEMPLATE') return templateKeyOf(template.name, template.language) === scopeKey;
  return true;
}

/** The events that a webhook subscription may name, as the API has them. */
import type { EventName } from './subscription-queries.ts';

export const ALL_EVENTS = '*';

const present: Readonly<Record<EventName, true>> = {
  '*': true,
  'v2.outbound.whatsappcampaigns.started': true,
  'v2.outbound.whatsappcampaigns.stopped': true,
  'v2.outbound.whatsappcampaigns.completed': true,
  'v2.outbound.whatsappcampaigns.forcestopped': true,
  'v2.outbound.whatsappcampaigns.invalidated': true,
  'v2.outbound.whatsappcampaigns.held': true,
  'v2.outbound.contactlists.importstatus.completed': true,
  'v2.outbound.contactlists.importstatus.failed': true,
  'v2.outbound.dnclists.importstatus.completed': true,
  'v2.outbound.dnclists.importstatus.failed': true,
  'v2.conversations.messaging.integrations.whatsapp.held': true,
  'v2.conversations.messaging.integrations.whatsapp.slowed': true,
  'v2.conversations.messaging.integrations.whatsapp.released': true,
  'v2.conversations.messaging.integrations.whatsapp.changed': true,
  'v2.outbound.webhooksubscriptions.disabled': true,
};

// a record, so that one that the API adds is missed by the type check
export const eventNames = Object.keys(present) as EventName[];

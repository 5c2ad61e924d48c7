/**
 * The events that subscriptions are told of, named after the notification topics of the Genesys contract
 * (section 2), without the id, and with what happened. Pure.
 */

const campaign = 'v2.outbound.whatsappcampaigns';
const contactList = 'v2.outbound.contactlists.importstatus';
const dncList = 'v2.outbound.dnclists.importstatus';
const integration = 'v2.conversations.messaging.integrations.whatsapp';
const subscription = 'v2.outbound.webhooksubscriptions';

export const eventTypes = [
  `${campaign}.started`,
  `${campaign}.stopped`,
  `${campaign}.completed`,
  `${campaign}.forcestopped`,
  `${campaign}.invalidated`,
  `${campaign}.held`,
  `${contactList}.completed`,
  `${contactList}.failed`,
  `${dncList}.completed`,
  `${dncList}.failed`,
  `${integration}.held`,
  `${integration}.slowed`,
  `${integration}.released`,
  `${integration}.changed`,
  `${subscription}.disabled`,
] as const;

export type EventType = (typeof eventTypes)[number];

/** Sent when somebody asks for it, whatever the subscription names. */
export const TEST_EVENT = `${subscription}.test`;

/** In a subscription: all events, also those of later versions. */
export const ALL_EVENTS = '*';

const known: ReadonlySet<string> = new Set([...eventTypes, ALL_EVENTS]);

export const isEventType = (name: string): boolean => known.has(name);

export const wants = (names: readonly string[], type: string): boolean =>
  names.includes(ALL_EVENTS) || names.includes(type);

/** What each means, for people. */
export const meaningOf: Readonly<Record<EventType, string>> = {
  [`${campaign}.started`]: 'a campaign was started',
  [`${campaign}.stopped`]: 'a campaign has stopped after it was told to',
  [`${campaign}.completed`]: 'a campaign has come to the end of its contact list',
  [`${campaign}.forcestopped`]: 'the system has stopped a campaign',
  [`${campaign}.invalidated`]: 'something that a campaign needs is broken or gone',
  [`${campaign}.held`]: 'the provider lets a campaign that is on send nothing for a time',
  [`${contactList}.completed`]: 'an import into a contact list has ended; rows may have been rejected',
  [`${contactList}.failed`]: 'an import into a contact list has failed as a whole',
  [`${dncList}.completed`]: 'an import into a DNC list has ended; rows may have been rejected',
  [`${dncList}.failed`]: 'an import into a DNC list has failed as a whole',
  [`${integration}.held`]:
    'the provider lets a number, one of its templates or its account send nothing for a time',
  [`${integration}.slowed`]: 'the provider lets a number send more slowly for a time',
  [`${integration}.released`]: 'a hold has ended before its time',
  [`${integration}.changed`]: 'the provider says that a number, a template or an account has changed',
  [`${subscription}.disabled`]: 'the system has disabled another subscription, which could not be reached',
};

/** Every Kafka topic as a value: name, key, value type, size, who writes and who reads. A topic string in a service is a defect. */
import type {
  CampaignCommand,
  CampaignEvent,
  ContactListEvent,
  DeadLetter,
  EligibilityNews,
  ExcludedContact,
  InboundMessage,
  MessageStatus,
  OptOutEvent,
  PaceFence,
  ProviderSignal,
  ReleasedMessage,
  SendDemand,
  WebhookNotification,
} from './types.ts';
import {
  CampaignCommandSchema,
  CampaignEventSchema,
  ContactListEventSchema,
  DeadLetterSchema,
  EligibilityNewsSchema,
  ExcludedContactSchema,
  InboundMessageSchema,
  MessageStatusSchema,
  OptOutEventSchema,
  PaceFenceSchema,
  ProviderSignalSchema,
  ReleasedMessageSchema,
  SendDemandSchema,
  WebhookNotificationSchema,
} from './types.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const GIB = 2 ** 30;

export type Topic<V> = {
  readonly name: string;
  /** What the key says, and the function that takes it from a value. */
  readonly key: string;
  readonly keyOf: (value: V) => string;
  /** Avro schema as JSON; registered under `<name>-value`. */
  readonly schema: object;
  readonly partitions: number;
  /** How long records are kept; `latest`: the latest of each key for ever (compacted). */
  readonly retentionMs: number | 'latest';
  /** Of each partition; the oldest records go first. Absent = by time alone. */
  readonly retentionBytes?: number;
  readonly writers: readonly string[];
  readonly readers: readonly string[];
};

const topic = <V>(definition: Topic<V>): Topic<V> => definition;

export const topics = {
  campaignCommands: topic<CampaignCommand>({
    name: 'campaign-commands',
    key: 'id of the thing commanded',
    keyOf: (command) => command.subjectId,
    schema: CampaignCommandSchema,
    partitions: 6,
    retentionMs: 30 * DAY,
    writers: ['anyone', 'status', 'eligibility', 'campaigns'],
    readers: ['campaigns', 'importer'],
  }),
  campaignEvents: topic<CampaignEvent>({
    name: 'campaign-events',
    key: 'campaign id, or the command’s subject id',
    keyOf: (event) => event.subjectId,
    schema: CampaignEventSchema,
    partitions: 6,
    retentionMs: 30 * DAY,
    writers: ['campaigns', 'importer'],
    readers: ['eligibility', 'throttle', 'sender', 'api'],
  }),
  contactListEvents: topic<ContactListEvent>({
    name: 'contact-list-events',
    key: 'contact list or DNC list id',
    keyOf: (event) => event.listId,
    schema: ContactListEventSchema,
    partitions: 6,
    retentionMs: 30 * DAY,
    writers: ['importer'],
    readers: ['campaigns', 'eligibility', 'api'],
  }),
  eligibleContacts: topic<EligibilityNews>({
    name: 'eligible-contacts',
    key: 'integration id',
    keyOf: (news) => news.integrationId,
    schema: EligibilityNewsSchema,
    partitions: 6,
    retentionMs: DAY,
    writers: ['eligibility'],
    readers: ['throttle'],
  }),
  sendDemand: topic<SendDemand>({
    name: 'send-demand',
    key: 'campaign id',
    keyOf: (demand) => demand.campaignId,
    schema: SendDemandSchema,
    partitions: 6,
    retentionMs: HOUR,
    writers: ['throttle'],
    readers: ['eligibility'],
  }),
  excludedContacts: topic<ExcludedContact>({
    name: 'excluded-contacts',
    key: 'campaign id',
    keyOf: (excluded) => excluded.campaignId,
    schema: ExcludedContactSchema,
    partitions: 6,
    retentionMs: 7 * DAY,
    writers: ['eligibility', 'sender'],
    readers: ['status'],
  }),
  releasedMessages: topic<ReleasedMessage>({
    name: 'released-messages',
    key: 'message id',
    keyOf: (message) => message.messageId,
    schema: ReleasedMessageSchema,
    partitions: 6,
    retentionMs: DAY,
    writers: ['throttle'],
    readers: ['sender'],
  }),
  messageStatuses: topic<MessageStatus>({
    name: 'message-statuses',
    key: 'message id',
    keyOf: (status) => status.messageId ?? status.wamid ?? '',
    schema: MessageStatusSchema,
    partitions: 6,
    retentionMs: 7 * DAY,
    writers: ['sender', 'webhook'],
    readers: ['status'],
  }),
  providerSignals: topic<ProviderSignal>({
    name: 'provider-signals',
    key: 'integration id',
    keyOf: (signal) => signal.integrationId,
    schema: ProviderSignalSchema,
    partitions: 6,
    retentionMs: 7 * DAY,
    writers: ['sender', 'webhook', 'status', 'campaigns'],
    readers: ['throttle', 'campaigns'],
  }),
  inboundMessages: topic<InboundMessage>({
    name: 'inbound-messages',
    key: 'Phone ID',
    keyOf: (message) => message.phoneId,
    schema: InboundMessageSchema,
    partitions: 6,
    retentionMs: 7 * DAY,
    writers: ['webhook'],
    readers: ['status'],
  }),
  paceFences: topic<PaceFence>({
    name: 'pace-fences',
    key: 'integration id',
    keyOf: (fence) => fence.integrationId,
    schema: PaceFenceSchema,
    partitions: 6,
    retentionMs: 'latest',
    writers: ['throttle'],
    readers: ['throttle'],
  }),
  optOutEvents: topic<OptOutEvent>({
    name: 'opt-out-events',
    key: 'integration id',
    keyOf: (event) => event.integrationId,
    schema: OptOutEventSchema,
    partitions: 6,
    retentionMs: 30 * DAY,
    writers: ['status'],
    readers: ['campaigns'],
  }),
  /** As large as the provider is talkative: bounded in bytes too. */
  webhookNotifications: topic<WebhookNotification>({
    name: 'webhook-notifications',
    key: 'hash of the bytes',
    keyOf: (notification) => notification.notificationId,
    schema: WebhookNotificationSchema,
    partitions: 6,
    retentionMs: 3 * DAY,
    retentionBytes: 2 * GIB,
    writers: ['webhook'],
    readers: ['operators'],
  }),
  deadLetters: topic<DeadLetter>({
    name: 'dead-letters',
    key: 'the original key',
    keyOf: (letter) => letter.key?.toString('utf8') ?? '',
    schema: DeadLetterSchema,
    partitions: 1,
    retentionMs: 30 * DAY,
    writers: ['any consumer'],
    readers: ['operators'],
  }),
} as const;

/** The registry subject of a topic's value. */
export const subjectOf = (topicName: string): string => `${topicName}-value`;

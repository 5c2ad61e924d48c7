/**
 * Every Kafka topic as a value: name, key, value type, size, who writes and who reads. A topic string in a
 * service is a defect.
 */
import type {
  CampaignCommand,
  CampaignEvent,
  CommandDecided,
  ContactListEvent,
  DeadLetter,
  DeadLetterMark,
  EligibilityNews,
  ExcludedContact,
  InboundMessage,
  InternalCommand,
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
  CommandDecidedSchema,
  ContactListEventSchema,
  DeadLetterSchema,
  DeadLetterMarkSchema,
  EligibilityNewsSchema,
  ExcludedContactSchema,
  InboundMessageSchema,
  InternalCommandSchema,
  MessageStatusSchema,
  OptOutEventSchema,
  PaceFenceSchema,
  ProviderSignalSchema,
  ReleasedMessageSchema,
  SendDemandSchema,
  WebhookNotificationSchema,
} from './types.ts';
import {
  campaignCommandFault,
  campaignEventFault,
  commandDecidedFault,
  contactListEventFault,
  eligibilityNewsFault,
  excludedContactFault,
  inboundMessageFault,
  internalCommandFault,
  messageStatusFault,
  optOutEventFault,
  paceFenceFault,
  providerSignalFault,
  releasedMessageFault,
  sendDemandFault,
  type FaultOf,
} from './record-faults.ts';

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
  /**
   * What no such record can mean although the schema allows it; null when all is well. Every consumer
   * dead-letters what has a fault.
   */
  readonly faultOf?: FaultOf<V>;
  readonly partitions: number;
  /** How long records are kept; `latest`: the latest of each key for ever (compacted). */
  readonly retentionMs: number | 'latest';
  /** Of each partition; the oldest records go first. Absent = by time alone. */
  readonly retentionBytes?: number;
  /** Largest record, bytes; the broker's default when absent. */
  readonly maxRecordBytes?: number;
  /**
   * Each record belongs to the trace of its own message; records of other topics to the trace of what made
   * their writer write.
   */
  readonly isOfMessages?: true;
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
    faultOf: campaignCommandFault,
    partitions: 6,
    retentionMs: 30 * DAY,
    writers: ['anyone'],
    readers: ['campaigns', 'importer'],
  }),
  /**
   * Apart from campaign-commands, so that an ACL can keep everybody else from writing what only our services
   * may say.
   */
  internalCommands: topic<InternalCommand>({
    name: 'internal-commands',
    key: 'campaign id',
    keyOf: (command) => command.subjectId,
    schema: InternalCommandSchema,
    faultOf: internalCommandFault,
    partitions: 6,
    retentionMs: 7 * DAY,
    writers: ['status', 'eligibility', 'campaigns'],
    readers: ['campaigns'],
  }),
  campaignEvents: topic<CampaignEvent>({
    name: 'campaign-events',
    key: 'campaign id',
    keyOf: (event) => event.subjectId,
    schema: CampaignEventSchema,
    faultOf: campaignEventFault,
    partitions: 6,
    retentionMs: 30 * DAY,
    writers: ['campaigns'],
    readers: ['campaigns', 'eligibility', 'throttle', 'sender', 'api', 'notifier'],
  }),
  commandOutcomes: topic<CommandDecided>({
    name: 'command-outcomes',
    key: 'id of the thing commanded',
    keyOf: (outcome) => outcome.subjectId,
    schema: CommandDecidedSchema,
    faultOf: commandDecidedFault,
    partitions: 6,
    retentionMs: 30 * DAY,
    writers: ['campaigns', 'importer'],
    readers: ['campaigns', 'api', 'anyone'],
  }),
  contactListEvents: topic<ContactListEvent>({
    name: 'contact-list-events',
    key: 'contact list or DNC list id',
    keyOf: (event) => event.listId,
    schema: ContactListEventSchema,
    faultOf: contactListEventFault,
    partitions: 6,
    retentionMs: 30 * DAY,
    writers: ['importer'],
    readers: ['campaigns', 'eligibility', 'api', 'notifier'],
  }),
  eligibleContacts: topic<EligibilityNews>({
    name: 'eligible-contacts',
    key: 'integration id',
    keyOf: (news) => news.integrationId,
    schema: EligibilityNewsSchema,
    faultOf: eligibilityNewsFault,
    partitions: 6,
    retentionMs: DAY,
    isOfMessages: true,
    writers: ['eligibility'],
    readers: ['throttle'],
  }),
  sendDemand: topic<SendDemand>({
    name: 'send-demand',
    key: 'campaign id',
    keyOf: (demand) => demand.campaignId,
    schema: SendDemandSchema,
    faultOf: sendDemandFault,
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
    faultOf: excludedContactFault,
    partitions: 6,
    retentionMs: 7 * DAY,
    isOfMessages: true,
    writers: ['eligibility', 'sender'],
    readers: ['status'],
  }),
  releasedMessages: topic<ReleasedMessage>({
    name: 'released-messages',
    key: 'message id',
    keyOf: (message) => message.messageId,
    schema: ReleasedMessageSchema,
    faultOf: releasedMessageFault,
    partitions: 6,
    retentionMs: DAY,
    isOfMessages: true,
    writers: ['throttle'],
    readers: ['sender'],
  }),
  messageStatuses: topic<MessageStatus>({
    name: 'message-statuses',
    key: 'message id',
    keyOf: (status) => status.messageId ?? status.wamid ?? '',
    schema: MessageStatusSchema,
    faultOf: messageStatusFault,
    partitions: 6,
    retentionMs: 7 * DAY,
    isOfMessages: true,
    writers: ['sender', 'webhook'],
    readers: ['status'],
  }),
  providerSignals: topic<ProviderSignal>({
    name: 'provider-signals',
    key: 'integration id',
    keyOf: (signal) => signal.integrationId,
    schema: ProviderSignalSchema,
    faultOf: providerSignalFault,
    partitions: 6,
    retentionMs: 7 * DAY,
    writers: ['sender', 'webhook', 'status', 'campaigns'],
    readers: ['throttle', 'campaigns', 'notifier'],
  }),
  inboundMessages: topic<InboundMessage>({
    name: 'inbound-messages',
    key: 'Phone ID or user id',
    keyOf: ({ phoneId, userId }) => (phoneId === '' ? (userId ?? '') : phoneId),
    schema: InboundMessageSchema,
    faultOf: inboundMessageFault,
    partitions: 6,
    retentionMs: 7 * DAY,
    isOfMessages: true,
    writers: ['webhook'],
    readers: ['status'],
  }),
  paceFences: topic<PaceFence>({
    name: 'pace-fences',
    key: 'integration id',
    keyOf: (fence) => fence.integrationId,
    schema: PaceFenceSchema,
    faultOf: paceFenceFault,
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
    faultOf: optOutEventFault,
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
    isOfMessages: true,
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
    // a record as large as the broker takes, and what is told of it
    maxRecordBytes: 2_500_000,
    writers: ['any consumer'],
    readers: ['operators'],
  }),
  deadLetterMarks: topic<DeadLetterMark>({
    name: 'dead-letter-marks',
    key: 'partition and offset of the dead letter',
    keyOf: (mark) => `${mark.partition}-${mark.offset}`,
    schema: DeadLetterMarkSchema,
    partitions: 1,
    retentionMs: 30 * DAY,
    writers: ['operators'],
    readers: ['operators'],
  }),
} as const;

/** The registry subject of a topic's value. */
export const subjectOf = (topicName: string): string => `${topicName}-value`;

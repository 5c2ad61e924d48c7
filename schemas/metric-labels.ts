/** Every label of our metrics: what it says, and what bounds the number of its values. */
import type { metricDefinitions } from './metrics.ts';

type LabelOf<D> = D extends { readonly labels: ReadonlyArray<infer L> } ? L : never;
export type MetricLabel = LabelOf<(typeof metricDefinitions)[keyof typeof metricDefinitions]>;

export type LabelMeaning = {
  readonly says: string;
  /** Why it cannot have more and more values. */
  readonly bound: string;
};

const AT_MOST_CAMPAIGNS = 'at most 100 campaigns at a time: while they run and 10 minutes longer';
const AT_MOST_NUMBERS = 'at most 100 active numbers';
const AT_MOST_IMPORTS = 'at most 50 imports at a time: while they wait or run';

export const metricLabels: Readonly<Record<MetricLabel, LabelMeaning>> = {
  campaign_id: { says: 'id of the campaign', bound: AT_MOST_CAMPAIGNS },
  campaign: { says: 'name of the campaign', bound: AT_MOST_CAMPAIGNS },
  division: { says: 'division of the campaign', bound: AT_MOST_CAMPAIGNS },
  integration_id: { says: 'id of the WhatsApp integration, which has one number', bound: AT_MOST_NUMBERS },
  integration: { says: 'name of the WhatsApp integration', bound: AT_MOST_NUMBERS },
  import_id: { says: 'id of the import', bound: AT_MOST_IMPORTS },
  list: { says: 'name of the list that is imported into', bound: AT_MOST_IMPORTS },
  state: {
    says: 'status of the campaign; state of the import, of the message in the ledger, of a connection',
    bound: 'the states that there are',
  },
  waiting: {
    says: 'why nothing leaves; `none`: it does not wait',
    bound: 'the reasons in [operations.md](operations.md#reading-the-boards)',
  },
  limited: {
    says: 'why it is paced below its own rate; `none`: it is not',
    bound: 'the reasons in [operations.md](operations.md#reading-the-boards)',
  },
  reason: {
    says: 'why a campaign is not at its own rate, or waits; why a contact got no message; why a live stream was ended',
    bound:
      'the reasons in [operations.md](operations.md#reading-the-boards); our table of reasons and `other`',
  },
  stage: { says: 'how far a message came', bound: 'eight stages' },
  code: {
    says: 'error code of WhatsApp, or of a dead letter',
    bound: 'our table of error codes and `other`; the codes of dead letters',
  },
  class: {
    says: 'what an error code leads to: retry, hold, fail, suppress, stop',
    bound: 'five classes and `other`',
  },
  scope: { says: 'what a hold is on', bound: 'NUMBER, TEMPLATE, ACCOUNT, APP, CAMPAIGN' },
  quality: { says: 'how WhatsApp rates the number', bound: 'GREEN, YELLOW, RED, UNKNOWN' },
  topic: { says: 'Kafka topic without its namespace', bound: 'the topics in `schemas/topics.ts`' },
  group: {
    says: 'consumer group without its namespace',
    bound: 'the groups in our code; one more for each process that hears everything',
  },
  command: { says: 'kind of the command', bound: 'the kinds in `schemas/campaign-command.avsc`' },
  outcome: { says: 'what was decided', bound: 'accepted, refused' },
  status: { says: 'status of campaigns; HTTP status of an answer', bound: 'the statuses that there are' },
  kind: { says: 'kind of list, of slot, of copy or of stored data', bound: 'up to eight each' },
  result: { says: 'what became of it', bound: 'a few words each' },
  decision: { says: 'eligible, or the reason for skipping', bound: 'our table of reasons' },
  why: { says: 'why a message was put off', bound: 'six reasons' },
  delivery: { says: 'delivery status reached', bound: 'the delivery statuses that there are' },
  credentials: { says: 'name of an access token', bound: 'the names in WHATSAPP_ACCESS_TOKENS' },
  address: { says: 'TLS server', bound: 'the addresses in WATCHED_CERTIFICATES' },
  part: { says: 'part of the database', bound: 'data, indexes' },
  what: { says: 'which figure of the disk', bound: 'size, used' },
};

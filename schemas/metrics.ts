/**
 * Every metric: kind, meaning, labels (metric-labels.ts says what bounds each; never a number or an id of a
 * person) and who has it. Boards, alerts and docs/metrics.md rely on these names.
 */
import { liveMetrics } from './live-metrics.ts';
import { each, endedImports, LIVE_DROP_REASONS, PUT_OFF_REASONS, REMOVED_KINDS } from './metric-values.ts';

// What is read from the database at the scrape is in live-metrics.ts.

export type MetricDefinition = {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Services that expose it; `*` = all. */
  readonly services: readonly string[];
  readonly buckets?: readonly number[];
  /** Counters: the series that exist from the start, at 0. */
  readonly initialSeries?: ReadonlyArray<Readonly<Record<string, string>>>;
};

const MILLISECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const metricDefinitions = {
  ...liveMetrics,
  wac_records_consumed_total: {
    kind: 'counter',
    help: 'Kafka records handled',
    labels: ['topic'],
    services: ['*'],
  },
  wac_records_produced_total: {
    kind: 'counter',
    help: 'Kafka records acknowledged by the broker',
    labels: ['topic'],
    services: ['*'],
  },
  wac_dead_letters_total: {
    kind: 'counter',
    help: 'Records sent to dead-letters',
    labels: ['topic', 'code'],
    services: ['*'],
  },
  wac_consumers_stopped: {
    kind: 'gauge',
    help: '1: nothing is consumed from the topic any more, since nothing but unusable records came',
    labels: ['topic'],
    services: ['*'],
  },
  wac_consumer_lag_records: {
    kind: 'gauge',
    help: 'Records not yet handled, by topic (this instance’s partitions)',
    labels: ['topic', 'group'],
    services: ['*'],
  },
  wac_consumer_lag_seconds: {
    kind: 'gauge',
    help: 'Age of the batch handled last when it was taken up; 0 when caught up',
    labels: ['topic', 'group'],
    services: ['*'],
  },
  wac_group_lag_records: {
    kind: 'gauge',
    help: 'Records behind what a consumer group has committed, as the broker says; the same from every instance',
    labels: ['topic', 'group'],
    services: ['*'],
  },
  wac_group_committed_offset: {
    kind: 'gauge',
    help: 'Sum of the offsets that a consumer group has committed, as the broker says; it grows while the group works',
    labels: ['topic', 'group'],
    services: ['*'],
  },
  wac_group_retention_used_ratio: {
    kind: 'gauge',
    help: 'Share of a topic’s retained records that a consumer group has not read, of its worst partition whose oldest records have been deleted already; at 1 the next to be deleted are unread',
    labels: ['topic', 'group'],
    services: ['*'],
  },
  wac_handler_seconds: {
    kind: 'histogram',
    help: 'Time to handle one batch of records',
    labels: ['topic'],
    services: ['*'],
    buckets: MILLISECONDS,
  },
  wac_handler_failures_total: {
    kind: 'counter',
    help: 'Batches that failed and will be tried again',
    labels: ['topic'],
    services: ['*'],
  },
  wac_mongo_connections: {
    kind: 'gauge',
    help: 'Connections to MongoDB: open, and in use of those',
    labels: ['state'],
    services: ['*'],
  },
  wac_mongo_wait_seconds: {
    kind: 'histogram',
    help: 'How long work waited for a connection to MongoDB',
    labels: [],
    services: ['*'],
    buckets: MILLISECONDS,
  },
  wac_commands_total: {
    kind: 'counter',
    help: 'Commands decided',
    labels: ['command', 'outcome'],
    services: ['campaigns', 'importer'],
  },
  wac_live_listeners: {
    kind: 'gauge',
    help: 'Open live streams (server-sent events)',
    labels: [],
    services: ['api'],
  },
  wac_live_dropped_total: {
    kind: 'counter',
    help: 'Live streams that were ended: `slow` does not read, `rights` has none any more',
    labels: ['reason'],
    services: ['api'],
    initialSeries: each('reason', LIVE_DROP_REASONS),
  },
  wac_campaigns: { kind: 'gauge', help: 'Campaigns by status', labels: ['status'], services: ['campaigns'] },
  wac_database_bytes: {
    kind: 'gauge',
    help: 'Size of our data and indexes in MongoDB, as stored',
    labels: ['part'],
    services: ['campaigns'],
  },
  wac_retention_removed_total: {
    kind: 'counter',
    help: 'What has passed its time and was removed, by kind: messages, runs, pages of orders, runs in paces, rejects, imports, uploads, consumer groups',
    labels: ['kind'],
    services: ['campaigns'],
    initialSeries: each('kind', REMOVED_KINDS),
  },
  wac_retention_oldest_timestamp_seconds: {
    kind: 'gauge',
    help: 'The oldest that is kept, by kind: when its run or import ended, or it was stored; absent when there is none',
    labels: ['kind'],
    services: ['campaigns'],
  },
  wac_retention_last_sweep_timestamp_seconds: {
    kind: 'gauge',
    help: 'When a sweep last came to its end; before the first one, when the system was first there',
    labels: [],
    services: ['campaigns'],
  },
  wac_database_disk_bytes: {
    kind: 'gauge',
    help: 'Disk that MongoDB’s data lies on: its size, and what is used of it by anybody; absent where MongoDB does not say',
    labels: ['what'],
    services: ['campaigns'],
  },
  wac_token_expires_timestamp_seconds: {
    kind: 'gauge',
    help: 'When an access token ends, or its access to data, as WhatsApp says; absent when it never ends or WhatsApp does not say',
    labels: ['credentials'],
    services: ['campaigns'],
  },
  wac_certificate_expires_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the certificate of a TLS server in WATCHED_CERTIFICATES ends; absent while it cannot be read',
    labels: ['address'],
    services: ['campaigns'],
  },
  wac_provider_syncs_total: {
    kind: 'counter',
    help: 'Refreshes of templates and numbers from the provider',
    labels: ['kind', 'result'],
    services: ['campaigns'],
  },
  wac_provider_syncs_failing: {
    kind: 'gauge',
    help: 'Accounts (templates) and numbers whose latest refresh from the provider failed',
    labels: ['kind'],
    services: ['campaigns'],
  },
  wac_import_rows_total: {
    kind: 'counter',
    help: 'CSV rows by what became of them',
    labels: ['kind', 'result'],
    services: ['importer'],
  },
  wac_imports_total: {
    kind: 'counter',
    help: 'Imports ended',
    labels: ['kind', 'state'],
    services: ['importer'],
    initialSeries: endedImports,
  },
  wac_plan_seconds: {
    kind: 'histogram',
    help: 'Time to make the order of a run',
    labels: [],
    services: ['eligibility'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  },
  wac_contacts_planned_total: {
    kind: 'counter',
    help: 'Contacts put in the order of runs',
    labels: [],
    services: ['eligibility'],
  },
  wac_contacts_decided_total: {
    kind: 'counter',
    help: 'Contacts taken up: eligible, or skipped with a reason',
    labels: ['decision'],
    services: ['eligibility'],
  },
  wac_queue_contacts: {
    kind: 'gauge',
    help: 'Contacts waiting for a slot in the throttle',
    labels: [],
    services: ['throttle'],
  },
  wac_released_total: {
    kind: 'counter',
    help: 'Messages given a slot',
    labels: ['kind'],
    services: ['throttle'],
  },
  wac_contacts_deferred_total: {
    kind: 'counter',
    help: 'Contacts put into the ledger to wait, since it was not their callable time',
    labels: [],
    services: ['throttle'],
  },
  wac_contacts_asleep: {
    kind: 'gauge',
    help: 'Contacts that wait for their callable time, as counted last',
    labels: [],
    services: ['throttle'],
  },
  wac_rate_limit_per_second: {
    kind: 'gauge',
    help: 'Messages per second that running campaigns of owned numbers may send (the smaller of campaigns’ sum and number)',
    labels: [],
    services: ['throttle'],
  },
  wac_numbers_owned: {
    kind: 'gauge',
    help: 'WhatsApp numbers paced by this instance',
    labels: [],
    services: ['throttle'],
  },
  wac_numbers_fenced: {
    kind: 'gauge',
    help: 'WhatsApp numbers that do not send because database and Kafka do not belong to the same past (a restore)',
    labels: [],
    services: ['throttle'],
  },
  wac_campaigns_waiting: {
    kind: 'gauge',
    help: 'Running campaigns that cannot send now, by reason',
    labels: ['reason'],
    services: ['throttle'],
  },
  wac_safety_cap_hits_total: {
    kind: 'counter',
    help: 'Times the cluster-wide cap refused a release; above 0 means that pacing is wrong',
    labels: [],
    services: ['throttle'],
  },
  wac_slot_takeovers_total: {
    kind: 'counter',
    help: 'Numbers taken over from another or an earlier owner',
    labels: [],
    services: ['throttle'],
  },
  wac_send_requests_total: {
    kind: 'counter',
    help: 'HTTP requests to the Cloud API by class of result',
    labels: ['result'],
    services: ['sender'],
  },
  wac_number_refusals_total: {
    kind: 'counter',
    help: 'Requests that WhatsApp refused, by number and error code; other: a code that is not in our table. 130429: too fast for the number; 131056: too many to one person',
    labels: ['integration_id', 'code'],
    services: ['sender'],
  },
  wac_send_seconds: {
    kind: 'histogram',
    help: 'Duration of Cloud API requests',
    labels: [],
    services: ['sender'],
    buckets: MILLISECONDS,
  },
  wac_send_in_flight: {
    kind: 'gauge',
    help: 'Cloud API requests under way',
    labels: [],
    services: ['sender'],
  },
  wac_pace_error_seconds: {
    kind: 'histogram',
    help: 'How late after its slot a request left',
    labels: [],
    services: ['sender'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  },
  wac_put_off_total: {
    kind: 'counter',
    help: 'Messages that missed their slot or were stopped and wait for a new one',
    labels: ['why'],
    services: ['sender'],
    initialSeries: each('why', PUT_OFF_REASONS),
  },
  wac_intents_total: {
    kind: 'counter',
    help: 'Ledger intents by result',
    labels: ['result'],
    services: ['sender'],
  },
  wac_subscription_deliveries_total: {
    kind: 'counter',
    help: 'Calls of webhook subscriptions by what came of them: delivered, failed; and dead, the events that are not tried again',
    labels: ['result'],
    services: ['notifier'],
    initialSeries: each('result', ['delivered', 'failed', 'dead']),
  },
  wac_subscription_deliveries_waiting: {
    kind: 'gauge',
    help: 'Events that wait for their first or next call of a webhook subscription (at most 100,000 are counted)',
    labels: [],
    services: ['notifier'],
  },
  wac_subscription_oldest_waiting_seconds: {
    kind: 'gauge',
    help: 'Age of the oldest event that waits for a webhook subscription; 0: none waits',
    labels: [],
    services: ['notifier'],
  },
  wac_webhooks_total: {
    kind: 'counter',
    help: 'Webhook calls by answer',
    labels: ['status'],
    services: ['webhook'],
  },
  wac_webhook_seconds: {
    kind: 'histogram',
    help: 'Time to answer a webhook call',
    labels: [],
    services: ['webhook'],
    buckets: MILLISECONDS,
  },
  wac_webhook_updates_total: {
    kind: 'counter',
    help: 'Updates within webhook calls by kind',
    labels: ['kind'],
    services: ['webhook'],
  },
  wac_webhook_calls_kept_total: {
    kind: 'counter',
    help: 'Webhook calls kept as they came, or lost to that',
    labels: ['result'],
    services: ['webhook'],
  },
  wac_outcomes_total: {
    kind: 'counter',
    help: 'Ledger transitions by state reached',
    labels: ['state'],
    services: ['status'],
  },
  wac_deliveries_total: {
    kind: 'counter',
    help: 'Delivery status transitions by status reached',
    labels: ['delivery'],
    services: ['status'],
  },
  wac_statuses_unmatched_total: {
    kind: 'counter',
    help: 'Statuses about messages that are not in the ledger',
    labels: [],
    services: ['status'],
  },
  wac_status_delay_seconds: {
    kind: 'histogram',
    help: 'From the provider’s time of a status to its place in the ledger',
    labels: [],
    services: ['status'],
    buckets: [...MILLISECONDS, 60, 300],
  },
  wac_unknown_decided_total: {
    kind: 'counter',
    help: 'Unknown messages sent again or given up by their campaign’s policy',
    labels: ['decision'],
    services: ['status'],
  },
  wac_unknown_reaped_total: {
    kind: 'counter',
    help: 'Intents past their lease made unknown',
    labels: [],
    services: ['sender'],
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metricDefinitions;

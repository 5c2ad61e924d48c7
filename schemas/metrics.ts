/**
 * Every metric: kind, meaning, labels (small closed sets, never a number or an id of a person) and who has it. Dashboards rely on these
 * names. Names and ids of campaigns and integrations are labels of `wac_campaign_…` and `wac_number_…` alone, which are bounded: at most
 * 100 of each are shown, and a campaign while it runs and 10 minutes longer.
 */
export type MetricDefinition = {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Services that expose it; `*` = all. */
  readonly services: readonly string[];
  readonly buckets?: readonly number[];
};

const MILLISECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Every instance of campaigns shows the same from the database: a query takes `max by`, never `sum`, over instances. */
const CAMPAIGN = ['campaign_id', 'campaign', 'division'] as const;
const NUMBER = ['integration_id', 'integration'] as const;

export const metricDefinitions = {
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
  wac_commands_total: {
    kind: 'counter',
    help: 'Commands decided',
    labels: ['command', 'outcome'],
    services: ['campaigns', 'importer'],
  },
  wac_campaigns: { kind: 'gauge', help: 'Campaigns by status', labels: ['status'], services: ['campaigns'] },
  wac_campaign_state: {
    kind: 'gauge',
    help: '1: the campaign has this status, waits for this reason (none: it does not wait), and is limited below its own rate by this (none: it is not)',
    labels: [...CAMPAIGN, 'integration', 'state', 'waiting', 'limited'],
    services: ['campaigns'],
  },
  wac_campaign_limit_per_minute: {
    kind: 'gauge',
    help: 'Messages per minute that the campaign is paced at now',
    labels: CAMPAIGN,
    services: ['campaigns'],
  },
  wac_campaign_own_limit_per_minute: {
    kind: 'gauge',
    help: 'Messages per minute that the campaign was made with',
    labels: CAMPAIGN,
    services: ['campaigns'],
  },
  wac_campaign_contacts_planned: {
    kind: 'gauge',
    help: 'Contacts in the order of the campaign’s run',
    labels: CAMPAIGN,
    services: ['campaigns'],
  },
  wac_campaign_contacts_left: {
    kind: 'gauge',
    help: 'Contacts of the campaign’s run without an outcome',
    labels: CAMPAIGN,
    services: ['campaigns'],
  },
  wac_campaign_contacts_asleep: {
    kind: 'gauge',
    help: 'Contacts of the campaign that wait for their callable time, as counted last',
    labels: CAMPAIGN,
    services: ['campaigns'],
  },
  wac_campaign_released_total: {
    kind: 'counter',
    help: 'Contacts of the run’s order that the throttle is through with: released, or left out before',
    labels: CAMPAIGN,
    services: ['campaigns'],
  },
  wac_campaign_messages_total: {
    kind: 'counter',
    help: 'Messages of the campaign’s run by stage: accepted, failed, skipped; sent, delivered, read, undelivered, expired (who read it also had it delivered)',
    labels: [...CAMPAIGN, 'stage'],
    services: ['campaigns'],
  },
  wac_campaign_failed_total: {
    kind: 'counter',
    help: 'Failed messages of the campaign’s run by WhatsApp’s error code; other: a code that is not in our table, or none',
    labels: [...CAMPAIGN, 'code'],
    services: ['campaigns'],
  },
  wac_campaign_skipped_total: {
    kind: 'counter',
    help: 'Skipped contacts of the campaign’s run by reason',
    labels: [...CAMPAIGN, 'reason'],
    services: ['campaigns'],
  },
  wac_campaign_unknown: {
    kind: 'gauge',
    help: 'Messages of the campaign’s run of which nobody knows whether they were sent',
    labels: CAMPAIGN,
    services: ['campaigns'],
  },
  wac_campaign_expected_end_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the campaign’s contacts are done at its present limit; absent when it will not end by itself',
    labels: CAMPAIGN,
    services: ['campaigns'],
  },
  wac_campaign_next_message_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the campaign’s next message is due at the earliest; absent when nobody knows',
    labels: CAMPAIGN,
    services: ['campaigns'],
  },
  wac_campaigns_left_out: {
    kind: 'gauge',
    help: 'Campaigns that have no series of their own, since 100 others have',
    labels: [],
    services: ['campaigns'],
  },
  wac_campaign_figures_missing: {
    kind: 'gauge',
    help: '1: this scrape has no figures of campaigns and numbers, since the database did not answer in time',
    labels: [],
    services: ['campaigns'],
  },
  wac_number_limit_per_minute: {
    kind: 'gauge',
    help: 'Messages per minute that the number allows: as registered, or less by its level',
    labels: NUMBER,
    services: ['campaigns'],
  },
  wac_number_rate_factor: {
    kind: 'gauge',
    help: 'Share of its limit that the number uses: falls when WhatsApp refuses messages for throughput, and recovers',
    labels: NUMBER,
    services: ['campaigns'],
  },
  wac_number_holds: {
    kind: 'gauge',
    help: 'Holds in force on the number, by what they hold',
    labels: [...NUMBER, 'scope'],
    services: ['campaigns'],
  },
  wac_number_quality: {
    kind: 'gauge',
    help: '1: WhatsApp rates the number so (GREEN, YELLOW, RED; UNKNOWN: it did not say)',
    labels: [...NUMBER, 'quality'],
    services: ['campaigns'],
  },
  wac_numbers_left_out: {
    kind: 'gauge',
    help: 'Numbers that have no series of their own, since 100 others have',
    labels: [],
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
  wac_queue_age_seconds: {
    kind: 'gauge',
    help: 'Age of the oldest contact waiting for a slot',
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
  },
  wac_intents_total: {
    kind: 'counter',
    help: 'Ledger intents by result',
    labels: ['result'],
    services: ['sender'],
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
    buckets: MILLISECONDS,
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

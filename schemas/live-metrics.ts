/**
 * Metrics of single campaigns, numbers and imports: read from the database at the scrape, so that they
 * survive restarts and agree with the ledger.
 */

// Every instance shows the same: a query takes `max by`, never `sum`, over instances. Names and ids are
// labels here alone, and bounded: at most 100 campaigns (while they run and 10 minutes longer), 100 numbers
// and 50 imports (while they wait or run) are shown.

const CAMPAIGN = ['campaign_id', 'campaign', 'division'] as const;
const NUMBER = ['integration_id', 'integration'] as const;
const IMPORT = ['import_id', 'list', 'kind'] as const;

export const liveMetrics = {
  wac_campaign_state: {
    kind: 'gauge',
    help: '1: the campaign has this status, waits for this reason (none: it does not wait), is limited below its own rate by this (none: it is not), and all in all is not at its own rate for this reason (none: it is), as `wac campaigns why` says',
    labels: [...CAMPAIGN, 'integration', 'state', 'waiting', 'limited', 'reason'],
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
    help: 'Failed messages of the campaign’s run by WhatsApp’s error code and what such a code leads to; other: a code that is not in our table, or none',
    labels: [...CAMPAIGN, 'code', 'class'],
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
    help: 'Messages of the campaign’s run with an unknown outcome: WhatsApp may or may not have sent them',
    labels: CAMPAIGN,
    services: ['campaigns'],
  },
  wac_campaign_unknown_since_timestamp_seconds: {
    kind: 'gauge',
    help: 'Since when the oldest unknown message of the campaign’s run is unknown; absent when none is',
    labels: CAMPAIGN,
    services: ['campaigns'],
  },
  wac_campaign_put_off: {
    kind: 'gauge',
    help: 'Messages of the campaign that wait in the ledger for another slot or another try; absent while more than 10,000 contacts wait for their callable time',
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
  wac_number_hold_ends_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the last hold of this scope and code ends at the earliest; a hold may be renewed',
    labels: [...NUMBER, 'scope', 'code'],
    services: ['campaigns'],
  },
  wac_number_people_per_day: {
    kind: 'gauge',
    help: 'People whom the portfolio of the number may message within 24 h, by its messaging limit; absent when that is unlimited or not known',
    labels: NUMBER,
    services: ['campaigns'],
  },
  wac_number_people_used: {
    kind: 'gauge',
    help: 'People whom all numbers of its portfolio have messaged within 24 h, as the throttle counts them; absent without a limit',
    labels: NUMBER,
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
  wac_import_state: {
    kind: 'gauge',
    help: '1: the import waits (QUEUED) or is under way (RUNNING)',
    labels: [...IMPORT, 'state'],
    services: ['importer'],
  },
  wac_import_read_rows_total: {
    kind: 'counter',
    help: 'Rows of an import that waits or is under way by what became of them: imported, updated, unchanged, rejected',
    labels: [...IMPORT, 'result'],
    services: ['importer'],
  },
  wac_import_read_ratio: {
    kind: 'gauge',
    help: 'Share of its file that an import under way has read, 0–1; absent while its size is not known',
    labels: IMPORT,
    services: ['importer'],
  },
  wac_imports_left_out: {
    kind: 'gauge',
    help: 'Imports that have no series of their own, since 50 others have',
    labels: [],
    services: ['importer'],
  },
  wac_import_figures_missing: {
    kind: 'gauge',
    help: '1: this scrape has no figures of imports, since the database did not answer in time',
    labels: [],
    services: ['importer'],
  },
} as const;

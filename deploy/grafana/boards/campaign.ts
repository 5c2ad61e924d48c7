/** The board of one campaign: how fast it goes, how fast it may go, and why it is slower. */
import { labelVariable, type Board } from './board-json.ts';
import { campaignChanges } from './campaign-changes.ts';
import { errorMeanings } from './error-meanings.ts';
import { bars, lines, stat, word } from './panels.ts';
import { quantile } from './queries.ts';

/** Instances show the same: the highest is taken, never the sum. */
const of = (metric: string, by = 'campaign', more = ''): string =>
  `max by (${by}) (${metric}{campaign="$campaign"${more}})`;
const perMinute = (metric: string, more = ''): string =>
  `60 * max by (campaign) (rate(${metric}{campaign="$campaign"${more}}[$__rate_interval]))`;
const stage = (name: string): string => of('wac_campaign_messages_total', 'campaign', `, stage="${name}"`);
const ACCEPTED = ', stage="accepted"';

export const campaignBoard: Board = {
  uid: 'wac-campaign',
  title: 'WhatsApp campaigns: campaign',
  description:
    'One campaign: how fast it goes, how fast it may go, why it is slower, and what became of its contacts. How to read it: docs/operations.md.',
  variables: [labelVariable('campaign', 'Campaign', 'wac_campaign_state')],
  annotations: campaignChanges,
  rows: [
    {
      height: 4,
      panels: [
        word(3, {
          ...{ title: 'State', description: 'Status of the campaign', unit: 'short' },
          targets: [{ expr: of('wac_campaign_state', 'state'), legend: '{{state}}' }],
        }),
        word(5, {
          title: 'Why it is not at its own rate',
          description:
            'What it waits for, or what limits it; none: it is at its own rate. What to do about each word: docs/operations.md',
          unit: 'short',
          runbook: 'CampaignSlow',
          targets: [{ expr: of('wac_campaign_state', 'reason'), legend: '{{reason}}' }],
        }),
        stat(4, {
          title: 'Rate',
          description: 'Messages per minute that WhatsApp accepts now',
          unit: 'short',
          decimals: 0,
          targets: [{ expr: perMinute('wac_campaign_messages_total', ACCEPTED) }],
        }),
        stat(4, {
          ...{ title: 'Limit', description: 'Messages per minute that it is paced at', unit: 'short' },
          targets: [{ expr: of('wac_campaign_limit_per_minute') }],
        }),
        stat(4, {
          ...{ title: 'Contacts left', description: 'Contacts without an outcome', unit: 'short' },
          targets: [{ expr: of('wac_campaign_contacts_left') }],
        }),
        stat(4, {
          title: 'Expected end',
          description: 'At its present limit, from when it goes on; empty when it will not end by itself',
          unit: 'dateTimeFromNow',
          noValue: '–',
          targets: [{ expr: `1000 * ${of('wac_campaign_expected_end_timestamp_seconds')}` }],
        }),
      ],
    },
    {
      height: 9,
      panels: [
        lines(15, {
          title: 'Rate against limit',
          description:
            'Messages per minute: released by the throttle, accepted by WhatsApp, the present limit, and the campaign’s own rate',
          unit: 'short',
          runbook: 'CampaignSlow',
          targets: [
            { expr: perMinute('wac_campaign_messages_total', ACCEPTED), legend: 'accepted' },
            { expr: perMinute('wac_campaign_released_total'), legend: 'released or left out' },
            { expr: of('wac_campaign_limit_per_minute'), legend: 'limit' },
            { expr: of('wac_campaign_own_limit_per_minute'), legend: 'own rate' },
          ],
        }),
        bars(9, {
          title: 'From contacts to readers',
          description: 'This run: contacts in its order, and how many came how far',
          unit: 'short',
          targets: [
            { expr: of('wac_campaign_contacts_planned'), legend: 'contacts' },
            { expr: of('wac_campaign_released_total'), legend: 'released or left out' },
            ...['accepted', 'sent', 'delivered', 'read'].map((name) => ({
              expr: stage(name),
              legend: name,
            })),
          ],
        }),
      ],
    },
    {
      height: 8,
      panels: [
        bars(
          8,
          {
            title: 'Failed, by code',
            description: 'Messages that failed, by WhatsApp’s error code and what it means',
            unit: 'short',
            runbook: 'SendFailures',
            noValue: '0',
            targets: [{ expr: of('wac_campaign_failed_total', 'code'), legend: '{{code}}' }],
          },
          errorMeanings,
        ),
        bars(8, {
          title: 'Skipped, by reason',
          description: 'Contacts that got no message',
          unit: 'short',
          noValue: '0',
          targets: [{ expr: of('wac_campaign_skipped_total', 'reason'), legend: '{{reason}}' }],
        }),
        lines(8, {
          title: 'Why it waited, and what limited it',
          description: '1 while it was so; none: it was at its own rate',
          unit: 'short',
          max: 1,
          targets: [{ expr: of('wac_campaign_state', 'reason'), legend: '{{reason}}' }],
        }),
      ],
    },
    {
      height: 7,
      panels: [
        lines(8, {
          title: 'Without a good end',
          description:
            'Messages that failed, that were not delivered or nothing was heard of, and those with an unknown outcome (WhatsApp may or may not have sent them)',
          unit: 'short',
          runbook: 'UnknownOutcomes',
          targets: [
            ...['failed', 'undelivered', 'expired'].map((name) => ({ expr: stage(name), legend: name })),
            { expr: of('wac_campaign_unknown'), legend: 'unknown' },
          ],
        }),
        lines(8, {
          title: 'Contacts left, over time',
          description:
            'Contacts without an outcome; those of them who wait for their callable time, and those whose message waits for another slot or try',
          unit: 'short',
          targets: [
            { expr: of('wac_campaign_contacts_left'), legend: 'left' },
            { expr: of('wac_campaign_contacts_asleep'), legend: 'wait for their callable time' },
            { expr: of('wac_campaign_put_off'), legend: 'put off' },
            { expr: stage('skipped'), legend: 'skipped' },
          ],
        }),
        lines(5, {
          title: 'Pace error, all campaigns',
          description: 'How late after its slot a request left; above 500 ms it gets a new slot',
          unit: 's',
          runbook: 'PaceError',
          targets: [
            { expr: quantile(0.5, 'wac_pace_error_seconds'), legend: 'p50' },
            { expr: quantile(0.99, 'wac_pace_error_seconds'), legend: 'p99' },
          ],
        }),
        stat(3, {
          title: 'Next message',
          description: 'When the next message is due at the earliest; empty when nobody knows',
          unit: 'dateTimeFromNow',
          noValue: '–',
          targets: [{ expr: `1000 * ${of('wac_campaign_next_message_timestamp_seconds')}` }],
        }),
      ],
    },
  ],
};

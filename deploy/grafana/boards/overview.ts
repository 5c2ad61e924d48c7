/** The board to begin with: what should be zero, all running campaigns, all numbers. */
import { lines, stat, table, unitOf, type Board } from './panels.ts';

const perCampaign = (metric: string): string => `max by (campaign) (${metric})`;
const perNumber = (metric: string): string => `max by (integration) (${metric})`;
const RATE = '60 * max by (campaign) (rate(wac_campaign_messages_total{stage="accepted"}[$__rate_interval]))';
const CAMPAIGN_LINK = {
  id: 'links',
  value: [{ title: 'Board of this campaign', url: '/d/wac-campaign?var-campaign=${__value.text}' }],
};
const gauge = [
  { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic' } },
  { id: 'max', value: 1 },
];

const zero = (title: string, description: string, expr: string) =>
  stat(4, { title, description, unit: 'short', decimals: 0, redFrom: 1, targets: [{ expr }] });

export const overviewBoard: Board = {
  uid: 'wac-overview',
  title: 'WhatsApp campaigns: overview',
  description: 'What should be zero, running campaigns, and numbers. How to read it: docs/operations.md.',
  variables: [],
  rows: [
    {
      height: 4,
      panels: [
        zero(
          'Dead letters, last hour',
          'Records that nobody could use; see the alert DeadLetters',
          'sum(increase(wac_dead_letters_total[1h])) or vector(0)',
        ),
        zero(
          'Unknown messages',
          'Nobody knows whether they were sent; see the alert UnknownOutcomes',
          'sum(max by (campaign_id) (wac_campaign_unknown)) or vector(0)',
        ),
        zero(
          'Numbers to confirm',
          'Numbers that do not send before a restore is confirmed; see the alert NumberFenced',
          'sum(wac_numbers_fenced) or vector(0)',
        ),
        zero(
          'Holds',
          'Holds in force on numbers, templates and accounts; see the alert CampaignsHeld',
          'sum(max by (integration_id, scope) (wac_number_holds)) or vector(0)',
        ),
        zero(
          'Safety cap hits, last hour',
          'Releases that the cap over all instances refused; see the alert SafetyCapHit',
          'sum(increase(wac_safety_cap_hits_total[1h])) or vector(0)',
        ),
        zero(
          'Not shown here',
          'Campaigns and numbers above the hundred that have series, and scrapes without an answer of the database',
          'max(wac_campaigns_left_out) + max(wac_numbers_left_out) + max(wac_campaign_figures_missing)',
        ),
      ],
    },
    {
      height: 9,
      panels: [
        table(
          24,
          {
            title: 'Campaigns that run, or ended in the last ten minutes',
            description:
              'State, why it waits and what limits it (the words: docs/operations.md); messages per minute against the limit; progress',
            unit: 'short',
            targets: [
              {
                expr: 'max by (campaign, integration, state, waiting, limited) (wac_campaign_state)',
                isTable: true,
              },
              { expr: RATE, isTable: true },
              { expr: perCampaign('wac_campaign_limit_per_minute'), isTable: true },
              {
                expr: `1 - ${perCampaign('wac_campaign_contacts_left')} / ${perCampaign('wac_campaign_contacts_planned')}`,
                isTable: true,
              },
              { expr: perCampaign('wac_campaign_contacts_left'), isTable: true },
              {
                expr: `1000 * ${perCampaign('wac_campaign_expected_end_timestamp_seconds')}`,
                isTable: true,
              },
            ],
          },
          {
            campaign: 'Campaign',
            state: 'State',
            waiting: 'Waits for',
            limited: 'Limited by',
            'Value #B': 'Per minute',
            'Value #C': 'Limit',
            'Value #D': 'Progress',
            'Value #E': 'Left',
            'Value #F': 'Expected end',
            integration: 'Number',
            'Value #A': '',
          },
          [
            { matcher: { id: 'byName', options: 'Campaign' }, properties: [CAMPAIGN_LINK] },
            unitOf('Progress', 'percentunit', gauge),
            unitOf('Per minute', 'short', [{ id: 'decimals', value: 0 }]),
            unitOf('Expected end', 'dateTimeFromNow'),
          ],
        ),
      ],
    },
    {
      height: 7,
      panels: [
        table(
          12,
          {
            title: 'Numbers',
            description:
              'What each number allows per minute, the share of it that is used (below 100 %: WhatsApp refused messages for throughput), holds, and quality as WhatsApp rates it',
            unit: 'short',
            targets: [
              { expr: 'max by (integration, quality) (wac_number_quality)', isTable: true },
              { expr: perNumber('wac_number_limit_per_minute'), isTable: true },
              { expr: perNumber('wac_number_rate_factor'), isTable: true },
              {
                expr: 'sum by (integration) (max by (integration, scope) (wac_number_holds))',
                isTable: true,
              },
            ],
          },
          {
            integration: 'Number',
            quality: 'Quality',
            'Value #B': 'Limit',
            'Value #C': 'Used',
            'Value #D': 'Holds',
            'Value #A': '',
          },
          [unitOf('Used', 'percentunit', gauge)],
        ),
        lines(12, {
          title: 'Messages per minute by campaign',
          description: 'Accepted by WhatsApp',
          unit: 'short',
          targets: [{ expr: RATE, legend: '{{campaign}}' }],
        }),
      ],
    },
  ],
};

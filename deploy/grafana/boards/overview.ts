/** The board to begin with: what should be zero, all running campaigns, all numbers. */
import type { Board } from './board-json.ts';
import { GAUGE, lines, linkOf, stat, table, unitOf } from './panels.ts';
import { lastHour, perCampaign, perNumber, RATE } from './queries.ts';

const zero = (title: string, description: string, expr: string, runbook?: string) =>
  stat(4, {
    ...{ title, description, unit: 'short', decimals: 0, redFrom: 1, targets: [{ expr }] },
    ...(runbook === undefined ? {} : { runbook }),
  });

export const overviewBoard: Board = {
  uid: 'wac-overview',
  title: 'WhatsApp campaigns: overview',
  description: 'What should be zero, running campaigns, and numbers. How to read it: docs/operations.md.',
  rows: [
    {
      height: 4,
      panels: [
        zero(
          'Dead letters, last hour',
          'Records that nobody could use',
          lastHour('wac_dead_letters_total'),
          'DeadLetters',
        ),
        zero(
          'Unknown messages',
          'Nobody knows whether they were sent',
          'sum(max by (campaign_id) (wac_campaign_unknown)) or vector(0)',
          'UnknownOutcomes',
        ),
        zero(
          'Numbers to confirm',
          'Numbers that do not send before a restore is confirmed',
          'sum(wac_numbers_fenced) or vector(0)',
          'NumberFenced',
        ),
        zero(
          'Holds',
          'Holds in force on numbers, templates and accounts',
          'sum(max by (integration_id, scope) (wac_number_holds)) or vector(0)',
          'NumberHeld',
        ),
        zero(
          'Safety cap hits, last hour',
          'Releases that the cap over all instances refused',
          lastHour('wac_safety_cap_hits_total'),
          'SafetyCapHit',
        ),
        zero(
          'Not shown here',
          'Campaigns, numbers and imports above those that have series, and scrapes without an answer of the database',
          'max(wac_campaigns_left_out) + max(wac_numbers_left_out) + max(wac_imports_left_out) + max(wac_campaign_figures_missing) + max(wac_import_figures_missing)',
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
              'State, why it is not at its own rate (the words: docs/operations.md); messages per minute against the limit; progress. A click on a campaign opens its board',
            unit: 'short',
            targets: [
              {
                expr: 'max by (campaign, integration, state, reason) (wac_campaign_state)',
                isTable: true,
              },
              { expr: RATE, isTable: true },
              { expr: perCampaign('wac_campaign_limit_per_minute'), isTable: true },
              {
                expr: `1 - ${perCampaign('wac_campaign_contacts_left')} / (${perCampaign('wac_campaign_contacts_planned')} > 0)`,
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
            reason: 'Why',
            'Value #B': 'Per minute',
            'Value #C': 'Limit',
            'Value #D': 'Progress',
            'Value #E': 'Left',
            'Value #F': 'Expected end',
            integration: 'Number',
            'Value #A': '',
          },
          [
            linkOf('Campaign', 'Board of this campaign', '/d/wac-campaign?var-campaign=${__value.text}'),
            linkOf('Number', 'Board of this number', '/d/wac-number?var-integration=${__value.text}'),
            unitOf('Progress', 'percentunit', GAUGE),
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
            runbook: 'NumberQuality',
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
          [
            linkOf('Number', 'Board of this number', '/d/wac-number?var-integration=${__value.text}'),
            unitOf('Used', 'percentunit', GAUGE),
          ],
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

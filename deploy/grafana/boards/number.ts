/** The board of one number: what it may send, who uses it, and what WhatsApp says of it. */
import { labelVariable, type Board } from './board-json.ts';
import { errorMeanings } from './error-meanings.ts';
import { lastHour } from './queries.ts';
import { bars, lines, linkOf, stat, table, unitOf, word } from './panels.ts';

const of = (metric: string, by = 'integration', more = ''): string =>
  `max by (${by}) (${metric}{integration="$integration"${more}})`;
/** A campaign's figure, of the campaigns that send with the number. */
const ofCampaigns = (figure: string): string =>
  `${figure} * on (campaign) group_left () max by (campaign) (wac_campaign_state{integration="$integration"})`;
const accepted = (window = '$__rate_interval'): string =>
  `max by (campaign) (rate(wac_campaign_messages_total{stage="accepted"}[${window}]))`;
const REFUSALS = 'wac_number_refusals_total{integration_id="$integration_id"}';
const LIMITED =
  'wac_number_refusals_total{integration_id="$integration_id", code=~"130429|131056|131048|80007|4"}';

export const numberBoard: Board = {
  uid: 'wac-number',
  title: 'WhatsApp campaigns: number',
  description: 'One WhatsApp number: its rate against its limit, its campaigns, refusals, holds and quality.',
  variables: [
    labelVariable('integration', 'Number', 'wac_number_limit_per_minute'),
    labelVariable('integration_id', 'Id', 'wac_number_limit_per_minute{integration="$integration"}', 2),
  ],
  rows: [
    {
      height: 4,
      panels: [
        word(4, {
          title: 'Quality',
          description: 'As WhatsApp rates the number; UNKNOWN: it did not say',
          unit: 'short',
          runbook: 'NumberQuality',
          targets: [{ expr: of('wac_number_quality', 'quality'), legend: '{{quality}}' }],
        }),
        stat(4, {
          title: 'Rate',
          description: 'Messages per minute that WhatsApp accepts now, of all its campaigns',
          ...{ unit: 'short', decimals: 0 },
          targets: [{ expr: `60 * sum(${ofCampaigns(accepted())}) or vector(0)` }],
        }),
        stat(4, {
          title: 'Limit',
          description: 'Messages per minute that it allows: as registered, or less by its level',
          unit: 'short',
          targets: [{ expr: of('wac_number_limit_per_minute') }],
        }),
        stat(4, {
          title: 'Used',
          description:
            'Share of its limit that it uses: below 100 % WhatsApp refused messages for throughput',
          ...{ unit: 'percentunit', decimals: 0, yellowBelow: 1, redBelow: 0.5, runbook: 'SendRetries' },
          targets: [{ expr: of('wac_number_rate_factor') }],
        }),
        stat(4, {
          title: 'Holds',
          description: 'Holds in force, whatever they hold',
          ...{ unit: 'short', redFrom: 1, runbook: 'NumberHeld' },
          targets: [{ expr: `sum(${of('wac_number_holds', 'scope')})` }],
        }),
        stat(4, {
          title: 'People in 24 h',
          description:
            'People whom all numbers of its portfolio have messaged, as a share of those whom they may message within 24 h; empty while that is unlimited or not known',
          ...{ unit: 'percentunit', decimals: 1, yellowFrom: 0.8, redFrom: 0.95, noValue: '–' },
          runbook: 'NumberNearDailyLimit',
          targets: [
            {
              expr: `${of('wac_number_people_used')} / ${of('wac_number_people_per_day')}`,
            },
          ],
        }),
      ],
    },
    {
      height: 9,
      panels: [
        lines(12, {
          title: 'Rate against limit',
          description: 'Messages per minute by campaign, and what the number allows now',
          unit: 'short',
          targets: [
            { expr: `60 * ${ofCampaigns(accepted())}`, legend: '{{campaign}}' },
            {
              expr: `${of('wac_number_limit_per_minute')} * ${of('wac_number_rate_factor')}`,
              legend: 'limit now',
            },
          ],
        }),
        table(
          12,
          {
            title: 'Campaigns of this number',
            description: 'State, why each is not at its own rate, messages per minute against its limit',
            unit: 'short',
            targets: [
              { expr: of('wac_campaign_state', 'campaign, state, reason'), isTable: true },
              { expr: `60 * ${ofCampaigns(accepted())}`, isTable: true },
              { expr: ofCampaigns('max by (campaign) (wac_campaign_limit_per_minute)'), isTable: true },
            ],
          },
          {
            campaign: 'Campaign',
            state: 'State',
            reason: 'Why',
            'Value #B': 'Per minute',
            'Value #C': 'Limit',
            'Value #A': '',
          },
          [
            linkOf('Campaign', 'Board of this campaign', '/d/wac-campaign?var-campaign=${__value.text}'),
            unitOf('Per minute', 'short', [{ id: 'decimals', value: 0 }]),
          ],
        ),
      ],
    },
    {
      height: 8,
      panels: [
        bars(
          8,
          {
            title: 'Refused in the last hour, by code',
            description: 'Requests that WhatsApp refused, by error code and what it means',
            ...{ unit: 'short', decimals: 0, noValue: '0', runbook: 'SendFailures' },
            targets: [{ expr: lastHour(REFUSALS, ' by (code)'), legend: '{{code}}' }],
          },
          errorMeanings,
        ),
        lines(8, {
          title: 'Refused for limits, per minute',
          description:
            '130429: too fast for the number; 131056: too many to one person; 131048: limited for spam; 80007 and 4: calls used up',
          ...{ unit: 'short', runbook: 'SendRetries' },
          targets: [{ expr: `60 * sum by (code) (rate(${LIMITED}[$__rate_interval]))`, legend: '{{code}}' }],
        }),
        lines(8, {
          title: 'Share of its limit that it uses',
          description: 'Falls when WhatsApp refuses messages for throughput, and recovers',
          ...{ unit: 'percentunit', max: 1 },
          targets: [{ expr: of('wac_number_rate_factor'), legend: 'used' }],
        }),
      ],
    },
    {
      height: 7,
      panels: [
        lines(8, {
          title: 'Holds over time',
          description: 'Holds in force, by what they hold',
          ...{ unit: 'short', runbook: 'NumberHeld' },
          targets: [{ expr: of('wac_number_holds', 'scope'), legend: '{{scope}}' }],
        }),
        table(
          8,
          {
            title: 'Holds in force',
            description: 'What is held, by which error code, and when it ends at the earliest',
            ...{ unit: 'dateTimeFromNow', noValue: '–', runbook: 'NumberHeld' },
            targets: [
              {
                expr: `1000 * ${of('wac_number_hold_ends_timestamp_seconds', 'scope, code')}`,
                isTable: true,
              },
            ],
          },
          { scope: 'What', code: 'Code', Value: 'Ends' },
        ),
        lines(8, {
          title: 'Quality over time',
          description: '1 while WhatsApp rated the number so',
          ...{ unit: 'short', max: 1, runbook: 'NumberQuality' },
          targets: [{ expr: of('wac_number_quality', 'quality'), legend: '{{quality}}' }],
        }),
      ],
    },
  ],
};

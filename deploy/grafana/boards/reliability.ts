/** The board of promises: nobody lost, nobody twice, everything within its time. */
import type { Board } from './board-json.ts';
import { lines, stat } from './panels.ts';
import { lastHour, quantile } from './queries.ts';

const zero = (title: string, description: string, expr: string, runbook: string) =>
  stat(5, { title, description, unit: 'short', decimals: 0, redFrom: 1, targets: [{ expr }], runbook });
/** Messages with an outcome, by campaign. */
const settled =
  'sum by (campaign_id) (max by (campaign_id, stage) (wac_campaign_messages_total{stage=~"accepted|failed|skipped"})) + max by (campaign_id) (wac_campaign_unknown)';
const leftOfComplete =
  '(max by (campaign_id) (wac_campaign_contacts_left) and on (campaign_id) max by (campaign_id) (wac_campaign_state{state="complete"}))';
const notHears = '{group!~".+-hears-.+"}';

export const reliabilityBoard: Board = {
  uid: 'wac-reliability',
  title: 'WhatsApp campaigns: reliability',
  description: 'What should be zero, what was promised in time (SLO), and how far behind each stage is.',
  rows: [
    {
      height: 4,
      panels: [
        zero(
          'Unknown',
          'Messages with an unknown outcome: WhatsApp may or may not have sent them',
          'sum(max by (campaign_id) (wac_campaign_unknown)) or vector(0)',
          'UnknownOutcomes',
        ),
        stat(4, {
          title: 'Oldest unknown',
          description: 'How long the oldest unknown message has been unknown',
          ...{ unit: 's', noValue: 'none', yellowFrom: 60, redFrom: 3600, runbook: 'UnknownOutcomes' },
          targets: [
            {
              expr: 'time() - min(wac_campaign_unknown_since_timestamp_seconds)',
            },
          ],
        }),
        zero(
          'Ledger balance',
          'Outcomes above the contacts of their run, and contacts without an outcome of runs that are complete, over all campaigns shown',
          `(sum(clamp_min(${settled} - max by (campaign_id) (wac_campaign_contacts_planned), 0)) or vector(0)) + (sum(${leftOfComplete}) or vector(0))`,
          'LedgerOutOfBalance',
        ),
        zero(
          'Dead letters, last hour',
          'Records that nobody could use',
          lastHour('wac_dead_letters_total'),
          'DeadLetters',
        ),
        stat(5, {
          title: 'Stopped by ourselves',
          description:
            'Numbers that do not send because database and Kafka do not belong to the same past, and consumers that gave up a topic, since nothing but unusable records came',
          ...{ unit: 'short', redFrom: 1, runbook: 'NumberFenced' },
          targets: [
            { expr: 'sum(wac_numbers_fenced) or vector(0)', legend: 'numbers' },
            { expr: 'sum(wac_consumers_stopped) or vector(0)', legend: 'consumers' },
          ],
        }),
      ],
    },
    {
      height: 5,
      panels: [
        stat(24, {
          title: 'Promises kept in the last hour',
          description:
            'Messages sent within 500 ms of their slot (promised: 99 %), statuses in the ledger within a minute (99 %), webhook calls answered 2xx within 5 s (99.9 %)',
          ...{ unit: 'percentunit', decimals: 2, yellowBelow: 0.999, redBelow: 0.99, max: 1 },
          ...{ runbook: 'SlotSloBurn', noValue: 'nothing was sent' },
          targets: [
            { expr: '1 - slo:wac_slot_errors:ratio1h', legend: 'sent within 500 ms' },
            { expr: '1 - slo:wac_status_errors:ratio1h', legend: 'status within a minute' },
            { expr: '1 - slo:wac_webhook_errors:ratio1h', legend: 'webhook answered' },
          ],
        }),
      ],
    },
    {
      height: 8,
      panels: [
        lines(8, {
          title: 'Lag by stage, seconds',
          description: 'Age of the batch handled last when it was taken up',
          ...{ unit: 's', runbook: 'ConsumerLag' },
          targets: [
            {
              expr: `max by (service, topic) (wac_consumer_lag_seconds${notHears})`,
              legend: '{{service}} {{topic}}',
            },
          ],
        }),
        lines(8, {
          title: 'Lag by the broker’s word, records',
          description:
            'Records behind what each consumer group has committed: also of a consumer that is gone',
          ...{ unit: 'short', runbook: 'GroupStandsStill' },
          targets: [{ expr: 'max by (topic, group) (wac_group_lag_records)', legend: '{{group}} {{topic}}' }],
        }),
        lines(8, {
          title: 'Dead letters, by code',
          description: 'By service, topic and code, in the last hour',
          ...{ unit: 'short', runbook: 'DeadLetters' },
          targets: [
            {
              expr: lastHour('wac_dead_letters_total', ' by (service, topic, code)'),
              legend: '{{service}} {{topic}} {{code}}',
            },
          ],
        }),
      ],
    },
    {
      height: 7,
      panels: [
        lines(8, {
          title: 'Share of the SLOs’ budget that burns',
          description: '1: at this pace the budget of 30 days is used up in 30 days; 14: in two days',
          ...{ unit: 'short', runbook: 'SlotSloBurn' },
          targets: [
            { expr: 'slo:wac_slot_errors:ratio5m / 0.01', legend: 'slots' },
            { expr: 'slo:wac_status_errors:ratio5m / 0.01', legend: 'statuses' },
            { expr: 'slo:wac_webhook_errors:ratio5m / 0.001', legend: 'webhook' },
          ],
        }),
        lines(8, {
          title: 'Retention',
          description:
            'Share of what a topic keeps that a group has not read; at 100 % the next to be deleted are unread',
          ...{ unit: 'percentunit', max: 1, runbook: 'RetentionNear' },
          targets: [
            {
              expr: 'topk(5, max by (topic, group) (wac_group_retention_used_ratio))',
              legend: '{{group}} {{topic}}',
            },
          ],
        }),
        lines(8, {
          title: 'From WhatsApp to the ledger',
          description: 'From WhatsApp’s time of a status (whole seconds) to its place in the ledger',
          ...{ unit: 's', runbook: 'StatusSloBurn' },
          targets: [
            { expr: quantile(0.5, 'wac_status_delay_seconds'), legend: 'p50' },
            { expr: quantile(0.95, 'wac_status_delay_seconds'), legend: 'p95' },
          ],
        }),
      ],
    },
    {
      height: 6,
      panels: [
        zero(
          'Events not delivered, last hour',
          'Events that webhook subscriptions did not get, and that are not tried again',
          lastHour('wac_subscription_deliveries_total{result="dead"}'),
          'EventsNotDelivered',
        ),
        stat(5, {
          title: 'Oldest event that waits',
          description: 'Age of the oldest event that a webhook subscription has not taken yet',
          ...{ unit: 's', yellowFrom: 3_600, redFrom: 86_400, runbook: 'EventsNotDelivered' },
          targets: [{ expr: 'max(wac_subscription_oldest_waiting_seconds)' }],
        }),
        lines(14, {
          title: 'Webhooks out',
          description: 'Calls of webhook subscriptions by what came of them, and events that wait for a call',
          ...{ unit: 'short', runbook: 'EventsNotDelivered' },
          targets: [
            {
              expr: lastHour('wac_subscription_deliveries_total', ' by (result)'),
              legend: '{{result}}, last hour',
            },
            { expr: 'max(wac_subscription_deliveries_waiting)', legend: 'waiting' },
          ],
        }),
      ],
    },
  ],
};

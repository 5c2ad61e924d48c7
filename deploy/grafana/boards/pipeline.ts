/** The board of all stages together, whichever campaign they work for: from commands to the ledger. */
import type { Board } from './board-json.ts';
import { lines, stat } from './panels.ts';
import { lastHour, perSecond, quantile } from './queries.ts';

export const pipelineBoard: Board = {
  uid: 'wac-pipeline',
  title: 'WhatsApp campaigns: pipeline',
  description: 'All stages of the system together, left to right, whichever campaign they work for.',
  rows: [
    {
      height: 5,
      panels: [
        stat(24, {
          title: 'Left to right, per second',
          description:
            'Commands decided, CSV rows read, contacts put in the order of runs, taken up to be messaged, given a slot, accepted by WhatsApp; updates told by WhatsApp, and ledger transitions',
          ...{ unit: 'cps', decimals: 1 },
          targets: [
            { expr: perSecond('wac_commands_total'), legend: 'commands' },
            { expr: perSecond('wac_import_rows_total'), legend: 'rows' },
            { expr: perSecond('wac_contacts_planned_total'), legend: 'planned' },
            { expr: perSecond('wac_contacts_decided_total{decision="ELIGIBLE"}'), legend: 'eligible' },
            { expr: perSecond('wac_released_total'), legend: 'released' },
            { expr: perSecond('wac_send_requests_total{result="accepted"}'), legend: 'accepted' },
            { expr: perSecond('wac_webhook_updates_total'), legend: 'updates' },
            { expr: perSecond('wac_outcomes_total'), legend: 'ledger' },
          ],
        }),
      ],
    },
    {
      height: 8,
      panels: [
        lines(12, {
          title: 'Rate against limit',
          description:
            'What the provider accepted, and what the running campaigns of all numbers may send together',
          unit: 'cps',
          targets: [
            { expr: perSecond('wac_send_requests_total{result="accepted"}'), legend: 'accepted' },
            { expr: perSecond('wac_released_total'), legend: 'released' },
            { expr: 'sum(wac_rate_limit_per_second)', legend: 'limit' },
          ],
        }),
        lines(6, {
          title: 'Pace error',
          description: 'How late after its slot a request left; above 500 ms it gets a new slot',
          ...{ unit: 's', runbook: 'PaceError' },
          targets: [0.5, 0.95, 0.99].map((share) => ({
            expr: quantile(share, 'wac_pace_error_seconds'),
            legend: `p${share * 100}`,
          })),
        }),
        lines(6, {
          title: 'Answer time of the Cloud API',
          description: 'How long requests to WhatsApp take',
          ...{ unit: 's', runbook: 'ProviderSlow' },
          targets: [0.5, 0.95, 0.99].map((share) => ({
            expr: quantile(share, 'wac_send_seconds'),
            legend: `p${share * 100}`,
          })),
        }),
      ],
    },
    {
      height: 7,
      panels: [
        lines(6, {
          title: 'Why campaigns wait',
          description: 'Running campaigns that cannot send now, by reason',
          unit: 'short',
          targets: [{ expr: 'sum by (reason) (wac_campaigns_waiting)', legend: '{{reason}}' }],
        }),
        lines(6, {
          title: 'Queue, and who waits for their callable time',
          description:
            'Contacts that wait for a slot in the throttle, those that wait in the ledger for their callable time, and how many were put there',
          unit: 'short',
          targets: [
            { expr: 'sum(wac_queue_contacts)', legend: 'for a slot' },
            { expr: 'sum(wac_contacts_asleep)', legend: 'for their callable time' },
            { expr: perSecond('wac_contacts_deferred_total'), legend: 'put there a second' },
          ],
        }),
        lines(6, {
          title: 'Slots that passed unused',
          description: 'Messages put off: late, stopped, or at the end of a lease; and slots given again',
          ...{ unit: 'cps', runbook: 'MissedSlots' },
          targets: [
            { expr: perSecond('wac_put_off_total', 'why'), legend: '{{why}}' },
            { expr: perSecond('wac_released_total{kind="again"}'), legend: 'released again' },
          ],
        }),
        lines(6, {
          title: 'Numbers and their owners',
          description: 'WhatsApp numbers paced by each instance, and takeovers',
          unit: 'short',
          targets: [
            { expr: 'wac_numbers_owned', legend: '{{instance}}' },
            { expr: 'sum(increase(wac_slot_takeovers_total[1h]))', legend: 'takeovers in an hour' },
          ],
        }),
      ],
    },
    {
      height: 7,
      panels: [
        lines(6, {
          title: 'Requests to the Cloud API',
          description: 'By what came of them',
          ...{ unit: 'cps', runbook: 'SendFailures' },
          targets: [{ expr: perSecond('wac_send_requests_total', 'result'), legend: '{{result}}' }],
        }),
        lines(6, {
          title: 'Intents and requests under way',
          description: 'Ledger intents per second by result; requests under way',
          unit: 'short',
          targets: [
            { expr: perSecond('wac_intents_total', 'result'), legend: 'intents {{result}}' },
            { expr: 'sum(wac_send_in_flight)', legend: 'under way' },
          ],
        }),
        lines(6, {
          title: 'Outcomes',
          description: 'Ledger transitions by state reached',
          unit: 'cps',
          targets: [
            { expr: perSecond('wac_outcomes_total', 'state'), legend: '{{state}}' },
            { expr: perSecond('wac_unknown_decided_total', 'decision'), legend: 'unknown, {{decision}}' },
            { expr: perSecond('wac_unknown_reaped_total'), legend: 'intents that expired' },
          ],
        }),
        lines(6, {
          title: 'Deliveries',
          description: 'Delivery status transitions, and statuses about messages that are not in the ledger',
          ...{ unit: 'cps', runbook: 'StatusesUnmatched' },
          targets: [
            { expr: perSecond('wac_deliveries_total', 'delivery'), legend: '{{delivery}}' },
            { expr: perSecond('wac_statuses_unmatched_total'), legend: 'not in the ledger' },
          ],
        }),
      ],
    },
    {
      height: 7,
      panels: [
        lines(6, {
          title: 'Taken up, not messaged',
          description: 'Contacts excluded, by reason',
          unit: 'cps',
          targets: [
            {
              expr: perSecond('wac_contacts_decided_total{decision!="ELIGIBLE"}', 'decision'),
              legend: '{{decision}}',
            },
          ],
        }),
        lines(6, {
          title: 'Webhook calls',
          description:
            'By answer: anything but 200 comes again or is no call of the provider; and calls kept',
          ...{ unit: 'cps', runbook: 'WebhookErrors' },
          targets: [
            { expr: perSecond('wac_webhooks_total', 'status'), legend: '{{status}}' },
            { expr: perSecond('wac_webhook_calls_kept_total', 'result'), legend: '{{result}}' },
          ],
        }),
        lines(6, {
          title: 'Time to answer a webhook call',
          description: 'How long WhatsApp waits for our answer',
          ...{ unit: 's', runbook: 'WebhookErrors' },
          targets: [0.5, 0.99].map((share) => ({
            expr: quantile(share, 'wac_webhook_seconds'),
            legend: `p${share * 100}`,
          })),
        }),
        lines(6, {
          title: 'Updates',
          description: 'Updates within webhook calls by kind',
          ...{ unit: 'cps', runbook: 'WebhookSilent' },
          targets: [{ expr: perSecond('wac_webhook_updates_total', 'kind'), legend: '{{kind}}' }],
        }),
      ],
    },
    {
      height: 7,
      panels: [
        lines(6, {
          title: 'Campaigns by status',
          description: 'All campaigns, by their status',
          ...{ unit: 'short', runbook: 'CampaignsBroken' },
          targets: [{ expr: 'max by (status) (wac_campaigns)', legend: '{{status}}' }],
        }),
        lines(6, {
          title: 'Commands in the last hour',
          description: 'By command and outcome',
          unit: 'short',
          targets: [
            {
              expr: lastHour('wac_commands_total', ' by (command, outcome)'),
              legend: '{{command}} {{outcome}}',
            },
          ],
        }),
        lines(6, {
          title: 'In step with the provider',
          description: 'Templates and numbers read anew; those whose latest refresh failed',
          ...{ unit: 'short', runbook: 'OutOfStepWithProvider' },
          targets: [
            {
              expr: lastHour('wac_provider_syncs_total', ' by (kind, result)'),
              legend: '{{kind}} {{result}} in the last hour',
            },
            { expr: 'max by (kind) (wac_provider_syncs_failing)', legend: '{{kind}} failing' },
          ],
        }),
        lines(6, {
          title: 'The simulator, where there is one',
          description: 'Requests by what it answered, statuses that were due, and webhook updates that wait',
          unit: 'short',
          targets: [
            { expr: perSecond('simulator_requests_total', 'outcome'), legend: '{{outcome}} a second' },
            { expr: perSecond('simulator_statuses_total', 'status'), legend: '{{status}} due a second' },
            {
              expr: perSecond('simulator_webhook_calls_total', 'result'),
              legend: 'webhook {{result}} a second',
            },
            { expr: 'simulator_webhook_updates_waiting', legend: 'updates waiting' },
          ],
        }),
      ],
    },
  ],
};

/** The board of one campaign: how fast it goes, how fast it may go, and why it is slower. */
import { bars, lines, stat, word, type Board } from './panels.ts';

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
  variables: [
    {
      ...{ name: 'campaign', label: 'Campaign', type: 'query', refresh: 2, sort: 1, multi: false },
      ...{ datasource: { type: 'prometheus', uid: 'prometheus' }, includeAll: false },
      query: { query: 'label_values(wac_campaign_state, campaign)', refId: 'campaigns' },
      definition: 'label_values(wac_campaign_state, campaign)',
    },
  ],
  rows: [
    {
      height: 4,
      panels: [
        word(3, {
          ...{ title: 'State', description: 'Status of the campaign', unit: 'short' },
          targets: [{ expr: of('wac_campaign_state', 'state'), legend: '{{state}}' }],
        }),
        word(3, {
          title: 'Why it waits',
          description: 'Why nothing leaves now; none: it does not wait. The words: docs/operations.md',
          unit: 'short',
          targets: [{ expr: of('wac_campaign_state', 'waiting'), legend: '{{waiting}}' }],
        }),
        word(3, {
          title: 'What limits it',
          description: 'Why it is paced below its own rate; none: it is not. The words: docs/operations.md',
          unit: 'short',
          targets: [{ expr: of('wac_campaign_state', 'limited'), legend: '{{limited}}' }],
        }),
        stat(3, {
          ...{ title: 'Rate', description: 'Messages per minute that WhatsApp accepts now', unit: 'short' },
          decimals: 0,
          targets: [{ expr: perMinute('wac_campaign_messages_total', ACCEPTED) }],
        }),
        stat(3, {
          ...{ title: 'Limit', description: 'Messages per minute that it is paced at', unit: 'short' },
          targets: [{ expr: of('wac_campaign_limit_per_minute') }],
        }),
        stat(3, {
          ...{ title: 'Contacts left', description: 'Contacts without an outcome', unit: 'short' },
          targets: [{ expr: of('wac_campaign_contacts_left') }],
        }),
        stat(3, {
          title: 'Expected end',
          description: 'At its present limit, from when it goes on; empty when it will not end by itself',
          unit: 'dateTimeFromNow',
          targets: [{ expr: `1000 * ${of('wac_campaign_expected_end_timestamp_seconds')}` }],
        }),
        stat(3, {
          title: 'Next message',
          description: 'When the next message is due at the earliest; empty when nobody knows',
          unit: 'dateTimeFromNow',
          targets: [{ expr: `1000 * ${of('wac_campaign_next_message_timestamp_seconds')}` }],
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
        bars(8, {
          title: 'Failed, by code',
          description: 'Messages that failed, by WhatsApp’s error code; other: a code that we do not know',
          unit: 'short',
          targets: [{ expr: of('wac_campaign_failed_total', 'code'), legend: '{{code}}' }],
        }),
        bars(8, {
          ...{ title: 'Skipped, by reason', description: 'Contacts that got no message', unit: 'short' },
          targets: [{ expr: of('wac_campaign_skipped_total', 'reason'), legend: '{{reason}}' }],
        }),
        lines(8, {
          title: 'Why it waited',
          description: '1 while the campaign waited for this reason; none: it did not wait',
          unit: 'short',
          targets: [{ expr: of('wac_campaign_state', 'waiting'), legend: '{{waiting}}' }],
        }),
      ],
    },
    {
      height: 7,
      panels: [
        lines(12, {
          title: 'Without a good end',
          description:
            'Messages that failed, that were not delivered or nothing was heard of, and those of which nobody knows whether they were sent',
          unit: 'short',
          targets: [
            ...['failed', 'undelivered', 'expired'].map((name) => ({ expr: stage(name), legend: name })),
            { expr: of('wac_campaign_unknown'), legend: 'unknown' },
          ],
        }),
        lines(12, {
          title: 'Contacts left',
          description: 'Contacts without an outcome, and those of them who wait for their callable time',
          unit: 'short',
          targets: [
            { expr: of('wac_campaign_contacts_left'), legend: 'left' },
            { expr: of('wac_campaign_contacts_asleep'), legend: 'wait for their callable time' },
            { expr: stage('skipped'), legend: 'skipped' },
          ],
        }),
      ],
    },
  ],
};

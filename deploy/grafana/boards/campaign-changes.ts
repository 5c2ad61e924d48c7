/** What is marked on the time axis of a campaign's board: start, stop, hold, rate change, complete. */
import type { AnnotationJson } from './sdk-json.ts';

/** So long before, the campaign was otherwise: three scrapes. */
const BEFORE = 'offset 15s';
const stateIs = (matcher: string): string =>
  `max by (campaign) (wac_campaign_state{campaign="$campaign", ${matcher}})`;
const became = (matcher: string): string =>
  `${stateIs(matcher)} unless max by (campaign) (wac_campaign_state{campaign="$campaign", ${matcher}} ${BEFORE})`;
const rate = (offset = ''): string =>
  `max by (campaign) (wac_campaign_own_limit_per_minute{campaign="$campaign"}${offset})`;

const mark = (name: string, iconColor: string, expr: string): AnnotationJson => ({
  ...{ name, iconColor, expr, enable: true, titleFormat: name, textFormat: '{{campaign}}', step: '5s' },
  datasource: { type: 'prometheus', uid: '${datasource}' },
});

export const campaignChanges: readonly AnnotationJson[] = [
  mark('start', 'green', became('state="on"')),
  mark('stop', 'red', became('state=~"stopping|off|forced_stopping|forced_off|invalid"')),
  mark('hold', 'orange', became('waiting=~"held|template"')),
  mark('rate change', 'purple', `${rate()} != ${rate(` ${BEFORE}`)}`),
  mark('complete', 'blue', became('state="complete"')),
];

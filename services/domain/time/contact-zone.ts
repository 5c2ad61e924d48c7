/** A contact's time zone (F5): the one in its own column, else that of its number's country if it has only one, else the campaign's. */
import { zoneOfPhoneId } from './country-zone.ts';
import { readTimeZone } from './time-zone.ts';

/**
 * @param cell what the contact's time zone column holds; undefined when there is none
 * @param campaignZone IANA name
 * @returns IANA name
 */
export function contactZone(
  cell: string | undefined,
  phoneId: string,
  campaignZone: string,
  nowMs: number,
): string {
  return readTimeZone(cell ?? '') ?? zoneOfPhoneId(phoneId, nowMs) ?? campaignZone;
}

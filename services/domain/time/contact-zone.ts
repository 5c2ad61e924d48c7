/**
 * A contact's time zone (F5): that of its own column, otherwise that of its number's country if it has only
 * one, otherwise the campaign's.
 */
import { zoneOfPhoneId } from './country-zone.ts';
import { readTimeZone } from './time-zone.ts';

/**
 * @param cell the contact's time zone column; undefined when there is none
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

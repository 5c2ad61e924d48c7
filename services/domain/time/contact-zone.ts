/** A contact's time zone (F5): the one in its own column, else that of its number's country if it has only one, else the campaign's. */
import { zoneOfPhoneId } from './country-zone.ts';

const MAX_KNOWN = 5_000;
const known = new Map<string, string | null>();

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

/**
 * The zone that people mean by a cell: an IANA name in any case.
 * @returns the name as this machine knows it (`europe/berlin` → `Europe/Berlin`); null when there is no such zone, or nothing
 */
export function readTimeZone(text: string): string | null {
  const name = text.trim();
  if (name === '') return null;
  let zone = known.get(name);
  if (zone === undefined) {
    if (known.size >= MAX_KNOWN) known.clear(); // cells can hold anything
    known.set(name, (zone = resolve(name)));
  }
  return zone;
}

function resolve(name: string): string | null {
  // offsets such as +02:00 are zones to newer machines only
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
